"""Distances and clusters for drawing. Only + and x on floats, and whole numbers, so that every machine draws alike.

The engine and the checks have distances of their own; here a flat map is exact enough (0.5 % at 250 km).
"""

from collections.abc import Sequence

import numpy as np

from scheduler.tables.arrays import Ints

KM_A_DEGREE = 111.195


def cosine(degrees: float) -> float:
    """Cosine of a latitude, by its series: libraries differ in the last digit of theirs."""
    square = (degrees * 0.017453292519943295) ** 2
    return 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56 * (1 - square / 90))))


class Place:
    """A point on the flat map."""

    __slots__ = ("_cosine", "latitude", "longitude")

    def __init__(self, latitude: float, longitude: float) -> None:
        self.latitude = latitude
        self.longitude = longitude
        self._cosine = cosine(latitude)

    def square_km_to(self, other: "Place") -> float:
        """Square of the distance, in square km."""
        north = (self.latitude - other.latitude) * KM_A_DEGREE
        east = (self.longitude - other.longitude) * KM_A_DEGREE * (self._cosine + other._cosine) / 2
        return north * north + east * east


def clusters(places: Sequence[Place], count: int) -> list[Ints]:
    """Positions of `places` in `count` groups of neighbours, alike in size: halved across the longer side."""
    north = np.array([round(place.latitude * 10_000) for place in places], dtype=np.int64)
    east = np.array([round(place.longitude * 6_000) for place in places], dtype=np.int64)
    return _halved(north, east, np.arange(len(places), dtype=np.int64), count)


def _halved(north: Ints, east: Ints, members: Ints, count: int) -> list[Ints]:
    if count <= 1:
        return [members]
    longer = max((north, east), key=lambda axis: int(np.ptp(axis[members])))
    ordered = members[np.argsort(longer[members], kind="stable")]
    left = count // 2
    cut = len(members) * left // count
    return [*_halved(north, east, ordered[:cut], left), *_halved(north, east, ordered[cut:], count - left)]
