"""What runs on a machine of a cluster: each task in a process of its own there, so that its crash costs it alone.

A worker of Dask's is a process with some threads. A thread that is given a task hands it to a process that is begun for
it, waits for the answer, and ends the process where the task passes its limit or nobody waits for it any more. The
process stays for the next task. What passes through the worker it does not read: it loads no instance and no solver.
"""

import contextlib
import hashlib
import multiprocessing
import pickle
import platform
import time
import weakref
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import scheduler
from scheduler.processes.child import OVERRAN, Finished, answer, begin, begin_as_child, died, end_at
from scheduler.processes.own_processes import LOOK_SECONDS, dismiss

_DECIDE_WHAT_IS_FOUND = ("ortools", "highspy", "numpy", "scipy")


@cache
def engine() -> dict[str, str]:
    """What must be the same on all machines for the same answers: our own code, and what it computes with."""
    root = Path(scheduler.__file__).parents[1]
    code = hashlib.sha256()
    for path in sorted(path for part in ("models", "scheduler") for path in (root / part).rglob("*.py")):
        code.update(path.read_bytes())
    return {
        "qa-scheduler": f"{scheduler.__version__} ({code.hexdigest()[:12]})",
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{package: version(package) for package in _DECIDE_WHAT_IS_FOUND},
    }


class Parcel:
    """What all tasks of a crew share. It travels to each machine once, and has the processes there that know it.

    content: a work and what it is called with at a task's first and second try, pickled. When the machine has no more
    use for it, its processes end.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._idle: list[tuple[Connection, BaseProcess]] = []
        weakref.finalize(self, _dismiss_all, self._idle)

    def __reduce__(self) -> tuple[type["Parcel"], tuple[bytes]]:
        return Parcel, (self.content,)

    def done(self, task: bytes, until: float | None, is_wanted: Callable[[], bool]) -> bytes:
        """The end of a task, pickled: `Finished` or `Lost`. task: (number of the try, task), pickled. See `run_child`.

        until: a moment of the monotonic clock at which it is given up.
        """
        line, process = self._idle.pop() if self._idle else self._hired()
        is_whole, end = False, b""
        try:
            with contextlib.suppress(OSError):  # it has died: its end is seen when we listen
                line.send_bytes(task)
            is_whole, end = _heard(line, process, until, is_wanted)
        finally:
            if is_whole:
                self._idle.append((line, process))
            else:
                dismiss(line, process)
        return end

    def _hired(self) -> tuple[Connection, BaseProcess]:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.content), daemon=True)
        _let_have_children()
        begin(process)
        theirs.close()
        return mine, process


def do(parcel: Parcel, task: bytes, limit_seconds: float | None) -> bytes:
    """The work of a worker's thread. See `Parcel.done`; the limit counts from now."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        known = worker.state.tasks.get(key)
        given_up = known is None or known.state == "cancelled"
        return not given_up and worker.status.name not in ("closing", "closed")

    return parcel.done(task, end_at(time.monotonic(), limit_seconds), is_wanted)


def _heard(
    line: Connection, process: BaseProcess, until: float | None, is_wanted: Callable[[], bool]
) -> tuple[bool, bytes]:
    """Whether the work came to its end, and the end, pickled; nothing where nobody waits for it."""
    while until is None or time.monotonic() < until:
        if not is_wanted():
            return False, b""
        try:
            if line.poll(LOOK_SECONDS):
                return line.recv(), line.recv_bytes()
        except (EOFError, OSError):
            return False, pickle.dumps(died(process))
    return False, pickle.dumps(OVERRAN)


def _serve(line: Connection, content: bytes) -> None:
    """What a process does until its line is closed. It reads what is shared as part of its first task."""
    begin_as_child()
    opened = cache(lambda: pickle.loads(content))
    while True:
        try:
            task = line.recv_bytes()
        except (EOFError, OSError):
            return
        from scheduler.processes.wire import answered  # here, for only this process has use for it

        end = answer(lambda: _result(opened(), task))  # noqa: B023
        with contextlib.suppress(OSError):
            line.send(isinstance(end, Finished))
            line.send_bytes(answered(end))


def _result(opened: tuple[Any, tuple[Any, Any]], task: bytes) -> Any:
    work, shared = opened
    number, asked = pickle.loads(task)
    return work(shared[number - 1], asked)


def _dismiss_all(idle: list[tuple[Connection, BaseProcess]]) -> None:
    while idle:
        dismiss(*idle.pop())


def _let_have_children() -> None:
    """Dask begins a worker as a daemon, which Python allows no children; ours end when their parent is gone."""
    vars(multiprocessing.current_process())["_config"]["daemon"] = False
