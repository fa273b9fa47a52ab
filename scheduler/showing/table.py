"""A table, for eyes and for machines."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

Cell = str | int | float | None | tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under named columns. None is nothing to say; a tuple is a list; `note` stands below."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def as_data(self) -> list[dict[str, Cell]]:
        """The rows for machines, by column."""
        names = [column.lower().replace(" ", "_") for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def render(parts: Iterable[Table | str], width: int, colour: bool = False) -> str:
    """Tables and sentences, one below the other, within `width` columns; what is long is wrapped, never cut."""
    console = Console(file=StringIO(), width=width, force_terminal=colour, highlight=False, legacy_windows=False)
    for part in parts:
        if isinstance(part, str):
            console.print(Text(part), soft_wrap=False)
            continue
        console.print(Text(part.title, style="bold"))
        if part.rows:
            console.print(_rich(part))
        if part.note:
            console.print(Text(part.note))
        console.print()
    file: Any = console.file
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().splitlines()) + "\n"


def _rich(table: Table) -> RichTable:
    rich = RichTable(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for n, column in enumerate(table.columns):
        numbers = all(row[n] is None or isinstance(row[n], int | float) for row in table.rows)
        rich.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        rich.add_row(*(Text(_text(cell)) for cell in row))
    return rich


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, float):
        return f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
