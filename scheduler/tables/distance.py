"""Distance as the engine computes it, in one place: great circle on a sphere, whole km, and journeys as they count.

The checks have a distance of their own (geopy's, in `plan`), so that each guards the other.
"""

import numpy as np
from numpy.typing import NDArray

from models.instance import Instance
from models.network import School
from models.people import Lead

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.009  # mean radius (IUGG), the one geopy uses


def great_circle_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances in km. a: (n, 2), b: (m, 2) latitudes and longitudes in degrees; returns (n, m)."""
    lat_a, lon_a = np.radians(a[:, :1]), np.radians(a[:, 1:])
    lat_b, lon_b = np.radians(b[:, 0]), np.radians(b[:, 1])
    half_chord = np.sin((lat_a - lat_b) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0))))


def whole_km(km: Floats) -> Ints:
    """Distances in whole km, half up: what quality counts."""
    return np.asarray(np.floor(km + 0.5).astype(np.int64))


def places_of(where: tuple[School, ...] | tuple[Lead, ...]) -> Floats:
    """(n, 2): latitude and longitude of each, in degrees."""
    return np.array([(place.latitude, place.longitude) for place in where], dtype=float).reshape(-1, 2)


def travel_km(instance: Instance, homes: tuple[School, ...] | tuple[Lead, ...], hosts: tuple[School, ...]) -> Ints:
    """(homes, hosts): what each journey counts: whole km straight or by road, or minutes, as the policy says.

    One that was not measured counts as its straight km times the policy's factor, rounded half up.
    """
    straight = great_circle_km(places_of(homes), places_of(hosts))
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
