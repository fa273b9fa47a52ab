"""The user's own workbook back, with what is wrong at its cells: coloured, with a note, and listed on a sheet.

Everything of theirs is kept but what the library cannot hold, which is said. The original is never touched. Marks of an
earlier copy are taken away first, so that a copy that was mended shows what is left.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from scheduler.desk.workbook.cells.remarks import Remark, Remarks
from scheduler.desk.workbook.files.grids import Grid, letters
from scheduler.desk.workbook.files.limits import refusal
from scheduler.desk.workbook.files.opening import open_sheets
from scheduler.words import FORMULAS, listed

SHEET = "Problems"
_SIGN = "qa-scheduler:"  # begins each note of ours; what stands before it in a cell's comment is the user's
_WRONG, _ODD = (PatternFill("solid", start_color=colour) for colour in ("FFC7CE", "FFEB9C"))
_HEADING = PatternFill("solid", start_color="1F3864")
_COLUMNS = (("Sheet", 16), ("Cell", 8), ("What", 9), ("Found", 40), ("Expected", 44), ("What to do", 60))
_LINE, _HIGHEST = 14, 400  # points
_LONGEST = 32_000  # a cell holds 32,767 characters
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_KINDS = {
    "xl/media/": "pictures",
    "xl/charts/": "charts",
    "xl/drawings/drawing": "drawings",
    "xl/pivotTables/": "pivot tables",
    "xl/slicers/": "slicers",
    "xl/ctrlProps/": "buttons and boxes",
    "xl/threadedComments/": "conversations in comments",
    "xl/embeddings/": "embedded files",
    "xl/vbaProject": "macros",
}
"""Parts of a workbook by the beginning of their names."""


def marked_workbook(path: Path, remarks: Iterable[Remark]) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with its remarks, as the bytes of its file; and what of the user's it could not keep, in sentences.

    A folder of CSV files becomes a workbook.

    Raises:
        InvalidInput: the workbook cannot be opened in full.
    """
    heard: list[str] = []
    if path.is_file():
        book = opened(path, heard)
        pages = {page.title.casefold(): page for page in book.worksheets}
    else:
        book, pages = made(open_sheets(path, Remarks()))
    told = list(remarks)
    for remark in told:
        page = pages.get(remark.place.sheet.casefold())
        if page is not None and remark.place.row:
            mark(page, remark.place.row, max(remark.place.column, 1), said(remark), is_warning=remark.is_warning)
    _list(book, told, pages)
    copy = saved(book)
    return copy, tuple(lost_in(path, copy, heard)) if path.is_file() else ()


def opened(path: Path, heard: list[str] | None = None) -> Workbook:
    """The workbook, to be written into: what is in it stays, but marks of an earlier copy.

    heard: to which the library's words are added on what it leaves out.

    Raises:
        InvalidInput: the library cannot open it.
    """
    try:
        with warnings.catch_warnings(record=True) as said_by_library:
            warnings.simplefilter("always")
            book = load_workbook(path, keep_links=True, keep_vba=path.suffix.casefold() == ".xlsm")
    except Exception as error:  # whatever the library stumbles over in a file of somebody else
        found = f"a workbook that cannot be marked ({type(error).__name__})"
        remedy = "Open it in Excel, save it as .xlsx, and try again."
        raise refusal(path, found, "an Excel workbook", remedy) from None
    if heard is not None:
        heard += [str(one.message) for one in said_by_library]
    book.template = False
    _take_away_marks(book)
    return book


def made(grids: Iterable[Grid]) -> tuple[Workbook, dict[str, Any]]:
    """A workbook of CSV files, and its sheets by the files' names."""
    book, pages = Workbook(), {}
    book.remove(book.active)
    for grid in grids:
        page = book.create_sheet(_NOT_IN_A_TITLE.sub("_", grid.name)[:31])
        pages[grid.name.casefold()] = page
        for place, value in grid.cells():
            write_text(page.cell(place.row, place.column), value)
    return book, pages


def lost_in(path: Path, copy: bytes, heard: Iterable[str]) -> Iterator[str]:
    """What the library did not write back."""
    with ZipFile(path) as before, ZipFile(BytesIO(copy)) as after:
        had, has = _kinds(before.namelist()), _kinds(after.namelist())
    lost = [kind for kind in _KINDS.values() if has[kind] < had[kind]]
    if any("Data Validation extension" in text for text in heard):
        lost.append("lists to choose from that stand on another sheet")
    if any("Conditional Formatting extension" in text for text in heard):
        lost.append("newer conditional formats")
    if lost:
        yield f"It has not all {listed(lost)} of your workbook: mend that one, and use the copy to look things up."


def _kinds(names: Iterable[str]) -> Counter[str]:
    return Counter(kind for name in names for start, kind in _KINDS.items() if name.startswith(start))


