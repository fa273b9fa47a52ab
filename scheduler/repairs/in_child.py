"""Repairs sought in a child process: Ctrl-C, a crash or a runaway limit costs the search, never what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.change import Change
from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler import solving
from scheduler.solvers.options import Options
from scheduler.solving import Report, Send, marked

if TYPE_CHECKING:
    from scheduler.repairs.levels import Front
    from scheduler.repairs.rescheduling import Repair, Rescheduled


@dataclass(frozen=True)
class Repairs:
    """What came of the search. found: None where nothing was found before it ended.

    whole: whether all kinds of repair were sought. notices: what the user should know.
    """

    found: "Rescheduled | None"
    whole: bool
    interrupted: bool = False
    notices: tuple[str, ...] = ()


def reschedule_in_child(
    instance: Instance,
    schedule: Schedule,
    changes: Sequence[Change],
    options: Options,
    report: Report = lambda _: None,
    work: solving.Work | None = None,
) -> Repairs:
    """The repairs of a schedule after changes (see `rescheduling`), or those found when the search was stopped.

    `work` is another search, so that tests can put a faulty one here.
    """
    ended = solving.in_child(work or seek, (instance, schedule, changes), options, report)
    found: Rescheduled | None = ended.result
    if found is None:
        return Repairs(None, ended.whole, ended.interrupted, ended.notices)
    notices = dict.fromkeys((*ended.notices, *(notice for one in found.repairs for notice in one.notices)))
    if not ended.whole:
        found = _marked(found, interrupted=ended.interrupted)
    return Repairs(found, ended.whole, ended.interrupted, tuple(notices))


def seek(task: Any, options: Options, send: Send, kept: "Rescheduled | None") -> "Rescheduled":
    """The work of the child. What it goes on from is sent again only when it is more."""
    from scheduler.repairs.rescheduling import reschedule

    known = () if kept is None else kept.repairs

    def found(now: "Rescheduled") -> None:
        if len(now.repairs) >= len(known):
            send(now)

    instance, schedule, changes = task
    start = known[0].schedule if known else None
    return reschedule(instance, schedule, changes, options, send, found=found, start=start)


def _marked(found: "Rescheduled", *, interrupted: bool) -> "Rescheduled":
    """What is not proven to be the best might have become better."""
    return replace(found, repairs=tuple(_mark(one, interrupted=interrupted) for one in found.repairs))


def _mark(one: "Repair", *, interrupted: bool) -> "Repair":
    if one.schedule is None or one.status == Status.OPTIMAL:
        return one
    return replace(one, schedule=marked(one.schedule, interrupted=interrupted))


@dataclass(frozen=True)
class Priced:
    """What came of the search for a front. front: None where nothing was known before it ended."""

    front: "Front | None"
    interrupted: bool
    notices: tuple[str, ...]


def front_in_child(
    instance: Instance,
    first: Schedule,
    more: int,
    options: Options,
    report: Report = lambda _: None,
    found: "Callable[[Front], None]" = lambda _: None,
    work: solving.Work | None = None,
) -> Priced:
    """The front from the best repair on (see `front`), or what was known of it when the search was stopped.

    instance: under repair. found: hears of all that is known whenever it is more.
    """
    ended = solving.in_child(work or seek_front, (instance, first, more), options, report, found)
    front: Front | None = ended.result
    if front is not None and not ended.whole:
        front = front.cut_short(first, interrupted=ended.interrupted)
    return Priced(front, ended.interrupted, (*ended.notices, *(front.notices if front is not None else ())))


def seek_front(task: Any, options: Options, send: Send, kept: "Front | None") -> "Front":
    """The work of the child."""
    from scheduler.model import Model
    from scheduler.repairs.front import front

    instance, first, more = task
    return front(Model(instance), first, more, options, send, send, kept)
