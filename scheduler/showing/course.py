"""How a search goes: of each goal its best and its bound over time, as it is heard."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scheduler.showing.progress import so_far, words
from scheduler.showing.table import Table
from scheduler.showing.units import COUNTED, shown
from scheduler.solvers.options import Progress

_MOST_POINTS = 400  # of a goal; of more, every other one is forgotten

Point = tuple[float, float]
"""Seconds from the start, and a value in the unit in which people read it."""


@dataclass(frozen=True)
class Line:
    """What is known of one goal. best, bound: where each of them changed, in time. proven: whether they have met."""

    goal: str
    counts: str
    best: tuple[Point, ...]
    bound: tuple[Point, ...]
    proven: bool


@dataclass
class Course:
    """Hears progress and remembers how it went. limit_seconds: after which the search ends; None where none is."""

    limit_seconds: float | None
    now: Progress = field(default_factory=lambda: Progress(0.0, "reading and preparing the instance"))
    has_found: bool = False
    _latest: dict[str, Progress] = field(default_factory=dict)
    _best: dict[str, list[Point]] = field(default_factory=dict)
    _bound: dict[str, list[Point]] = field(default_factory=dict)
    _heard: float = field(default_factory=time.monotonic)
    _ended: float | None = None

    def hear(self, now: Progress) -> None:
        """The next progress; schedules in it are not kept."""
        self.has_found = self.has_found or now.schedule is not None
        self.now, self._heard = replace(now, schedule=None), time.monotonic()
        if now.goal is None:
            return
        self._latest = {**self._latest, now.goal: self.now}
        for known, value in ((self._best, now.best), (self._bound, now.bound)):
            points = known.get(now.goal, [])
            if value is not None and (not points or points[-1][1] != shown(now.goal, value)):
                known[now.goal] = [*_thinned(points), (now.seconds, shown(now.goal, value))]

    def begin(self) -> None:
        """The time counts from now."""
        self._heard = time.monotonic()

    def end(self) -> None:
        """The time goes on no further."""
        self._ended = self.seconds

    @property
    def seconds(self) -> float:
        """How long it has been at work, also while nothing is heard."""
        return self._ended if self._ended is not None else self.now.seconds + time.monotonic() - self._heard

    @property
    def left(self) -> float | None:
        """Seconds until it ends at the latest."""
        return None if self.limit_seconds is None else max(0.0, self.limit_seconds - self.seconds)

    @property
    def doing(self) -> str:
        """What is being done, in words."""
        about = f"{self.now.goal}: " if self.now.goal is not None else ""
        return f"{about}{words(self.now)}"

    @property
    def table(self) -> Table:
        """What is known of each goal by now, in numbers."""
        return replace(so_far(self._latest), title="Goals so far")

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is known of each goal, in the order in which they are decided."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        for goal, latest in self._latest.items():
            best, bound = tuple(self._best.get(goal, ())), tuple(self._bound.get(goal, ()))
            proven = latest.best is not None and latest.best == latest.bound
            yield Line(goal, COUNTED[goal], best, bound, proven)


def _thinned(points: list[Point]) -> list[Point]:
    """The points; of too many the first, every other one, and the last."""
    return points if len(points) < _MOST_POINTS else [*points[:-1:2], points[-1]]
