"""Regions of a large network: parts of the hub graph of about equal size, each small enough to be solved whole.

The graph joins hubs that lie near each other. It is halved again and again: the two hubs furthest from each other are
the ends, and every hub goes with the end that it is nearer to, until half of the reviews are with each. That is
recursive bisection by levels, as in graph partitioning. Regions cut at another share have borders elsewhere: what lay
on a border before lies inside then.

Example. Hubs A, B, C and D stand in a row, with 100, 200, 200 and 100 reviews. The ends are A and D; half of the 600
reviews are with A and B. Two regions of 300 each: small enough.
"""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import networkx as nx

from models.instance import Instance

Region = frozenset[str]
"""Ids of hubs."""


class Size(NamedTuple):
    """Reviews of a region at most about, and how many hubs beyond its border are looked at."""

    reviews: int
    around: int


# A region is bounded with its own reviews only. Where several of a school may join a team, or team-mix is waived, rows
# of visits across its border are not seen then: the bound is a little lower.
REGION, MENDED = Size(300, 0), Size(200, 2)
"""The size of a region that is planned alone and bounded, and of one that is planned anew while others stay."""
REGION_CUT, MENDED_CUTS = 0.5, (0.36, 0.56, 0.43, 0.5, 0.31, 0.62)
"""Where the first cuts lie, in shares of the reviews; what is mended has its borders elsewhere, round after round."""


@dataclass(frozen=True)
class District:
    """The schools of a region, and with them those around it, whose reviews and people matter inside."""

    inside: frozenset[str]
    around: frozenset[str]


def districts(
    instance: Instance, graph: "nx.Graph[str]", reviews: int, first_cut: float, steps: int
) -> tuple[District, ...]:
    """A district to every region (see `regions`): with the hubs up to so many steps along the hub graph around it.

    Those without a review are left out.
    """
    members: dict[str, set[str]] = {hub: set() for hub in graph.nodes}
    for school in instance.schools:
        members[school.hub].add(school.id)
    hosts = {review.host for review in instance.reviews}
    found = []
    for region in regions(instance, graph, reviews, first_cut):
        near = set(region)
        for _ in range(steps):
            near |= {other for hub in near for other in graph.neighbors(hub)}
        inside, around = (frozenset().union(*(members[hub] for hub in hubs)) for hubs in (region, near))
        if around & hosts:
            found.append(District(frozenset(inside), frozenset(around)))
    return tuple(found)


def with_all(parts: tuple[District, ...], instance: Instance) -> tuple[District, ...]:
    """The same districts, the first with the schools that are in none, as those of regions without reviews are."""
    first, *others = parts
    rest = {school.id for school in instance.schools}.difference(*(own.inside for own in parts))
    return (District(first.inside | rest, first.around | rest), *others)


def regions(instance: Instance, graph: "nx.Graph[str]", reviews: int, first_cut: float = 0.5) -> tuple[Region, ...]:
    """The hubs in compact regions of at most about so many reviews.

    graph: see `hub_graph`. It is cut again and again, each time between the two hubs furthest from each other along it:
    every hub goes with the one it is nearer to. first_cut: the share of the reviews on one side of the first two cuts;
    another share makes regions whose borders lie elsewhere.
    """
    hub_of = {school.id: school.hub for school in instance.schools}
    weight = Counter(hub_of[review.host] for review in instance.reviews)
    parts, shares = [frozenset(graph.nodes)], [first_cut, first_cut]
    while True:
        large = [part for part in parts if len(part) > 1 and sum(weight[hub] for hub in part) > reviews]
        if not large:
            return tuple(sorted(parts, key=min))
        share = shares.pop() if shares else 0.5
        cut = {part: _halves(graph.subgraph(part), weight, share) for part in large}
        parts = [half for part in parts for half in cut.get(part, (part,))]


def _halves(graph: "nx.Graph[str]", weight: Counter[str], share: float) -> tuple[Region, Region]:
    """Two parts of a graph, the first with about that share of the weight."""
    begin = min(graph.nodes)
    one = _furthest(_distances(graph, begin))
    from_one = _distances(graph, one)
    from_other = _distances(graph, _furthest(from_one))
    order = sorted(graph.nodes, key=lambda hub: (from_one[hub] - from_other[hub], hub))
    enough, total, count = share * sum(weight[hub] for hub in order), 0, 0
    while count < len(order) - 1 and (total < enough or count == 0):
        total += weight[order[count]]
        count += 1
    return frozenset(order[:count]), frozenset(order[count:])


def _distances(graph: "nx.Graph[str]", hub: str) -> dict[str, float]:
    """Along the graph; what cannot be reached lies further than everything that can."""
    found = nx.single_source_dijkstra_path_length(graph, hub, weight="distance_km")
    beyond = 1.0 + max(found.values())
    return {other: found.get(other, beyond) for other in graph.nodes}


def _furthest(distances: dict[str, float]) -> str:
    return max(distances, key=lambda hub: (distances[hub], hub))
