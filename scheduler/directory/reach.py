"""Who could support whom: places that want a supporter, and the schools within reach of each, in arrays.

A place is one school with one area that it works on. The engine's own distance decides who is within reach.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import pi
from typing import NamedTuple

import numpy as np

from models.network import School
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.distance import EARTH_RADIUS_KM, Places, whole_km

ALL_ROUND_KM = pi * EARTH_RADIUS_KM
"""Half the Earth's circumference: nobody is farther away."""
NOBODY = -1
"""Instead of a supporter's position."""
_AT_ONCE = 2_000_000  # pairs looked at in one array
_SLACK = 1e-12  # of a cosine: some metres, within which the exact distance decides


class Pairs(NamedTuple):
    """Pairs of a place and a school that could support it, by their positions, with whole km."""

    place: Ints
    supporter: Ints
    km: Ints


class _Block(NamedTuple):
    """Some places of one area, by their positions and their schools', and the schools that are strong in it."""

    places: Ints
    schools: Ints
    strong: Ints


class Reach:
    """The places of some areas, and who is within reach of them: outside the hub, within some km.

    schools: all of the network. places: of each its school's position and its area, area by area.
    """

    def __init__(self, schools: Sequence[School], areas: Iterable[str], within_km: float) -> None:
        self.schools = tuple(schools)
        self.within_km = min(within_km, ALL_ROUND_KM)
        self.strong = {area: _positions(n for n, one in enumerate(schools) if area in one.strong_in) for area in areas}
        self.places = [(n, area) for area in self.strong for n, one in enumerate(schools) if area in one.works_on]
        numbers = {hub: n for n, hub in enumerate(dict.fromkeys(one.hub for one in schools))}
        self._hubs = _positions(numbers[one.hub] for one in schools)
        self._where = Places.of(self.schools)

    def nearest(self, most: int) -> Pairs:
        """Of each place the nearest few."""
        return _joined(self._nearest(block, most) for block in self._blocks())

    def cheaper(self, prices: Ints, paid: Ints) -> Pairs:
        """All pairs that cost a place less, km and the supporter's price together, than it pays."""
        return _joined(self._cheaper(block, prices, paid) for block in self._blocks())

    def km(self, supporter: Ints) -> Ints:
        """Whole km between each place and its supporter; 0 for nobody."""
        schools = _positions(school for school, _ in self.places)
        km = whole_km(self._where[schools].km_row_by_row(self._where[supporter]))
        return np.where(supporter == NOBODY, 0, km)

    def others(self, place: int) -> tuple[Ints, Floats]:
        """All schools but its own that are strong in the place's area, nearest first, and how far away they are."""
        school, area = self.places[place]
        strong = self.strong[area][self.strong[area] != school]
        km = self._where[school].km_to(self._where[strong])[0]
        order = np.argsort(km, kind="stable")
        return strong[order], km[order]

    def _blocks(self) -> Iterator[_Block]:
        schools = _positions(school for school, _ in self.places)
        first = 0
        for area, strong in self.strong.items():
            of_area = sum(1 for one in self.schools if area in one.works_on)
            step = max(1, _AT_ONCE // max(1, len(strong)))
            for start in range(first, first + of_area, step):
                places = np.arange(start, min(start + step, first + of_area))
                yield _Block(places, schools[places], strong)
            first += of_area

    def _nearest(self, block: _Block, most: int) -> Pairs:
        cosines = self._cosines(block)
        few = min(most, len(block.strong))
        at = np.argpartition(-cosines, few - 1, axis=1)[:, :few] if few else np.zeros((len(block.places), 0), np.int64)
        rows = np.repeat(np.arange(len(block.places)), few)
        far = np.full(len(block.places), self.within_km)
        return self._reached(block, rows, at.ravel(), far)

    def _cheaper(self, block: _Block, prices: Ints, paid: Ints) -> Pairs:
        """Only supporters nearer than what a place pays can be so, for no price is below 0."""
        far = np.minimum(paid[block.places], self.within_km)
        rows, at = np.nonzero(self._cosines(block) >= np.cos(far / EARTH_RADIUS_KM)[:, None] - _SLACK)
        found = self._reached(block, rows, at, far)
        is_cheaper = found.km + prices[found.supporter] < paid[found.place]
        return Pairs(*(column[is_cheaper] for column in found))

    def _cosines(self, block: _Block) -> Floats:
        """(places, strong): cosines of the angles between the nearest of their places; -inf within one hub."""
        here, there = self._where[block.schools], self._where[block.strong]
        cosines = _on_the_sphere(here.at) @ _on_the_sphere(there.at).T
        if len(here.at) > len(here.first):
            cosines = np.maximum.reduceat(cosines, here.first, axis=0)
        if len(there.at) > len(there.first):
            cosines = np.maximum.reduceat(cosines, there.first, axis=1)
        cosines[self._hubs[block.schools][:, None] == self._hubs[block.strong]] = -np.inf
        return np.asarray(cosines)

    def _reached(self, block: _Block, rows: Ints, at: Ints, far: Floats) -> Pairs:
        """Those of the pairs that are outside the hub and near enough, by the exact distance."""
        schools, supporters = block.schools[rows], block.strong[at]
        km = self._where[schools].km_row_by_row(self._where[supporters])
        kept = (km <= far[rows]) & (self._hubs[schools] != self._hubs[supporters])
        return Pairs(block.places[rows[kept]], supporters[kept], whole_km(km[kept]))

    def are_of_one_hub(self, place: int, schools: Ints) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Of each of the schools whether it is in the hub of the place."""
        return np.asarray(self._hubs[schools] == self._hubs[self.places[place][0]])


def _positions(them: Iterable[int]) -> Ints:
    return np.fromiter(them, dtype=np.int64)


def _on_the_sphere(degrees: Floats) -> Floats:
    """(n, 3): the places as points of the unit sphere."""
    latitudes, longitudes = np.radians(degrees).T
    flat = np.cos(latitudes)
    return np.column_stack((flat * np.cos(longitudes), flat * np.sin(longitudes), np.sin(latitudes)))


def _joined(them: Iterable[Pairs]) -> Pairs:
    none = np.zeros(0, dtype=np.int64)
    return Pairs(*map(np.concatenate, zip((none, none, none), *them, strict=True)))
