"""Who reviews whom as a picture: a square of hubs, with how many visits go from each to each."""

from dataclasses import dataclass

from scheduler.showing.table import Table
from scheduler.words import by_number, visible

_SHADES = 4


@dataclass(frozen=True)
class Flow:
    """Visits from one hub to another, and back. shade: how dark it is drawn, from 0 (none) to 4 (the most)."""

    visits: int
    back: int
    shade: int


@dataclass(frozen=True)
class Square:
    """rows: the hub from which visits go, and the flow to each hub, in the order of `names`."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Flow, ...]], ...]


def square(visits: Table) -> Square:
    """The picture of the table of visits between hubs."""
    flows = {(str(row[0]), str(row[1])): (_whole(row[2]), _whole(row[3])) for row in visits.rows}
    names = sorted({name for pair in flows for name in pair}, key=by_number)
    most = max((there for there, _ in flows.values()), default=1)

    def flow(home: str, host: str) -> Flow:
        there, back = flows.get((home, host), (0, 0))
        return Flow(there, back, -(-there * _SHADES // most))

    return Square(
        names=tuple(visible(name.removesuffix(" Hub")) for name in names),
        rows=tuple((visible(home.removesuffix(" Hub")), tuple(flow(home, host) for host in names)) for home in names),
    )


def _whole(cell: object) -> int:
    assert isinstance(cell, int)
    return cell
