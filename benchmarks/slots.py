"""How soon it is known whom a review's move to another slot would tell, and whether it is what `reschedule` finds."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from random import Random

import numpy as np

from models.instance import Instance
from models.policy import CHANGE_GOAL
from models.schedule import Schedule, Status
from scheduler.changes.situation import asked_on
from scheduler.processes.cores import cores
from scheduler.repairs.moving import Repaired
from scheduler.repairs.rescheduling import reschedule
from scheduler.repairs.slot_strip import Strip, exact_of_all
from scheduler.repairs.stressing import is_proven
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, parse_schedule

_TERM = "noe-2018-autumn"
_SECONDS, _FORCED_SECONDS = 60.0, 120.0
_SAME, _WORSE, _BETTER = "the same", "worse, and not proven in its time", "another, and ours is not proven"


@dataclass(frozen=True)
class Drawn:
    """A review and one slot. counting, exact: seconds, then seconds of work, which no other work lengthens.

    is_below: no bound lies above
    what is exact. against: how a forced repair compares, in every goal up to the change; empty where none was sought.
    """

    review: str
    slot: date
    found: Repaired
    counting: tuple[float, float]
    exact: tuple[float, float]
    is_below: bool
    against: str

    def __str__(self) -> str:
        told = "no repair" if self.found.told is None else f"{self.found.told.people} told"
        below = "" if self.is_below else ", BELOW ITS BOUND"
        return (
            f"{self.review} on {self.slot}: {told}, {self.found.status}{below}: all slots counted in "
            f"{self.counting[0]:.2f} s ({self.counting[1]:.2f} of work), exact in {self.exact[0]:.2f} s "
            f"({self.exact[1]:.2f} of work){f'; a forced repair: {self.against}' if self.against else ''}"
        )


@dataclass(frozen=True)
class Whole:
    """All slots of a review. seconds: till all were exact, in so many processes."""

    review: str
    slots: int
    proven: int
    seconds: float
    processes: int

    def __str__(self) -> str:
        return (
            f"{self.review}: {self.proven} of {self.slots} slots exact in {self.seconds:.1f} s "
            f"on {self.processes} cores"
        )


def _clock() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> tuple[float, float]:
    now = _clock()
    return now[0] - begun[0], now[1] - begun[1]


def draws(count: int, seed: int) -> Iterator[tuple[Strip, date]]:
    """So many drawn reviews of the real autumn term's stored schedule, and a slot for each."""
    facts = load_instance(_TERM)
    schedule, rng = _stored(facts), Random(seed)
    held = [planned.review for planned in schedule.reviews if planned.slot is not None]
    for _ in range(count):
        strip = Strip(facts, schedule, rng.choice(held), asked_on(facts, schedule))
        yield strip, rng.choice(strip.slots)


def measured(count: int, seed: int = 1, *, forced: bool = True) -> Iterator[Drawn]:
    """How soon the bounds of all slots, and one slot exactly, are known; the first draw, which loads all, is left out.

    forced: whether each is also held against a forced repair.
    """
    for n, (strip, slot) in enumerate(draws(count + 1, seed)):
        begun = _clock()
        least = strip.bounds[slot]
        counting, begun = _since(begun), _clock()
        found = strip.exact(slot, Options(time_limit_seconds=_SECONDS, workers=1))
        exact = _since(begun)
        if n == 0:
            continue
        lost = any(found.lost.values())
        told = least.in_any_case if lost else least.at_least
        is_below = found.told is None or (told.people <= found.told.people and told.counted <= found.told.counted)
        against = _held_against(strip, slot, found) if forced else ""
        yield Drawn(strip.review, slot, found, counting, exact, is_below, against)


def measured_whole(count: int, seed: int = 2) -> Iterator[Whole]:
    """How soon all slots of drawn reviews are exact."""
    for strip, _ in draws(count, seed):
        begun = time.perf_counter()
        done = exact_of_all(strip, Options(time_limit_seconds=_SECONDS, workers=1), cores())
        proven = sum(one.status in (Status.OPTIMAL, Status.INFEASIBLE) for one in done.found.values())
        yield Whole(strip.review, len(strip.slots), proven, time.perf_counter() - begun, cores())


def in_all(drawn: Sequence[Drawn]) -> Iterator[str]:
    """What was measured, over all draws."""
    for name, of in (("all slots counted", "counting"), ("one slot exact", "exact")):
        for at, kind in enumerate(("seconds", "seconds of work")):
            values = [getattr(one, of)[at] for one in drawn]
            most = f"95 of 100 within {np.quantile(values, 0.95):.2f}, all within {max(values):.2f}"
            yield f"{name}: median {np.median(values):.2f} {kind}, {most}"
    proven = sum(one.found.status in (Status.OPTIMAL, Status.INFEASIBLE) for one in drawn)
    same, below = sum(one.against.startswith(_SAME) for one in drawn), sum(one.is_below for one in drawn)
    asked = sum(bool(one.against) for one in drawn)
    worse = sum(one.against == _WORSE for one in drawn)
    yield f"{len(drawn)} drawn, {proven} proven, {below} not below their bounds"
    yield f"{asked} held against a forced repair: {same} the same, {worse} worse there and not proven in its time"


def _held_against(strip: Strip, slot: date, found: Repaired) -> str:
    """Against a forced repair: whether it has the same values in every goal up to the change, and the same proof."""
    options = Options(time_limit_seconds=_FORCED_SECONDS, workers=cores())
    done = reschedule(strip.instance, strip.schedule, strip.changes(slot), options, other_kinds=False)
    best = done.repairs[0]
    certificate = None if best.schedule is None else best.schedule.certificate
    if found.status == Status.UNKNOWN:
        return _BETTER
    if certificate is None or found.told is None:
        return _SAME if best.status == found.status and found.told is None else f"DIFFERS: {best.status}"
    ours = {**found.lost, CHANGE_GOAL: found.told.counted}
    values = {result.goal: result.final for result in certificate.goals if result.goal in ours}
    proven = is_proven(certificate)
    if found.status != Status.OPTIMAL and ours != values:
        return f"{_BETTER}: {values} there, {ours} here"
    if not proven and tuple(values.values()) > tuple(ours[goal] for goal in values):
        return _WORSE
    if ours != values:
        return f"DIFFERS: {values} there, {'' if proven else 'not '}proven, {ours} here"
    return _SAME if proven == (found.status == Status.OPTIMAL) else f"{_SAME}, {'' if proven else 'not '}proven there"


def _stored(facts: Instance) -> Schedule:
    """The stored schedule of a bundled instance."""
    return parse_schedule((resources.files("solutions") / f"{facts.name}.json").read_text("utf-8"), facts)
