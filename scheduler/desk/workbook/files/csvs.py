"""A sheet from a CSV file, as programs of several countries and ages write it."""

import csv
from collections.abc import Iterator
from pathlib import Path

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import ERRORS
from scheduler.desk.workbook.files.grids import CellValue, Grid, Place
from scheduler.desk.workbook.files.limits import MOST_COLUMNS, MOST_ROWS
from scheduler.words import FORMULAS

_MOST_BYTES = 20_000_000
_LONGEST_CELL = 200_000
_SEPARATORS = (",", ";", "\t", "|")
_WRONG_QUOTES = "a quotation mark that is not closed, or text behind one that is"
_MEND_QUOTES = 'Look from this row on: a text in quotation marks ends with one, and one inside it is typed twice ("").'


def read_csv(path: Path, remarks: Remarks) -> Grid:
    """The file's cells, all of them texts. UTF-8 with or without mark, UTF-16, Windows-1252; comma, semicolon or tab.

    An apostrophe before a text that a spreadsheet would take for a formula, as exports write it, is removed.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        found, expected = f"{size / 1e6:,.0f} MB", f"at most {_MOST_BYTES // 10**6} MB, more than any term has"
        remarks.wrong(Place(path.stem), found, expected, "Keep only the rows and columns of this term.")
        return Grid(path.stem, ())
    text = _decoded(path.read_bytes())
    if "\0" in text:
        remarks.wrong(Place(path.stem), "zero bytes", "a table as text", "In Excel: Save as, CSV UTF-8.")
        return Grid(path.stem, ())
    beyond: list[tuple[int, int]] = []
    rows = tuple(_rows(path.stem, text, remarks, beyond))
    return Grid(path.stem, rows, beyond=next(iter(beyond), None))


def _decoded(data: bytes) -> str:
    """The text. Without a mark it is UTF-8, or else Windows-1252, in which every text of an English Excel is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> Iterator[str]:
    """The text's lines, one by one: a file in memory would hold it again, four times as large."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _separator(text: str) -> str:
    """The separator that stands most often in the first line, outside quotation marks; or the one it names."""
    line = next((line for line in _lines(text) if line.strip() and not line.startswith("#")), "")
    if line.startswith("sep=") and len(line.rstrip("\n")) == 5:
        return line[4]
    bare = "".join(part for n, part in enumerate(line.split('"')) if n % 2 == 0)
    return max(_SEPARATORS, key=lambda one: (bare.count(one), -_SEPARATORS.index(one)))


def _rows(
    name: str, text: str, remarks: Remarks, beyond: list[tuple[int, int]]
) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
    """beyond: hears of each row the first cell that lies too far right."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(_lines(text), delimiter=_separator(text), strict=True)
    begun = 1
    try:
        for cells in reader:
            if begun > MOST_ROWS:
                remedy = "Remove what does not belong to the term."
                remarks.wrong(Place(name, begun), "more rows", f"at most {MOST_ROWS:,}", remedy)
                return
            beyond += [(begun, at) for at, cell in enumerate(cells[MOST_COLUMNS:], MOST_COLUMNS + 1) if cell][:1]
            if any(cells) and not _is_remark(cells):
                yield begun, tuple(_bare(cell) or None for cell in cells[:MOST_COLUMNS])
            begun = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            remarks.wrong(Place(name, begun), "a text without end", "cells of a table", _MEND_QUOTES)
        else:
            remarks.wrong(Place(name, begun), _WRONG_QUOTES, "closed quotation marks", _MEND_QUOTES)
    finally:
        csv.field_size_limit(limit)


def _is_remark(cells: list[str]) -> bool:
    """Whether the row is a remark alone, or the line that names the separator; an error of Excel's is a value."""
    is_marked = cells[0].startswith(("#", "sep=")) and cells[0].strip().upper() not in ERRORS
    return is_marked and not any(cells[1:])


def _bare(cell: str) -> str:
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1:].lstrip(" \"'")[:1] in FORMULAS else cell
