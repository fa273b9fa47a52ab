"""Hubs as the file has them, or made by place."""

from collections.abc import Sequence

from models.network import Hub
from models.problem import InvalidInput, Problem
from scheduler.generating.geography import clusters
from scheduler.generating.schools import SchoolFacts

_SCHOOLS_A_HUB = 12


def hubs_of(schools: Sequence[SchoolFacts], count: int | None) -> tuple[tuple[Hub, ...], list[str]]:
    """The hubs, and the hub id of each school.

    count: how many to make; None keeps the hubs of the file, or makes them of 12 schools if it has none.

    Raises InvalidInput where only some of the schools have a hub.
    """
    names = [school.hub for school in schools]
    if count is None and None in names and any(names):
        raise InvalidInput([_without_hub(school) for school in schools if school.hub is None])
    if count is None and None not in names:
        ids = {name: f"H{n:02}" for n, name in enumerate(dict.fromkeys(names), 1)}
        return tuple(Hub(id=id, name=name or id) for name, id in ids.items()), [ids[name] for name in names]
    groups = clusters(
        [school.place for school in schools], min(len(schools), count or max(2, len(schools) // _SCHOOLS_A_HUB))
    )
    ids_of = [""] * len(schools)
    hubs = []
    for n, group in enumerate(groups, 1):
        hub = Hub(id=f"H{n:04}", name=f"Hub {n}, {_commonest([schools[m].local_authority for m in group])}")
        hubs.append(hub)
        for member in group:
            ids_of[member] = hub.id
    return tuple(hubs), ids_of


def _without_hub(school: SchoolFacts) -> Problem:
    remedy = "Fill in the cell; or remove the column, or name --hubs, to have hubs made by place."
    expected = "a hub, as other schools of the file have"
    return Problem(
        where=f"column hub of {school.name} ({school.id})", value="nothing", expected=expected, remedy=remedy
    )


def _commonest(names: Sequence[str | None]) -> str:
    return min((name or "no authority" for name in names), key=lambda name: (-names.count(name), name))