def said(remark: Remark) -> str:
    """A remark as a note at its own cell says it."""
    problem = remark.problem
    return f"Found {problem.value}; expected {problem.expected}. {problem.remedy}"


def mark(page: Any, row: int, column: int, text: str, is_warning: bool = False) -> None:
    """Colour a cell and put a note on it; a note joins what stands there already."""
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        cell = _first_of(page, cell)
    if not is_warning or cell.fill != _WRONG:
        cell.fill = _ODD if is_warning else _WRONG
    before = f"{cell.comment.text}\n" if cell.comment is not None else ""
    note = _legal(f"{before}{_SIGN} {text}")
    cell.comment = Comment(note, "qa-scheduler", width=360, height=min(400, 60 + len(note) // 2))


def _first_of(page: Any, cell: MergedCell) -> Cell:
    """The cell that shows for all of a merged stretch."""
    stretch = next(one for one in page.merged_cells.ranges if cell.coordinate in one)
    return page.cell(stretch.min_row, stretch.min_col)


def _take_away_marks(book: Workbook) -> None:
    """Colours and notes of an earlier copy, and its list."""
    if SHEET in book.sheetnames and [cell.value for cell in book[SHEET][2]][: len(_COLUMNS)] == [
        name for name, _ in _COLUMNS
    ]:
        book.remove(book[SHEET])
    for page in book.worksheets:
        for cell in (cell for row in page.iter_rows() for cell in row if cell.comment is not None):
            theirs, sign, _ = cell.comment.text.partition(_SIGN)
            if sign:
                cell.fill = PatternFill()
                cell.comment = Comment(theirs.rstrip(), cell.comment.author) if theirs.strip() else None


def _list(book: Workbook, remarks: list[Remark], pages: Mapping[str, Any]) -> None:
    """A sheet of all remarks, before all others."""
    page = book.create_sheet(SHEET, 0)
    wrong = sum(not remark.is_warning for remark in remarks)
    page.append([f"{wrong} to mend, {len(remarks) - wrong} to look at" if remarks else "Nothing is wrong."])
    page["A1"].font = Font(bold=True, size=14)
    page.append([name for name, _ in _COLUMNS])
    for cell, (_, width) in zip(page[2], _COLUMNS, strict=True):
        cell.fill, cell.font = _HEADING, Font(bold=True, color="FFFFFF")
        page.column_dimensions[cell.column_letter].width = width
    wrapped, link = Alignment(wrap_text=True, vertical="top"), Font(color="0563C1", underline="single")
    for n, remark in enumerate(remarks, 3):
        for column, text in enumerate(_row(remark), 1):
            write_text(page.cell(n, column), text)
            page.cell(n, column).alignment = wrapped
        of = pages.get(remark.place.sheet.casefold())
        if remark.place.row and of is not None:
            at, title = f"{letters(max(remark.place.column, 1))}{remark.place.row}", of.title.replace("'", "''")
            page.cell(n, 2).hyperlink = Hyperlink(ref="", location=f"'{title}'!{at}")
            page.cell(n, 2).font = link
        page.cell(n, 3).fill = _ODD if remark.is_warning else _WRONG
        make_room(page, n, list(_row(remark)))
    page.freeze_panes = "A3"
    on_one_page_wide(page)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _row(remark: Remark) -> Iterator[str]:
    place = remark.place
    yield place.sheet
    yield f"{letters(place.column) if place.column else 'row '}{place.row}" if place.row else "sheet"
    yield "look at" if remark.is_warning else "mend"
    yield from (remark.problem.value, remark.problem.expected, remark.problem.remedy)


def write_text(cell: Any, value: Any) -> None:
    """Write a value; a text never becomes a formula, an error or a link."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _legal(value)
    cell.data_type = "s"
    if value.lstrip().startswith(FORMULAS):
        cell.quotePrefix = True


def _legal(text: str) -> str:
    """The text without characters that a workbook cannot hold, and no longer than a cell can be."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:_LONGEST]


def make_room(page: Any, row: int, texts: Sequence[str]) -> None:
    """Make a row as high as its longest text needs, wrapped in its column."""
    widths = [page.column_dimensions[letters(at)].width for at in range(1, len(texts) + 1)]
    lines = max(ceil(len(text) / width) for text, width in zip(texts, widths, strict=True))
    page.row_dimensions[row].height = min(_HIGHEST, _LINE * max(1, lines))


def on_one_page_wide(page: Any) -> None:
    """Print the sheet across, as wide as a page."""
    page.page_setup.orientation = "landscape"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0


def saved(book: Workbook) -> bytes:
    """The bytes of the workbook's file."""
    memory = BytesIO()
    book.save(memory)
    return memory.getvalue()
