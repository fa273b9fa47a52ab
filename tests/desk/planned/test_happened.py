"""Who came is typed into the plan's workbook, beside who was planned."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from scheduler.cli import main
from scheduler.desk.planned.form import PLAN as SHEET
from scheduler.storage import dumps, load_schedule
from scheduler.storage.versions import history
from tests import tiny
from tests.changes.test_happened import AUTUMN, FIRST, PLAN, held
from tests.in_process import in_this_process

COLUMNS = {column.field or column.heading: n for n, column in enumerate(SHEET.columns, 1)}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(AUTUMN))


def run(command: str, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [command, "instance.json", *words])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def exported(plan: Any = PLAN) -> None:
    Path("plan.json").write_text(dumps(plan))
    run("export", "plan.json", "-o", "plan.xlsx", "--force")


def typed(*cells: tuple[str, str, str | None], column: str | None = None) -> None:
    """Type over cells: who was planned, the column, and what; or take a column out."""
    book = load_workbook("plan.xlsx")
    page = book[SHEET.name]
    rows = {page.cell(row, COLUMNS["person"]).value: row for row in range(2, page.max_row + 1)}
    for person, field, value in cells:
        page.cell(rows[person], COLUMNS[field]).value = value
    if column:
        page.delete_cols(COLUMNS[column])
    book.save("plan.xlsx")


def absent() -> dict[str, str | None]:
    states = load_schedule("plan.json", AUTUMN).states
    return states[0].absent if states else {}


def test_who_came_is_read_as_it_was_typed() -> None:
    exported()
    typed(
        ("RB", "happened", "absent"), ("RC", "happened", "Replaced"), ("RC", "instead", "RD"), ("L1", "instead", "L2")
    )
    assert "No date, lead or reviewer was typed over" in run("check", "plan.xlsx", "--on", FIRST)
    run("repair", "plan.xlsx", "--on", FIRST, "--by", "the QA lead")
    assert absent() == {"RB": None, "RC": "RD", "L1": "L2"}
    step = history(Path("plan.json"))[-1]
    assert (step.what, step.by) == ("typed: 3 marks", "the QA lead")


def test_what_is_known_stands_in_the_workbook_and_can_be_taken_back() -> None:
    exported(held(RB=None, RC="RD"))
    assert "0 marks" in run("repair", "plan.xlsx"), "what was written is what is read, and needs no day"
    typed(("RB", "happened", "attended"), ("RC", "happened", None), ("RC", "instead", None))
    run("repair", "plan.xlsx", "--on", FIRST)
    assert absent() == {}
    exported(held(RB=None, RC="RD"))
    typed(("RB", "instead", "RE"), ("RB", "happened", "replaced"))
    run("repair", "plan.xlsx", "--on", FIRST)
    assert absent() == {"RB": "RE", "RC": "RD"}


def test_the_ledger_of_the_workbook_counts_what_happened() -> None:
    exported(held(RB=None))
    page = load_workbook("plan.xlsx")["Ledger"]
    rows = {row[0]: row for row in page.iter_rows(values_only=True)}
    assert rows["School A"][2:8] == (0, 2, 0, 0, 0, 1)
    assert rows["School B"][4:6] == (0, 0)
    assert any("RB" in row for row in load_workbook("plan.xlsx")["Summary"].iter_rows(values_only=True))


def test_a_workbook_without_the_columns_says_nothing_of_it() -> None:
    exported(held(RB=None))
    typed(column="instead")
    typed(column="happened")
    run("repair", "plan.xlsx")
    assert absent() == {"RB": None}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("RB", "happened", "absent")], "which begins on"),
        ([("RB", "happened", "ill")], "expected one of attended, absent, replaced"),
        ([("RB", "happened", "replaced")], "found nobody; expected who came instead"),
        ([("RB", "happened", "attended"), ("RB", "instead", "RD")], "expected nobody, for RB attended"),
        ([("RB", "instead", "RC")], "somebody instead who was not planned for VA"),
        ([("RB", "instead", "RD"), ("RC", "instead", "RD")], "and each once"),
        ([("L1", "happened", "absent")], "who led instead"),
        ([("L1", "instead", "RD")], "the id of a Lead Reviewer"),
        ([("RB", "person", "RD"), ("RD", "happened", "absent")], "who was planned"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_cell(cells: list[tuple[str, str, str]], said: str) -> None:
    exported()
    typed(*cells[:1])
    typed(*cells[1:])
    day = str(tiny.day(2)) if "begins" in said else FIRST
    output = run("check", "plan.xlsx", "--on", day, code=2)
    assert said in output
    assert "sheet Plan" in output


def test_what_is_refused_changes_nothing() -> None:
    exported()
    typed(("L1", "happened", "absent"))
    assert "--on: found no day" in run("repair", "plan.xlsx", code=2)
    assert "who led instead" in run("repair", "plan.xlsx", "--on", FIRST, code=2)
    assert load_schedule("plan.json", AUTUMN) == PLAN
