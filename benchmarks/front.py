"""How soon the price of one more call is proven, after cancellations that are drawn on the real term's schedule."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.machine import ROOT
from models.change import CancelReview
from models.instance import Instance
from models.schedule import Schedule
from scheduler.checking import certify
from scheduler.model import Model
from scheduler.repairs.front import front
from scheduler.repairs.rescheduling import reschedule
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, load_plan

_TERM = "noe-2018-autumn"
_DAYS = (1, 3, 7, 14, 28, 42)  # of notice
_MORE = 5


@dataclass(frozen=True)
class Fronted:
    """One drawn cancellation. first, whole: seconds for the best repair, then for the front. points: of the front."""

    review: str
    days: int
    points: int
    levels: int
    proven: int
    saves: int
    first: float
    whole: float

    def __str__(self) -> str:
        return (
            f"{self.review}, {self.days:2} days before: {self.points} points, {self.proven} of {self.levels} counts "
            f"proven, {self.saves:3} km saved in all; best repair {self.first:5.1f} s, front {self.whole:5.1f} s"
        )


def measured(cancellations: int, seed: int = 1) -> Iterator[Fronted]:
    """So many drawn cancellations. Every point has passed the checks, and none is dominated."""
    instance, schedule = load_plan(str(ROOT / "solutions" / f"{_TERM}.json"), load_instance(_TERM))
    rng = random.Random(seed)
    reviews = sorted(planned.review for planned in schedule.reviews if planned.slot is not None)
    for _ in range(cancellations):
        yield _fronted(instance, schedule, rng.choice(reviews), rng.choice(_DAYS))


def _fronted(instance: Instance, schedule: Schedule, review: str, days: int) -> Fronted:
    slot = next(planned.slot for planned in schedule.reviews if planned.review == review)
    assert slot is not None
    change = CancelReview(notice=slot - timedelta(days=days), review=review, reason="ofsted")
    begun = time.monotonic()
    done = reschedule(instance, schedule, [change], Options(time_limit_seconds=60.0), other_kinds=False)
    best, then = done.repairs[0].schedule, time.monotonic()
    assert best is not None
    found = front(Model(done.instance), best, _MORE, Options(time_limit_seconds=60.0))
    ended = time.monotonic()
    for point in found.repairs:
        certify(done.instance, point)
    qualities = [level.quality for level in found.levels if level.schedule is not None]
    assert qualities == sorted(set(qualities), reverse=True)
    proven = sum(level.is_proven for level in found.levels)
    saves = qualities[0] - qualities[-1]
    return Fronted(review, days, len(qualities), len(found.levels), proven, saves, then - begun, ended - then)
