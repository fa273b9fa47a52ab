"""Many tasks in a few processes. A process that dies costs the task it was at one more try, and nothing else.

A task that passes its limit is given up: its process is ended, and the others go on.
"""

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, NamedTuple, Self

from scheduler.processes.background import niceness, refuse_stopped
from scheduler.processes.child import OVERRAN, Finished, Lost, begin, begin_as_child, died, end_at, end_now, reply
from scheduler.processes.interrupts import until_interrupted

_TRIES = 2
_LOOK_SECONDS = 0.2

Work = Callable[[Any, Any], Any]
Tell = Callable[[Any, str], None]


@dataclass
class Heard:
    """What is heard of processes at work: why some have ended, and whether an interrupt ended them all."""

    notices: list[str] = field(default_factory=list)
    interrupted: bool = False

    def tell(self, name: Any, reason: str) -> None:
        """A process that was at a task has ended."""
        self.notices.append(reason)

    @contextlib.contextmanager
    def until_interrupted(self) -> Iterator[None]:
        """See `interrupts`."""
        with until_interrupted() as interruption:
            yield
        self.interrupted = self.interrupted or interruption.came


class Crew:
    """Processes that stay for round after round of tasks. A context: its end is theirs.

    work: a function of a module, called with `shared` and a task. again: what is shared instead with a task's second
    try, such as options of safe mode; None: the same. limit_seconds: of each task, from when its turn comes; one that
    ignores it is ended some grace later. tell: hears the name of a task and why a process at it has ended, also where
    the task is tried again.
    """

    def __init__(
        self,
        work: Work,
        shared: Any,
        workers: int,
        *,
        again: Any = None,
        limit_seconds: float | None = None,
        tell: Tell = lambda name, reason: None,
    ) -> None:
        self._work, self._workers = work, workers
        self._shared = shared, shared if again is None else again
        self._limit_seconds, self._tell = limit_seconds, tell
        self._context = multiprocessing.get_context("spawn")
        self._idle: dict[Connection, BaseProcess] = {}
        self._busy: dict[Connection, tuple[BaseProcess, _Try]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for line, process in [*self._idle.items(), *((line, process) for line, (process, _) in self._busy.items())]:
            _dismiss(line, process)
        self._idle, self._busy = {}, {}

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """(position, result) of every task, as they finish; `Lost` for one that ended two processes or overran."""
        numbered = enumerate(tasks)
        yield from self.steadily(lambda: next(numbered, None))

    def steadily(self, following: Callable[[], tuple[Any, Any] | None]) -> Iterator[tuple[Any, Any]]:
        """(name, result) of task after task, as they finish; see `results`.

        following: the next task with its name, asked whenever a process is free; None: none can be begun before another
        has finished.
        """
        again = deque[_Try]()
        while True:
            while len(self._busy) < self._workers:
                if again:
                    self._employ(again.popleft())
                elif (next_one := following()) is not None:
                    self._employ(_Try(*next_one))
                else:
                    break
            if not self._busy:
                return
            for tried, end in self._ends():
                if isinstance(end, Finished):
                    yield tried.name, end.result
                    continue
                self._tell(tried.name, end.reason)
                if end is not OVERRAN and tried.number < _TRIES:
                    again.append(tried._replace(number=tried.number + 1))
                else:
                    yield tried.name, end

    def _ends(self) -> Iterator[tuple["_Try", Finished | Lost]]:
        """What has come of tasks, once there is something. A process that failed or overran is dismissed."""
        refuse_stopped()
        for line in wait(list(self._busy), _LOOK_SECONDS):
            assert isinstance(line, Connection)
            process, tried = self._busy.pop(line)
            try:
                end = line.recv()
            except (EOFError, OSError):  # OSError: it died in the middle of a message
                end = died(process)
            if isinstance(end, Finished):
                self._idle[line] = process
            else:
                _dismiss(line, process)
            yield tried, end
        for line, (process, tried) in list(self._busy.items()):
            if tried.until is not None and time.monotonic() >= tried.until:
                del self._busy[line]
                _dismiss(line, process)
                yield tried, OVERRAN

    def _employ(self, tried: "_Try") -> None:
        line, process = self._idle.popitem() if self._idle else self._hired()
        tried = tried._replace(until=end_at(time.monotonic(), self._limit_seconds))
        self._busy[line] = process, tried
        with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
            line.send((tried.number, tried.task))

    def _hired(self) -> tuple[Connection, BaseProcess]:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, self._shared, niceness()), daemon=True)
        begin(process)
        theirs.close()
        return mine, process


def fan_out(work: Work, shared: Any, tasks: Sequence[Any], workers: int, **options: Any) -> Iterator[tuple[int, Any]]:
    """One round of tasks: see `Crew`, which takes the options."""
    with Crew(work, shared, workers, **options) as crew:
        yield from crew.results(tasks)


class _Try(NamedTuple):
    """A task that a process is at. number: which attempt this is, from 1. until: when it is given up."""

    name: Any
    task: Any
    number: int = 1
    until: float | None = None


def _dismiss(line: Connection, process: BaseProcess) -> None:
    end_now(process)  # first, or it would complain that nobody listens
    line.close()


def _serve(line: Connection, work: Work, shared: tuple[Any, Any], nice: int) -> None:
    begin_as_child(nice)
    while True:
        try:
            number, task = line.recv()
        except (EOFError, OSError):
            return
        reply(line, lambda: work(shared[number - 1], task))  # noqa: B023
