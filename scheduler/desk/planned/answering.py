"""The coordinator's own plan workbook back, with a verdict at each cell that was typed over, and a sheet of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

from scheduler.changes.edits import Verdict
from scheduler.desk.planned.judging import Desk, places
from scheduler.desk.workbook.files.grids import letters
from scheduler.desk.workbook.marking import make_room, mark, on_one_page_wide, opened, saved, write_text
from scheduler.showing.changed.edits import verdict_in_a_word, verdict_in_words
from scheduler.words import days_said

SHEET = "Verdicts"
_ALLOWED, _WAIVABLE, _BROKEN = (PatternFill("solid", start_color=colour) for colour in ("C6EFCE", "FFEB9C", "FFC7CE"))
_COLUMNS = (("Cell", 8), ("What was typed", 44), ("Verdict", 16), ("In words", 90))


def answered(desk: Desk, verdicts: tuple[Verdict, ...]) -> bytes:
    """The workbook as the bytes of its file; formats, formulas and other sheets are as they were."""
    book = opened(desk.workbook)
    listed = list(_answers(desk, places(desk, verdicts)))
    for sheet, row, column, verdict in listed:
        page = book[sheet]
        mark(page, row, column, verdict_in_words(verdict))
        page.cell(row, column).fill = _fill(verdict)
    if SHEET in book.sheetnames:
        book.remove(book[SHEET])
    page = book.create_sheet(SHEET)
    for at, (heading, width) in enumerate(_COLUMNS, 1):
        page.cell(1, at).value = heading
        page.cell(1, at).font = Font(bold=True)
        page.column_dimensions[letters(at)].width = width
    for n, (_, row, column, verdict) in enumerate(listed, 2):
        said = (
            f"{letters(column)}{row}",
            days_said(verdict.edit.words),
            verdict_in_a_word(verdict),
            verdict_in_words(verdict),
        )
        for at, text in enumerate(said, 1):
            write_text(page.cell(n, at), text)
            page.cell(n, at).alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(n, 3).fill = _fill(verdict)
        make_room(page, n, said)
    page.freeze_panes = "A2"
    on_one_page_wide(page)
    return saved(book)


def _answers(desk: Desk, verdicts: Mapping[int, Verdict]) -> Iterator[tuple[str, int, int, Verdict]]:
    for n, place in enumerate(desk.typed.edits.values()):
        if n in verdicts:
            yield place.sheet, place.row, place.column, verdicts[n]


def _fill(verdict: Verdict) -> Any:
    return _ALLOWED if verdict.is_allowed else _WAIVABLE if verdict.waivable else _BROKEN
