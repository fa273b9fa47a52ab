"""change-kept-small: a repair tells as few people as possible something new; pursued in rescheduling only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import numpy as np

from models.calendar import Days
from models.finding import Finding
from models.instance import Instance
from models.policy import CHANGE_GOAL, Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.columns import Columns, Telling
from scheduler.tables.rows import Block, Rows
from scheduler.words import listed

Place = tuple[str, date]
"""A review and its slot: where and when somebody is expected."""


def sentence(policy: Policy) -> str:
    numbers = policy.change_kept_small
    return (
        "When a schedule is repaired, as few people as possible must be told something new; each counts "
        f"{numbers.lead_times} times as a lead, {numbers.short_notice_times} times at less than "
        f"{numbers.short_notice_school_days} school days' notice, {numbers.booked_times} times if travel is booked."
    )


def recount(plan: Plan) -> Iterator[Finding]:
    before, instance = plan.instance.before, plan.instance
    if before is None:
        return
    now = {
        (person, planned.review, planned.slot)
        for planned in plan.schedule.reviews
        if planned.slot is not None
        for person in planned.people
    }
    lost, gained = defaultdict[str, set[Place]](set), defaultdict[str, set[Place]](set)
    for person, review, slot in before.told - now:
        lost[person].add((review, slot))
    for person, review, slot in now - before.has_been_planned:
        gained[person].add((review, slot))
    for person in sorted(lost.keys() | gained.keys()):
        yield _told(instance, person, lost[person], gained[person])


def _told(instance: Instance, person: str, lost: set[Place], gained: set[Place]) -> Finding:
    numbers, amount, reasons = instance.policy.change_kept_small, 1, []
    if person in instance.lead_by_id:
        amount *= numbers.lead_times
        reasons.append("a lead")
    limit = numbers.short_notice_school_days
    if any(notice_school_days(instance, person, slot) < limit for _, slot in lost | gained):
        amount *= numbers.short_notice_times
        reasons.append("at short notice")
    if instance.before is not None and any((person, review) in instance.before.booked for review, _ in lost):
        amount *= numbers.booked_times
        reasons.append("with travel booked")
    places = sorted(lost | gained)
    why = f" ({', '.join(reasons)})" if reasons else ""
    return Finding(
        rule=CHANGE_GOAL,
        kind="cost",
        about=(person, *dict.fromkeys(review for review, _ in places)),
        amount=amount,
        message=f"{person} must be told{why}: {_said(lost, gained)}.",
    )


def _said(lost: set[Place], gained: set[Place]) -> str:
    """What is lost and what is new, apart."""
    no_longer, new = (listed([f"{review} on {slot}" for review, slot in sorted(each)]) for each in (lost, gained))
    if not lost:
        return new
    return f"no longer {no_longer}; new: {new}" if gained else f"no longer {no_longer}"


def notice_school_days(instance: Instance, person: str, slot: date) -> int:
    """School days after the notice up to the slot: of a reviewer's school, of the terms' calendars for a lead."""
    if instance.before is None or slot <= instance.before.notice:
        return 0
    days = [day for day in Days(first=instance.before.notice, last=slot) if day != instance.before.notice]
    if person in instance.reviewer_by_id:
        home = instance.school_by_id[instance.reviewer_by_id[person].school]
        return sum(instance.is_school_day(home, day) for day in days)
    return sum(
        any(day in term and instance.calendar_by_id[term.calendar].is_school_day(day) for term in instance.terms)
        for day in days
    )


def costs(columns: Columns) -> Ints:
    numbers = columns.facts.policy.change_kept_small
    short, booked = numbers.short_notice_times - 1, numbers.booked_times - 1
    parts: list[tuple[Block, int | Ints]] = []
    for telling in columns.telling:
        each = numbers.lead_times if telling.key == "lead" else 1
        parts += [
            (telling.told, each),
            (telling.short, each * short),
            (telling.booked, each * booked),
            (telling.both, each * short * booked),
        ]
    return columns.costs(*parts)


def rows(columns: Columns) -> Iterator[Rows]:
    for telling in columns.telling:
        block = columns.seats if telling.key == "reviewer" else columns.leads
        yield from _gained(columns, telling, block, telling.told, telling.is_new)
        yield from _gained(columns, telling, block, telling.short, telling.is_new & telling.is_short)
        yield from _lost(telling, block, telling.told, np.arange(len(telling.person)))
        yield from _lost(telling, block, telling.short, np.flatnonzero(telling.was_short))
        yield from _lost(telling, block, telling.booked, np.flatnonzero(telling.was_booked))
        short = telling.short.where(np.isin(telling.short.keys[telling.key], telling.booked.keys[telling.key]))
        either = short.sum_by(telling.key) + telling.booked.sum_by(telling.key)
        yield either - telling.both.sum_by(telling.key) <= 1


def _gained(columns: Columns, telling: Telling, block: Block, told: Block, new: Bools) -> Iterator[Rows]:
    """Whoever gets something new is told. Of what excludes each other anyway, one row asks for all."""
    often = np.ones(len(block), dtype=bool)
    if telling.key == "reviewer":
        often = columns.joins_often[block.keys["reviewer"]]
        yield block.where(new & ~often).sum_by("reviewer", "term") <= told.sum_by("reviewer")
    yield block.where(new & often).sum_by(telling.key, "week") <= told.sum_by(telling.key)


def _lost(telling: Telling, block: Block, told: Block, which: Ints) -> Iterator[Rows]:
    """Whatever somebody was told is kept, or they are told."""
    if not len(which):
        return
    position = np.full(told.n[telling.key], -1, dtype=np.int64)
    position[told.keys[telling.key]] = np.arange(len(told))
    n, number = len(telling.person), telling.column[which]
    kept = block.where(number[number >= 0]).with_key("told", which[number >= 0], n)
    person = told.where(position[telling.person[which]]).with_key("told", which, n)
    yield kept.sum_by("told") + person.sum_by("told") >= 1


GOAL = GoalUnit(
    id=CHANGE_GOAL,
    sentence=sentence,
    unit="times told",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="times told",
    heading="Counted",
    in_repairs=True,
    only_losses=False,
    weight=0,
)
