"""The map: where hosts are, who travels to them, and where each hub lies, over the coast of England.

A place is drawn where it lies in km east and south of the frame's corner, with degrees of longitude as wide as they are
in the middle of the frame (an equirectangular projection): at this size nobody sees that the Earth is round.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import ceil, cos, radians
from typing import Any

from models.network import School
from models.people import Lead
from scheduler.desk.report.marks import Mark, Marks
from scheduler.plan import Held, Plan, Seat
from scheduler.showing.table import Slot
from scheduler.showing.views import led_in_order, visits_in_order
from scheduler.tables.hubs import hub_graph
from scheduler.words import visible

KM_A_DEGREE = 111.195
_EDGE, _SMALLEST = 25, 160  # km around the places, and across the frame at least
_NEAR = 20  # km around what is seen near
_LETTER, _LINE = 5.6, 12  # km that a letter of a name takes, and a line of names

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A school on the map. review: the id of the review that it hosts; words: that in words."""

    x: float
    y: float
    mark: Mark | None = None
    vacant: bool = False
    review: str = ""
    words: str = ""


@dataclass(frozen=True)
class Line:
    """A journey on the map. of: the ids of the review and of who travels."""

    a: Point
    b: Point
    mark: Mark
    of: tuple[str, str]
    of_lead: bool = False


@dataclass(frozen=True)
class Name:
    """A hub on the map. number: of the hub in marks.

    fits: whether its name, as large as it is seen, stands clear of all larger hubs' names.
    """

    x: float
    y: float
    text: str
    fits: bool
    number: int


@dataclass(frozen=True)
class Map:
    """All that is drawn, in km from the frame's corner. box: the corner of what is seen of it, and how wide and high.

    zoom: how many tenths of the frame's width are seen.
    """

    width: float
    height: float
    coast: str
    homes: tuple[Spot, ...]
    hosts: tuple[Spot, ...]
    lines: tuple[Line, ...]
    hubs: tuple[Name, ...]
    box: tuple[float, float, float, float]
    zoom: int = 10

    def paths(self, *, of_leads: bool) -> str:
        """The journeys of all reviewers, or of all leads, as one SVG path."""
        lines = (line for line in self.lines if line.of_lead == of_leads)
        return "".join(f"M{line.a[0]} {line.a[1]}L{line.b[0]} {line.b[1]}" for line in lines)


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
        coast=coast(frame),
        homes=tuple(Spot(*frame.of(one)) for one in instance.schools if one.id not in hosts),
        hosts=tuple(_host(frame, marks, hosts[id]) for id in sorted(hosts)),
        lines=tuple(_lines(plan, frame, marks)),
        hubs=tuple(_fitting(_names(plan, frame), 10)),
        box=(0, 0, frame.width, frame.height),
    )


def near(whole: Map, visits: Iterable[Seat], led: Iterable[tuple[Lead, Held]], hosts: Iterable[Held]) -> Map:
    """The map with these journeys and hosts alone, as large as they can be seen."""
    people = {(seat.held.review.id, seat.reviewer.id) for seat in visits}
    leads = {(held.review.id, lead.id) for lead, held in led}
    reviews = {review for review, _ in people | leads} | {held.review.id for held in hosts}
    lines = tuple(line for line in whole.lines if line.of in (leads if line.of_lead else people))
    left = tuple(spot for spot in whole.hosts if spot.review in reviews)
    points = [point for line in lines for point in (line.a, line.b)] + [(spot.x, spot.y) for spot in left]
    zoom = _zoom(whole, points) if points else 10
    names = tuple(_fitting(whole.hubs, zoom))
    return replace(whole, lines=lines, hosts=left, hubs=names, box=_box(whole, points, zoom), zoom=zoom)


def _zoom(whole: Map, points: Sequence[Point]) -> int:
    """How many tenths of the frame hold all points and some km around them; two at least."""
    (west, east), (north, south) = _ends(points)
    share = max((east - west + 2 * _NEAR) / whole.width, (south - north + 2 * _NEAR) / whole.height)
    return min(10, max(2, ceil(10 * share)))


def _box(whole: Map, points: Sequence[Point], zoom: int) -> tuple[float, float, float, float]:
    """So many tenths of the frame around the middle of the points."""
    if zoom == 10:
        return whole.box
    (west, east), (north, south) = _ends(points)
    wide, high = whole.width * zoom / 10, whole.height * zoom / 10
    return round((west + east - wide) / 2, 1), round((north + south - high) / 2, 1), round(wide, 1), round(high, 1)


def _ends(points: Sequence[Point]) -> tuple[Point, Point]:
    """The least and the most to the east, and to the south."""
    x, y = [point[0] for point in points], [point[1] for point in points]
    return (min(x), max(x)), (min(y), max(y))


def _host(frame: Frame, marks: Marks, held: Held) -> Spot:
    vacant = max(0, held.size - len(held.present))
    words = f"{held.host.name}, {Slot(held.slot, held.length)}{f', {vacant} vacant' if vacant else ''}"
    return Spot(*frame.of(held.host), marks.review(held), vacant > 0, held.review.id, visible(words))


def _lines(plan: Plan, frame: Frame, marks: Marks) -> Iterator[Line]:
    for seat in visits_in_order(plan):
        yield Line(frame.of(seat.home), frame.of(seat.held.host), marks.journey(seat), seat.about)
    for lead, held in led_in_order(plan):
        of = held.review.id, lead.id
        yield Line(frame.of(lead), frame.of(held.host), marks.led(lead, held), of, of_lead=True)


def _names(plan: Plan, frame: Frame) -> Iterator[Name]:
    """Every hub with schools, the largest first."""
    numbers = {hub.id: n for n, hub in enumerate(plan.instance.hubs)}
    hubs = sorted(hub_graph(plan.instance).nodes(data=True), key=lambda node: (-node[1]["schools"], node[0]))
    for hub, facts in hubs:
        if facts["schools"]:
            text = visible(facts["name"].removesuffix(" Hub"))
            yield Name(*frame.at(facts["latitude"], facts["longitude"]), text, True, numbers[hub])


def _fitting(names: Iterable[Name], zoom: int) -> Iterator[Name]:
    """Names, the most important first: of two that would overlap, the first is there. zoom: as of a map."""
    placed: list[tuple[float, float, float]] = []
    for name in names:
        half, line = _LETTER * len(name.text) / 2 * zoom / 10, _LINE * zoom / 10
        fits = all(abs(name.x - x) > half + other or abs(name.y - y) > line for x, y, other in placed)
        if fits:
            placed.append((name.x, name.y, half))
        yield replace(name, fits=fits)


def coast(frame: Frame) -> str:
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
