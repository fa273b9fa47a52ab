"""A copy of the user's own workbook in which missing cells are filled in. What they typed stays, unless they ask."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import MergedCell

from models.problem import InvalidInput
from scheduler.desk.workbook.cells.headings import Found, Row, columns_of
from scheduler.desk.workbook.cells.plain import alike, heading_alike
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import Wrong, is_blank, shown, text_of, value_of
from scheduler.desk.workbook.files.csvs import read_csv
from scheduler.desk.workbook.files.grids import CellValue, Grid
from scheduler.desk.workbook.files.limits import refusal
from scheduler.desk.workbook.files.opening import open_sheets
from scheduler.desk.workbook.marking import lost_in, made, opened, saved, write_text
from scheduler.desk.workbook.sheets import Column, Sheet
from scheduler.showing.table import Table
from scheduler.storage.files import cannot_read
from scheduler.words import count

TABLES = (".csv", ".tsv", ".txt")


class Done(StrEnum):
    """What became of a cell, or what is to be known of a row."""

    FILLED = "filled in"
    REPLACED = "replaced"
    KEPT = "kept"
    LOOK = "look at"


@dataclass(frozen=True)
class Line:
    """One cell that was filled, or kept though the source says otherwise; or something to know of a row.

    who: the row's id and name. said: what stands there now, or the sentence.
    """

    sheet: str
    row: int
    who: str
    heading: str
    done: Done
    said: str


class Page:
    """One sheet of the copy, to be filled in."""

    def __init__(self, page: Any, grid: Grid, found: Found) -> None:
        self.found, self._page = found, page
        self._width = max(len(cells) for _, cells in grid.rows)
        self._at = {column: positions[0] for column, positions in found.known.items()}
        self.lines: list[Line] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the headings."""
        return self.found.rows

    def column(self, heading: str) -> Column:
        """The sheet's column of that heading, be it in this workbook or not."""
        return next(column for column in self.found.sheet.columns if column.heading == heading)

    def has(self, heading: str) -> bool:
        """Whether this workbook has the column."""
        return self.column(heading) in self._at

    def value(self, row: Row, heading: str) -> CellValue:
        """What somebody sees in the cell; None where that is nothing."""
        return self.found.first(row, self.column(heading))

    def text(self, row: Row, heading: str) -> str:
        """The cell's text; empty where there is none."""
        return text_of(self.value(row, heading))

    def say(self, row: Row, done: Done, said: str, heading: str = "") -> None:
        """Note a line about the row. People are called by their ids."""
        known = {column.heading for column in self.found.sheet.columns if column.field}
        who = " ".join(filter(None, (self.text(row, name) for name in ("Id", "Name") if name in known)))
        self.lines.append(Line(self.found.name, row.number, who, heading, done, said))

    def fill(self, row: Row, heading: str, value: str | float, *, refresh: bool = False) -> None:
        """Put the value into a cell that is empty; say so, or that something else is typed there.

        refresh: replace what is typed, but for formulas. A column that the workbook lacks is added behind its others.
        """
        column, typed = self.column(heading), self.value(row, heading)
        if not is_blank(typed) and is_same(column, typed, value):
            return
        cell = self._cell(row, heading)
        if isinstance(cell, MergedCell) or cell.data_type == "f":
            what = "a merged cell" if isinstance(cell, MergedCell) else "a formula"
            self.say(row, Done.KEPT, f"{what}; the source says {shown(value)}", heading)
        elif is_blank(typed) or refresh:
            write_text(cell, value)
            was = "" if is_blank(typed) else f", was {shown(typed)}"
            self.say(row, Done.FILLED if is_blank(typed) else Done.REPLACED, f"{shown(value)}{was}", heading)
        else:
            self.say(row, Done.KEPT, f"{shown(typed)}; the source says {shown(value)}", heading)

    def _cell(self, row: Row, heading: str) -> Any:
        """The cell of the copy, in a new column where the sheet has none such."""
        column = self.column(heading)
        if column not in self._at:
            self._width += 1
            self._at[column] = self._width
            above = self._page.cell(self.found.heading_row, max(self.found.headings, default=1))
            new = self._page.cell(self.found.heading_row, self._width)
            new.value, new._style = heading, copy(above._style)
        return self._page.cell(row.number, self._at[column])


