"""availability: host, lead and every reviewer are free on all days of a slot the host can have."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from models.finding import Finding
from models.network import School
from models.people import Lead, Reviewer
from models.policy import Policy
from scheduler.plan import Held, Plan
from scheduler.rule import Rule
from scheduler.tables.arrays import Bools
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Columns
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Rows
from scheduler.words import listed


def sentence(policy: Policy) -> str:
    days = f"{policy.slot.all_days}, which {'is' if policy.slot.days == 1 else 'are'}"
    return (
        f"Host, lead and every reviewer are free on {days} one of the host's possible slots: "
        "a host is open, and a reviewer free, only on school days of their own school. A reserve is not planned."
    )


def check(plan: Plan) -> Iterator[Finding]:
    for held in plan.held:
        if held.review.id in plan.instance.begun:
            continue
        yield from _slot(plan, held)
        yield from _missed(held, held.host.id, _closed(plan, held, held.host), f"{held.host.name} is closed")
        if held.lead is not None and not plan.waived("availability", held.lead.id, held.review.id):
            yield from _declined(held, held.lead)
            yield from _missed(held, held.lead.id, _away(held, held.lead), f"{held.lead.id} is away")
    for seat in plan.counted("availability"):
        held, reviewer = seat.held, seat.reviewer
        if held.review.id in plan.instance.begun:
            continue
        yield from _declined(held, reviewer)
        yield from _missed(held, reviewer.id, _away(held, reviewer), f"{reviewer.id} is away")
        closed = _closed(plan, held, seat.home)
        yield from _missed(held, reviewer.id, closed, f"{seat.home.name}, the school of {reviewer.id}, is closed")
        if reviewer.reserve and reviewer.id not in plan.fixed(held.review.id).reviewers:
            yield _finding(held, reviewer.id, 1, f"{reviewer.id} is a reserve and was not asked to join {held.name}.")


def stays(plan: Plan) -> Iterator[Finding]:
    """A review on a day that is none of its host's slots: no date has such a column, whether the rule is on or off."""
    for held in plan.held:
        if held.review.id not in plan.instance.begun and not _is_possible(plan, held):
            yield from _slot(plan, held)


def _is_possible(plan: Plan, held: Held) -> bool:
    return held.slot in held.review.possible_slots or held.slot == plan.fixed(held.review.id).slot


def _slot(plan: Plan, held: Held) -> Iterator[Finding]:
    """What is wrong with the slot itself; the first fault says it all."""
    fault = None
    if not held.length.begins_on(held.slot):
        fault = f"a slot begins on {held.length.first_days}"
    elif not all(day in held.term for day in held.days):
        fault = f"term {held.term.id} is from {held.term.first_day} to {held.term.last_day}"
    elif not _is_possible(plan, held):
        slots = listed([str(slot) for slot in held.review.possible_slots]) or "none"
        fault = f"{held.host.name} {'offered' if held.review.possible is None else 'can now have'} only {slots}"
    if fault:
        message = f"{_capital(held.name)} begins on {held.slot:%A} {held.slot}: {fault}."
        yield _finding(held, held.host.id, 1, message)


def _declined(held: Held, person: Lead | Reviewer) -> Iterator[Finding]:
    if person.id in held.review.declined_by:
        yield _finding(held, person.id, 1, f"{person.id} has said that they do not come to {held.name}.")


def _closed(plan: Plan, held: Held, school: School) -> list[date]:
    return [day for day in held.days if not plan.instance.is_school_day(school, day)]


def _away(held: Held, person: Lead | Reviewer) -> list[date]:
    return [day for day in held.days if any(day in days for days in person.away)]


def _missed(held: Held, who: str, days: list[date], why: str) -> Iterator[Finding]:
    if days:
        when = listed([str(day) for day in days])
        yield _finding(held, who, len(days), f"{why} on {when}, during {held.name}.")


def _finding(held: Held, who: str, amount: int, message: str) -> Finding:
    return Finding(rule="availability", about=(held.review.id, who), amount=amount, message=message)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def forbids(candidates: Candidates) -> Bools:
    reviews = candidates.facts.instance.reviews
    declined = [(person, review.id) for review in reviews for person in review.declined_by]
    forbidden = ~(candidates.free & candidates.host_open) | candidates.at(declined)
    reserves = [person for person in candidates.facts.instance.reviewers if person.reserve]
    if candidates.are_reviewers and reserves:
        planned = [(person, fixed.review) for fixed in candidates.facts.instance.fixed for person in fixed.reviewers]
        stands_in = np.array([person.reserve for person in candidates.facts.instance.reviewers], dtype=bool)
        forbidden |= stands_in[:, None] & ~candidates.at(planned)
    return forbidden & ~_begun(candidates.facts)


def _begun(facts: Facts) -> Bools:
    """(date): whether its review stands as held, for it has begun."""
    return np.isin(facts.dates.review, [facts.reviews[review] for review in facts.instance.begun])


def rows(columns: Columns) -> Iterator[Rows]:
    closed = ~Candidates(columns.facts, are_reviewers=False).host_open[0]
    yield columns.dates.where(closed & ~_begun(columns.facts)).sum_by("date") <= 0


RULE = Rule(
    id="availability",
    sentence=sentence,
    check=check,
    stays=stays,
    forbids=forbids,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
)
