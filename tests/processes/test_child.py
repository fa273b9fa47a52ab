"""A child is heard, and whatever interrupts its parent, it says nothing of its own on the error stream."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker, util
from typing import Any

import pytest

from scheduler.processes import child
from scheduler.processes.child import begin, run_child
from scheduler.processes.crew import Crew
from scheduler.processes.interrupts import interrupts_wait
from tests.processes.light import own_niceness, says_much, sleeps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@contextmanager
def hearing_interrupts() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, also where tests run in the background; another thread may receive it."""
    before, over = signal.signal(signal.SIGINT, signal.default_int_handler), threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        yield
    finally:
        over.set()
        other.join()
        signal.signal(signal.SIGINT, before)


def interrupting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An interrupt comes when a process has begun and has not yet read what it is to do. The ids of processes."""
    resource_tracker.ensure_running()  # a process, too, which is not meant
    begun, spawn = list[int](), util.spawnv_passfds

    def spawned(*given: Any) -> int:
        begun.append(spawn(*given))
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)
        return begun[-1]

    monkeypatch.setattr(util, "spawnv_passfds", spawned)
    return begun


def crew_at_work() -> None:
    with Crew(sleeps, None, 1) as crew:
        list(crew.results([1]))


@pytest.mark.parametrize("work", [lambda: run_child(own_niceness, None, lambda _: None, None), crew_at_work])
def test_interrupted_while_it_starts_a_child_says_nothing(
    work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It once printed a traceback where there was another thread, such as that of a live display: what it was to read
    broke off. And a crew forgot the process."""
    begun = interrupting(monkeypatch)
    with hearing_interrupts(), pytest.raises(KeyboardInterrupt):
        work()
    assert len(begun) == 1
    assert multiprocessing.active_children() == []
    with pytest.raises(ChildProcessError):  # it has been waited for
        os.waitpid(begun[0], 0)
    assert capfd.readouterr().err == ""


def test_a_child_to_which_nobody_listens_any_more_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """It once printed that its pipe was broken."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=child._live, args=(theirs, says_much, None, 0))
    begin(process)
    theirs.close()
    mine.close()
    process.join()
    assert process.exitcode == 0
    assert capfd.readouterr().err == ""


def test_interrupts_wait_and_are_handled_then() -> None:
    heard = list[str]()
    with hearing_interrupts():
        try:
            with interrupts_wait(signal.SIGINT):
                signal.raise_signal(signal.SIGINT)
                heard.append("went on")
            heard.append("never")
        except KeyboardInterrupt:
            heard.append("interrupted")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert heard == ["went on", "interrupted"]


def test_ignored_signals_stay_ignored_while_others_wait() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts_wait(signal.SIGINT):
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_waits() -> None:
    """Python handles signals in the main thread alone."""
    done = list[bool]()

    def wait() -> None:
        with interrupts_wait(signal.SIGINT):
            done.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()
    assert done == [True]
