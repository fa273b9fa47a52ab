"""Repairs of a schedule after changes: the one that disturbs least, and beside it the best of each other kind."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

import numpy as np

from models.change import Change
from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import for_repair
from scheduler.changes.situation import Situation
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.repairs.circles import repair
from scheduler.repairs.what_remains import what_remains
from scheduler.solvers.options import Options, Progress
from scheduler.tables.facts import Bools
from scheduler.tables.rows import Ints, Sum

COUNTED = ("reviews-held", "seats-filled", "commitments-met")
_BEST_SHARE = 0.6  # of the time, for the repair that disturbs least; the other kinds share the rest

Report = Callable[[Progress], None]


class Kind(StrEnum):
    """What a repair does."""

    NOTHING = "nothing to change"
    RELEASE = "let people go"
    MOVE = "move a date"
    SWAP = "swap people"
    VACANT = "leave a seat vacant"
    RESERVE = "use a reserve"
    ANEW = "plan anew"


@dataclass(frozen=True)
class Repair:
    """One way to repair a schedule. schedule: None where there is none of the kind, or none was found in the time."""

    kind: Kind
    status: Status
    schedule: Schedule | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rescheduled:
    """What comes of changes. changes: with all they entail. instance: the effective one, by which repairs are judged.

    The first repair disturbs least of all; the others are the best of their kind.
    """

    changes: tuple[Change, ...]
    instance: Instance
    repairs: tuple[Repair, ...]


def situation_after(
    instance: Instance, schedule: Schedule, changes: Sequence[Change]
) -> tuple[Instance, tuple[Change, ...]]:
    """The effective instance after more changes, and the changes with all they entail."""
    situation = Situation(instance, schedule)
    entailed = situation.entailed(changes)
    return for_repair(instance, schedule, entailed, situation.before(entailed)), entailed


def reschedule(
    instance: Instance,
    schedule: Schedule,
    changes: Sequence[Change],
    options: Options,
    report: Report = lambda _: None,
    *,
    other_kinds: bool = True,
) -> Rescheduled:
    """The repairs of a schedule after changes, each of which `refusals.problems` has found nothing wrong with.

    other_kinds: without them only the first repair is sought, in all of the time.
    """
    effective, entailed = situation_after(instance, schedule, changes)
    model = Model(effective)
    repairs = tuple(_repairs(model, schedule, options, report, other_kinds))
    stamped = tuple(
        replace(one, schedule=_stamped(one.schedule, schedule, entailed, effective)) if one.schedule else one
        for one in repairs
    )
    return Rescheduled(entailed, effective, stamped)


def _repairs(model: Model, schedule: Schedule, options: Options, report: Report, other_kinds: bool) -> Iterator[Repair]:
    start = what_remains(model, schedule)
    best = repair(model, _until(options, _BEST_SHARE if other_kinds else 1.0), start, report)
    if best.schedule is None:
        yield Repair(Kind.NOTHING, best.status, None, best.notices)
        return
    kind = kind_of(model.instance, best.schedule)
    yield Repair(kind, best.status, best.schedule, best.notices)
    if kind == Kind.NOTHING or not other_kinds:
        return
    others = [each for each in (Kind.MOVE, Kind.SWAP, Kind.VACANT, Kind.RESERVE) if each != kind]
    for n, other in enumerate(others):
        part = _of_kind(model, other, best.schedule)
        least = _bounds(best.schedule)
        if other == Kind.VACANT and least.get("seats-filled", 0) < 1:
            least = {**least, "seats-filled": 1, "commitments-met": 0}  # what is known of the last holds for full teams
        share = 1 / (len(others) - n)
        found = repair(part, _until(options, share), None, report, least) if part is not None else None
        if found is None:
            yield Repair(other, Status.INFEASIBLE, None)
        else:
            yield Repair(other, found.status, _among(found.schedule, other), found.notices)


def _among(found: Schedule | None, kind: Kind) -> Schedule | None:
    """A repair whose certificate says that it knows only of others of its kind."""
    if found is None or found.certificate is None:
        return found
    certificate = found.certificate.model_copy(update={"among": f"repairs that {kind}"})
    return found.model_copy(update={"certificate": certificate})


def _bounds(best: Schedule) -> dict[str, int]:
    """What no repair betters in the counting goals, of whatever kind, as long as those before it are as in the best."""
    goals = best.certificate.goals if best.certificate is not None else ()
    proven = takewhile(lambda result: result.goal in COUNTED and result.proven, goals)
    return {result.goal: result.bound for result in proven}


def _until(options: Options, share: float) -> Options:
    """The same options with a share of the time that is left, from now."""
    left = options.left()
    if left is None:
        return options
    return replace(options, time_limit_seconds=share * max(0.1, left), started=time.monotonic())


def _stamped(found: Schedule, schedule: Schedule, changes: tuple[Change, ...], effective: Instance) -> Schedule:
    """A repair as the next version of the schedule: with its changes, its states, and what it was before."""
    states = tuple(_states_after(effective, found))
    return found.model_copy(
        update={"states": states, "changes": (*schedule.changes, *changes), "before": effective.before}
    )


def _states_after(effective: Instance, found: Schedule) -> Iterator[ReviewStates]:
    before = effective.before
    assert before is not None
    for planned in found.reviews:
        old = before.planned_by_review.get(planned.review, PlannedReview(review=planned.review))
        states = before.states_of(planned.review)
        if planned == old and planned.review not in before.states_by_review:
            continue
        if planned.slot is None:
            continue
        moved = planned.slot != old.slot
        slot = State.OFFERED if moved else states.slot
        lead = State.OFFERED if moved or planned.lead != old.lead else states.lead
        new = {one: State.OFFERED for one in planned.reviewers if moved or one not in old.reviewers}
        kept = {one: state for one, state in states.reviewers.items() if one in planned.reviewers and one not in new}
        stays = {"slot": not moved, "lead": not moved and planned.lead == old.lead}
        yield ReviewStates(
            review=planned.review,
            slot=slot,
            lead=lead,
            reviewers={**kept, **new},
            pins=tuple(pin for pin in states.pins if stays.get(pin, pin in planned.reviewers and pin not in new)),
            booked=tuple(one for one in states.booked if one in planned.people and one in old.people and not moved),
        )


# Kinds


def kind_of(instance: Instance, schedule: Schedule) -> Kind:
    """What a repair does: who else comes says more than when, and a reserve more than others."""
    before = instance.before
    assert before is not None
    pairs = {(person, planned.review) for planned in before.reviews for person in planned.people}
    now = {(person, planned.review) for planned in schedule.reviews for person in planned.people}
    if {planned.review: planned for planned in schedule.reviews} == dict(before.planned_by_review):
        return Kind.NOTHING
    new = {person for person, _ in now - pairs}
    reserves = {person.id for person in instance.reviewers if person.id in before.reserves}
    if new & reserves:
        return Kind.RESERVE
    if new:
        return Kind.SWAP
    plan = Plan(instance, schedule)
    emptier = any(
        len(plan.planned(review.id).reviewers) < instance.size(review) - before.empty_seats.get(review.id, 0)
        for review in instance.reviews
        if review.id not in before.not_held
    )
    if emptier:
        return Kind.VACANT
    now_at = {planned.review: planned.slot for planned in schedule.reviews}
    moved = any(now_at.get(one.review) not in (None, one.slot) for one in before.reviews)
    return Kind.MOVE if moved else Kind.RELEASE


def _of_kind(model: Model, kind: Kind, best: Schedule) -> Model | None:
    """The model of repairs of one kind; None where there can be none.

    Dates that can stay do, except where dates are moved. Nobody new comes where dates move or a seat stays vacant, only
    reserves where they are used, all but them where people are swapped; a lead may change wherever people may. Every
    review is held that the best repair holds.
    """
    columns = model.columns
    reviewers, leads = columns.telling
    allowed = np.ones(len(model), dtype=bool)
    new_reviewer, new_lead = _is_new_pair(model, reviewers.key), _is_new_pair(model, leads.key)
    before = model.instance.before
    assert before is not None
    is_reserve = np.array([person.id in before.reserves for person in model.instance.reviewers], dtype=bool)
    reserve = is_reserve[columns.seats.keys["reviewer"]] if len(is_reserve) else np.zeros(0, dtype=bool)
    held = {planned.review for planned in best.reviews if planned.slot is not None}
    allowed[columns.unheld.columns] = [review.id not in held for review in model.instance.reviews]
    if kind == Kind.MOVE:
        allowed[columns.seats.columns] = ~new_reviewer
        allowed[columns.leads.columns] = ~new_lead
        allowed[columns.emptier.columns] = False
        moved = columns.dates.where(~_stays(model))
        return _asking(model, allowed, moved.columns)
    stays = _can_stay(model)
    allowed[columns.dates.columns] = stays
    allowed[columns.seats.columns] = stays[columns.seats.keys["date"]]
    allowed[columns.leads.columns] = stays[columns.leads.keys["date"]]
    if kind == Kind.VACANT:
        allowed[columns.seats.columns] &= ~new_reviewer
        return _emptier(model, allowed)
    if kind == Kind.SWAP:
        allowed[columns.seats.columns] &= ~(new_reviewer & reserve)
        wanted = [columns.seats.columns[new_reviewer & ~reserve], columns.leads.columns[new_lead]]
    else:
        allowed[columns.seats.columns] &= ~new_reviewer | reserve
        wanted = [columns.seats.columns[new_reviewer & reserve]]
    return _asking(model, allowed, np.concatenate(wanted))


def _asking(model: Model, allowed: Bools, asked: Ints) -> Model | None:
    """The model with only what is allowed, of which at least one of what is asked must be; None if none can."""
    part = model.only(allowed)
    possible = asked[part.highest[asked] > 0]
    if not len(possible):
        return None
    part.ask(possible)
    return part


def _emptier(model: Model, allowed: Bools) -> Model:
    """The model with only what is allowed, and a seat more vacant than before; nobody new fills one meanwhile."""
    part, columns = model.only(allowed), model.columns
    size = model.facts.review_size
    asked = np.concatenate([columns.vacancies.columns, columns.unheld.columns])
    each = np.concatenate([np.ones(len(columns.vacancies), dtype=np.int64), size])
    before = model.instance.before
    assert before is not None
    forfeited = sum(int(size[model.facts.reviews[review]]) for review in before.forfeited)
    were_empty = sum(seats for review, seats in before.empty_seats.items() if review not in before.forfeited)
    total = Sum(("kind",), (1,), np.zeros_like(asked), asked, each)
    part.add([("kind", total >= were_empty + forfeited + 1)])
    return part


def _is_new_pair(model: Model, key: str) -> Bools:
    """Of each column of reviewers, or of leads: whether they were not planned for that review, whenever it was."""
    before, facts = model.instance.before, model.facts
    assert before is not None
    block, number = (model.columns.seats, facts.reviewers) if key == "reviewer" else (model.columns.leads, facts.leads)
    were = np.zeros((facts.n[key], facts.n["review"]), dtype=bool)
    for planned in before.reviews:
        for person in planned.people:
            if person in number:
                were[number[person], facts.reviews[planned.review]] = True
    return ~were[block.keys[key], block.keys["review"]]


def _stays(model: Model) -> Bools:
    """(date): whether it is the slot that the review had."""
    before, facts = model.instance.before, model.facts
    assert before is not None
    day = np.full(facts.n["review"], -1, dtype=np.int64)
    for planned in before.reviews:
        if planned.slot is not None:
            day[facts.reviews[planned.review]] = facts.day(planned.slot)
    return np.asarray(day[facts.dates.review] == facts.dates.day)


def _can_stay(model: Model) -> Bools:
    """(date): whether it is the slot that the review had, or the review cannot have that one any more."""
    stays = _stays(model)
    kept = np.zeros(model.facts.n["review"], dtype=bool)
    possible = stays & (model.highest[model.columns.dates.columns] > 0)
    open_dates = np.zeros(len(stays), dtype=bool)
    open_dates[np.unique(model.columns.leads.keys["date"])] = True  # without a lead to be had, it cannot
    kept[model.facts.dates.review[possible & open_dates]] = True
    return np.asarray(stays | ~kept[model.facts.dates.review])
