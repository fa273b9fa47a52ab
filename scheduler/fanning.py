"""Many tasks in a few processes. A process that dies costs the task it was at one more try, and nothing else."""

import contextlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

_TRIES = 2

Work = Callable[[Any, Any], Any]


def fan_out(work: Work, shared: Any, tasks: Sequence[Any], workers: int) -> Iterator[tuple[int, Any]]:
    """(position, result) of every task, as they finish; the result is None for a task that ended its process twice.

    work: a function of a module, called with `shared` and a task. An exception in it ends its process.
    """
    context = multiprocessing.get_context("spawn")
    waiting, tries = deque(enumerate(tasks)), [0] * len(tasks)
    at_work: dict[Connection, tuple[multiprocessing.process.BaseProcess, tuple[int, Any] | None]] = {}

    def hire() -> None:
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, work, shared), daemon=True)
        process.start()
        theirs.close()
        at_work[mine] = (process, None)

    def employ(line: Connection) -> None:
        process, _ = at_work[line]
        if waiting:
            task = waiting.popleft()
            tries[task[0]] += 1
            at_work[line] = (process, task)
            with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
                line.send(task[1])
        else:
            _dismiss(line, process)
            del at_work[line]

    try:
        for _ in range(min(workers, len(tasks))):
            hire()
        for line in list(at_work):
            employ(line)
        while at_work:
            ready = wait(list(at_work))
            for line in [line for line in at_work if line in ready]:
                process, task = at_work[line]
                assert task is not None
                try:
                    result = line.recv()
                except (EOFError, OSError):
                    _dismiss(line, process)
                    del at_work[line]
                    if tries[task[0]] < _TRIES:
                        waiting.append(task)
                    else:
                        yield task[0], None
                    if waiting:
                        hire()
                        employ(next(reversed(at_work)))
                    continue
                employ(line)
                yield task[0], result
    finally:
        for line, (process, _) in at_work.items():
            _dismiss(line, process)


def _dismiss(line: Connection, process: multiprocessing.process.BaseProcess) -> None:
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
