"""The command `import`: what is wrong is said, what is odd stands apart, and nothing of the user's is written over."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.storage import load_instance
from tests.desk.workbook.wrong.books import Cells, book_with
from tests.desk.workbook.wrong.test_csvs import folder_with

WRONG: Cells = {"Schools!C2": "Nort", "Schools!H1": "Ours"}
ODD: Cells = {"Schools!H1": "Ours"}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["import", *words])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, cells in (("wrong.xlsx", WRONG), ("odd.xlsx", ODD)):
        book_with(cells).save(name)
    return tmp_path


def test_a_wrong_workbook_is_not_imported(here: Path) -> None:
    result = run("wrong.xlsx", "-o", "term.json")
    assert result.exit_code == 2
    assert "1 problem to mend; 1 cell to look at. Nothing was imported." in result.stdout
    assert result.stdout.index("What to mend") < result.stdout.index("What to look at")
    assert not Path("term.json").exists()


def test_an_odd_workbook_is_imported(here: Path) -> None:
    result = run("odd.xlsx", "-o", "term.json")
    assert (result.exit_code, "What to look at" in result.stdout) == (0, True), result.output
    assert load_instance("term.json").name == "spring-2027"


def test_to_check_changes_nothing(here: Path) -> None:
    before = sorted(here.iterdir())
    assert run("odd.xlsx", "--check").exit_code == 0
    assert run("wrong.xlsx", "--check").exit_code == 2
    assert sorted(here.iterdir()) == before


def test_machines_hear_the_same(here: Path) -> None:
    remarks = json.loads(run("wrong.xlsx", "--check", "--json").stdout)["remarks"]
    assert [(one["is_warning"], one["sheet"], one["row"], one["column"], one["value"]) for one in remarks] == [
        (True, "Schools", 1, 8, "'Ours'"),
        (False, "Schools", 2, 3, "'Nort'"),
    ]


def test_a_marked_copy_is_written_once(here: Path) -> None:
    first = run("wrong.xlsx", "--check", "--marked-copy", "marked.xlsx")
    assert (first.exit_code, "The marked copy is marked.xlsx." in first.stderr) == (2, True), first.output
    again = run("wrong.xlsx", "--check", "--marked-copy", "marked.xlsx")
    assert "a file that is there already" in again.stderr
    assert run("wrong.xlsx", "--check", "--marked-copy", "marked.xlsx", "--force").exit_code == 2


@pytest.mark.parametrize("name", ["wrong.xlsx", "marked.xlsm", "marked.xls", "marked"])
def test_a_marked_copy_is_another_workbook_of_the_same_kind(name: str, here: Path) -> None:
    before = Path("wrong.xlsx").read_bytes()
    assert run("wrong.xlsx", "--check", "--force", "--marked-copy", name).exit_code == 2
    assert Path("wrong.xlsx").read_bytes() == before
    assert not Path(name).exists() or name == "wrong.xlsx"


def test_a_folder_of_tables_is_read_and_marked(here: Path) -> None:
    Path("tables").mkdir()
    folder_with({"Schools!C2": "Nort"}, Path("tables"))
    assert run("tables", "--check", "--marked-copy", "marked.xlsx").exit_code == 2
    assert Path("marked.xlsx").exists()


def test_a_file_of_another_kind_is_refused_with_a_word(here: Path) -> None:
    Path("table.xlsx").write_text("Id,Name\n")
    result = run("table.xlsx", "--check")
    assert result.exit_code == 2
    assert "found a text; expected an Excel workbook" in " ".join(result.stderr.split())


def test_a_file_that_is_not_there_is_said(here: Path) -> None:
    assert "No such file" in run("nowhere.xlsx", "--check").stderr
