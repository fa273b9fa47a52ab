"""A crew's means on this machine: a few processes, each at one task after the other."""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from scheduler.processes.background import niceness, refuse_stopped
from scheduler.processes.bench import Try, Work
from scheduler.processes.child import OVERRAN, Finished, Lost, begin, begin_as_child, died, end_at, end_now, reply

LOOK_SECONDS = 0.2


class OwnProcesses:
    """Processes of this machine, begun when there is a first task for them. See `Bench`.

    shared: what the work is called with at a task's first and second try. size: at most so many processes.
    """

    def __init__(self, work: Work, shared: tuple[Any, Any], size: int, limit_seconds: float | None) -> None:
        self._work, self._shared, self.size, self._limit_seconds = work, shared, size, limit_seconds
        self._context = multiprocessing.get_context("spawn")
        self._idle: dict[Connection, BaseProcess] = {}
        self._busy: dict[Connection, _AtWork] = {}

    @property
    def at_work(self) -> int:
        return len(self._busy)

    def begin(self, tried: Try) -> None:
        line, process = self._idle.popitem() if self._idle else self._hired()
        self._busy[line] = _AtWork(process, tried, end_at(time.monotonic(), self._limit_seconds))
        with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
            line.send((tried.number, tried.task))

    def ends(self) -> Iterator[tuple[Try, Finished | Lost]]:
        """See `Bench`. A process that failed or overran is dismissed."""
        refuse_stopped()
        for line in wait(list(self._busy), LOOK_SECONDS):
            assert isinstance(line, Connection)
            process, tried, _ = self._busy.pop(line)
            try:
                end = line.recv()
            except (EOFError, OSError):  # OSError: it died in the middle of a message
                end = died(process)
            if isinstance(end, Finished):
                self._idle[line] = process
            else:
                dismiss(line, process)
            yield tried, end
        for line, (process, tried, until) in list(self._busy.items()):
            if until is not None and time.monotonic() >= until:
                del self._busy[line]
                dismiss(line, process)
                yield tried, OVERRAN

    def close(self) -> None:
        for line, process in [*self._idle.items(), *((line, at.process) for line, at in self._busy.items())]:
            dismiss(line, process)
        self._idle, self._busy = {}, {}

    def _hired(self) -> tuple[Connection, BaseProcess]:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, self._shared, niceness()), daemon=True)
        begin(process)
        theirs.close()
        return mine, process


class _AtWork(NamedTuple):
    """until: when the task is given up."""

    process: BaseProcess
    tried: Try
    until: float | None


def dismiss(line: Connection, process: BaseProcess) -> None:
    """End a process that works at the other end of a line."""
    end_now(process)  # first, or it would complain that nobody listens
    line.close()


def serve(line: Connection, work: Work, shared: tuple[Any, Any]) -> None:
    """What a process of a crew does until its line is closed: task after task."""
    while True:
        try:
            number, task = line.recv()
        except (EOFError, OSError):
            return
        reply(line, lambda: work(shared[number - 1], task))  # noqa: B023


def _serve(line: Connection, work: Work, shared: tuple[Any, Any], nice: int) -> None:
    begin_as_child(nice)
    serve(line, work, shared)
