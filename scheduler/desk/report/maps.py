"""The map: where hosts are, who travels to them, and where each hub lies, over the coast of England.

A place is drawn where it lies in km east and south of the frame's corner, with degrees of longitude as wide as they are
in the middle of the frame (an equirectangular projection): at this size nobody sees that the Earth is round.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import cos, radians
from typing import Any

from models.network import School
from models.people import Lead
from scheduler.desk.report.marks import Mark, Marks
from scheduler.plan import Held, Plan
from scheduler.showing.views import led_in_order, visits_in_order
from scheduler.tables.hubs import hub_graph
from scheduler.words import visible

KM_A_DEGREE = 111.195
_EDGE, _SMALLEST = 25, 160  # km around the places, and across the frame at least
_LETTER, _LINE = 5.6, 12  # km that a letter of a name takes, and a line of names

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A school on the map."""

    x: float
    y: float
    mark: Mark | None = None
    vacant: bool = False


@dataclass(frozen=True)
class Line:
    """A journey on the map."""

    a: Point
    b: Point
    mark: Mark
    of_lead: bool = False


@dataclass(frozen=True)
class Name:
    """A hub on the map. fits: whether its name stands clear of all larger hubs' names. number: of the hub in marks."""

    x: float
    y: float
    text: str
    fits: bool
    number: int


@dataclass(frozen=True)
class Map:
    """All that is drawn, in km from the frame's corner."""

    width: float
    height: float
    coast: str
    homes: tuple[Spot, ...]
    hosts: tuple[Spot, ...]
    lines: tuple[Line, ...]
    hubs: tuple[Name, ...]


class Frame:
    """Which part of the Earth is drawn: all places, and some km around them."""

    def __init__(self, places: Sequence[School | Lead]) -> None:
        south, north = min(one.latitude for one in places), max(one.latitude for one in places)
        west, east = min(one.longitude for one in places), max(one.longitude for one in places)
        self._km_east = KM_A_DEGREE * cos(radians((south + north) / 2))
        high, wide = (north - south) * KM_A_DEGREE, (east - west) * self._km_east
        self.height, self.width = (round(max(_SMALLEST, km + 2 * _EDGE), 1) for km in (high, wide))
        self._north = north + (self.height - high) / 2 / KM_A_DEGREE
        self._west = west - (self.width - wide) / 2 / self._km_east

    def at(self, latitude: float, longitude: float) -> Point:
        """Km east and south of the frame's corner."""
        return (
            round((longitude - self._west) * self._km_east, 1),
            round((self._north - latitude) * KM_A_DEGREE, 1),
        )

    def of(self, place: School | Lead) -> Point:
        return self.at(place.latitude, place.longitude)


def drawn(plan: Plan, marks: Marks) -> Map:
    """The map of a plan."""
    instance = plan.instance
    frame = Frame((*instance.schools, *(held.lead for held in plan.held if held.lead is not None)))
    hosts = {held.host.id: held for held in plan.held}
    return Map(
        width=frame.width,
        height=frame.height,
        coast=_coast(frame),
        homes=tuple(Spot(*frame.of(one)) for one in instance.schools if one.id not in hosts),
        hosts=tuple(_host(frame, marks, hosts[id]) for id in sorted(hosts)),
        lines=tuple(_lines(plan, frame, marks)),
        hubs=tuple(_names(plan, frame)),
    )


def _host(frame: Frame, marks: Marks, held: Held) -> Spot:
    return Spot(*frame.of(held.host), mark=marks.review(held), vacant=len(held.present) < held.size)


def _lines(plan: Plan, frame: Frame, marks: Marks) -> Iterator[Line]:
    for seat in visits_in_order(plan):
        yield Line(frame.of(seat.home), frame.of(seat.held.host), marks.journey(seat))
    for lead, held in led_in_order(plan):
        yield Line(frame.of(lead), frame.of(held.host), marks.led(lead, held), of_lead=True)


def _names(plan: Plan, frame: Frame) -> Iterator[Name]:
    """Every hub with schools, the largest first: of two names that would overlap, its own is there."""
    numbers = {hub.id: n for n, hub in enumerate(plan.instance.hubs)}
    placed: list[tuple[float, float, float]] = []
    hubs = sorted(hub_graph(plan.instance).nodes(data=True), key=lambda node: (-node[1]["schools"], node[0]))
    for hub, facts in hubs:
        if not facts["schools"]:
            continue
        text = visible(facts["name"].removesuffix(" Hub"))
        (x, y), half = frame.at(facts["latitude"], facts["longitude"]), _LETTER * len(text) / 2
        fits = all(abs(x - there) > half + other or abs(y - line) > _LINE for there, line, other in placed)
        if fits:
            placed.append((x, y, half))
        yield Name(x, y, text, fits, numbers[hub])


def _coast(frame: Frame) -> str:
    """The coast as an SVG path: rings of points that are told apart at a km."""
    return "".join(f"M{'L'.join(_ring(frame, ring))}Z" for ring in _atlas()["rings_of_longitudes_and_latitudes"])


def _ring(frame: Frame, ring: Sequence[float]) -> Iterator[str]:
    for longitude, latitude in zip(ring[::2], ring[1::2], strict=True):
        x, y = frame.at(latitude, longitude)
        yield f"{round(x)} {round(y)}"


def licence() -> str:
    """Whose coast it is."""
    return str(_atlas()["licence"])


@cache
def _atlas() -> Any:
    return json.loads((resources.files(__package__) / "data" / "coast.json").read_text("utf-8"))
