"""Workbooks and folders of CSV files as sheets of cells: opened with care, for they come from anywhere."""

import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException

from models.problem import InvalidInput
from scheduler.desk.workbook.csvs import read_csv
from scheduler.desk.workbook.grids import CellValue, Grid, Place
from scheduler.desk.workbook.kinds import OLD, tables
from scheduler.desk.workbook.limits import MOST_COLUMNS, MOST_ROWS, damaged, refusal, refuse_what_is_no_workbook
from scheduler.desk.workbook.markup import Markup, has_markup, markup_of
from scheduler.desk.workbook.remarks import Remarks
from scheduler.storage.files import cannot_read

_MOST_EMPTY = 200  # so many empty rows end a sheet: Excel often says that a million follow
_LOOK_FURTHER = 5_000  # so many rows are looked through behind them, to say that something is left out
_OUR_LISTS = "lists"

_Row = tuple[int, tuple[CellValue, ...]]


def open_sheets(path: Path, remarks: Remarks) -> Iterator[Grid]:
    """The sheets of a workbook, or the CSV files of a folder, each named as its file; one by one, for they are large.

    remarks: hears what is odd about them.

    Raises:
        InvalidInput: it is no workbook, is protected, or is larger than any term needs.
    """
    try:
        if path.is_dir():
            yield from (read_csv(one, remarks) for one in tables(path))
            return
        if path.suffix.casefold() in OLD:
            remedy = "In Excel: Save as, Excel workbook (.xlsx)."
            raise refusal(path, f"a file of kind {path.suffix}", "a workbook of kind .xlsx", remedy)
        refuse_what_is_no_workbook(path)
        yield from _sheets(path, remarks)
    except (OSError, MemoryError) as error:
        raise cannot_read(path, error) from None


def _sheets(path: Path, remarks: Remarks) -> Iterator[Grid]:
    """Every sheet with cells.

    Raises:
        InvalidInput: the library cannot read it.
        OSError: the file cannot be read.
    """
    try:
        yield from _read(path, remarks)
    except (InvalidInput, MemoryError, OSError):
        raise
    except Exception as error:  # the library has no error of its own: it lets through whatever a broken file causes
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> InvalidInput:
    if isinstance(error.__cause__ or error, DefusedXmlException):
        remedy = "Do not open it: ask whoever sent it for another."
        return refusal(path, "a workbook with traps in its XML", "an Excel workbook", remedy)
    if isinstance(error, BadZipFile | EOFError | zlib.error):
        return damaged(path)
    found = f"a workbook that cannot be read ({type(error).__name__})"
    return refusal(path, found, "an Excel workbook", "Open it in Excel and save it again as .xlsx.")


def _read(path: Path, remarks: Remarks) -> Iterator[Grid]:
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise ImportError("openpyxl reads XML without defusedxml: install defusedxml")
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    with ZipFile(path) as packed:
        for page in book.worksheets:
            _tell_hidden(page, remarks)
            markup = _markup(packed, page)
            _tell_unworked(page.title, markup, remarks)
            rows = tuple(_rows(page, remarks))
            hidden = frozenset(markup.hidden_rows), tuple(markup.hidden_columns)
            yield Grid(page.title, rows, tuple(markup.merged), *hidden)
    book.close()


def _tell_hidden(page: Any, remarks: Remarks) -> None:
    if page.sheet_state != "visible" and page.title.casefold() != _OUR_LISTS:
        remedy = "It is read all the same: unhide it and look, or remove it if it is old."
        remarks.warn(Place(page.title), "a hidden sheet", "sheets that can be seen", remedy)


def _markup(packed: ZipFile, page: Any) -> Markup:
    with packed.open(page._worksheet_path) as part:
        if not has_markup(part):
            return Markup()
    with packed.open(page._worksheet_path) as part:
        return markup_of(part)


def _tell_unworked(sheet: str, markup: Markup, remarks: Remarks) -> None:
    """To a reader, a cell whose formula nobody worked out is empty."""
    for (row, column), formula in markup.unworked.items():
        found = f"the formula {formula[:40]!r} without a value"
        remedy = "Open the workbook in Excel and save it: then Excel works it out."
        remarks.wrong(Place(sheet, row, column), found, "a value", remedy)


def _rows(page: Any, remarks: Remarks) -> Iterator[_Row]:
    """Rows with something in them, up to a long empty stretch. What is left out behind it is said."""
    page.reset_dimensions()
    empty = 0
    for number, cells in enumerate(page.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        last = next((at for at in range(len(cells), 0, -1) if cells[at - 1] not in (None, "")), 0)
        if not last:
            empty += 1
            if empty > _MOST_EMPTY + _LOOK_FURTHER:
                return
            continue
        if empty > _MOST_EMPTY:
            remedy = f"Remove the {empty} empty rows above it, or what stands there."
            found = "something below a long empty stretch"
            remarks.warn(Place(page.title, number), found, "rows without such a gap; it is not read", remedy)
            return
        if number > MOST_ROWS:
            remedy = "Remove what does not belong to the term."
            remarks.wrong(Place(page.title, number), "more rows", f"at most {MOST_ROWS:,}", remedy)
            return
        empty = 0
        yield number, tuple(map(_plain, cells[:last]))


def _plain(cell: Any) -> CellValue:
    return cell if cell is None or isinstance(cell, str | int | float | bool | date) else str(cell)
