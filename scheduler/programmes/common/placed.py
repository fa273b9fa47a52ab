"""The first goal of most programmes: as many members as possible are in a group."""

from collections.abc import Iterator
from typing import Any

from models.finding import Finding
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeGoal, cost


def all_placed(id: str, *, sentence: str, unit: str, without: str) -> ProgrammeGoal:
    """The goal, over columns `unplaced`. without: what is said of a member in no group, such as "is in no trio"."""

    def recount(joined: Joined[Any]) -> Iterator[Finding]:
        for member in joined.unplaced:
            yield cost(id, (member,), 1, f"{joined.name(member)} {without}.")

    return ProgrammeGoal(
        id=id,
        sentence=lambda _: sentence,
        unit=unit,
        recount=recount,
        costs=lambda columns: columns.costs((columns.unplaced, 1)),
    )
