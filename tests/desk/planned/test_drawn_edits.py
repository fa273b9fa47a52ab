"""Drawn sets of one to ten edits in a plan's workbook: every breach stands at a cell, and the most are kept."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from scheduler.changes.edits import typed
from scheduler.checking import check
from scheduler.desk.planned.answering import answered
from scheduler.desk.planned.form import PLAN
from scheduler.desk.planned.judging import opened
from scheduler.desk.workbook.files.grids import Place
from scheduler.explaining.edits import keep_edits
from tests.brute_force import TooMany
from tests.desk.planned.test_plan_workbook import drawn, exported, type_over
from tests.explaining.test_edits import most
from tests.solving import PLAIN


def type_and_ask(seed: int, folder: Path) -> None:
    """Type drawn edits into a workbook; what is said of them is judged by the checks, and by trying all."""
    what = drawn(seed)
    if what is None:
        return
    facts, schedule, edits = what
    path = exported(folder, facts, schedule)
    type_over(path, tuple({(edit.review, edit.what): edit for edit in edits}.values()))
    desk = opened(path, facts, {}, None)
    if not desk.edits:
        return
    first = min(planned.slot for planned in schedule.reviews if planned.slot)
    edited = desk.edited(first - timedelta(days=Random(seed).choice((20, 3, -1))), "the coordinator")
    verdicts, others = edited.verdicts()
    new = set(check(edited.instance, typed(schedule, desk.edits)).breaches)
    new -= set(check(edited.instance, schedule).breaches)
    new |= {finding for edit in desk.edits for finding in edited.has_passed(edit)}
    assert {finding for verdict in verdicts for finding in verdict.breaks} | {*others} == new
    assert not others
    assert_notes_stand_at_cells(answered(desk, verdicts), list(desk.typed.edits.values()), folder)
    kept = keep_edits(edited, PLAIN)
    assert kept.is_most
    try:
        assert len(kept.kept) == most(edited)
    except TooMany:
        return


def assert_notes_stand_at_cells(content: bytes, places: list[Place], folder: Path) -> None:
    (folder / "answer.xlsx").write_bytes(content)
    page = load_workbook(folder / "answer.xlsx")[PLAN.name]
    noted = {(cell.row, cell.column) for row in page.iter_rows(min_row=2) for cell in row if cell.comment is not None}
    assert noted == {(place.row, place.column) for place in places}


@pytest.mark.parametrize("seed", range(5))
def test_drawn_edits(seed: int, tmp_path: Path) -> None:
    type_and_ask(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 400))
def test_many_drawn_edits(seed: int, tmp_path: Path) -> None:
    type_and_ask(seed, tmp_path)
