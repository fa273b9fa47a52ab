"""Whatever happens to the child that seeks repairs, those it had found are kept, and it is said what happened."""

import json
import multiprocessing
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.change import CancelReview, Change
from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler import solving
from scheduler.checking import certify
from scheduler.cli import main
from scheduler.processes import child
from scheduler.repairs.in_child import Repairs, reschedule_in_child
from scheduler.repairs.rescheduling import Rescheduled, reschedule
from scheduler.solvers.options import Options, Progress
from scheduler.storage import dumps, load_instance, load_schedule
from scheduler.storage.proposals import load_proposals, proposals_path
from tests.faulty import after_findings
from tests.solving import PLAIN, outcome

NAME, ID = "three-hubs", "review-ash"
SAFE_MODE = "The solver went on in safe mode: one worker, plain settings."


@cache
def published() -> tuple[Instance, Schedule, tuple[Change, ...]]:
    instance = load_instance(NAME)
    schedule = outcome(instance).schedule
    assert schedule is not None
    slot = next(one.slot for one in schedule.reviews if one.review == ID)
    assert slot is not None
    return instance, schedule, (CancelReview(notice=instance.terms[0].first_day, review=ID, reason="ofsted"),)


@cache
def best() -> Rescheduled:
    return reschedule(*published(), PLAIN)


def assert_kept(ended: Repairs) -> None:
    """Something was found and all of it is right."""
    assert not ended.whole
    assert ended.found is not None and ended.found.repairs[0].schedule is not None
    for one in ended.found.repairs:
        if one.schedule is not None:
            certify(ended.found.instance, one.schedule)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("fault", ["half a message"])
def test_after_a_fault_safe_mode_finds_all_repairs(fault: str, findings: int = 2) -> None:
    ended = reschedule_in_child(*published(), PLAIN, work=after_findings(fault, findings))
    assert ended.whole and not ended.interrupted
    assert ended.found is not None
    assert len(ended.found.repairs) == len(best().repairs)
    assert [one.status for one in ended.found.repairs] == [one.status for one in best().repairs]
    died, went_on, *_ = ended.notices
    assert {"half a message": "SIGKILL", "RuntimeError": "a fault put in by the tests"}.get(fault, fault) in died
    assert went_on == SAFE_MODE


@pytest.mark.soak
@pytest.mark.parametrize("fault", ["SIGSEGV", "SIGABRT", "SIGKILL", "exit code 1", "RuntimeError", "half a message"])
@pytest.mark.parametrize("findings", range(6))
def test_after_a_fault_at_any_moment_safe_mode_finds_all_repairs(fault: str, findings: int) -> None:
    test_after_a_fault_safe_mode_finds_all_repairs(fault, findings)


def test_a_second_fault_ends_it_with_what_was_found() -> None:
    ended = reschedule_in_child(*published(), PLAIN, work=after_findings("SIGABRT", 2, again=True))
    assert_kept(ended)
    assert ended.notices[:2] == ("The solver's process ended unexpectedly (signal SIGABRT).", SAFE_MODE)


def test_faults_before_anything_was_found_leave_nothing() -> None:
    ended = reschedule_in_child(*published(), PLAIN, work=after_findings("SIGKILL", 0, again=True))
    assert (ended.found, ended.whole) == (None, False)
    assert "signal SIGKILL, as when memory runs out" in ended.notices[0]


def test_a_child_that_ignores_its_time_limit_is_ended_and_what_it_found_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0

    def found(hear: Any, news: Any) -> None:
        nonlocal now
        hear(news)
        if not isinstance(news, Progress):
            now = 10 * 1.1 + 15.5

    listen = child._listen
    monkeypatch.setattr(child, "_listen", lambda mine, of, hear, until: listen(mine, of, partial(found, hear), until))
    monkeypatch.setattr(child, "time", SimpleNamespace(monotonic=lambda: now))
    ended = reschedule_in_child(*published(), Options(time_limit_seconds=10, started=0), work=after_findings("hang", 1))
    assert_kept(ended)
    assert "The solver passed its time limit and was ended." in ended.notices


def interrupted(monkeypatch: pytest.MonkeyPatch, findings: int) -> None:
    """An interrupt comes as soon as so many findings are there."""
    hear, left = solving._Keeper.hear, findings

    def heard(keeper: Any, news: Any) -> None:
        nonlocal left
        hear(keeper, news)
        left -= not isinstance(news, Progress)
        if left == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(solving._Keeper, "hear", heard)


@pytest.mark.parametrize("findings", [1, 3])
def test_interrupted_what_was_found_is_kept_and_marked(findings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, findings)
    ended = reschedule_in_child(*published(), PLAIN)
    assert_kept(ended)
    assert ended.interrupted
    assert ended.found is not None
    for one in ended.found.repairs:
        certificate = one.schedule.certificate if one.schedule else None
        assert certificate is None or certificate.interrupted == (one.status != Status.OPTIMAL)


# Through the command line


def run(folder: Path, *words: str) -> Result:
    _, schedule, changes = published()
    (folder / "plan.json").write_text(dumps(schedule))
    words = ("reschedule", NAME, str(folder / "plan.json"), changes[0].model_dump_json(), "--deterministic", *words)
    return CliRunner().invoke(main, words)


def test_interrupted_the_command_shows_and_keeps_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, 2)
    result = run(tmp_path, "--json")
    assert result.exit_code == 130
    shown = json.loads(result.stdout)["repairs"]
    assert "Interrupted: these repairs were found so far" in result.stderr
    kept = load_proposals(proposals_path(tmp_path / "plan.json")).repairs
    assert len(kept) == len(shown) >= 1
    applied = CliRunner().invoke(main, ["reschedule", NAME, str(tmp_path / "plan.json"), "--apply", "1"])
    assert applied.exit_code == 0, applied.output
    load_schedule(tmp_path / "plan.json", published()[0])


def test_interrupted_with_nothing_found_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(solving, "run_child", at_once)
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (130, "No repair was found. Nothing was changed.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_progress_is_lines_where_nobody_looks(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    assert any(line.split()[1:2] == ["s"] for line in result.stderr.splitlines())
    assert "Traceback" not in result.output
