"""Drawn cancellations, and what a plan makes of them. Nothing is changed. See `qa-scheduler stress`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective
from scheduler.plan import Plan
from scheduler.processes.means import HERE, Means
from scheduler.repairs import stressing
from scheduler.repairs.stressing import Run, Stressed, Tried
from scheduler.showing.changed.stressed import stressed
from scheduler.showing.table import Table
from scheduler.solvers.options import in_processes

STOPPED = "Interrupted: what was not tried counts as not proven."


@dataclass(frozen=True)
class Strained:
    """What became of the plan. people: told at most, where little is told."""

    plan: Plan
    found: Stressed
    people: int

    def parts(self, *, whole: bool = False) -> tuple[Table | str, ...]:
        """What a coordinator asks before publication. whole: every row."""
        return tuple(stressed(self.plan, self.found, self.people, whole=whole))


def different(runs: Sequence[Run]) -> int:
    """How many cancellations are repaired: each once, however often it was drawn."""
    return len({change for run in runs for change in run})


def stress(
    instance: Instance,
    schedule: Schedule,
    runs: tuple[Run, ...],
    people: int,
    time_limit_seconds: float | None = 60.0,
    workers: int | None = None,
    report: Callable[[Tried], None] = lambda _: None,
    *,
    deterministic: bool = False,
    means: Means = HERE,
) -> Strained:
    """What becomes of a schedule in runs that `repairs.stressing.draw` has drawn.

    time_limit_seconds: of each repair. report: told of each that is done. An interrupt keeps what is known.

    Raises:
        InvalidInput: the instance is too large to be repaired.
    """
    processes, options = in_processes(
        different(runs), time_limit_seconds, workers, deterministic=deterministic, means=means
    )
    found = stressing.stress(instance, schedule, runs, options, processes, report)
    return Strained(Plan(effective(instance, schedule), schedule), found, people)
