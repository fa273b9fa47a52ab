"""independence: nobody reviews their own trust, a declared conflict, or a school they saw lately."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.calendar import school_year_start
from models.finding import Finding
from models.people import Lead, Reviewer
from models.policy import Policy
from scheduler.plan import Held, Plan
from scheduler.rule import Limit, Rule, unknown
from scheduler.tables.arrays import Bools
from scheduler.tables.candidates import Candidates
from scheduler.words import count, listed


def sentence(policy: Policy) -> str:
    years = policy.independence.school_years
    lately = f"this or the last {count(years, 'school year')}" if years else "this school year"
    return (
        "No reviewer or lead reviews their own trust, a school they declared a conflict with, "
        f"or one they reviewed or led in {lately}."
    )


def check(plan: Plan) -> Iterator[Finding]:
    lately = _lately(plan)
    for held in plan.held:
        for person, trust in _people(plan, held):
            if plan.waived("independence", person.id, held.review.id):
                continue
            for reason in _reasons(held, person, trust, lately[person.id, held.host.id]):
                yield Finding(
                    rule="independence",
                    about=(held.review.id, person.id),
                    amount=1,
                    message=f"{person.id} comes to {held.name} and {reason}.",
                )


def _lately(plan: Plan) -> dict[tuple[str, str], set[str]]:
    """(person, host) -> the school years in which they were there, of those that count."""
    oldest = school_year_start(plan.instance.school_year) - plan.policy.independence.school_years
    years: dict[tuple[str, str], set[str]] = defaultdict(set)
    for visit in plan.instance.visits:
        if school_year_start(visit.school_year) >= oldest:
            years[visit.person, visit.host].add(visit.school_year)
    return years


def _people(plan: Plan, held: Held) -> Iterator[tuple[Lead | Reviewer, str | None]]:
    """Everybody who comes, with their trust."""
    if held.lead is not None:
        yield held.lead, held.lead.trust
    for reviewer in held.reviewers:
        yield reviewer, plan.instance.school_by_id[reviewer.school].trust


def _reasons(held: Held, person: Lead | Reviewer, trust: str | None, years: set[str]) -> Iterator[str]:
    if trust and trust == held.host.trust:
        yield f"belongs to the same trust, {trust}"
    if held.host.id in person.conflicts:
        yield "declared a conflict of interest with the school"
    if years:
        yield f"was there in {listed(sorted(years))}"


def forbids(candidates: Candidates) -> Bools:
    mine, theirs = candidates.trust_pairs
    declared = [(person.id, school) for person in candidates.people for school in person.conflicts]
    return np.asarray(mine == theirs) | candidates.meet(declared) | candidates.meet(candidates.earlier_visits)


RULE = Rule(
    id="independence",
    sentence=sentence,
    check=check,
    forbids=forbids,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("school_years", -1, unknown),),
)
