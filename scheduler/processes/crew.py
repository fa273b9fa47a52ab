"""Many tasks in a few processes. A process that dies costs the task it was at one more try, and nothing else."""

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, NamedTuple, Self

from scheduler.processes.child import begin_as_child

_TRIES = 2

Work = Callable[[Any, Any], Any]


class Crew:
    """Processes that stay for round after round of tasks. A context: its end is theirs.

    work: a function of a module, called with `shared` and a task. An exception in it ends its process.
    """

    def __init__(self, work: Work, shared: Any, workers: int) -> None:
        self._work, self._shared, self._workers = work, shared, workers
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
        """(position, result) of every task, as they finish; the result is None for one that ended its process twice."""
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
            for line in wait(list(self._busy)):
                assert isinstance(line, Connection)
                process, tried = self._busy.pop(line)
                try:
                    result = line.recv()
                except (EOFError, OSError):
                    _dismiss(line, process)
                    if tried.number < _TRIES:
                        again.append(tried._replace(number=tried.number + 1))
                    else:
                        yield tried.name, None
                else:
                    self._idle[line] = process
                    yield tried.name, result

    def _employ(self, tried: "_Try") -> None:
        line, process = self._idle.popitem() if self._idle else self._hired()
        self._busy[line] = process, tried
        with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
            line.send(tried.task)

    def _hired(self) -> tuple[Connection, BaseProcess]:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, self._shared), daemon=True)
        process.start()
        theirs.close()
        return mine, process


def fan_out(work: Work, shared: Any, tasks: Sequence[Any], workers: int) -> Iterator[tuple[int, Any]]:
    """One round of tasks: see `Crew`."""
    with Crew(work, shared, workers) as crew:
        yield from crew.results(tasks)


class _Try(NamedTuple):
    """A task that a process is at. number: which attempt this is, from 1."""

    name: Any
    task: Any
    number: int = 1


def _dismiss(line: Connection, process: BaseProcess) -> None:
    line.close()
    process.kill()
    process.join()


def _serve(line: Connection, work: Work, shared: Any) -> None:
    begin_as_child()
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(work(shared, task))
