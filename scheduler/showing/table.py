"""A table, for eyes and for machines."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from operator import or_
from typing import Any

from rich.console import Console, RenderableType
from rich.segment import Segment, Segments
from rich.style import Style
from rich.text import Text

from models.slot import SlotLength
from scheduler.showing.layout import Layout
from scheduler.words import FORMULAS, visible

_RULE = "\N{BOX DRAWINGS LIGHT HORIZONTAL}"


@dataclass(frozen=True)
class Share:
    """A part of a whole, such as 143 of 144 reviews."""

    part: int
    whole: int

    def __str__(self) -> str:
        """Never rounded up to 100 % nor down to 0: one team short is not all complete."""
        percent = 100 * self.part / self.whole if self.whole else 0.0
        exact = self.part in (0, self.whole) or 0.5 <= percent < 99.5
        return f"{self.part:,} of {self.whole:,} ({percent:.{0 if exact else 1}f} %)"


@dataclass(frozen=True)
class Slot:
    """A slot by its first day. The weekdays say which days; the school year leaves no doubt about the year.

    length: how long it is; None where that is not known: it is called by its first weekday.
    """

    first: date
    length: SlotLength | None

    def __str__(self) -> str:
        days = f"{self.first:%a}" if self.length is None else self.length.name(self.first)
        return f"{days} {self.first.day} {self.first:%b}"


Cell = str | int | float | None | tuple[str, ...] | date | Slot | Share


@dataclass(frozen=True)
class Table:
    """Rows under named columns. None is nothing to say; a tuple is a list; `note` stands below.

    key: its name for machines, which never changes. grouped: for eyes, the first column says what repeats only once.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    grouped: bool = False

    def as_data(self) -> list[dict[str, Any]]:
        """The rows for machines, by column."""
        names = [column.lower().replace(" ", "_").replace("-", "_") for column in self.columns]
        return [dict(zip(names, map(_data, row), strict=True)) for row in self.rows]


def only(tables: Iterable[Table], text: str) -> Iterator[Table]:
    """The tables with those rows alone in which a cell holds the text, in capitals or not."""
    for table in tables:
        rows = tuple(row for row in table.rows if holds(row, text))
        emptied = table.rows and not rows
        yield replace(table, rows=rows, title=f"{table.title}: nothing about {text!r}" if emptied else table.title)


def holds(row: Iterable[Cell], text: str) -> bool:
    """Whether a cell of the row holds the text, in capitals or not."""
    wanted = text.casefold()
    return not wanted or any(wanted in readable(cell).casefold() for cell in row)


def as_data(parts: Iterable[Table | str]) -> dict[str, Any]:
    """Tables by their keys, and the sentences as `summary`."""
    said, data = [], {}
    for part in parts:
        if isinstance(part, str):
            said.append(part)
        else:
            data[part.key] = part.as_data()
    return {"summary": said, **data} if said else data


def as_csv(table: Table) -> str:
    """A table for spreadsheets. A text that one would read as a formula gets an apostrophe in front."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_harmless("; ".join(cell) if isinstance(cell, tuple) else _data(cell)) for cell in row])
    return file.getvalue()


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.lstrip(" \"'").startswith(FORMULAS):
        return f"'{cell}"
    return cell


def render(parts: Iterable[Table | str], width: int, colour: bool = False) -> str:
    """Tables and sentences, one below the other, within `width` columns; what is long is wrapped, never cut."""
    console = Console(file=StringIO(), width=width, force_terminal=colour, highlight=False, legacy_windows=False)
    apart = True
    for part in parts:
        is_table = isinstance(part, Table)
        if is_table and not apart:
            console.print()
        console.print(*printable(part, console), sep="\n")
        if is_table:
            console.print()
        apart = is_table
    file: Any = console.file
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().split("\n")) + "\n"


def printable(part: Table | str, console: Console) -> Iterator[RenderableType]:
    """What rich prints for a table or a sentence, within the console's width."""
    if isinstance(part, str):
        yield Text(visible(part))
        return
    if part.title:
        yield Text(visible(part.title), style="bold")
    if part.rows:
        yield Segments(_segments(part, console), new_lines=True)
    if part.note:
        yield Text(visible(part.note))


def _segments(table: Table, console: Console) -> Iterator[Segment]:
    """Headings, a rule and the rows, line by line."""
    numbers = numeric(table)
    dated = whole(table)
    rows = [[visible(readable(cell)) for cell in row] for row in table.rows]
    layout = Layout([table.columns, *rows], numbers, list(map(or_, numbers, dated)), console)
    yield from (Segment(line, Style(bold=True)) for line in layout.lines(table.columns))
    yield Segment(_RULE * layout.width)
    for row in _said_once(rows) if table.grouped else rows:
        yield from map(Segment, layout.lines(row))


def numeric(table: Table) -> list[bool]:
    """Of each column whether it holds numbers alone."""
    columns = zip(*table.rows, strict=True)
    return [all(cell is None or isinstance(cell, int | float) for cell in column) for column in columns]


def whole(table: Table) -> list[bool]:
    """Of each column whether its cells are read best in one line."""
    columns = zip(*table.rows, strict=True)
    return [any(isinstance(cell, date | Slot | Share) for cell in column) for column in columns]


def _said_once(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows without a first cell that repeats the one above, and an empty row before each new one."""
    said: str | None = None
    for first, *others in rows:
        if first != said and said is not None:
            yield [""] * (1 + len(others))
        yield ["" if first == said else first, *others]
        said = first


def readable(cell: Cell) -> str:
    """A cell for eyes."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, float):
        return f"{cell:,.1f}"
    if isinstance(cell, date):
        return f"{cell.day} {cell:%b %Y}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _data(cell: Cell) -> Any:
    if isinstance(cell, Share):
        return {"part": cell.part, "whole": cell.whole}
    if isinstance(cell, Slot):
        return cell.first.isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell
