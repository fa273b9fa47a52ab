"""The user's own workbook back, with what is wrong at its cells: coloured, with a note, and listed on a sheet.

Everything of theirs is kept but what the library cannot hold: charts and pictures. The original is never touched.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from models.problem import InvalidInput, Problem
from scheduler.desk.workbook.grids import Grid, letters
from scheduler.desk.workbook.opening import open_sheets
from scheduler.desk.workbook.remarks import Remark, Remarks

SHEET = "Problems"
_WRONG, _ODD = (PatternFill("solid", start_color=colour) for colour in ("FFC7CE", "FFEB9C"))
_HEADING = PatternFill("solid", start_color="1F3864")
_COLUMNS = (("Sheet", 16), ("Cell", 8), ("What", 9), ("Found", 40), ("Expected", 44), ("What to do", 60))
_LONGEST = 32_000  # a cell holds 32,767 characters
_FORMULA = ("=", "+", "-", "@")


def marked_workbook(path: Path, remarks: Iterable[Remark]) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with its remarks, as the bytes of its file; and what of the user's it could not keep, in sentences.

    A folder of CSV files becomes a workbook.

    Raises:
        InvalidInput: the workbook cannot be opened in full.
    """
    book = opened(path) if path.is_file() else _made(open_sheets(path, Remarks()))
    lost = _lost(book) if path.is_file() else ()
    listed = list(remarks)
    pages = {page.title.casefold(): page for page in book.worksheets}
    for remark in listed:
        page = pages.get(remark.place.sheet.casefold())
        if page is not None and remark.place.row:
            mark(page, remark.place.row, max(remark.place.column, 1), said(remark), is_warning=remark.is_warning)
    _list(book, listed)
    return saved(book), lost


def opened(path: Path) -> Workbook:
    """The workbook, to be written into; what is in it stays.

    Raises:
        InvalidInput: the library cannot open it.
    """
    try:
        return load_workbook(path, keep_links=True, keep_vba=path.suffix.casefold() == ".xlsm")
    except Exception as error:  # whatever the library stumbles over in a file of somebody else
        problem = Problem(
            where=str(path),
            value=f"a workbook that cannot be marked ({type(error).__name__})",
            expected="an Excel workbook",
            remedy="Open it in Excel, save it as .xlsx, and try again.",
        )
        raise InvalidInput([problem]) from None


def _made(grids: Iterable[Grid]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for grid in grids:
        page = book.create_sheet(grid.name[:31])
        for place, value in grid.cells():
            write_text(page.cell(place.row, place.column), value)
    return book


def _lost(book: Workbook) -> tuple[str, ...]:
    """What the library does not write back."""
    pages = [page for page in book.worksheets if getattr(page, "_charts", ()) or getattr(page, "_images", ())]
    return tuple(f"Charts and pictures on sheet {page.title} may be missing in the copy." for page in pages)


def said(remark: Remark) -> str:
    """A remark as a note at its own cell says it."""
    problem = remark.problem
    return f"Found {problem.value}; expected {problem.expected}. {problem.remedy}"


def mark(page: Any, row: int, column: int, text: str, is_warning: bool = False) -> None:
    """Colour a cell and put a note on it; a second note joins the first."""
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        cell = _first_of(page, cell)
    if not is_warning or cell.fill != _WRONG:
        cell.fill = _ODD if is_warning else _WRONG
    before = f"{cell.comment.text}\n" if cell.comment is not None else ""
    cell.comment = Comment(
        f"{before}{text}"[:_LONGEST], "qa-scheduler", width=360, height=min(400, 60 + len(text) // 2)
    )


def _first_of(page: Any, cell: MergedCell) -> Cell:
    for merged in page.merged_cells.ranges:
        if cell.coordinate in merged:
            return page.cell(merged.min_row, merged.min_col)
    return page.cell(cell.row, 1)


def _list(book: Workbook, remarks: list[Remark]) -> None:
    """A sheet of all remarks, before all others; an older one gives way."""
    if SHEET in book.sheetnames:
        book.remove(book[SHEET])
    page = book.create_sheet(SHEET, 0)
    wrong = sum(not remark.is_warning for remark in remarks)
    page.append([f"{wrong} to mend, {len(remarks) - wrong} to look at" if remarks else "Nothing is wrong."])
    page["A1"].font = Font(bold=True, size=14)
    page.append([name for name, _ in _COLUMNS])
    for cell, (_, width) in zip(page[2], _COLUMNS, strict=True):
        cell.fill, cell.font = _HEADING, Font(bold=True, color="FFFFFF")
        page.column_dimensions[cell.column_letter].width = width
    for n, remark in enumerate(remarks, 3):
        for column, text in enumerate(_row(remark), 1):
            write_text(page.cell(n, column), text)
            page.cell(n, column).alignment = Alignment(wrap_text=True, vertical="top")
        if remark.place.row and remark.place.sheet in book.sheetnames:
            at = f"{letters(max(remark.place.column, 1))}{remark.place.row}"
            sheet = remark.place.sheet.replace("'", "''")
            page.cell(n, 2).hyperlink = f"#'{sheet}'!{at}"
            page.cell(n, 2).font = Font(color="0563C1", underline="single")
        page.cell(n, 3).fill = _ODD if remark.is_warning else _WRONG
    page.freeze_panes = "A3"
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
    """Write a value; a text never becomes a formula."""
    cell.value = value[:_LONGEST] if isinstance(value, str) else value
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True


def saved(book: Workbook) -> bytes:
    """The bytes of the workbook's file."""
    memory = BytesIO()
    book.save(memory)
    return memory.getvalue()
