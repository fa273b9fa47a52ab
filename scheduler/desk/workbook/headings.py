"""Which column of a found sheet is which: headings in any order, by any of their names, with what is odd about them."""

from dataclasses import dataclass
from difflib import get_close_matches

from scheduler.desk.workbook.grids import CellValue, Grid, Place
from scheduler.desk.workbook.plain import heading_alike
from scheduler.desk.workbook.remarks import Remarks
from scheduler.desk.workbook.sheets import Column, Sheet
from scheduler.desk.workbook.values import text_of

_ROWS_ABOVE = 20  # so many rows are looked through for the headings: titles and remarks may stand above them
_EXAMPLE = ("e.g.", "eg.", "e.g", "example:", "example")


@dataclass(frozen=True)
class Row:
    """One row below the headings. cells: by column, in the order of the file; of a column `many`, several.

    others: cells under headings that the sheet does not know, by their position; sheets with a column a week read them.
    """

    number: int
    cells: dict[Column, list[tuple[int, CellValue]]]
    others: dict[int, CellValue]


@dataclass(frozen=True)
class Found:
    """A sheet that was found, by its columns. headings: the words of each position. heading_row: where they stand."""

    sheet: Sheet
    name: str
    heading_row: int
    headings: dict[int, str]
    known: dict[int, Column]
    cells: dict[int, CellValue]
    rows: tuple[Row, ...]

    def place(self, row: int, position: int) -> Place:
        return Place(self.name, row, position, self.headings.get(position, ""))

    def place_of(self, row: int, field: str) -> Place:
        """A field's cell in a row; the row where the sheet lacks the column."""
        position = next((position for position, column in self.known.items() if column.field == field), 0)
        return self.place(row, position)


def columns_of(grid: Grid, sheet: Sheet, remarks: Remarks, others: bool = False) -> Found | None:
    """The grid by the sheet's columns; None, and a remark, where it has none of the headings.

    others: whether headings that are not known have a meaning of their own.
    """
    names = _names(sheet)
    heading = _heading_row(grid, names)
    if heading is None:
        if grid.rows:
            expected = ", ".join(column.heading for column in sheet.columns if column.needed)
            remarks.wrong(
                Place(grid.name), "no row of headings", f"the headings {expected}", "Put them into the first row."
            )
        return None
    number, cells = grid.rows[heading]
    headings = {position: text_of(cell) for position, cell in enumerate(cells, 1) if text_of(cell)}
    known = _known(grid, sheet, number, headings, names, remarks, others)
    found = Found(sheet, grid.name, number, headings, known, dict(enumerate(cells, 1)), ())
    return Found(**{**vars(found), "rows": tuple(_rows(grid, found, heading + 1, names, remarks))})


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


def _heading_row(grid: Grid, names: dict[str, Column]) -> int | None:
    """The row, of the first ones, with the most headings that are known; at least half of what it has, or two."""
    best, most = None, 0
    for at, (_, cells) in enumerate(grid.rows[:_ROWS_ABOVE]):
        known = {column.heading for cell in cells if isinstance(cell, str) and (column := _meant(cell, names))}
        filled = sum(cell is not None for cell in cells)
        if len(known) > most and (len(known) >= 2 or filled <= 2 * len(known)):
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
) -> dict[int, Column]:
    known: dict[int, Column] = {}
    first: dict[Column, int] = {}
    for position, text in headings.items():
        place, column = Place(grid.name, number, position, text), _meant(text, names)
        if column is None:
            if not others:
                near = get_close_matches(heading_alike(text), names, n=1, cutoff=0.8)
                remedy = (
                    f"Maybe {names[near[0]].heading} is meant." if near else "It is not read; remove it, or let it be."
                )
                remarks.warn(place, repr(text), "a heading of this sheet", remedy)
        elif column in first and column.many == 1:
            if column.field:
                remedy = f"It stands first in {Place(grid.name, number, first[column])}; remove or rename one."
                remarks.wrong(place, repr(text), f"one column {column.heading}", remedy)
        else:
            first.setdefault(column, position)
            known[position] = column
    for column in sheet.columns:
        if column.needed and column not in first:
            remarks.wrong(
                Place(grid.name, number),
                "no such column",
                f"a column {column.heading}",
                "Add it, or correct its heading.",
            )
    return known


def _rows(grid: Grid, found: Found, first: int, names: dict[str, Column], remarks: Remarks) -> list[Row]:
    rows = []
    for number, cells in grid.rows[first:]:
        texts = [(position, cell) for position, cell in enumerate(cells, 1) if text_of(cell)]
        if not texts or text_of(texts[0][1]).casefold().startswith(_EXAMPLE):
            continue
        again = [cell for _, cell in texts if isinstance(cell, str) and _meant(cell, names)]
        if len(again) >= 2 and len(again) == len(texts):
            remarks.wrong(
                Place(grid.name, number),
                "headings once more",
                "one table on a sheet",
                "Put the second table on a sheet of its own.",
            )
            break
        by_column: dict[Column, list[tuple[int, CellValue]]] = {}
        others: dict[int, CellValue] = {}
        for position, cell in texts:
            column = found.known.get(position)
            if column is not None:
                by_column.setdefault(column, []).append((position, cell))
            elif position in found.headings:
                others[position] = cell
            else:
                remarks.warn(
                    found.place(number, position), text_of(cell), "a heading above it", "It is not read: give it one."
                )
        rows.append(Row(number, by_column, others))
    return rows
