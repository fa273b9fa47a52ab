"""What was interrupted goes on where it stopped."""

from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.running import run, sentence
from benchmarks.runs import Machine, Run, stored
from benchmarks.suite import SUITES, Case, Task
from models.instance import Instance
from scheduler.storage import load_instance
from tests.benchmarks.made import bound, found
from tests.benchmarks.made import run as made

CASES = [Case(name, "small", lambda name=name: load_instance(name)) for name in ("two-schools", "three-hubs")]  # type: ignore[misc]
TASKS = [Task(method, case, 10) for case in CASES for method in ("ours", "greedy")]


def fake(task: Task, instance: Instance, machine: Machine) -> Run:
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
