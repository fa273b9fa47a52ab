"""Workbooks and folders of CSV files as sheets of cells: opened with care, for they come from anywhere."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from models.problem import InvalidInput, Problem
from scheduler.desk.workbook.csvs import read_csv
from scheduler.desk.workbook.grids import CellValue, Grid, Place
from scheduler.desk.workbook.kinds import OLD, tables
from scheduler.desk.workbook.remarks import Remark, Remarks
from scheduler.storage.files import cannot_read

_MOST_BYTES, _MOST_RATIO, _MOST_MEMBERS = 100_000_000, 150, 300
_MOST_ROWS, _MOST_COLUMNS, _MOST_EMPTY = 50_000, 200, 200
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def open_sheets(path: Path) -> tuple[list[Grid], list[Remark]]:
    """The sheets of a workbook, or the CSV files of a folder, each named as its file; and what is odd about them.

    Raises:
        InvalidInput: it is no workbook, is protected, or is larger than any term needs.
    """
    if path.is_dir():
        remarks = Remarks()
        return [read_csv(one, remarks) for one in tables(path)], remarks.found
    if path.suffix.casefold() in OLD:
        raise _refusal(
            path,
            f"a file of kind {path.suffix}",
            "a workbook of kind .xlsx",
            "In Excel: Save as, Excel workbook (.xlsx).",
        )
    try:
        _refuse_bombs(path)
        return _sheets(path)
    except (OSError, MemoryError) as error:
        raise cannot_read(path, error) from None


def _refuse_bombs(path: Path) -> None:
    """Refuse, before anything is parsed, what no workbook of a term is.

    Raises:
        InvalidInput: it is no zip, or too large, too dense or has too many parts.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(
            path,
            "an old or a protected workbook",
            "an open workbook of kind .xlsx",
            "Remove the password, and save it as .xlsx.",
        )
    try:
        with ZipFile(path) as packed:
            members = packed.infolist()
            whole, packed_size = sum(one.file_size for one in members), sum(one.compress_size for one in members)
            names = {one.filename for one in members}
    except (BadZipFile, ValueError, NotImplementedError):
        found = "an empty file" if not start else "a file of another kind"
        raise _refusal(
            path, found, "an Excel workbook", "Open it in Excel and save it as .xlsx; a CSV file goes into a folder."
        ) from None
    if len(members) > _MOST_MEMBERS or whole > _MOST_BYTES or whole > _MOST_RATIO * max(packed_size, 100_000):
        found = f"{len(members):,} parts with {whole / 1e6:,.0f} MB in all, packed into {packed_size / 1e6:,.1f}"
        raise _refusal(path, found, f"at most {_MOST_BYTES // 10**6} MB", "Copy the sheets into a new workbook.")
    if "xl/workbook.xml" not in names:
        raise _refusal(
            path, "a zip file without a workbook", "an Excel workbook", "Open it in Excel and save it as .xlsx."
        )


def _sheets(path: Path) -> tuple[list[Grid], list[Remark]]:
    from openpyxl import DEFUSEDXML, load_workbook

    assert DEFUSEDXML, "openpyxl reads XML by defusedxml"
    remarks, grids = Remarks(), []
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        unworked = _formulas_without_value(path)
        for page in book.worksheets:
            if page.sheet_state != "visible" and page.title.casefold() != "lists":
                remarks.warn(
                    Place(page.title),
                    "a hidden sheet",
                    "sheets that can be seen",
                    "It is read all the same: remove it if it is old.",
                )
            grids.append(Grid(page.title, tuple(_rows(page, remarks))))
        book.close()
    except InvalidInput:
        raise
    except Exception as error:  # the library has no error of its own: it lets through whatever a broken file causes
        if isinstance(error, MemoryError | OSError):
            raise
        raise _refusal(
            path,
            f"a workbook that cannot be read ({type(error).__name__})",
            "an Excel workbook",
            "Open it in Excel and save it again as .xlsx.",
        ) from None
    for place, formula in unworked:
        remarks.wrong(
            place,
            f"the formula {formula[:40]!r} without a value",
            "a value",
            "Open the workbook in Excel and save it: then Excel works it out.",
        )
    return grids, remarks.found


def _rows(page: Any, remarks: Remarks) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
    """Rows with something in them. It ends where a long empty stretch begins, and says what is beyond all limits."""
    page.reset_dimensions()
    empty = 0
    for number, cells in enumerate(page.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
        if any(cell is not None and cell != "" for cell in cells):
            empty = 0
            if number > _MOST_ROWS:
                remarks.wrong(
                    Place(page.title, number),
                    "more rows",
                    f"at most {_MOST_ROWS:,}",
                    "Remove what does not belong to the term.",
                )
                return
            last = max(n for n, cell in enumerate(cells, 1) if cell is not None and cell != "")
            yield number, tuple(_plain(cell) for cell in cells[:last])
        else:
            empty += 1
            if empty > _MOST_EMPTY:
                return


def _plain(cell: Any) -> CellValue:
    return cell if isinstance(cell, str | int | float | bool) or cell is None or hasattr(cell, "year") else str(cell)


def _formulas_without_value(path: Path) -> list[tuple[Place, str]]:
    """Cells whose formula nobody has worked out: to a reader they look empty."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as packed:
        has_formulas = any(b"<f" in packed.read(name) for name in packed.namelist() if _SHEET.fullmatch(name))
    if not has_formulas:
        return []
    found = []
    values, formulas = (load_workbook(path, read_only=True, data_only=only, keep_links=False) for only in (True, False))
    for page in formulas.worksheets:
        worked = values[page.title]
        for one in (page, worked):
            one.reset_dimensions()
        pairs = zip(
            page.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS),
            worked.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS),
            strict=False,
        )
        for row, same in pairs:
            for cell, value in zip(row, same, strict=False):
                if cell.data_type == "f" and value.value is None:
                    found.append((Place(page.title, cell.row, cell.column), str(cell.value)))
    return found


def _refusal(path: Path, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=str(path), value=value, expected=expected, remedy=remedy)])
