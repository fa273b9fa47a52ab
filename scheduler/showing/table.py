"""A table, for eyes and for machines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table as RichTable
from rich.text import Text


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
    """A slot by its first day. The weekday says which three days; the school year leaves no doubt about the year."""

    first: date

    def __str__(self) -> str:
        return f"{('Mon-Wed', 'Tue-Thu', 'Wed-Fri')[self.first.weekday()]} {self.first.day} {self.first:%b}"


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


def as_data(parts: Iterable[Table | str]) -> dict[str, Any]:
    """Tables by their keys, and the sentences as `summary`."""
    said, data = [], {}
    for part in parts:
        if isinstance(part, str):
            said.append(part)
        else:
            data[part.key] = part.as_data()
    return {"summary": said, **data} if said else data


def render(parts: Iterable[Table | str], width: int, colour: bool = False) -> str:
    """Tables and sentences, one below the other, within `width` columns; what is long is wrapped, never cut."""
    console = Console(file=StringIO(), width=width, force_terminal=colour, highlight=False, legacy_windows=False)
    apart = True
    for part in parts:
        is_table = isinstance(part, Table)
        if is_table and not apart:
            console.print()
        console.print(*printable(part), sep="\n")
        if is_table:
            console.print()
        apart = is_table
    file: Any = console.file
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().splitlines()) + "\n"


def printable(part: Table | str) -> Iterator[RenderableType]:
    """What rich prints for a table or a sentence."""
    if isinstance(part, str):
        yield Text(part)
        return
    if part.title:
        yield Text(part.title, style="bold")
    if part.rows:
        yield _rich(part)
    if part.note:
        yield Text(part.note)


def _rich(table: Table) -> RichTable:
    rich = RichTable(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for n, column in enumerate(table.columns):
        cells = [row[n] for row in table.rows]
        numbers = all(cell is None or isinstance(cell, int | float) for cell in cells)
        whole = numbers or any(isinstance(cell, date | Slot | Share) for cell in cells)
        rich.add_column(column, justify="right" if numbers else "left", overflow="fold", no_wrap=whole)
    said: Cell = None
    for row in table.rows:
        again = table.grouped and row[0] == said
        if table.grouped and not again and said is not None:
            rich.add_section()
        said = row[0]
        rich.add_row(*(Text("" if again and n == 0 else _text(cell)) for n, cell in enumerate(row)))
    return rich


def _text(cell: Cell) -> str:
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
