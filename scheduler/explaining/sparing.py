"""The furthest journeys, and the cheapest way to spare each: the best repair if that one person did not come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.change import DropOut
from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.refusals import too_large
from scheduler.changes.situation import Situation, asked_on
from scheduler.changes.who_is_told import news, people_told
from scheduler.plan import Plan, Seat
from scheduler.processes.child import Lost
from scheduler.repairs.rescheduling import Repair, Rescheduled
from scheduler.repairs.scenarios import Scenario, what_if
from scheduler.solvers.options import Options

Report = Callable[[str], None]


@dataclass(frozen=True)
class Spared:
    """What it costs others to spare one journey; None where no way was found, or none is possible.

    others_km: by how much others travel further. told: how many others are told something new. repair: the way itself,
    with what is proven of it. lost: why nothing is known, in words.
    """

    seat: Seat
    others_km: int | None = None
    told: int | None = None
    repair: Repair | None = None
    lost: str = ""


@dataclass(frozen=True)
class Sparing:
    """What was found of each journey asked about, in their order."""

    found: tuple[Spared, ...]
    interrupted: bool = False
    notices: tuple[str, ...] = ()


def furthest(plan: Plan, most: int) -> tuple[Seat, ...]:
    """The furthest journeys of reviewers, the furthest first."""
    return tuple(sorted(plan.seats, key=lambda seat: (-seat.km, *seat.about))[:most])


def sparing(
    instance: Instance,
    schedule: Schedule,
    most: int,
    options: Options,
    processes: int,
    report: Report = lambda _: None,
) -> Sparing:
    """The cheapest way to spare each of the furthest journeys that have not begun, as `reschedule` counts.

    instance: as it was before the schedule's changes. Of one that is too large to be repaired nothing is found.
    """
    if wrong := list(too_large(instance)):
        return Sparing((), notices=tuple(map(str, wrong)))
    situation, notice = Situation(instance, schedule), asked_on(instance, schedule)
    plan = Plan(situation.world, schedule)
    seats = furthest(plan, len(plan.seats))
    ahead = [seat for seat in seats if not situation.has_begun(plan.planned(seat.held.review.id), notice)][:most]
    ended = what_if(
        instance,
        schedule,
        [_without(seat, notice) for seat in ahead],
        options,
        processes,
        lambda one: report(one.name),
    )
    found = tuple(_spared(plan, seat, done) for seat, done in zip(ahead, ended.found, strict=True))
    return Sparing(found, ended.interrupted, ended.notices)


def _without(seat: Seat, notice: date) -> Scenario:
    review, person = seat.about
    return Scenario(f"without {person} at {review}", (DropOut(notice=notice, person=person, review=review),))


def _spared(plan: Plan, seat: Seat, done: Rescheduled | Lost) -> Spared:
    if isinstance(done, Lost):
        return Spared(seat, lost=done.reason)
    best, *_ = done.repairs
    if best.schedule is None:
        return Spared(seat, repair=best)
    told = news(done.instance, best.schedule)
    others = people_told(tuple(one for one in told if one.who != seat.reviewer.id))
    after = Plan(done.instance, best.schedule)
    return Spared(seat, _others_km(after, seat) - _others_km(plan, seat), others, best)


def _others_km(plan: Plan, spared: Seat) -> int:
    return plan.km - sum(seat.km for seat in plan.seats if seat.reviewer == spared.reviewer)
