"""Which column of a found sheet is which: headings in any order, by any of their names, with what is odd about them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import is_blank, shown, text_of
from scheduler.desk.workbook.files.grids import CellValue, Grid, Place, letters
from scheduler.desk.workbook.files.layout import tell_layout
from scheduler.desk.workbook.sheets import Column, Sheet
from scheduler.words import count, day_said

_ROWS_ABOVE = 20  # so many rows are looked through for the headings: titles and remarks may stand above them
_EXAMPLE = ("e.g.", "eg.", "e.g ", "example:")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings, with its number in the file and its cells from the first column on."""

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True)
class Found:
    """A sheet that was found, by its columns.

    heading_row: where its headings stand. headings: their words by position. known: the positions of each column.
    cells: of the headings, for those that are dates.
    """

    sheet: Sheet
    name: str
    heading_row: int
    headings: dict[int, str]
    known: dict[Column, tuple[int, ...]]
    cells: dict[int, CellValue]
    rows: tuple[Row, ...] = ()

    def place(self, row: int, position: int) -> Place:
        return Place(self.name, row, position, self.headings.get(position, ""))

    def place_of(self, row: int, field: str) -> Place:
        """A field's cell in a row; the row where the sheet lacks the column."""
        positions = (positions[0] for column, positions in self.known.items() if column.field == field)
        return self.place(row, next(positions, 0))

    def filled(self, row: Row, column: Column) -> list[tuple[int, CellValue]]:
        """The cells of a column that hold something, with their positions: one, or of a column `many`, several."""
        held = ((at, row.cells[at - 1]) for at in self.known.get(column, ()) if at <= len(row.cells))
        return [(at, cell) for at, cell in held if not is_blank(cell)]

    def first(self, row: Row, column: Column) -> CellValue:
        """The column's cell; None where it is empty."""
        return next((cell for _, cell in self.filled(row, column)), None)

    def others(self, row: Row) -> Iterator[tuple[int, CellValue]]:
        """Filled cells under headings that the sheet does not know: sheets with a column a week read them."""
        known = {at for positions in self.known.values() for at in positions}
        for at, cell in enumerate(row.cells, 1):
            if at in self.headings and at not in known and not is_blank(cell):
                yield at, cell


def columns_of(grid: Grid, sheet: Sheet, remarks: Remarks, others: bool = False) -> Found | None:
    """The grid by the sheet's columns; None, and a remark, where it has none of the headings.

    others: whether headings that are not known have a meaning of their own.
    """
    names = _names(sheet)
    at = _heading_row(grid, names, others)
    if at is None:
        if grid.rows:
            expected = ", ".join(column.heading for column in sheet.columns if column.needed)
            remedy = "Type them into the first row, above the data."
            remarks.wrong(Place(grid.name), "no row of headings", f"the headings {expected}", remedy)
        return None
    number, cells = grid.rows[at]
    headings = {position: _heading(cell) for position, cell in enumerate(cells, 1) if not is_blank(cell)}
    known = _known(grid, sheet, number, headings, names, remarks, others)
    tell_layout(grid, number, headings, remarks)
    rows = list(_rows(grid, grid.rows[at + 1 :], names, remarks))
    _tell_cells_without_heading(grid.name, headings, rows, remarks)
    read = max(headings if others else (at for positions in known.values() for at in positions), default=0)
    kept = tuple(Row(row.number, row.cells[:read]) for row in rows)
    return Found(sheet, grid.name, number, headings, known, dict(enumerate(cells, 1)), kept)


def _heading(cell: CellValue) -> str:
    return day_said(cell) if isinstance(cell, date) else text_of(cell)


def _names(sheet: Sheet) -> dict[str, Column]:
    names = {heading_alike(name): column for column in sheet.columns for name in column.also}
    names |= {heading_alike(column.field): column for column in sheet.columns if column.field}
    return names | {
        heading_alike(name): column for column in sheet.columns for name in (column.heading, *column.headings)
    }


