"""The graph of hubs: where they are, who neighbours whom, what a host's locality is, and who reviews whom.

A hub lies at the middle of its schools. Two hubs are neighbours when no third one is nearer to the point halfway
between them than they are (a Gabriel graph): this needs no number to be chosen, joins every hub with its nearest, and
leaves no part of the network unconnected.
"""

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from models.instance import Instance
from models.network import School
from scheduler.tables.arrays import Floats
from scheduler.tables.distance import EARTH_RADIUS_KM

Points = Floats


def hub_graph(instance: Instance) -> "nx.Graph[str]":
    """Hubs as nodes, neighbours as edges.

    Nodes carry `name`, `schools` (how many) and, unless the hub has none, its middle as `latitude` and `longitude` in
    degrees; edges carry `distance_km`, great circle between the middles.
    """
    graph: nx.Graph[str] = nx.Graph()
    members = _members(instance)
    middles: dict[str, Points] = {}
    for hub in instance.hubs:
        schools = members[hub.id]
        graph.add_node(hub.id, name=hub.name, schools=len(schools))
        if schools:
            middles[hub.id] = _middle(_points(schools))
            latitude, longitude = _degrees(middles[hub.id])
            graph.nodes[hub.id].update(latitude=latitude, longitude=longitude)
    hubs = list(middles)
    points = np.array([middles[hub] for hub in hubs]).reshape(-1, 3)
    for a, b in _neighbours(points):
        graph.add_edge(hubs[a], hubs[b], distance_km=_km(float(np.linalg.norm(points[a] - points[b]))))
    return graph


def distance_km(graph: "nx.Graph[str]", a: str, b: str) -> float:
    """Great-circle distance between the middles of two hubs of a hub graph, neighbours or not."""
    ends = [_point(graph.nodes[hub]["latitude"], graph.nodes[hub]["longitude"]) for hub in (a, b)]
    return _km(float(np.linalg.norm(ends[0] - ends[1])))


def locality(instance: Instance) -> dict[str, frozenset[str]]:
    """The schools that each school's reviewers may not come from: its hub, and those nearer than the policy's km."""
    schools = instance.schools
    around: dict[str, set[str]] = {school.id: set() for school in schools}
    for members in _members(instance).values():
        for school in members:
            around[school.id].update(other.id for other in members)
    nearest = instance.policy.locality.nearest_km
    for a, b in cKDTree(_points(schools)).query_pairs(_chord(nearest)):
        around[schools[a].id].add(schools[b].id)
        around[schools[b].id].add(schools[a].id)
    return {school: frozenset(others - {school}) for school, others in around.items()}


def visits_between_hubs(visits: Iterable[tuple[str, str]]) -> "nx.DiGraph[str]":
    """Who reviews whom: an edge from the reviewers' hub to the host's, `visits` being how many reviewers go.

    visits: (home hub, host hub) of each reviewer in each review.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for home, host in visits:
        before = graph.edges[home, host]["visits"] if graph.has_edge(home, host) else 0
        graph.add_edge(home, host, visits=before + 1)
    return graph


def reciprocity(graph: "nx.DiGraph[str]") -> float | None:
    """The share of visits between hubs, 0 to 1, that is matched by one the other way. None if there are no visits."""
    every = sum(visits for _, _, visits in graph.edges(data="visits"))
    matched = sum(2 * matched for _, _, matched in return_visits(graph))
    return matched / every if every else None


def return_visits(graph: "nx.DiGraph[str]") -> tuple[tuple[str, str, int], ...]:
    """Pairs of hubs that visit each other, with the number of visits that are matched, in alphabetical order."""
    return tuple(
        (a, b, min(graph.edges[a, b]["visits"], graph.edges[b, a]["visits"]))
        for a, b in sorted(graph.edges)
        if a < b and graph.has_edge(b, a)
    )


def circles(graph: "nx.DiGraph[str]") -> tuple[frozenset[str], ...]:
    """The largest sets of hubs in which visits lead from each to each other, directly or through others; largest first.

    These are the strongly connected parts of the graph that have more than one hub.
    """
    parts = (frozenset(part) for part in nx.strongly_connected_components(graph))
    return tuple(sorted((part for part in parts if len(part) > 1), key=lambda part: (-len(part), sorted(part))))


def _members(instance: Instance) -> dict[str, list[School]]:
    members: dict[str, list[School]] = defaultdict(list)
    for school in instance.schools:
        members[school.hub].append(school)
    return members


def _neighbours(points: Points) -> list[tuple[int, int]]:
    a, b = np.triu_indices(len(points), k=1)
    if not len(a):
        return []
    from_halfway, _ = cKDTree(points).query((points[a] + points[b]) / 2)
    as_near = from_halfway >= np.linalg.norm(points[a] - points[b], axis=1) / 2 - 1e-9
    return list(zip(a[as_near].tolist(), b[as_near].tolist(), strict=True))


def _points(schools: Iterable[School]) -> Points:
    """Places as points on a sphere of radius 1, where straight lines are quick to compare."""
    return np.array([_point(school.latitude, school.longitude) for school in schools]).reshape(-1, 3)


def _point(latitude: float, longitude: float) -> Points:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _middle(points: Points) -> Points:
    total = points.sum(axis=0)
    return np.asarray(total / np.linalg.norm(total))


def _degrees(point: Points) -> tuple[float, float]:
    x, y, z = point.tolist()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _km(chord: float) -> float:
    """Along the surface, from a straight line through a sphere of radius 1."""
    return 2 * EARTH_RADIUS_KM * float(np.arcsin(min(chord / 2, 1.0)))


def _chord(km: float) -> float:
    return 2 * float(np.sin(min(km / (2 * EARTH_RADIUS_KM), np.pi / 2)))
