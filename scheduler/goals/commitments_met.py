"""commitments-met: every school sends the reviewers that are due; a repair counts those who did so before."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.tables.arrays import Ints
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(_: Policy) -> str:
    return "Schools fall as few reviewers as possible short of their due, term by term."


def recount(plan: Plan) -> Iterator[Finding]:
    instance = plan.instance
    sent: Counter[str] = Counter()
    for term in sorted(instance.terms, key=lambda term: term.number):
        sent.update(seat.home.id for seat in plan.seats if seat.held.term == term)
        for school in instance.schools:
            due = instance.due(school.id, term)
            short = due - sent[school.id] - _short_before(instance, school.id, term.id)
            if short > 0:
                yield Finding(
                    rule="commitments-met",
                    kind="cost",
                    about=(school.id, term.id),
                    amount=short,
                    message=(
                        f"{school.name} is due to send {count(due, 'reviewer')} by the end of term {term.id} "
                        f"and sends {sent[school.id]}."
                    ),
                )


def _short_before(instance: Instance, school: str, term: str) -> int:
    """How many reviewers short the school was in the schedule that is repaired; 0 where none is."""
    return 0 if instance.before is None else instance.before.short.get(school, {}).get(term, 0)


def costs(columns: Columns) -> Ints:
    if columns.facts.instance.before is not None:
        return columns.costs((columns.shorter, 1))
    return columns.costs((columns.shortfalls, 1))


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.all_sent + columns.shortfalls.sum_by("home", "term") >= columns.facts.due
    if columns.facts.instance.before is not None:
        worse = columns.shortfalls.sum_by("home", "term") - columns.shorter.sum_by("home", "term")
        yield worse <= short_before(columns)


def short_before(columns: Columns) -> Ints:
    """(school, term): how many reviewers short each was in the schedule that is repaired."""
    facts = columns.facts
    before = [[_short_before(facts.instance, school, term) for term in facts.terms] for school in facts.schools]
    return np.array(before, dtype=np.int64)


GOAL = GoalUnit(
    id="commitments-met",
    sentence=sentence,
    unit="reviewers",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="missing reviewers",
    heading="Shorter",
    not_better="no schedule sends more of those due",
    in_repairs=True,
    only_losses=True,
    weight=2000,
    binds_mostly=True,
    known_at_home=True,
)
