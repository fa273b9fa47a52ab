"""The search in a child process: Ctrl-C, a crash or a runaway limit costs the search, never what was found."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path

from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler.processes.interrupts import sigterm_interrupts
from scheduler.solvers.options import LARGE, Options, Outcome, Progress

_GRACE_FACTOR, _GRACE_SECONDS = 1.1, 15.0  # a child that ignores its time limit is ended then
_LOOK_SECONDS = 0.2

Report = Callable[[Progress], None]
Work = Callable[[Instance, Options, Report, Schedule | None], Outcome]


def search(instance: Instance, options: Options, report: Report, start: Schedule | None) -> Outcome:
    """The work of the child. Imported there, so that the parent loads no solver."""
    from scheduler import nation
    from scheduler.search import goal_by_goal

    solve = nation.solve if len(instance.reviews) >= LARGE and len(instance.terms) == 1 else goal_by_goal.solve
    return solve(instance, options, report, start)


def solve_in_child(
    instance: Instance, options: Options, report: Report = lambda _: None, work: Work = search
) -> Outcome:
    """Search in a child process and return what it found, or the best it had reported when it was stopped.

    A child that dies is replaced once by one in safe mode, which goes on from the best schedule. Interrupted by Ctrl-C
    or SIGTERM, the child is ended at once. `work` is a function of a module, so that tests can put a faulty one here.
    """
    keeper = _Keeper(report)
    try:
        with sigterm_interrupts():
            outcome = _attempt(instance, options, keeper, work)
            if outcome is None:
                keeper.notices.append("The solver went on in safe mode: one worker, plain settings.")
                outcome = _attempt(instance, replace(options, safe=True), keeper, work)
    except KeyboardInterrupt:
        return keeper.outcome(interrupted=True)
    if outcome is None:
        return keeper.outcome()
    return replace(outcome, notices=(*keeper.notices, *outcome.notices))


class _Keeper:
    """Passes progress on and keeps the last schedule in it: the child reports only better ones."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.schedule: Schedule | None = None
        self.notices: list[str] = []

    def hear(self, progress: Progress) -> None:
        if progress.schedule is not None:
            self.schedule = progress.schedule
        self._report(progress)

    def outcome(self, *, interrupted: bool = False) -> Outcome:
        """What is left when no child finished."""
        schedule, notices = self.schedule, tuple(self.notices)
        if schedule is None or schedule.certificate is None:
            return Outcome(Status.UNKNOWN, interrupted=interrupted, notices=notices)
        certificate = schedule.certificate.model_copy(update={"interrupted": interrupted})
        kept = schedule.model_copy(update={"certificate": certificate})
        return Outcome(certificate.status, kept, interrupted=interrupted, notices=notices)


def _attempt(instance: Instance, options: Options, keeper: _Keeper, work: Work) -> Outcome | None:
    """One child's life. None if it ended without an outcome."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_live, args=(theirs, instance, options, keeper.schedule, work))
    try:
        with _signals_blocked():  # the child inherits this: it is the parent's to handle them
            child.start()
        theirs.close()
        return _listen(mine, child, options, keeper)
    finally:
        if child.pid is not None:
            child.kill()
            child.join()
        mine.close()


def _listen(
    mine: Connection, child: multiprocessing.process.BaseProcess, options: Options, keeper: _Keeper
) -> Outcome | None:
    limit = options.time_limit_seconds
    last = None if limit is None else options.started + limit * _GRACE_FACTOR + _GRACE_SECONDS
    while last is None or time.monotonic() < last:
        if not mine.poll(_LOOK_SECONDS):
            continue
        try:
            message = mine.recv()
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            child.join()
            keeper.notices.append(f"The solver's process ended unexpectedly ({_reason(child.exitcode)}).")
            return None
        if isinstance(message, Progress):
            keeper.hear(message)
        elif isinstance(message, Outcome):
            return message
        else:
            keeper.notices.append(f"The solver's process failed: {message}")
            return None
    return replace(keeper.outcome(), notices=("The solver passed its time limit and was ended.",))


def _reason(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _live(theirs: Connection, instance: Instance, options: Options, start: Schedule | None, work: Work) -> None:
    """The child: work, report, and end when the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Path(os.devnull).open("w") as nowhere:  # HiGHS prints a banner where the parent's data goes
        os.dup2(nowhere.fileno(), 1)
    try:
        theirs.send(work(instance, options, theirs.send, start))
    except BaseException:
        theirs.send(traceback.format_exc(limit=-3).strip())


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _signals_blocked() -> Iterator[None]:
    """An interrupt waits while this lasts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started together with the child, it would lift the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
