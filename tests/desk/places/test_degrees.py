"""Grid references of known points, within a few metres."""

import pytest
from geopy.distance import geodesic

from scheduler.desk.places.degrees import IRISH, Place, Reference, degrees

pytest.importorskip("pyproj")

KNOWN = [
    (
        Reference(651_409.804, 313_177.450),
        Place(52.65797861, 1.71605201),
    ),  # Caister water tower, the Ordnance Survey's test
    (Reference(91_492.146, 11_318.804), Place(49.92226394, -6.29977752)),  # St Mary's, Isles of Scilly, the same
    (Reference(151_968.652, 966_483.780), Place(58.51560361, -6.26091456)),  # Butt of Lewis, the same
    (Reference(333_860, 374_050, IRISH), Place(54.5967, -5.9301)),  # the city hall of Belfast
]


@pytest.mark.parametrize(("reference", "place"), KNOWN)
def test_a_known_point(reference: Reference, place: Place) -> None:
    (found,) = degrees([reference])
    assert geodesic(found, place).m < (5 if reference.grid != IRISH else 100)


def test_nothing_needs_nothing() -> None:
    assert degrees([]) == []
