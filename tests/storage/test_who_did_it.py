"""Every step of a history may say who did it: by --by, or by the settings of the folder for a term."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.desk.folder import Settings, make_folder
from scheduler.storage import dumps
from scheduler.storage.versions import commit, history
from tests.cli.test_repairs import CANCEL, PLAN, small
from tests.in_process import in_this_process

STEPS = {
    "mark": ("instance.json", "plan.json", "--all", "--as", "accepted"),
    "publish": ("instance.json", "plan.json", "--on", "2018-09-03"),
    "solve": ("instance.json", "--keep", "plan.json", "-o", "plan.json", "--deterministic"),
    "reschedule": ("instance.json", "plan.json", "--apply", "1"),
    "undo": ("plan.json",),
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("plan.json").write_text(dumps(PLAN))


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


def prepared(command: str) -> None:
    """Something to apply, to fill, or to take back."""
    if command == "undo":
        run("mark", "instance.json", "plan.json", "--all", "--as", "accepted")
    if command == "solve":
        run("mark", "instance.json", "plan.json", "--all", "--as", "draft")
    if command == "reschedule":
        run("reschedule", "instance.json", "plan.json", CANCEL, "--deterministic")


@pytest.mark.parametrize("command", STEPS)
def test_a_step_says_who_did_it(command: str) -> None:
    prepared(command)
    run(command, *STEPS[command], "--by", "Ms Ødegård")
    assert history(Path("plan.json"))[-1].by == "Ms Ødegård"
    steps = json.loads(run("history", "plan.json", "--json"))["history"]
    assert steps[-1]["by"] == "Ms Ødegård"
    assert "Ms Ødegård" in run("history", "plan.json")


@pytest.mark.parametrize("command", STEPS)
def test_what_the_folder_says_holds_where_nothing_else_is_said(command: str, tmp_path: Path) -> None:
    make_folder(tmp_path / "term", dumps(small()).encode(), Settings("instance.json", by="the QA lead"))
    (tmp_path / "term" / "qa-scheduler.toml").rename("qa-scheduler.toml")
    prepared(command)
    run(command, *STEPS[command])
    assert history(Path("plan.json"))[-1].by == "the QA lead"


def test_where_nobody_is_named_a_line_is_as_it_always_was(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    text = path.read_text()
    commit(path, text, text.replace("\n", "\n\n", 1), "marked")
    line = (tmp_path / "plan.json.history.jsonl").read_text()
    assert list(json.loads(line)) == ["number", "what", "before", "after", "changes", "sha256"]
    commit(path, path.read_text(), text, "marked", by="X")
    assert [entry.by for entry in history(path)] == ["", "X"]


def test_a_name_that_would_garble_a_terminal_is_refused() -> None:
    assert "expected printable text" in run("undo", "plan.json", "--by", "a\x1b[2Jb", code=2)
