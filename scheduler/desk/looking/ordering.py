"""A table in the order of one of its columns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from scheduler.showing.table import Cell, Share, Slot, Table, readable
from scheduler.words import by_number

T = TypeVar("T")


def ordered(table: Table, beside: Sequence[T], by: str) -> tuple[Table, list[T]]:
    """The table, and what goes with each of its rows, by a column's number; with a minus before it, from the end.

    What is no column's number leaves it as it is. Rows with nothing in that column stand last either way.
    """
    pairs = list(zip(table.rows, beside, strict=True))
    column = by.removeprefix("-")
    if column.isascii() and column.isdigit() and int(column[:4]) < len(table.columns):
        n = int(column[:4])
        some = [pair for pair in pairs if pair[0][n] is not None]
        some.sort(key=lambda pair: _key(pair[0][n]), reverse=by.startswith("-"))
        pairs = some + [pair for pair in pairs if pair[0][n] is None]
    return replace(table, rows=tuple(row for row, _ in pairs)), [other for _, other in pairs]


def _key(cell: Cell) -> tuple[float, list[tuple[str, int, str]]]:
    """Numbers and days before texts, each in its own order."""
    if isinstance(cell, Slot):
        return cell.first.toordinal(), []
    if isinstance(cell, date):
        return cell.toordinal(), []
    if isinstance(cell, Share):
        return cell.part / cell.whole if cell.whole else 0.0, []
    if isinstance(cell, int | float):
        return cell, []
    return float("inf"), by_number(readable(cell).casefold())
