"""Distance as the engine computes it, in one place: great circle on a sphere, whole km, and journeys as they count.

The checks have a distance of their own (geopy's, in `plan`), so that each guards the other. Both round to the
millimetre, for in the last digit they may differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from models.instance import Instance
from models.network import School
from models.people import Lead
from scheduler.plan import MM_A_KM
from scheduler.tables.arrays import Floats, Ints

EARTH_RADIUS_KM = 6371.009  # mean radius (IUGG), the one geopy uses


def great_circle_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances in km. a: (n, 2), b: (m, 2) latitudes and longitudes in degrees; returns (n, m)."""
    return _great_circle_km(np.radians(a[:, None]), np.radians(b[None]))


def _great_circle_km(a: Floats, b: Floats) -> Floats:
    """In whole millimetres. a, b: latitudes and longitudes in radians, in the last axis."""
    (lat_a, lon_a), (lat_b, lon_b) = (a[..., 0], a[..., 1]), (b[..., 0], b[..., 1])
    half_chord = np.sin((lat_a - lat_b) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
    millimetres = np.rint(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0))) * MM_A_KM)
    return np.asarray(millimetres / MM_A_KM)


def whole_km(km: Floats) -> Ints:
    """Distances in whole km, half up: what quality counts."""
    return np.asarray(np.floor(km + 0.5).astype(np.int64))


@dataclass(frozen=True)
class Places:
    """Where each of some schools or leads is: mostly in one place; a trust where each of its schools is.

    at: (k, 2), latitudes and longitudes in degrees, side by side for each. first: (n), where each one's begin in `at`.
    """

    at: Floats
    first: Ints

    @classmethod
    def of(cls, where: Sequence[School] | Sequence[Lead]) -> "Places":
        """The places of each."""
        listed = [one.places for one in where]
        at = np.array([place for places in listed for place in places], dtype=float).reshape(-1, 2)
        return cls(at, np.cumsum([0, *map(len, listed)], dtype=np.int64)[:-1])

    @property
    def main(self) -> Floats:
        """(n, 2): the first place of each."""
        return self.at[self.first]

    def __getitem__(self, numbers: ArrayLike) -> "Places":
        """The places of some of them, in this order."""
        chosen = np.asarray(numbers, dtype=np.int64).reshape(-1)
        if len(self.at) == len(self.first):
            return Places(self.at[chosen], np.arange(len(chosen)))
        ends = np.append(self.first[1:], len(self.at))
        rows = [np.arange(self.first[n], ends[n]) for n in chosen]
        first = np.cumsum([0, *map(len, rows)], dtype=np.int64)[:-1]
        return Places(self.at[np.concatenate([*rows, np.empty(0, dtype=np.int64)])], first)

    def km_to(self, others: "Places") -> Floats:
        """(n, m): great-circle km from each of these to each of the others, from the nearest pair of their places.

        Example: a trust with schools at 0 and 100 km on a line and one with schools at 130 and 300 km are 30 km apart.
        """
        km = great_circle_km(self.at, others.at)
        if km.shape[0] > len(self.first):
            km = np.minimum.reduceat(km, self.first, axis=0)
        return np.minimum.reduceat(km, others.first, axis=1) if km.shape[1] > len(others.first) else km

    def km_row_by_row(self, others: "Places") -> Floats:
        """(n,): great-circle km from each of these to the one of the others in its row, from their nearest pair."""
        if len(self.at) == len(self.first) and len(others.at) == len(others.first):
            return _great_circle_km(np.radians(self.at), np.radians(others.at))
        return np.array([self[n].km_to(others[n])[0, 0] for n in range(len(self.first))], dtype=float)


def travel_km(instance: Instance, homes: tuple[School, ...] | tuple[Lead, ...], hosts: tuple[School, ...]) -> Ints:
    """(homes, hosts): what each journey counts: whole km straight or by road, or minutes, as the policy says.

    One that was not measured counts as its straight km times the policy's factor, rounded half up.
    """
    straight = Places.of(homes).km_to(Places.of(hosts))
    policy, matrix = instance.policy.travel, instance.travel
    if policy.measure is None:
        return whole_km(straight)
    counted = whole_km(policy.straight_factor * straight)
    if matrix is None or not matrix.table(policy.measure):
        return counted
    at, to = ([matrix.position.get(one.id) for one in ones] for ones in (homes, hosts))
    for n, row in enumerate(None if k is None else matrix.table(policy.measure)[k] for k in at):
        measured = [None if row is None or k is None else row[k] for k in to]
        counted[n] = [usual if value is None else value for usual, value in zip(counted[n], measured, strict=True)]
    return counted
