"""Fairness cards: what one traveller has borne, each number with its bar beside the median."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.showing.table import Cell, Table, readable
from scheduler.words import visible

BAR = 100  # units of a bar's length: the most that anybody of the kind has borne


@dataclass(frozen=True)
class Measure:
    """One number beside the median. own, middle: how long their bars are, of BAR."""

    name: str
    value: str
    median: str
    own: float
    middle: float


@dataclass(frozen=True)
class Card:
    """One traveller. words: what it would cost to spare them a journey, where that was asked."""

    name: str
    of: str
    measures: tuple[Measure, ...]
    words: str = ""


BLANK = Card("", "", (Measure("", "", "", 0.0, 0.0),))
"""What the page's script fills in for anybody who is asked for."""


def cards(table: Table, words: Mapping[str, str]) -> Iterator[Card]:
    """A card for each person, with the words about them.

    table: of `burdens`: the median in its first row, who it is and where from in the first two columns.
    """
    median, *rows = table.rows
    by_name = {str(row[0]): row for row in rows}
    most = [max((_number(row[n]) for row in rows), default=0.0) for n in range(len(table.columns))]
    for name, said in words.items():
        row = by_name[name]
        numbers = range(2, len(table.columns))
        measures = tuple(_measure(table.columns[n], row[n], median[n], most[n]) for n in numbers)
        yield Card(visible(name), visible(readable(row[1])), measures, visible(said))


def _measure(name: str, value: Cell, median: Cell, most: float) -> Measure:
    own, middle = (round(BAR * _number(cell) / most, 1) if most else 0.0 for cell in (value, median))
    return Measure(name, readable(value) or "none", readable(median) or "none", own, middle)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
