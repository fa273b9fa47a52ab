"""One process of our own that works while this one listens: it is ended with its parent, and never outlives its limit.

Whatever the child sends on the way is heard at once, so nothing that was found is lost when it dies or is interrupted.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from scheduler.processes.background import niceness, refuse_stopped
from scheduler.processes.interrupts import interrupts_wait

GRACE_FACTOR, GRACE_SECONDS = 1.1, 15.0  # a child that ignores its time limit is ended then
_LOOK_SECONDS = 0.2
_beginning = threading.Lock()

Hear = Callable[[Any], None]
Work = Callable[[Any, Hear], Any]


@dataclass(frozen=True)
class Finished:
    """The child has done its work, which came to `result`."""

    result: Any


@dataclass(frozen=True)
class Lost:
    """The work came to nothing. reason: a sentence for the user, which says what ended and why."""

    reason: str


class Died(Lost):
    """A process ended before its work did."""


class Overran(Lost):
    """A process passed its limit and was ended."""


OVERRAN = Overran("The solver passed its time limit and was ended.")


def run_child(work: Work, task: Any, hear: Hear, until: float | None) -> Finished | Died | Overran:
    """Do `work(task, send)` in a child process and hear, in this thread, of everything it sends.

    work: a function of a module. until: a moment of the monotonic clock at which the child is ended; None: never.
    An interrupt ends the child and is raised here; so is a stop (see `background`).
    """
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_live, args=(theirs, work, task, niceness()))
    try:
        begin(child)
        theirs.close()
        return _listen(mine, child, hear, until)
    finally:
        end_now(child)
        mine.close()


def end_at(started: float, limit_seconds: float | None) -> float | None:
    """When a child that ignores its limit is ended: some grace after it, for writing what it has found."""
    return None if limit_seconds is None else started + limit_seconds * GRACE_FACTOR + GRACE_SECONDS


def begin(process: BaseProcess) -> None:
    """Start a process of ours. Ctrl-C reaches it too, but an interrupt is its parent's to handle.

    It never runs the program that started it a second time: its work is a function of a module. An interrupt while it
    starts waits until it has all that it reads of us, or it would complain; then it is ended.
    """
    try:
        with _beginning, interrupts_wait(signal.SIGINT, signal.SIGTERM):  # one thread at a time
            program = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                with _signals_blocked():  # the process inherits this
                    process.start()
            finally:
                sys.modules["__main__"] = program
    except BaseException:
        end_now(process)
        raise


def end_now(process: BaseProcess) -> None:
    """End a process of ours at once, if it has begun."""
    if process.pid is not None:
        process.kill()
        process.join()


def begin_as_child(nice: int = 0) -> None:
    """What every process of ours does first: it ends when its parent is gone, and prints nothing where data goes.

    nice: by how much it gives way to other processes.
    """
    if nice:
        os.nice(nice)  # before there are other threads, which inherit it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Path(os.devnull).open("w") as nowhere:  # HiGHS prints a banner on standard output
        os.dup2(nowhere.fileno(), 1)


def _listen(mine: Connection, child: BaseProcess, hear: Hear, until: float | None) -> Finished | Died | Overran:
    while until is None or time.monotonic() < until:
        refuse_stopped()
        if not mine.poll(_LOOK_SECONDS):
            continue
        try:
            news = mine.recv()
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            return died(child)
        if isinstance(news, Finished | Died):
            return news
        hear(news)
    return OVERRAN


def died(process: BaseProcess) -> Died:
    """What is said of a process that has ended without a word."""
    process.join()
    code = process.exitcode or 0
    if code >= 0:
        return Died(f"The solver's process ended unexpectedly (exit code {code}).")
    name = signal.Signals(-code).name
    memory = ", as when memory runs out" if name == "SIGKILL" else ""
    return Died(f"The solver's process ended unexpectedly (signal {name}{memory}).")


def answer(work: Callable[[], Any]) -> Finished | Died:
    """What work comes to, also where it raises something: in one sentence, and where that was."""
    try:
        return Finished(work())
    except BaseException as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        said = " ".join(str(error).split()) or "no more is known"
        where = f"{Path(at.filename).name}, line {at.lineno}"
        return Died(f"The solver's process failed ({type(error).__name__} in {where}: {said}).")


def reply(line: Connection, work: Callable[[], Any]) -> None:
    """Send what work comes to; where nobody listens any more, nothing is said of it."""
    with contextlib.suppress(OSError):
        line.send(answer(work))


def _live(theirs: Connection, work: Work, task: Any, nice: int) -> None:
    begin_as_child(nice)
    reply(theirs, lambda: work(task, theirs.send))


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
