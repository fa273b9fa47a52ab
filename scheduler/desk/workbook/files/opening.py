"""Workbooks and folders of CSV files as sheets of cells: opened with care, for they come from anywhere."""

import warnings
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException

from models.problem import InvalidInput
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.files.csvs import read_csv
from scheduler.desk.workbook.files.grids import CellValue, Grid, Place, Unworked
from scheduler.desk.workbook.files.kinds import OLD, tables
from scheduler.desk.workbook.files.limits import MOST_COLUMNS, MOST_ROWS, damaged, refusal, refuse_what_is_no_workbook
from scheduler.desk.workbook.files.markup import Markup, has_markup, markup_of
from scheduler.storage.files import cannot_read

_MOST_EMPTY = 200  # so many empty rows end a sheet: Excel often says that a million follow
_LOOK_FURTHER = 5_000  # so many rows are looked through behind them, to say that something is left out
_OUR_LISTS = "lists"
PROGRAMME_SHEET = "Programme"
_TERMS_SHEETS = ("reviews due", "reviews")

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


def is_of_a_programme(path: Path) -> bool:
    """Whether a workbook is of a programme, by the names of its sheets alone; False where it cannot be opened."""
    try:
        names = {heading_alike(name) for name in _names(path)}
    except (OSError, InvalidInput):
        return False
    return heading_alike(PROGRAMME_SHEET) in names and names.isdisjoint(_TERMS_SHEETS)


def _names(path: Path) -> list[str]:
    if path.is_dir():
        return [one.stem for one in tables(path)]
    if path.suffix.casefold() in OLD:
        return []
    refuse_what_is_no_workbook(path)
    from defusedxml.ElementTree import fromstring

    try:
        with ZipFile(path) as packed:
            book = fromstring(packed.read("xl/workbook.xml"), forbid_dtd=True)
    except Exception as error:  # as of `_sheets`; whoever reads it says what is wrong
        raise _unreadable(path, error) from None
    return [one.get("name", "") for one in book.iter() if one.tag.rpartition("}")[2] == "sheet"]


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library says what it does not keep, and nothing is kept here
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    with ZipFile(path) as packed:
        for page in book.worksheets:
            _tell_hidden(page, remarks)
            markup = _markup(packed, page)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = tuple(_rows(page, markup, remarks))
            hidden = frozenset(markup.hidden_rows), tuple(markup.hidden_columns)
            yield Grid(page.title, rows, tuple(markup.merged), *hidden, markup.beyond)
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


def _rows(page: Any, markup: Markup, remarks: Remarks) -> Iterator[_Row]:
    """Rows with something in them, up to a long empty stretch. What is left out behind it is said."""
    page.reset_dimensions()
    empty = 0
    for number, cells in enumerate(page.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        cells = _with_formulas(number, cells, markup)
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


def _with_formulas(number: int, cells: tuple[Any, ...], markup: Markup) -> tuple[Any, ...]:
    """The row with the formulas that nobody worked out, which the library takes for empty."""
    formulas = markup.unworked.get(number)
    if formulas is None:
        return cells
    return tuple(Unworked(formulas[at]) if at in formulas else cell for at, cell in enumerate(cells, 1))


def _plain(cell: Any) -> CellValue:
    return cell if cell is None or isinstance(cell, str | int | float | bool | date) else str(cell)
