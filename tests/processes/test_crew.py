"""Tasks in processes of their own: each has a result, whatever becomes of its process."""

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.processes import own_processes
from scheduler.processes.child import OVERRAN, Died
from scheduler.processes.crew import Crew


def double(shared: int, task: int) -> int:
    return shared * task


def dies_at_three(shared: str, task: int) -> int:
    """Ends its process at task 3: the first time only, if `shared` names a file to remember it by."""
    if task == 3 and not (shared and Path(shared).exists()):
        if shared:
            Path(shared).touch()
        os._exit(1)
    return task


def fails_unless_safe(shared: str, task: str) -> str:
    if shared != "safe":
        raise RuntimeError("not safe")
    return f"{shared} {task}"


def hangs_at_three(shared: None, task: int) -> int:
    while task == 3:
        time.sleep(60)
    return task


def results(work: Any, shared: Any) -> dict[int, Any]:
    with Crew(work, shared, 2) as crew:
        return dict(crew.results([1, 2, 3, 4]))


def test_every_task_has_a_result() -> None:
    assert results(double, 3) == {0: 3, 1: 6, 2: 9, 3: 12}


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    assert results(dies_at_three, str(tmp_path / "died")) == {0: 1, 1: 2, 2: 3, 3: 4}


def test_a_task_that_kills_twice_is_given_up_and_the_others_are_done() -> None:
    reason = "The solver's process ended unexpectedly (exit code 1)."
    assert results(dies_at_three, "") == {0: 1, 1: 2, 2: Died(reason), 3: 4}


def test_each_death_is_told_with_its_reason_and_the_second_try_is_in_safe_mode() -> None:
    told: list[tuple[int, str]] = []
    with Crew(fails_unless_safe, "usual", 1, again="safe", tell=lambda *each: told.append(each)) as crew:
        assert dict(crew.results(["a"])) == {0: "safe a"}
    ((name, reason),) = told
    assert name == 0
    assert reason.startswith("The solver's process failed (RuntimeError in test_crew.py, line ")
    assert reason.endswith(": not safe).")


def test_a_task_that_ignores_its_limit_is_given_up_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(own_processes, "time", SimpleNamespace(monotonic=lambda: now))
    found = {}
    with Crew(hangs_at_three, None, 2, limit_seconds=10.0) as workers:
        for position, result in workers.results([3, 4, 5]):
            found[position] = result
            if len(found) == 2:
                now = 10.0 * 1.1 + 15.5
    assert found == {0: OVERRAN, 1: 4, 2: 5}


def test_the_next_task_is_asked_for_when_a_process_is_free() -> None:
    left, at_work, most = [1, 2, 3, 4], set[int](), 0

    def following() -> tuple[int, int] | None:
        if not left or any(each % 2 == left[0] % 2 for each in at_work):  # those alike never at once
            return None
        at_work.add(left[0])
        return left[0], left.pop(0)

    with Crew(double, 2, 3) as workers:
        for name, result in workers.steadily(following):
            most = max(most, len(at_work))
            at_work.remove(name)
            assert result == 2 * name
    assert not left
    assert most == 2


def test_no_task_is_begun_any_more_once_there_is_none() -> None:
    tasks = iter([("a", 1), None])
    with Crew(double, 2, 2) as crew:
        assert list(crew.steadily(lambda: next(tasks, None))) == [("a", 2)]
        assert list(crew.results([4])) == [(0, 8)]
