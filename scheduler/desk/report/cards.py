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
    by_name = {str(row[0]): number for number, row in enumerate(table.rows)}
    for name, said in words.items():
        yield card(table, by_name[name], said)


def card(table: Table, row: int, words: str = "", named: int = 2) -> Card:
    """The card of one row of such a table, counted from the median's, which is 0.

    named: so many columns say who it is.
    """
    median, *rows = table.rows
    own = table.rows[row]
    measures = tuple(
        _measure(table.columns[n], own[n], median[n], max((_number(other[n]) for other in rows), default=0.0))
        for n in range(named, len(table.columns))
    )
    of = visible(readable(own[1])) if named > 1 else ""
    return Card(visible(str(own[0])), of, measures, visible(words))


def _measure(name: str, value: Cell, median: Cell, most: float) -> Measure:
    own, middle = (round(BAR * _number(cell) / most, 1) if most else 0.0 for cell in (value, median))
    return Measure(name, readable(value) or "none", readable(median) or "none", own, middle)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
