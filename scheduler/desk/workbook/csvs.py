"""A sheet from a CSV file, as programs of several countries and ages write it."""

import csv
import io
from pathlib import Path

from scheduler.desk.workbook.grids import CellValue, Grid, Place
from scheduler.desk.workbook.remarks import Remarks
from scheduler.storage.files import cannot_read

_LARGEST = 100_000_000
_LONGEST_CELL = 200_000
_SEPARATORS = (",", ";", "\t", "|")


def read_csv(path: Path, remarks: Remarks) -> Grid:
    """The file's cells, all of them texts. UTF-8 with or without mark, UTF-16, Windows-1252; comma, semicolon or tab.

    An apostrophe before a text that a spreadsheet would take for a formula, as exports write it, is removed.

    Raises:
        InvalidInput: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise cannot_read(path, error) from None
    if len(data) > _LARGEST:
        remarks.wrong(
            Place(path.stem), f"{len(data) / 1e6:,.0f} MB", "a table of a term", "Remove what does not belong to it."
        )
        return Grid(path.stem, ())
    text = _decoded(data)
    if "\0" in text:
        remarks.wrong(Place(path.stem), "zero bytes", "a table as text", "Save it as CSV UTF-8.")
        return Grid(path.stem, ())
    return Grid(path.stem, tuple(_rows(path.stem, text, remarks)))


def _decoded(data: bytes) -> str:
    """The text. Without a mark it is UTF-8, or else Windows-1252, in which every text of an English Excel is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The separator that stands most often in the first line, outside quotation marks."""
    line = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    if line.startswith("sep=") and len(line) == 5:
        return line[4]
    bare = "".join(part for n, part in enumerate(line.split('"')) if n % 2 == 0)
    return max(_SEPARATORS, key=lambda one: (bare.count(one), -_SEPARATORS.index(one)))


def _rows(name: str, text: str, remarks: Remarks) -> list[tuple[int, tuple[CellValue, ...]]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[tuple[int, tuple[CellValue, ...]]] = []
    limit = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begun = 1
    try:
        for cells in reader:
            if any(cells) and not cells[0].startswith(("#", "sep=")):
                rows.append((begun, tuple(_bare(cell) or None for cell in cells)))
            begun = reader.line_num + 1
    except csv.Error as error:
        remedy = "Look for a quotation mark that is not closed, from this row on."
        remarks.wrong(Place(name, begun), str(error), "rows with closed quotation marks", remedy)
    finally:
        csv.field_size_limit(limit)
    return rows


def _bare(cell: str) -> str:
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1].lstrip(" \"'")[:1] in "=+-@\t\r" else cell
