"""Solve, check, reschedule and explain as a program uses them."""

import os
import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import scheduler
from models.change import DropOut
from models.problem import InvalidInput
from models.schedule import Schedule, Status
from scheduler import Impossible, NotFound, check, explain, reschedule, solve, solving
from scheduler.repairs import in_child
from scheduler.repairs.in_child import Repairs as Ended
from scheduler.solvers.options import Outcome
from scheduler.storage import dumps, load_instance
from tests.in_process import run_here

ROOT = Path(__file__).parents[1]
NAME = "three-hubs"


@cache
def solved() -> Schedule:
    return solve(NAME, time_limit_seconds=120)


def ill() -> dict[str, Any]:
    first = solved().reviews[0]
    return {"kind": "drop-out", "notice": "2018-09-03", "person": first.reviewers[0], "review": first.review}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "run_child", run_here)


def test_nothing_slow_is_loaded_before_it_is_asked_for() -> None:
    slow = "numpy", "ortools", "highspy", "pydantic", "rich", "click"
    words = f"import sys, scheduler; print([one for one in {slow} if one in sys.modules])"
    words += "; scheduler.check; print([one for one in ('ortools', 'highspy') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines() == ["[]", "[]"]


def test_every_name_is_there_and_says_what_it_does() -> None:
    assert scheduler.__all__ == sorted(scheduler.__all__)
    for function in (solve, check, reschedule, explain):
        said = function.__doc__ or ""
        assert all(part in said for part in ("Args:", "Returns:", "Raises:", "Example:"))
    with pytest.raises(AttributeError, match="has no attribute 'sovle'"):
        getattr(scheduler, "sovle")  # noqa: B009


def test_a_bundled_instance_by_its_name_by_its_file_or_as_a_model_is_the_same(tmp_path: Path) -> None:
    instance = load_instance(NAME)
    (tmp_path / "i.json").write_text(dumps(instance))
    (tmp_path / "s.json").write_text(dumps(solved()))
    certificate = solved().certificate
    assert certificate is not None and certificate.status == Status.OPTIMAL
    for one in (NAME, instance, tmp_path / "i.json", str(tmp_path / "i.json")):
        for made in (solved(), tmp_path / "s.json"):
            assert check(one, made).passes


def test_a_schedule_with_a_breach_does_not_pass() -> None:
    first, *others = solved().reviews
    host = load_instance(NAME).review_by_id[first.review].host
    own = next(one.id for one in load_instance(NAME).reviewers if one.school == host)
    broken = solved().model_copy(update={"reviews": (first.model_copy(update={"reviewers": (own,)}), *others)})
    judgement = check(NAME, broken)
    assert not judgement.passes
    assert "outside-hub" in {finding.rule for finding in judgement.report.breaches}
    assert "outside-hub" not in {one.rule for one in check(NAME, broken, without=["outside-hub"]).report.breaches}


def test_a_repair_says_who_must_be_told_and_can_be_repaired_again() -> None:
    as_model = DropOut(notice=date(2018, 9, 3), person=ill()["person"], review=ill()["review"])
    found = reschedule(NAME, solved(), ill())
    assert [one.kind for one in found.repairs] == [one.kind for one in reschedule(NAME, solved(), [as_model]).repairs]
    best = found.repairs[0]
    assert best.schedule is not None
    assert check(NAME, best.schedule).passes
    assert ill()["person"] in {one.who for one in best.told}
    assert all(one.what and one.why for one in best.told)
    assert not found.interrupted
    again = reschedule(NAME, best.schedule, {"kind": "person-leaves", "notice": date(2018, 9, 4), "person": "L01"})
    assert again.repairs[0].schedule is not None


def test_a_seat_is_explained_in_data_and_in_words() -> None:
    first = solved().reviews[0]
    everybody = explain(NAME, solved(), f"{first.review}/lead")
    assert {row["person"] for row in everybody.data["people"]} <= {one.id for one in load_instance(NAME).leads}
    person = next(one.id for one in load_instance(NAME).reviewers if one.id not in first.reviewers)
    alone = explain(NAME, solved(), f"{first.review}/{first.reviewers[0]}", person)
    assert person in alone.words
    assert alone.data["summary"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: solve("tree-hubs"), "three-hubs"),
        (lambda: solve(NAME, without=["phas"]), "Maybe 'phase' is meant."),
        (lambda: solve(NAME, without=["one-lead"]), "a rule that can be switched off"),
        (lambda: check(NAME, "nowhere.json"), "no such file"),
        (lambda: check("two-schools", solved()), "three-hubs"),
        (lambda: reschedule(NAME, solved(), {"kind": "nope"}), "nope"),
        (lambda: reschedule(NAME, solved(), {**ill(), "person": "nobody"}), "nobody"),
        (lambda: explain(NAME, solved(), "review-nowhere"), "review-nowhere"),
        (lambda: explain(NAME, solved(), solved().reviews[0].review, "nobody"), "nobody"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused(asked: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)):
        asked()


def test_where_nothing_was_found_it_is_said_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule, change = solved(), ill()
    crashed = Outcome(Status.UNKNOWN, notices=("It crashed.",))
    monkeypatch.setattr(solving, "solve_in_child", lambda *_: crashed)
    with pytest.raises(NotFound, match=r"No schedule was found .* could not be told\. It crashed\."):
        solve(NAME)
    clash = Outcome(Status.INFEASIBLE, clashes=("two things at once",))
    monkeypatch.setattr(solving, "solve_in_child", lambda *_: clash)
    with pytest.raises(Impossible, match="two things at once") as raised:
        solve(NAME)
    assert raised.value.clashes == ("two things at once",)
    monkeypatch.setattr(in_child, "reschedule_in_child", lambda *_: Ended(None, False, True, ("It was stopped.",)))
    with pytest.raises(NotFound, match=r"No repair was found\. Nothing was changed\. It was stopped\."):
        reschedule(NAME, schedule, change)


def test_the_example_of_the_docs_runs_as_a_program_without_a_guard(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "programs.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "program.py").write_text(example)
    done = subprocess.run([sys.executable, tmp_path / "program.py"], capture_output=True, text=True, env=_environment())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("optimal\n")
    assert "HiGHS" not in done.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
