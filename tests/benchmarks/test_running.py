"""What was interrupted goes on where it stopped."""

import os
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.running import run, sentence
from benchmarks.runs import Run, stored
from benchmarks.standing import best, worth
from benchmarks.suite import SUITES, Case, Task
from scheduler.processes.means import Means
from scheduler.storage import load_instance
from tests.benchmarks.made import bound, found
from tests.benchmarks.made import run as made
from tests.processes.machines import machines

CASES = [Case(name, "small", lambda name=name: load_instance(name)) for name in ("two-schools", "three-hubs")]  # type: ignore[misc]
TASKS = [Task(method, case, 10) for case in CASES for method in ("ours", "greedy")]


def fake(task: Task) -> Run:
    return made(found(1, 5), method=task.method, instance=task.case.name, seed=task.seed, limit_seconds=task.seconds)


def test_finished_runs_are_not_made_again(tmp_path: Path) -> None:
    first = list(islice(run(TASKS, tmp_path, fake), 3))  # interrupted after three
    assert len(first) == len(stored(tmp_path)) == 3
    second = list(run(TASKS, tmp_path, fake))
    assert [(one.method, one.instance) for one in second] == [("greedy", "three-hubs")]
    assert list(run(TASKS, tmp_path, fake)) == []


def test_a_run_with_a_shorter_limit_is_made_again(tmp_path: Path) -> None:
    list(run(TASKS, tmp_path, fake))
    longer = [Task(task.method, task.case, 20) for task in TASKS[:1]]
    assert [one.limit_seconds for one in run(longer, tmp_path, fake)] == [20]
    assert len(stored(tmp_path)) == 4


def test_a_stored_run_reads_as_it_was(tmp_path: Path) -> None:
    assert tuple(run(TASKS[:1], tmp_path, fake)) == stored(tmp_path)


def test_on_machines_of_a_cluster_runs_are_the_same(tmp_path: Path) -> None:
    """And of the same instances, though what people wrote in them does not travel."""
    tasks = TASKS[1::2]
    here = list(run(tasks, tmp_path / "here"))
    with machines(1, threads=2) as cluster:
        there = list(run(tasks, tmp_path / "there", means=Means(cluster.scheduler_address)))
    assert {one.file_name: said(one) for one in here} == {one.file_name: said(one) for one in there}
    assert len(stored(tmp_path / "there")) == 2


def said(run: Run) -> tuple[str, tuple[int, ...]]:
    found = best(run)
    assert found is not None
    return run.instance_sha256, worth(found)


def test_a_run_whose_machine_dies_is_missing_and_said(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    with machines(1) as cluster:
        means = Means(cluster.scheduler_address)
        assert not list(run(TASKS[:1], tmp_path, dies, means, lambda name, reason: told.append((name, reason))))
    reason = "The solver's process ended unexpectedly (signal SIGKILL, as when memory runs out)."
    assert told == [("two-schools ours, seed 0", reason)] * 2
    assert stored(tmp_path) == ()


def dies(task: Task) -> Run:
    os.kill(os.getpid(), 9)
    return fake(task)


def test_how_a_run_went_in_one_line() -> None:
    said = sentence(made(bound(1, quality=1000), found(2, 1005)))
    assert said == "term-s1 ours: 0 0 0 1005, gap 0.500 %, 60 s, 1024 MB (feasible)"
    assert "disturbed: 0.5 cores worked for others" in sentence(made(others_cores=0.5))
    assert sentence(made()) == "term-s1 ours: no schedule, 60 s, 1024 MB (feasible)"


def test_the_command_runs_a_suite_and_writes_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setitem(SUITES, "quick", lambda _: iter(TASKS[1::2]))
    words = ["run", "--output", str(tmp_path / "results")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "two-schools greedy: " in done.output
    assert "| three-hubs | greedy coordinator |" in (tmp_path / "results/report.md").read_text("utf-8")
    assert "greedy: " not in CliRunner().invoke(main, words).output  # nothing is left to run
