"""Many tasks in a few processes. A process that dies costs the task it was at one more try, and nothing else."""

import contextlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

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
        self._busy: dict[Connection, tuple[BaseProcess, tuple[int, Any]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for line, process in [*self._idle.items(), *((line, process) for line, (process, _) in self._busy.items())]:
            _dismiss(line, process)
        self._idle, self._busy = {}, {}

    def results(self, tasks: Sequence[Any], may_begin: Callable[[], bool] = lambda: True) -> Iterator[tuple[int, Any]]:
        """(position, result) of every task, as they finish; the result is None for one that ended its process twice.

        may_begin: asked again and again; once it says no, no task is begun any more.
        """
        waiting, tries = deque(enumerate(tasks)), [0] * len(tasks)
        while waiting or self._busy:
            if waiting and not may_begin():
                waiting.clear()
                continue
            while waiting and len(self._busy) < self._workers:
                task = waiting.popleft()
                tries[task[0]] += 1
                self._employ(task)
            for line in wait(list(self._busy)):
                assert isinstance(line, Connection)
                process, task = self._busy.pop(line)
                try:
                    result = line.recv()
                except (EOFError, OSError):
                    _dismiss(line, process)
                    if tries[task[0]] < _TRIES:
                        waiting.append(task)
                    else:
                        yield task[0], None
                else:
                    self._idle[line] = process
                    yield task[0], result

    def _employ(self, task: tuple[int, Any]) -> None:
        line, process = self._idle.popitem() if self._idle else self._hired()
        self._busy[line] = process, task
        with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
            line.send(task[1])

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


def _dismiss(line: Connection, process: BaseProcess) -> None:
    line.close()
    process.kill()
    process.join()


def _serve(line: Connection, work: Work, shared: Any) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Path(os.devnull).open("w") as nowhere:  # HiGHS prints a banner where data goes
        os.dup2(nowhere.fileno(), 1)
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(work(shared, task))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
