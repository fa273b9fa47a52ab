"""A sheet as it was found: its cells with their addresses, whatever file they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

CellValue = str | int | float | bool | date | datetime | None
"""What a cell holds. A text is as it was typed; an error value is a text such as #N/A."""


class Unworked(str):
    """A formula that nobody worked out: to a reader, its cell looks empty."""

    __slots__ = ()


def letters(column: int) -> str:
    """A column's letters: 1 is A, 28 is AB."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(frozen=True, order=True)
class Place:
    """A cell, a row (column 0) or a whole sheet (row 0). heading: of the cell's column."""

    sheet: str
    row: int = 0
    column: int = 0
    heading: str = field(default="", compare=False)

    def __str__(self) -> str:
        said = f"sheet {self.sheet}"
        if self.row:
            said += f", row {self.row}"
        if self.column:
            said += f", column {letters(self.column)}"
        return f"{said} ({self.heading})" if self.heading else said


@dataclass(frozen=True)
class Grid:
    """rows: of each row that is not empty, its number in the file and its cells from the first column on.

    merged: cells that are one, from a first column and row to a last column and row. hidden_rows, hidden_columns: what
    cannot be seen, the columns as stretches from and to. beyond: the row and column of a cell that lies too far right.
    """

    name: str
    rows: tuple[tuple[int, tuple[CellValue, ...]], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    beyond: tuple[int, int] | None = None

    def cells(self) -> Iterator[tuple[Place, CellValue]]:
        """Every cell that holds something."""
        for number, row in self.rows:
            for column, value in enumerate(row, 1):
                if value is not None:
                    yield Place(self.name, number, column), value
