"""Sentences and tables on a sheet, one below the other, ready to print."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from xlsxwriter.worksheet import Worksheet

from scheduler.desk.workbook.writing import Formats, write_cell
from scheduler.showing.table import Slot, Table, readable

_WIDEST = 60

Part = Table | str


def write_parts(page: Worksheet, formats: Formats, parts: Iterable[Part]) -> None:
    """Sentences and tables, one below the other."""
    rows, widths = count(), dict[int, int]()
    for part in parts:
        if isinstance(part, str):
            write_cell(page, next(rows), 0, part, formats.plain)
            continue
        next(rows)
        if part.title:
            write_cell(page, next(rows), 0, part.title, formats.strong)
        if part.rows:
            row = next(rows)
            for at, heading in enumerate(part.columns):
                write_cell(page, row, at, heading, formats.heading)
        for cells_ in part.rows:
            row = next(rows)
            for at, cell in enumerate(cells_):
                value = _value(cell)
                if value is not None:
                    write_cell(page, row, at, value, formats.day if isinstance(value, date) else formats.plain)
                    widths[at] = max(widths.get(at, 8), len(str(value)) + 2)
        if part.note:
            write_cell(page, next(rows), 0, part.note, formats.example)
    for at, width in widths.items():
        page.set_column(at, at, min(width, _WIDEST))
    print_set_up(page, None)


def _value(cell: object) -> str | int | float | date | None:
    if isinstance(cell, Slot):
        return cell.first
    if cell is None or isinstance(cell, int | float | date):
        return cell
    return readable(cell)  # type: ignore[arg-type]


def print_set_up(page: Worksheet, heading: int | None) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    if heading is not None:
        page.repeat_rows(heading)
