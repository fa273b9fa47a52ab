"""How soon the price of one more call is proven, after cancellations that are drawn on the real term's schedule."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TypeVar

from benchmarks.machine import ROOT
from models.change import CancelReview
from models.instance import Instance
from models.policy import CHANGE_GOAL
from models.schedule import Schedule
from scheduler.checking import certify
from scheduler.model import Model
from scheduler.repairs.front import front
from scheduler.repairs.rescheduling import reschedule
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, load_plan

Done = TypeVar("Done")

_TERM = "noe-2018-autumn"
_DAYS = (1, 3, 7, 14, 28, 42)  # of notice
_MORE = 5
_BEST_SECONDS = 60.0  # for the best repair, which the front begins from


@dataclass(frozen=True)
class Seconds:
    """What something took: seconds of the clock, and of computing by all threads of this process."""

    clock: float
    computing: float

    def __str__(self) -> str:
        return f"{self.clock:5.1f} s ({self.computing:5.1f} s computing)"


@dataclass(frozen=True)
class Fronted:
    """One drawn cancellation. points: of the front. counts: of change-kept-small, of which so many are proven.

    least: whether none is proven to count less than the first. first, whole: seconds for the best repair, then for the
    front, by the clock and of computing.
    """

    review: str
    days: int
    points: int
    counts: int
    proven: int
    least: bool
    saves: int
    first: Seconds
    whole: Seconds

    @property
    def is_proven(self) -> bool:
        """Whether all of it is."""
        return self.least and self.proven == self.counts

    def __str__(self) -> str:
        least = "" if self.least else ", but not that none counts less than the first"
        return (
            f"{self.review}, {self.days:2} days before: {self.points} points, {self.proven} of {self.counts} counts "
            f"proven{least}, {self.saves:3} km saved in all; best repair {self.first}, front {self.whole}"
        )


def measured(cancellations: int, limit: float, seed: int = 1) -> Iterator[Fronted]:
    """So many drawn cancellations. Every point has passed the checks, and none is dominated.

    limit: seconds for each front.
    """
    instance, schedule = load_plan(str(ROOT / "solutions" / f"{_TERM}.json"), load_instance(_TERM))
    rng = random.Random(seed)
    reviews = sorted(planned.review for planned in schedule.reviews if planned.slot is not None)
    for _ in range(cancellations):
        yield _fronted(instance, schedule, rng.choice(reviews), rng.choice(_DAYS), limit)


def in_all(fronts: Sequence[Fronted], limit: float) -> str:
    """How many are proven within the limit, and how long they took."""
    proven = sum(one.is_proven for one in fronts)
    clock, computing = sorted(one.whole.clock for one in fronts), sorted(one.whole.computing for one in fronts)
    return (
        f"{proven} of {len(fronts)} fronts proven whole within {limit:g} s each. By the clock the median is "
        f"{median(clock):.1f} s and the slowest {clock[-1]:.1f} s; computing {median(computing):.1f} and "
        f"{computing[-1]:.1f} s."
    )


def _fronted(instance: Instance, schedule: Schedule, review: str, days: int, limit: float) -> Fronted:
    slot = next(planned.slot for planned in schedule.reviews if planned.review == review)
    assert slot is not None
    change = CancelReview(notice=slot - timedelta(days=days), review=review, reason="ofsted")
    options = Options(time_limit_seconds=_BEST_SECONDS)
    done, first = _timed(lambda: reschedule(instance, schedule, [change], options, other_kinds=False))
    best = done.repairs[0].schedule
    assert best is not None and best.certificate is not None
    found, whole = _timed(lambda: front(Model(done.instance), best, _MORE, Options(time_limit_seconds=limit)))
    for point in found.repairs:
        certify(done.instance, point)
    qualities = [level.quality for level in found.levels if level.schedule is not None]
    assert qualities == sorted(set(qualities), reverse=True)
    proven = sum(level.is_proven for level in found.levels)
    least, saves = best.certificate.proves(CHANGE_GOAL), qualities[0] - qualities[-1]
    return Fronted(review, days, len(qualities), _MORE + 1, proven, least, saves, first, whole)


def _timed(work: Callable[[], Done]) -> tuple[Done, Seconds]:
    clock, computing = time.monotonic(), time.process_time()
    done = work()
    return done, Seconds(time.monotonic() - clock, time.process_time() - computing)