def _meant(text: str, names: dict[str, Column]) -> Column | None:
    """The column a heading stands for; "Slot 12" and "3rd choice", too."""
    plain = heading_alike(text)
    if plain in names:
        return names[plain]
    words = [word for word in plain.split() if not word.rstrip("stndrh").isdigit()]
    column = names.get(" ".join(words))
    return column if column is not None and column.many > 1 and words != plain.split() else None


def _heading_row(grid: Grid, names: dict[str, Column], others: bool) -> int | None:
    """The row, of the first ones, with the most headings that are known; at least half of what it has, or two.

    Where others may stand, one known is enough.
    """
    best, most = None, 0
    for at, (_, cells) in enumerate(grid.rows[:_ROWS_ABOVE]):
        known = {column.heading for cell in cells if isinstance(cell, str) and (column := _meant(cell, names))}
        filled = sum(cell is not None for cell in cells)
        if len(known) > most and (others or len(known) >= 2 or filled <= 2 * len(known)):
            best, most = at, len(known)
    return best


def _known(
    grid: Grid,
    sheet: Sheet,
    number: int,
    headings: dict[int, str],
    names: dict[str, Column],
    remarks: Remarks,
    others: bool,
) -> dict[Column, tuple[int, ...]]:
    known: dict[Column, tuple[int, ...]] = {}
    for position, text in headings.items():
        place, column = Place(grid.name, number, position, text), _meant(text, names)
        if column is None:
            if not others:
                remarks.warn(place, repr(text), "a heading of this sheet", _unknown_heading(text, names))
        elif column not in known or column.many > 1:
            known[column] = (*known.get(column, ()), position)
        elif column.field:
            remedy = f"Column {letters(known[column][0])} is that already: remove or rename one."
            remarks.wrong(place, repr(text), f"one column {column.heading}", remedy)
    for column in sheet.columns:
        if column.needed and column not in known:
            remedy = "Add it, or correct its heading."
            remarks.wrong(Place(grid.name, number), "no such column", f"a column {column.heading}", remedy)
    return known


def _unknown_heading(text: str, names: dict[str, Column]) -> str:
    near = get_close_matches(heading_alike(text), names, n=1, cutoff=0.8)
    return f"It is not read: maybe {names[near[0]].heading} is meant." if near else "It is not read; it may stay."


def _rows(
    grid: Grid, below: Iterable[tuple[int, tuple[CellValue, ...]]], names: dict[str, Column], remarks: Remarks
) -> Iterator[Row]:
    """The rows that are read: up to a second table, and without examples."""
    for number, cells in below:
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled or text_of(filled[0]).casefold().startswith(_EXAMPLE):
            continue
        if _are_headings(filled, names):
            remedy = "Put the second table on a sheet of its own: nothing from here on is read."
            remarks.wrong(Place(grid.name, number), "headings once more", "one table on a sheet", remedy)
            return
        yield Row(number, cells)


def _are_headings(filled: list[CellValue], names: dict[str, Column]) -> bool:
    return len(filled) > 1 and all(isinstance(cell, str) and _meant(cell, names) for cell in filled)


def _tell_cells_without_heading(sheet: str, headings: dict[int, str], rows: Iterable[Row], remarks: Remarks) -> None:
    """Once a column, at its first cell."""
    first: dict[int, tuple[int, CellValue]] = {}
    often: dict[int, int] = {}
    for row in rows:
        for at, cell in enumerate(row.cells, 1):
            if at not in headings and not is_blank(cell):
                first.setdefault(at, (row.number, cell))
                often[at] = often.get(at, 0) + 1
    for at, (number, cell) in first.items():
        more = f", and {count(often[at] - 1, 'cell')} below" if often[at] > 1 else ""
        remedy = "It is not read: give the column a heading, or let it be."
        remarks.warn(Place(sheet, number, at), f"{shown(cell)}{more}", "a heading above it", remedy)
