"""A task on a machine: its process answers, dies, is given up, or is not waited for; the machine goes on."""

import gc
import pickle
import sys
import time
from typing import Any

import pytest

from scheduler.processes.child import OVERRAN, Died, Finished
from scheduler.processes.machine import Parcel
from tests.processes.machines import kills_its_process, leaves_its_number_and_sleeps, own_number, seen_to_end, square
from tests.processes.test_crew import fails_unless_safe

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def parcel(work: Any, shared: Any, again: Any = None) -> Parcel:
    """As it arrives at a machine."""
    arrived = pickle.loads(pickle.dumps(Parcel(pickle.dumps((work, (shared, again))))))
    assert isinstance(arrived, Parcel)
    return arrived


def done(at: Parcel, task: Any, number: int = 1, seconds: float | None = None, wanted: Any = lambda: True) -> Any:
    until = None if seconds is None else time.monotonic() + seconds
    end = at.done(pickle.dumps((number, task)), until, wanted)
    return pickle.loads(end) if end else None


def test_a_task_is_done_in_a_process_that_stays_for_the_next_one() -> None:
    at = parcel(own_number, "")
    first = done(at, 1)
    assert isinstance(first, Finished)
    assert done(at, 2) == first
    del at
    gc.collect()
    assert seen_to_end([first.result])


def test_the_second_try_is_at_what_is_shared_then() -> None:
    at = parcel(fails_unless_safe, "usual", "safe")
    assert isinstance(done(at, "a"), Died)
    assert done(at, "a", number=2) == Finished("safe a")


def test_a_process_that_is_killed_costs_its_task_alone() -> None:
    at = parcel(kills_its_process, "")
    reason = "The solver's process ended unexpectedly (signal SIGKILL, as when memory runs out)."
    assert [done(at, task) for task in (2, 3, 4)] == [Finished(2), Died(reason), Finished(4)]


def test_a_task_that_passes_its_limit_is_given_up_and_its_process_ended(tmp_path: Any) -> None:
    at = parcel(leaves_its_number_and_sleeps, str(tmp_path))
    for seconds in (0.5, 4.0, 32.0):  # on a machine that is busy a process takes its time to begin
        assert done(at, 1, seconds=seconds) == OVERRAN
        if (tmp_path / "1.pid").exists():
            break
    assert seen_to_end([int((tmp_path / "1.pid").read_text())])


def test_a_task_that_nobody_waits_for_is_ended(tmp_path: Any) -> None:
    begun = tmp_path / "1.pid"
    assert done(parcel(leaves_its_number_and_sleeps, str(tmp_path)), 1, wanted=lambda: not begun.exists()) is None
    assert seen_to_end([int(begun.read_text())])


def test_a_machine_that_cannot_read_what_is_shared_says_so() -> None:
    at = Parcel(pickle.dumps((square, (1, 1))).replace(b"machines", b"m4chines"))
    end = done(at, 1)
    assert isinstance(end, Died)
    assert "ModuleNotFoundError" in end.reason
