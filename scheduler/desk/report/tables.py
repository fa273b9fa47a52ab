"""A table as the page shows it: every cell as text, and with its rows what they are found by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from scheduler.desk.report.marks import Mark
from scheduler.showing.table import Table, numeric, readable, whole
from scheduler.words import visible

_SHORT = 14  # letters that always stand in one line


@dataclass(frozen=True)
class Row:
    """One row. mark: what it is found by; None: it stays, whatever is looked for."""

    cells: tuple[str, ...]
    mark: Mark | None = None


@dataclass(frozen=True)
class Shown:
    """A table on the page. looks: of each column, "n" if it holds numbers, "w" if a cell is read best in one line.

    folded: it is opened on demand. id: empty where there may be several of its kind.
    """

    id: str
    title: str
    note: str
    columns: tuple[str, ...]
    looks: tuple[str, ...]
    rows: tuple[Row, ...]
    folded: bool = False

    @property
    def is_found(self) -> bool:
        """Whether its rows are found by what is looked for."""
        return any(row.mark is not None for row in self.rows)


def shown(
    table: Table, marks: Sequence[Mark | None] | None = None, *, folded: bool = False, only_one: bool = True
) -> Shown:
    """A table as it stands. marks: of each row."""
    of_rows = repeat(None, len(table.rows)) if marks is None else marks
    return Shown(
        id=f"table-{table.key.replace('_', '-')}" if only_one else "",
        title=visible(table.title),
        note=visible(table.note),
        columns=tuple(map(visible, table.columns)),
        looks=tuple(_looks(table)),
        rows=tuple(
            Row(tuple(visible(readable(cell)) for cell in row), mark)
            for row, mark in zip(table.rows, of_rows, strict=True)
        ),
        folded=folded,
    )


def _looks(table: Table) -> Iterator[str]:
    columns = zip(*table.rows, strict=True)
    for cells, is_number, is_whole in zip(columns, numeric(table), whole(table), strict=False):
        is_short = all(len(readable(cell)) <= _SHORT for cell in cells)
        yield "n" if is_number else "w" if is_whole or is_short else ""