def is_same(column: Column, typed: CellValue, value: str | float) -> bool:
    """Whether what is typed means the value."""
    try:
        read = value_of(column, typed, {})
    except Wrong:
        return False
    return alike(read) == alike(value) if isinstance(read, str) and isinstance(value, str) else bool(read == value)


class Copy:
    """A copy of a workbook, of a folder of CSV files, or of one CSV file that is the first of the sheets.

    Raises:
        InvalidInput: it cannot be read, or has none of the sheets.
    """

    def __init__(self, path: Path, sheets: tuple[Sheet, ...]) -> None:
        grids = _grids(path, sheets[0])
        is_book = path.is_file() and path.suffix.casefold() not in TABLES
        self._path, self._heard = path if is_book else None, list[str]()
        if is_book:
            self._book = opened(path, self._heard)
            pages = {page.title.casefold(): page for page in self._book.worksheets}
        else:
            self._book, pages = made(grids)
        self.pages = dict(_found(grids, sheets, pages))
        if not self.pages:
            names = " or ".join(sheet.name for sheet in sheets)
            found = f"the sheets {', '.join(grid.name for grid in grids) or 'of nothing'}"
            raise refusal(path, found, f"a sheet {names} with a row of headings", "Name the sheet so, and its columns.")

    @property
    def lines(self) -> list[Line]:
        """What was done and is to be known, sheet by sheet and row by row."""
        return [
            line
            for page in self.pages.values()
            for line in sorted(page.lines, key=lambda line: (line.row, line.done != Done.FILLED))
        ]

    def saved(self) -> tuple[bytes, tuple[str, ...]]:
        """The bytes of the copy's file; and what of the user's workbook it could not keep, in sentences."""
        content = saved(self._book)
        return content, tuple(lost_in(self._path, content, self._heard)) if self._path else ()


def _found(grids: list[Grid], sheets: tuple[Sheet, ...], pages: Mapping[str, Any]) -> Iterator[tuple[Sheet, Page]]:
    names = {heading_alike(name): sheet for sheet in sheets for name in (sheet.name, *sheet.also)}
    for grid in grids:
        sheet = names.pop(heading_alike(grid.name), None)
        found = columns_of(grid, sheet, Remarks()) if sheet is not None else None
        if sheet is not None and found is not None:
            yield sheet, Page(pages[grid.name.casefold()], grid, found)


def _grids(path: Path, first: Sheet) -> list[Grid]:
    remarks = Remarks()
    if path.suffix.casefold() not in TABLES or path.is_dir():
        return list(open_sheets(path, remarks))
    try:
        grid = read_csv(path, remarks)
    except OSError as error:
        raise cannot_read(path, error) from None
    if remarks.errors:
        raise InvalidInput((remark.problem for remark in remarks.errors), str(path))
    return [Grid(first.name, grid.rows)]


def lines_table(lines: Iterable[Line]) -> Table:
    """All lines, for eyes and machines; what was filled in of one row is one of them."""
    rows = []
    for (sheet, row, who, done), those in groupby(lines, key=lambda one: (one.sheet, one.row, one.who, one.done)):
        listed = list(those)
        for together in [listed] if done == Done.FILLED else [[one] for one in listed]:
            headings, said = (tuple(getattr(one, name) for one in together) for name in ("heading", "said"))
            rows.append((sheet, row, who, ", ".join(filter(None, headings)), done.value, "; ".join(said)))
    return Table("lines", "Row by row", ("Sheet", "Row", "Who", "Column", "What", "Said"), tuple(rows))


def summary(lines: Iterable[Line]) -> str:
    """How many cells of each kind."""
    of = Counter(line.done for line in lines)
    parts = [f"{count(of[Done.FILLED], 'cell')} filled in"]
    parts += [f"{of[Done.REPLACED]:,} replaced"] if of[Done.REPLACED] else []
    parts += [f"{of[Done.KEPT]:,} kept though the source says otherwise"] if of[Done.KEPT] else []
    parts += [f"{of[Done.LOOK]:,} to look at"] if of[Done.LOOK] else []
    return f"{', '.join(parts)}."
