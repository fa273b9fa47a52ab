"""fixed: what is done, has begun, is pinned or published never moves."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.instance import Fixed
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Block, Rows


def sentence(_: Policy) -> str:
    return "What is done, has begun, is pinned, published, offered or accepted never moves."


def check(plan: Plan) -> Iterator[Finding]:
    for fixed in plan.instance.fixed:
        planned, team = plan.planned(fixed.review), plan.team(fixed.review)
        if fixed.slot is not None and planned.slot != fixed.slot:
            now = "is not held" if planned.slot is None else f"begins on {planned.slot}"
            yield _finding(fixed, (), f"is fixed to begin on {fixed.slot} and {now}")
        if fixed.lead is not None and planned.lead != fixed.lead:
            now = "has no lead" if planned.lead is None else f"is led by {planned.lead}"
            yield _finding(fixed, (fixed.lead,), f"is fixed to be led by {fixed.lead} and {now}")
        for person in fixed.reviewers:
            if person not in team:
                yield _finding(fixed, (person,), f"is fixed to be joined by {person}, who is not in its team")
        for person in plan.instance.review_by_id[fixed.review].left_by:
            if person in planned.reviewers:
                yield _finding(fixed, (person,), f"was left by {person}, who is in its team")
        for person in team:
            if fixed.complete and person not in fixed.reviewers:
                yield _finding(fixed, (person,), f"is fixed to be joined by nobody else and is joined by {person}")


def _finding(fixed: Fixed, people: tuple[str, ...], how: str) -> Finding:
    message = f"Review {fixed.review} {how} (fixed because: {fixed.reason})."
    return Finding(rule="fixed", about=(fixed.review, *people), amount=1, message=message)


def forbids(candidates: Candidates) -> Bools | bool:
    facts = candidates.facts
    complete = [fixed for fixed in facts.instance.fixed if fixed.complete]
    if not complete or not candidates.are_reviewers:
        return False
    closed = np.isin(candidates.dates.review, [facts.reviews[fixed.review] for fixed in complete])
    return closed & ~candidates.at((person, fixed.review) for fixed in complete for person in fixed.reviewers)


def rows(columns: Columns) -> Iterator[Rows]:
    """Each fixed decision is taken, or its `broken` column says so; that column is 0 in every schedule."""
    facts = columns.facts
    days = int(facts.dates.day.max(initial=0)) + 1
    yield from _taken(columns, "slot", columns.dates, facts.dates.day, days)
    yield from _taken(columns, "lead", columns.leads, columns.leads.keys["lead"], facts.n["lead"])
    yield from _taken(columns, "reviewer", columns.seats, columns.seats.keys["reviewer"], facts.n["reviewer"])


def _taken(columns: Columns, kind: str, block: Block, values: Ints, n: int) -> Iterator[Rows]:
    pins = [k for k, pin in enumerate(columns.facts.pins) if pin.kind == kind]
    if not pins:
        return
    wanted = np.full((columns.facts.n["review"], n), -1, dtype=np.int64)
    for k in pins:
        wanted[columns.facts.pins[k].review, columns.facts.pins[k].value] = k
    pin = wanted[block.keys["review"], values]
    taken = block.where(pin >= 0).with_key("pin", pin[pin >= 0], columns.facts.n["pin"])
    yield taken.sum_by("pin") + columns.broken.where(np.array(pins)).sum_by("pin") >= 1


RULE = Rule(
    id="fixed",
    sentence=sentence,
    check=check,
    forbids=forbids,
    rows=rows,
    always_on=True,
    needs_dates=True,
    cured_by_people=True,
    of_the_team=True,
    waits_for_others=False,
)
