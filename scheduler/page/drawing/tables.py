"""Tables whose rows lead somewhere, a part of them at first, in an order that the address says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from scheduler.desk.looking.ordering import ordered
from scheduler.desk.report.tables import Shown, shown
from scheduler.showing.table import Table
from scheduler.words import count

MOST = 250
ALL = "all"

Links = Sequence[Mapping[int, str]]
"""Of each row the addresses that its cells lead to, by column."""


class Address(Protocol):
    """The address of a place: what it says of the table, and the same address with changes."""

    @property
    def more(self) -> Mapping[str, str]:
        """What it says besides what is looked for."""

    def link(self, **changes: str) -> str:
        """The address with other words."""


@dataclass(frozen=True)
class Linked:
    """A table with its links. orders: of each column, the address that sorts by it, and how it is sorted now.

    rest: how many rows are left out, in words; all: the address that shows them.
    """

    table: Shown
    links: Links
    orders: Sequence[tuple[str, str]] = ()
    rest: str = ""
    all: str = ""


def linked(table: Table, links: Links, asked: Address, *, sorts: bool = False) -> Linked:
    """The first rows of a table, or all where the address asks for them. sorts: by any column, as the address says.

    The names `rows` and `sort` must be among what the place's address says more.
    """
    if sorts:
        table, links = ordered(table, links, asked.more["sort"])
    shown_rows = len(table.rows) if asked.more["rows"] == ALL else MOST
    left_out = max(0, len(table.rows) - shown_rows)
    first = replace(table, rows=tuple(islice(table.rows, shown_rows)))
    return Linked(
        table=shown(first),
        links=links[:shown_rows],
        orders=_orders(table, asked) if sorts else (),
        rest=f"{count(left_out, 'row')} more." if left_out else "",
        all=asked.link(rows=ALL) if left_out else "",
    )


def _orders(table: Table, asked: Address) -> list[tuple[str, str]]:
    """The address that sorts by each column, or the other way round; and how it is sorted by it now."""
    now = asked.more["sort"]
    said = {True: "descending", False: "ascending"}
    return [
        (
            asked.link(sort=f"-{n}" if now == str(n) else str(n)),
            said[now.startswith("-")] if now.removeprefix("-") == str(n) else "",
        )
        for n in range(len(table.columns))
    ]
