"""What if: scenarios, each repaired or planned anew on its own, in processes side by side. Nothing is changed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.change import Change
from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from scheduler.processes.crew import fan_out
from scheduler.solvers.options import Options
from scheduler.solving import solve_afresh, unfair

if TYPE_CHECKING:
    from scheduler.repairs.rescheduling import Rescheduled


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
    *,
    anew: bool = False,
) -> "tuple[Rescheduled | None, ...]":
    """The best repair of the schedule in each scenario, in their order; None where its process ended twice.

    `refusals.problems` has found nothing wrong with any. options: of each scenario; its time limit counts from when its
    turn comes. report: told of each scenario that is done. anew: instead, the best schedule made from nothing.
    """
    found: dict[int, Rescheduled | None] = {}
    tasks = [scenario.changes for scenario in scenarios]
    work = best_anew if anew else best_repair
    for position, done in fan_out(work, (instance, schedule, options), tasks, processes):
        found[position] = done
        report(scenarios[position])
    return tuple(found[position] for position in range(len(scenarios)))


def best_repair(shared: Any, changes: tuple[Change, ...]) -> "Rescheduled":
    """The work of a process: the repair that disturbs least."""
    from scheduler.repairs.rescheduling import reschedule

    instance, schedule, options = shared
    return reschedule(instance, schedule, changes, replace(options, started=time.monotonic()), other_kinds=False)


def best_anew(shared: Any, changes: tuple[Change, ...]) -> "Rescheduled":
    """The work of a process: the best schedule of what the changes make of the instance, as if none were published.

    Nothing is decided for fairness, for what is fair hangs on the schedule.
    """
    from scheduler.repairs.kinds import Kind
    from scheduler.repairs.rescheduling import Repair, Rescheduled

    instance, schedule, options = shared
    entailed = Situation(instance, schedule).entailed(changes)
    facts = unfair(replay(instance, (*schedule.changes, *entailed)))
    found = solve_afresh(options, facts)
    if found.schedule is None:
        status = Status.INFEASIBLE if found.proven else Status.UNKNOWN
    else:
        status = Status.OPTIMAL if found.proven else Status.FEASIBLE
    return Rescheduled(entailed, facts, (Repair(Kind.ANEW, status, found.schedule, found.notices),))
