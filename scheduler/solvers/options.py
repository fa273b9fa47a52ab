"""What a search is asked, what it reports while it runs, and what comes out."""

import time
from dataclasses import dataclass, field, replace
from typing import Generic

from models.schedule import Status
from scheduler.processes.cores import cores
from scheduler.processes.means import HERE, Means
from scheduler.tables.made import Made

LARGE = 500
"""From so many reviews on, a network is solved region by region."""
_USUAL_SECONDS = ((200, 120.0), (LARGE, 300.0))  # reviews up to which so long is usually enough
_LARGE_SECONDS = 900.0


def usual_seconds(reviews: int) -> float:
    """The time limit where none is given: for a term, for a year, and for thousands of reviews."""
    return next((seconds for most, seconds in _USUAL_SECONDS if reviews <= most), _LARGE_SECONDS)


@dataclass(frozen=True)
class Options:
    """How to search.

    time_limit_seconds: from `started`; None for no limit. workers: CP-SAT's parallel workers. deterministic: one
    worker and limits that count work, so that the same input gives the same bytes. work_limit: CP-SAT's deterministic
    seconds for each goal in that mode. safe: after a crash, the plainest configuration. started: the moment the time
    limit counts from, on the monotonic clock, which all processes of a machine share; it is no part of what is asked.
    means: where tasks are done that can be done side by side.
    """

    time_limit_seconds: float | None = 120.0
    workers: int = 2
    seed: int = 0
    deterministic: bool = False
    work_limit: float = 30.0
    safe: bool = False
    started: float = field(default_factory=time.monotonic, compare=False)
    means: Means = HERE

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def left(self, keeping: float = 0.0) -> float | None:
        """Seconds until the time limit, less those kept for what follows; None where no limit is, or may not matter."""
        if self.time_limit_seconds is None or self.deterministic:
            return None
        return max(0.0, self.time_limit_seconds - keeping - self.elapsed)

    def again(self) -> "Options":
        """The same options, with as much time from now on."""
        return replace(self, started=time.monotonic())

    def here(self) -> "Options":
        """The same options for one task of several: it shares out none of its own."""
        return replace(self, means=HERE)

    def share(self, share: float) -> "Options":
        """The same options with a share of the time that is left, from now."""
        left = self.left()
        if left is None:
            return self
        return replace(self, time_limit_seconds=share * max(0.1, left), started=time.monotonic())


def repair_options(
    time_limit_seconds: float | None, workers: int | None = None, *, deterministic: bool = False, means: Means = HERE
) -> Options:
    """How one repair is sought. workers: None: one a core, at most 8; deterministic, one without a time limit."""
    return Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers or cores(),
        deterministic=deterministic,
        means=means,
    )


def in_processes(
    tasks: int,
    time_limit_seconds: float | None,
    workers: int | None = None,
    *,
    deterministic: bool = False,
    means: Means = HERE,
) -> tuple[int, Options]:
    """In how many processes so many tasks are solved side by side, and how each.

    On a cluster each task has as many workers as are asked for, one if none are: it counts its tasks by itself.
    """
    if means.cluster:
        return 1, repair_options(time_limit_seconds, workers or 1, deterministic=deterministic, means=means)
    workers = workers or cores()
    processes = max(1, min(workers, tasks))
    each = workers // processes
    return processes, repair_options(time_limit_seconds, each, deterministic=deterministic, means=means)


@dataclass(frozen=True)
class Progress(Generic[Made]):
    """One line of live progress. `schedule` is set when a better one was found; it has passed the checks.

    alone: the best is at the bound, and one solver alone says so, which proves nothing.
    """

    seconds: float
    step: str
    goal: str | None = None
    best: int | None = None
    bound: int | None = None
    gap: float | None = None
    schedule: Made | None = None
    alone: bool = False


@dataclass(frozen=True)
class Outcome(Generic[Made]):
    """The end of a search: CP-SAT's five outcomes, the best schedule if there is one, and in words what clashes.

    notices: what the user should know, such as a crash that was survived.
    """

    status: Status
    schedule: Made | None = None
    clashes: tuple[str, ...] = ()
    interrupted: bool = False
    notices: tuple[str, ...] = ()
