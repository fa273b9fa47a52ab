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
    from scheduler.repairs.rescheduling import Repair, Rescheduled


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
    heard, each = Heard(), options.here()
    with heard.until_interrupted():
        for position, done in fan_out(
            repairs_anew if anew else repairs,
            (instance, schedule, each),
            [scenario.changes for scenario in scenarios],
            processes,
            again=(instance, schedule, replace(each, safe=True)),
            limit_seconds=options.time_limit_seconds,
            tell=lambda position, reason: heard.tell(position, f"{scenarios[position].name}: {reason}"),
            means=options.means,
        ):
            changes = scenarios[position].changes
            found[position] = done if isinstance(done, Lost) else _whole(instance, schedule, changes, done, anew)
            report(scenarios[position])
    every = tuple(found.get(position, INTERRUPTED) for position in range(len(scenarios)))
    notices = (notice for done in every if not isinstance(done, Lost) for one in done.repairs for notice in one.notices)
    return WhatIf(every, heard.interrupted, tuple(dict.fromkeys((*heard.notices, *notices))))


def repairs(shared: Any, changes: tuple[Change, ...]) -> "tuple[Repair, ...]":
    """The work of a process: what `best_repair` finds, without what whoever asks knows."""
    return _brief(best_repair(shared, changes))


def repairs_anew(shared: Any, changes: tuple[Change, ...]) -> "tuple[Repair, ...]":
    """The work of a process: what `best_anew` finds, without what whoever asks knows."""
    return _brief(best_anew(shared, changes))


_OF_WHO_ASKS: dict[str, Any] = {"states": (), "changes": (), "before": None, "told": ()}


def _brief(done: "Rescheduled") -> "tuple[Repair, ...]":
    return tuple(
        one if one.schedule is None else replace(one, schedule=one.schedule.model_copy(update=_OF_WHO_ASKS))
        for one in done.repairs
    )


def _whole(
    instance: Instance, schedule: Schedule, changes: tuple[Change, ...], brief: "tuple[Repair, ...]", anew: bool
) -> "Rescheduled":
    """The contrary: of which instance they are, and what is known beside them."""
    from scheduler.repairs.rescheduling import Rescheduled, judged_by, situation_after, stamped

    if anew:
        entailed, facts = _situation_anew(instance, schedule, changes)
        return Rescheduled(entailed, facts, tuple(judged_by(one, facts) for one in brief))
    effective, entailed = situation_after(instance, schedule, changes)
    known = [judged_by(one, effective) for one in brief]
    return Rescheduled(
        entailed,
        effective,
        tuple(
            one if one.schedule is None else replace(one, schedule=stamped(one.schedule, schedule, entailed, effective))
            for one in known
        ),
    )


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
    entailed, facts = _situation_anew(instance, schedule, changes)
    found = solve_afresh(options, facts)
    if found.schedule is None:
        status = Status.INFEASIBLE if found.proven else Status.UNKNOWN
    else:
        status = Status.OPTIMAL if found.proven else Status.FEASIBLE
    return Rescheduled(entailed, facts, (Repair(Kind.ANEW, status, found.schedule, found.notices),))


def _situation_anew(
    instance: Instance, schedule: Schedule, changes: tuple[Change, ...]
) -> tuple[tuple[Change, ...], Instance]:
    """The changes with all they entail, and what they make of the instance."""
    entailed = Situation(instance, schedule).entailed(changes)
    return entailed, unfair(replay(instance, (*schedule.changes, *entailed)))
