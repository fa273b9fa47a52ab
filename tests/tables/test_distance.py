"""Distance: what the engine computes from arrays and what the checks compute one by one are the same number.

They differed in the last digit. At just a whole or half km that decided what is too far, or which whole km counts, and
a result whose goals the recount then contradicted was thrown away.
"""

from math import floor
from random import Random

import numpy as np
import pytest

from models.network import School, Site
from scheduler.plan import distance_km
from scheduler.tables.distance import Places, whole_km
from tests.programmes.small import school


def both(schools: list[School]) -> tuple[np.ndarray, np.ndarray]:
    """(school, school): km of the engine, and of the checks."""
    places = Places.of(schools)
    judged = np.array([[distance_km(one, other) for other in schools] for one in schools])
    return places.km_to(places), judged


def on_a_road() -> list[School]:
    """Every half km along a meridian, where two ways to compute would hardly ever agree to the last digit."""
    return [school(str(n), n / 2) for n in range(160)]


def test_at_whole_and_half_km_engine_and_checks_agree() -> None:
    engine, judged = both(on_a_road())
    assert (engine == judged).all()
    half = np.arange(160)
    assert (engine[0] == half / 2).all(), "to the millimetre it is just the half km"
    assert (whole_km(engine[0]) == [floor(n / 2 + 0.5) for n in half]).all()


@pytest.mark.parametrize("seed", range(3))
def test_anywhere_engine_and_checks_agree(seed: int) -> None:
    rng = Random(seed)
    schools = [
        school(str(n)).model_copy(update={"latitude": rng.uniform(50, 56), "longitude": rng.uniform(-5, 1)})
        for n in range(60)
    ]
    engine, judged = both(schools)
    assert (engine == judged).all()


def test_of_several_sites_both_take_the_nearest_pair() -> None:
    """Checks of programmes looked at the main place alone, the engine at all of them."""
    sites = (Site(id="1", name="Far", **_at(90)), Site(id="2", name="Near", **_at(30.5)))
    engine, judged = both([school("A", 0), school("B", 90, sites=sites)])
    assert engine[0, 1] == judged[0, 1] == 30.5


def _at(km: float) -> dict[str, float]:
    there = school("x", km)
    return {"latitude": there.latitude, "longitude": there.longitude}
