"""In a folder for a term commands need no arguments; outside of one nothing is different."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.problem import InvalidInput
from scheduler.cli import folder as cli_folder
from scheduler.cli import main
from scheduler.desk.folder import SETTINGS, Settings, make_folder, read_settings, settings_text
from scheduler.storage import dumps, load_instance
from tests.cli.test_repairs import CANCEL, PLAN, small
from tests.folders import content_of
from tests.in_process import in_this_process


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a term with a plan, in which the command runs."""
    in_this_process(monkeypatch)
    make_folder(tmp_path / "term", dumps(small()).encode(), Settings("term.json", by="the QA lead"))
    monkeypatch.chdir(tmp_path / "term")
    Path("plan.json").write_text(dumps(PLAN))
    return tmp_path / "term"


def test_a_term_from_an_empty_folder_to_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(dumps(small()))
    run("init", "term", "--from", "small.json", "--by", "the QA lead")
    monkeypatch.chdir("term")
    assert sorted(content_of(Path())) == sorted([SETTINGS, "term.xlsx"])
    assert "Look at" not in run("import").output
    assert "qa-scheduler show --by week" in run("solve", "--deterministic").stdout
    run("check")
    run("show")
    assert "then: qa-scheduler check plan.xlsx" in run("export").stdout
    run("check", "plan.xlsx")
    run("repair", "--dry-run")
    run("report")
    assert "report.html" in run("report", code=2).stderr, "nothing is written over unless forced"
    run("report", "--force")
    run("mark", "--all", "--as", "accepted")
    assert "letters-1" in run("publish", "--on", "2018-09-03").stdout
    assert "letters-2" in run("publish", "--on", "2018-09-03", "--all").stdout
    run("calendar", "--on", "2018-09-03")
    run("tell")
    assert "plan.json" in run("solve", "--deterministic", code=2).stderr, "it has a history by now"
    made = {path.name for path in Path().iterdir()}
    assert made == {
        *(SETTINGS, "term.xlsx", "plan.json", "plan.json.history.jsonl", "plan.xlsx", "report.html", "term.ics"),
        *("letters-1", "letters-2"),
    }
    assert load_instance("../small.json") == small()


def test_a_change_alone_is_about_the_folders_plan(term: Path) -> None:
    Path("ofsted.json").write_text(f'{{"format": 1, "changes": [{CANCEL}]}}')
    for words in (("ofsted.json",), (CANCEL,), ("plan.json", CANCEL), ("term.json", "plan.json", "ofsted.json")):
        assert "qa-scheduler reschedule --apply 1" in run("reschedule", *words, "--deterministic").stdout
    assert "qa-scheduler undo\n" in run("reschedule", "--apply", "1").stdout
    run("history")
    run("undo")


def test_words_that_are_there_are_the_last_ones(term: Path, tmp_path: Path) -> None:
    Path("other.json").write_text(dumps(PLAN))
    (tmp_path / "small.json").write_text(dumps(small()))
    for words in ((), ("other.json",), ("term.json", "other.json"), ("../small.json", "other.json")):
        assert run("show", *words, "--json").stdout == run("show", "--json").stdout
    assert "Missing argument 'SEAT'" in run("suggest", code=2).stderr
    assert "Missing argument 'SCHEDULE'" in run("show", "two-schools", code=2).stderr
    assert run("check", "term.json").stdout == run("check", "../small.json").stdout, "the instance alone: look ahead"
    run("history", "other.json")


def test_outside_a_folder_what_is_missing_must_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("solve", "check", "show", "report", "publish", "export", "repair", "mark", "tell", "calendar"):
        said = " ".join(run(command, code=2).stderr.split())
        assert "Missing argument 'INSTANCE'. Name it; in a folder for a term, which qa-scheduler init" in said
    assert "Missing argument 'SCHEDULE'" in run("undo", code=2).stderr
    assert "Missing option '-o' / '--output'" in run("solve", "two-schools", code=2).stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('plam = "x"', "plam: found an unknown key; expected one of instance, plan, by"),
        ('plam = "x"', "Maybe 'plan' is meant."),
        ("by = 3", "by: found 3; expected a text. Put it in quotes."),
        ('instance = ""', "instance: found nothing; expected the term's workbook"),
        ('plan = "plan.xlsx"', "plan: found plan.xlsx; expected a name that ends in .json."),
        ("by = the QA lead", "expected lines such as by"),
    ],
)
def test_settings_that_are_wrong_are_refused_in_words(term: Path, text: str, said: str) -> None:
    Path(SETTINGS).write_text(text)
    assert said in " ".join(run("show", code=2).stderr.split())
    run("show", "--help")


def test_settings_are_read_as_they_are_written(tmp_path: Path) -> None:
    for settings in (Settings(), Settings("a.json", "b.json", 'the "QA" lead\\', "c.csv", "q@example.org", "Ø")):
        (tmp_path / SETTINGS).write_text(settings_text(settings))
        assert read_settings(tmp_path) == settings
    assert cli_folder._SETTINGS == SETTINGS


def test_a_folder_that_is_one_is_left_as_it_is(term: Path) -> None:
    before = content_of(term)
    for words in (("init",), ("init", "."), ("init", "../term")):
        assert f"{SETTINGS}: found there already" in run(*words, code=2).stderr
    assert content_of(term) == before


def test_a_folder_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput, match="no folder"):
        make_folder(Path("no/new"), b"x", Settings())
    Path("there").mkdir()
    monkeypatch.setattr("scheduler.desk.folder.settings_text", lambda _: "\udc00")
    with pytest.raises(UnicodeEncodeError):
        make_folder(Path("there"), b"x", Settings())
    Path("there").rmdir()
    assert not list(tmp_path.iterdir())


def test_somebodys_own_workbook_is_taken_as_it_is(term: Path) -> None:
    Path("mine.xlsx").write_bytes(b"with mistakes")
    run("init", "../other", "--from", "mine.xlsx")
    assert "term.xlsx: found there already" in run("init", "../other", code=2).stderr
    assert Path("../other/term.xlsx").read_bytes() == b"with mistakes"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_a_script_that_says_where_it_goes(shell: str) -> None:
    script = run("completion", shell).stdout
    assert script.startswith("# ")
    assert f"_QA_SCHEDULER_COMPLETE={shell}_complete" in script
    assert json.loads(run("completion", shell, "--json").stdout)["shell"] == shell


@pytest.mark.parametrize(
    ("typed", "offered"), [("rep", "plain,report"), ("show two", "plain,two-schools"), ("show --b", "plain,--by")]
)
def test_commands_names_and_options_complete(typed: str, offered: str) -> None:
    words = f"qa-scheduler {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(typed.count(" ") + 1), "_QA_SCHEDULER_COMPLETE": "bash_complete"}
    program = "import sys; sys.argv = ['qa-scheduler']; from scheduler.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={**os.environ, **asked}
    )
    assert offered in done.stdout.splitlines(), done.stderr
