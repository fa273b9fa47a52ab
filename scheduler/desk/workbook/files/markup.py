"""What a sheet's XML says and its values do not: formulas nobody worked out, merged, hidden and too distant cells.

The XML is read only where a quick look finds one of these words in it; most workbooks have none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from scheduler.desk.workbook.files.limits import MOST_COLUMNS, MOST_ROWS

# formulas and merged cells, what is hidden, and cells right of column GR, the 200th
_CHUNK, _LONGEST_WORD = 1 << 16, 16
_WORDS = re.compile(
    rb'<(?:\w+:)?(?:f|mergeCell)[ />]|\shidden=|\sr="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d'
)  # GR is the last
_MOST_FOUND = 2_000  # of each kind; nobody mends more one by one

Box = tuple[int, int, int, int]
"""Cells from a first column and row to a last column and row."""


@dataclass
class Markup:
    """Of one sheet. unworked: the formulas without a value, by row and then by column.

    beyond: the row and column of the first cell with a value that lies further right than any column that is read.
    """

    unworked: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Box] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    beyond: tuple[int, int] | None = None


def has_markup(part: IO[bytes]) -> bool:
    """Whether the sheet's XML has any of the words for these."""
    before = b""
    while chunk := part.read(_CHUNK):
        if _WORDS.search(before + chunk):
            return True
        before = chunk[-_LONGEST_WORD:]
    return False


def markup_of(part: IO[bytes]) -> Markup:
    """What the sheet's XML says of its cells, rows and columns.

    Raises:
        Exception: whatever the parser makes of what is no XML, or has entities.
    """
    from defusedxml.ElementTree import DefusedXMLParser

    listener = _Listener()
    parser = DefusedXMLParser(target=listener, forbid_dtd=True)
    while (chunk := part.read(_CHUNK)) and listener.row <= MOST_ROWS:
        parser.feed(chunk)
    return listener.found


class _Listener:
    """Hears the XML piece by piece, and keeps none of it but what is looked for."""

    def __init__(self) -> None:
        self.found = Markup()
        self.row = self.column = 0
        self._formula: str | None = None
        self._has_value = False
        self._inside = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._inside = name if name in ("f", "v", "t") else ""
        match name:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
                if attributes.get("hidden") in ("1", "true") and self.row <= MOST_ROWS:
                    self.found.hidden_rows.add(self.row)
            case "c":
                at = attributes.get("r")
                self.row, self.column = coordinate_to_tuple(at) if at else (self.row, self.column + 1)
                self._formula, self._has_value = None, attributes.get("t") == "str"
            case "f":
                self._formula = "="
            case "col" if attributes.get("hidden") in ("1", "true"):
                self.found.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
            case "mergeCell" if len(self.found.merged) < _MOST_FOUND:
                self.found.merged.append(range_boundaries(attributes["ref"]))

    def data(self, text: str) -> None:
        if self._inside == "f" and self._formula is not None and len(self._formula) < _LONGEST_WORD * 4:
            self._formula += text
        elif self._inside and text.strip():
            self._has_value = True

    def end(self, tag: str) -> None:
        self._inside = ""
        is_unworked = self._formula is not None and not self._has_value
        if tag.rpartition("}")[2] != "c":
            return
        if self.column > MOST_COLUMNS:
            if (self._has_value or is_unworked) and self.found.beyond is None and self.row <= MOST_ROWS:
                self.found.beyond = self.row, self.column
            return
        if not is_unworked:
            return
        if len(self.found.unworked) < _MOST_FOUND:
            self.found.unworked.setdefault(self.row, {})[self.column] = str(self._formula)

    def close(self) -> Any:
        return self.found


def stretches_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as stretches of neighbours: 1, 2, 3, 7 are 1 to 3 and 7 to 7."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
