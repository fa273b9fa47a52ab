"""Work for the child process that goes wrong, each time in another way. All of it can be sent to a new process."""

import ctypes
import os
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from models.instance import Instance
from models.schedule import Certificate, PlannedReview, Schedule, Status
from scheduler.repairs.in_child import seek
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solving import Report, Work, search
from scheduler.storage import instance_sha256

BROKEN_MESSAGE_BYTES = 1_000


def _read_nowhere(_: Report) -> None:
    ctypes.string_at(0)


def _abort(_: Report) -> None:
    os.abort()


def _be_killed(_: Report) -> None:
    """What the system does to a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def _exit(_: Report) -> None:
    os._exit(1)


def _leave(_: Report) -> None:
    sys.exit(1)


def _fail(_: Report) -> None:
    raise RuntimeError("a fault put in by the tests")


def _break_off(report: Report) -> None:
    """Die in the middle of a message: of the bytes announced, few follow."""
    pipe: Any = getattr(report, "__self__")  # noqa: B009
    os.write(pipe.fileno(), struct.pack("!i", BROKEN_MESSAGE_BYTES) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)


def _hang(_: Report) -> None:
    while True:
        time.sleep(60)


FAULTS: dict[str, Callable[[Report], None]] = {
    "SIGSEGV": _read_nowhere,
    "SIGABRT": _abort,
    "SIGKILL": _be_killed,
    "exit code 1": _exit,
    "SystemExit": _leave,
    "RuntimeError": _fail,
    "half a message": _break_off,
    "hang": _hang,
}


def nothing_held(instance: Instance) -> Schedule:
    """A schedule that keeps every rule where nothing is fixed: no review is held."""
    return Schedule(
        instance=instance.name,
        reviews=tuple(PlannedReview(review=review.id) for review in instance.reviews),
        certificate=Certificate(status=Status.FEASIBLE, instance_sha256=instance_sha256(instance)),
    )


def once(fault: str, *, found: bool = True) -> Work:
    """Work that fails, with a schedule reported before or not; in safe mode it ends with what it was given."""
    return partial(_faulty, fault=fault, found=found, again=False)


def always(fault: str, *, found: bool = True) -> Work:
    """The same, and it fails in safe mode too."""
    return partial(_faulty, fault=fault, found=found, again=True)


def _faulty(
    instance: Instance,
    options: Options,
    report: Report,
    start: Schedule | None,
    fault: str,
    found: bool,
    again: bool,
) -> Outcome:
    if options.safe and not again:
        return Outcome(Status.UNKNOWN if start is None else Status.FEASIBLE, start)
    if found:
        report(Progress(seconds=0.0, step="dive", schedule=nothing_held(instance)))
    _strike(fault, report)
    raise AssertionError("no fault struck")


def after_reports(fault: str, reports: int) -> Work:
    """The real search, in which a fault strikes once, as soon as it has reported so many times."""
    return partial(_search_until, fault=fault, reports=reports)


def _search_until(
    instance: Instance, options: Options, report: Report, start: Schedule | None, fault: str, reports: int
) -> Outcome:
    left = reports

    def count(progress: Progress) -> None:
        nonlocal left
        report(progress)
        left -= 1
        if left == 0 and not options.safe:
            _strike(fault, report)

    return search(instance, options, count, start)


def after_findings(fault: str, findings: int, *, again: bool = False, work: Work = seek) -> Any:
    """The real search for repairs, in which a fault strikes as soon as it has sent so many findings.

    again: in safe mode too. work: another search.
    """
    return partial(_seek_until, fault=fault, findings=findings, again=again, work=work)


def _seek_until(
    task: Any, options: Options, send: Any, kept: Any, fault: str, findings: int, again: bool, work: Work
) -> Any:
    left = findings

    def count(news: Any) -> None:
        nonlocal left
        send(news)
        left -= not isinstance(news, Progress)
        if left == 0 and (again or not options.safe):
            _strike(fault, send)

    if left == 0 and (again or not options.safe):
        _strike(fault, send)
    return work(task, options, count, kept)


def _strike(fault: str, report: Report) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    FAULTS[fault](report)
