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
from scheduler.processes.child import Lost
from scheduler.processes.crew import Heard, fan_out
from scheduler.solvers.options import Options
from scheduler.solving import solve_afresh, unfair

if TYPE_CHECKING:
    from scheduler.repairs.rescheduling import Rescheduled


@dataclass(frozen=True)
class Scenario:
    """Changes that might come, all of them. name: what it is called beside the others."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class WhatIf:
    """What came of scenarios, in their order; `Lost` where nothing did. notices: what the user should know."""

    found: "tuple[Rescheduled | Lost, ...]"
    interrupted: bool = False
    notices: tuple[str, ...] = ()


INTERRUPTED = Lost("Interrupted before it was done.")


def what_if(
    instance: Instance,
    schedule: Schedule,
    scenarios: Sequence[Scenario],
    options: Options,
    processes: int,
    report: Callable[[Scenario], None] = lambda _: None,
    *,
    anew: bool = False,
) -> WhatIf:
    """The best repair of the schedule in each scenario.

    `refusals.problems` has found nothing wrong with any. options: of each scenario; its time limit counts from when its
    turn comes. report: told of each scenario that is done. anew: instead, the best schedule made from nothing. An
    interrupt keeps what is done.
    """
    found: dict[int, Rescheduled | Lost] = {}
    heard, safe = Heard(), replace(options, safe=True)
    with heard.until_interrupted():
        for position, done in fan_out(
            best_anew if anew else best_repair,
            (instance, schedule, options),
            [scenario.changes for scenario in scenarios],
            processes,
            again=(instance, schedule, safe),
            limit_seconds=options.time_limit_seconds,
            tell=lambda position, reason: heard.tell(position, f"{scenarios[position].name}: {reason}"),
        ):
            found[position] = done
            report(scenarios[position])
    every = tuple(found.get(position, INTERRUPTED) for position in range(len(scenarios)))
    notices = (notice for done in every if not isinstance(done, Lost) for one in done.repairs for notice in one.notices)
    return WhatIf(every, heard.interrupted, tuple(dict.fromkeys((*heard.notices, *notices))))


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
