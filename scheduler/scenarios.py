"""What if: scenarios, each repaired on its own in processes side by side. Nothing is changed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.change import Change
from models.instance import Instance
from models.schedule import Schedule
from scheduler.fanning import fan_out
from scheduler.outcome import Options

if TYPE_CHECKING:
    from scheduler.rescheduling import Rescheduled


@dataclass(frozen=True)
class Scenario:
    """Changes that might come, all of them. name: what it is called beside the others."""

    name: str
    changes: tuple[Change, ...]


def what_if(
    instance: Instance,
    schedule: Schedule,
    scenarios: Sequence[Scenario],
    options: Options,
    processes: int,
    report: Callable[[Scenario], None] = lambda _: None,
) -> "tuple[Rescheduled | None, ...]":
    """The best repair of the schedule in each scenario, in their order; None where its process ended twice.

    `changing.problems` has found nothing wrong with any. options: of each scenario; its time limit counts from when its
    turn comes. report: told of each scenario that is done.
    """
    found: dict[int, Rescheduled | None] = {}
    tasks = [scenario.changes for scenario in scenarios]
    for position, done in fan_out(best_repair, (instance, schedule, options), tasks, processes):
        found[position] = done
        report(scenarios[position])
    return tuple(found[position] for position in range(len(scenarios)))


def best_repair(shared: Any, changes: tuple[Change, ...]) -> "Rescheduled":
    """The work of a process: the repair that disturbs least."""
    from scheduler.rescheduling import reschedule

    instance, schedule, options = shared
    return reschedule(instance, schedule, changes, replace(options, started=time.monotonic()), other_kinds=False)
