"""one-place: nobody is in two reviews in one week, and reviewers have school days between two reviews."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from models.calendar import week_of
from models.finding import Finding
from models.instance import Visit
from models.network import School
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Limit, Rule
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Columns
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Block, Rows
from scheduler.words import count


class Stay(NamedTuple):
    """One review somebody is at. `review` is None for a visit before this instance."""

    slot: date
    name: str
    review: str | None


def sentence(policy: Policy) -> str:
    gap = count(policy.one_place.gap_school_days, "school day")
    return (
        "Nobody is in two reviews in one week. "
        f"Between two reviews of one reviewer lie at least {gap} of the home school. Leads need no gap."
    )


def check(plan: Plan) -> Iterator[Finding]:
    for person, stays in _stays(plan).items():
        reviewer = plan.instance.reviewer_by_id.get(person)
        home = None if reviewer is None else plan.instance.school_by_id[reviewer.school]
        for first, second in pairwise(sorted(stays, key=lambda stay: stay.slot)):
            if first.review is not None or second.review is not None:
                yield from _clash(plan, person, home, first, second)


def _stays(plan: Plan) -> dict[str, list[Stay]]:
    """Where everybody is, of those whom this schedule names."""
    stays: dict[str, list[Stay]] = {}
    for held in plan.held:
        people = [person.id for person in (held.lead, *held.reviewers) if person is not None]
        for person in people:
            stays.setdefault(person, []).append(Stay(held.slot, held.name, held.review.id))
    for visit in plan.instance.visits:
        if visit.slot is not None and visit.person in stays:
            host = plan.instance.school_by_id[visit.host].name
            stays[visit.person].append(Stay(visit.slot, f"the earlier review at {host}", None))
    return stays


def _clash(plan: Plan, person: str, home: School | None, first: Stay, second: Stay) -> Iterator[Finding]:
    about = (*(stay.review for stay in (first, second) if stay.review is not None), person)
    both = f"{person} is at {first.name} from {first.slot} and at {second.name} from {second.slot}"
    if week_of(first.slot) == week_of(second.slot):
        yield Finding(rule="one-place", about=about, amount=1, message=f"{both}, in one week.")
    elif home is not None:
        gap = plan.policy.one_place.gap_school_days
        between = len(list(islice(_school_days_between(plan, home, first.slot, second.slot), gap)))
        if between < gap:
            lie = f"{count(between, 'school day')} of {home.name} between them, not {gap}"
            yield Finding(rule="one-place", about=about, amount=gap - between, message=f"{both}: {lie}.")


def _school_days_between(plan: Plan, home: School, first: date, second: date) -> Iterator[date]:
    """The home's school days strictly between two slots, latest first: near the second the calendar is surely known."""
    last_day = plan.policy.slot.last_day(first)
    day = second - timedelta(days=1)
    while day > last_day:
        if plan.instance.is_school_day(home, day):
            yield day
        day -= timedelta(days=1)


def forbids(candidates: Candidates) -> Bools | bool:
    """Dates too near an earlier visit of this person; only visits that carry a date can be."""
    number, day = candidates.number, candidates.facts.day
    dated = [(number[visit.person], day(visit.slot)) for visit in _dated(candidates) if visit.slot]
    if not dated:
        return False
    person, visited = np.array(dated, dtype=np.int64).T
    dates = candidates.dates.day[None, :]
    near = dates // 7 == visited[:, None] // 7
    if candidates.are_reviewers:
        near |= _gap_too_short(candidates.facts, candidates.home[person], visited[:, None], dates)
    forbidden = np.zeros(candidates.shape, dtype=bool)
    np.logical_or.at(forbidden, person, near)
    return forbidden


def _dated(candidates: Candidates) -> list[Visit]:
    visits = candidates.facts.instance.visits
    return [visit for visit in visits if visit.slot is not None and visit.person in candidates.number]


def rows(columns: Columns) -> Iterator[Rows]:
    """Who joins one review a term is in two places at most where two terms meet."""
    yield columns.leads.sum_by("lead", "week") <= 1
    seats = columns.seats.where(columns.most_joined[columns.seats.keys["reviewer"]] > 1)
    often = columns.joins_often[seats.keys["reviewer"]]
    in_terms = np.zeros((columns.facts.n["week"], columns.facts.n["term"]), dtype=bool)
    in_terms[columns.dates.keys["week"], columns.dates.keys["term"]] = True
    shared = in_terms.sum(axis=1) > 1
    yield seats.where(often | shared[seats.keys["week"]]).sum_by("reviewer", "week") <= 1
    yield _spells(columns, seats, often).sum_by("reviewer", "spell") <= 1


def _spells(columns: Columns, seats: Block, often: Bools) -> Block:
    """Each seat once for every spell it lies in; those not taken often, only for spells that reach into two terms.

    In school days of the home, a seat takes its days and the gap after them; two seats clash exactly where these
    spans meet. Spans that meet in pairs all meet in one point, and the beginnings of the possible slots are such
    points: so a spell is everything that spans one beginning.
    """
    facts = columns.facts
    days, slot = np.unique(facts.dates.day, return_inverse=True)
    slot = slot.reshape(-1)
    begins = facts.school_days_before[:, days]
    ends = facts.school_days_before[:, days + facts.policy.slot.days] + facts.policy.one_place.gap_school_days
    spans = (begins[:, :, None] <= begins[:, None, :]) & (begins[:, None, :] < ends[:, :, None])
    in_terms = [spans[:, np.unique(slot[facts.dates.term == term])].any(axis=1) for term in range(facts.n["term"])]
    reaches = np.sum(in_terms, axis=0) > 1
    home, at = seats.keys["home"], slot[seats.keys["date"]]
    seat, spell = np.nonzero(spans[home, at] & (often[:, None] | reaches[home]))
    return seats.where(seat).with_key("spell", spell, len(days))


def _gap_too_short(facts: Facts, home: Ints, one: Ints, other: Ints) -> Bools:
    """Whether too few school days of the home lie strictly between two slots. All arrays broadcast."""
    before = facts.school_days_before
    first, second = np.minimum(one, other), np.maximum(one, other)
    between = before[home, second] - before[home, first + facts.policy.slot.days]
    return np.asarray(between < facts.policy.one_place.gap_school_days)


RULE = Rule(
    id="one-place",
    sentence=sentence,
    check=check,
    forbids=forbids,
    rows=rows,
    always_on=True,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("gap_school_days", -1),),
)
