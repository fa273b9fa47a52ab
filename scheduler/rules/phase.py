"""phase: a special or AP host keeps seats for reviewers who know such a school."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Held, Plan
from scheduler.rule import Limit, Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count, listed


def sentence(policy: Policy) -> str:
    kept = count(policy.phase.kept_seats, "seat")
    return f"A special or AP host keeps {kept} for reviewers from special or AP schools, vacant rather than for others."


def check(plan: Plan) -> Iterator[Finding]:
    kept = plan.policy.phase.kept_seats
    for held in plan.held:
        others = _others(plan, held)
        most = max(0, held.size - kept)
        if held.host.phase.is_specialist and len(others) > most:
            yield Finding(
                rule="phase",
                about=(held.review.id, *others),
                amount=len(others) - most,
                message=(
                    f"{held.host.name} has {count(held.size, 'seat')} and keeps {kept} for reviewers from special or "
                    f"AP schools, and {listed(others)} from other schools come."
                ),
            )


def _others(plan: Plan, held: Held) -> list[str]:
    """Reviewers from schools that are neither special nor AP."""
    return [
        reviewer.id
        for reviewer in held.reviewers
        if not plan.instance.school_by_id[reviewer.school].phase.is_specialist
        and not plan.waived("phase", reviewer.id, held.review.id)
    ]


def rows(columns: Columns) -> Iterator[Rows]:
    facts = columns.facts
    specialist = facts.school_is_specialist
    seats = columns.seats.not_waived("phase")
    others = seats.where(specialist[seats.keys["host"]] & ~specialist[seats.keys["home"]])
    open_to_others = np.maximum(facts.dates.size - facts.policy.phase.kept_seats, 0)
    yield others.sum_by("date") <= open_to_others * columns.dates.sum_by("date")


RULE = Rule(
    id="phase",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=True,
    waits_for_others=False,
    limits=(Limit("kept_seats", -1),),
)
