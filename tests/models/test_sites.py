"""Bands of pupils or of schools; and what has several sites."""

import pytest
from pydantic import ValidationError

from models.digest import instance_sha256, said
from models.network import Site
from models.policy import Policy, SizeBand, TeamSize
from models.slot import SlotLength
from scheduler.plan import distance_km
from scheduler.storage.writing import dumps
from scheduler.tables.distance import Places
from tests import tiny

OF_TRUSTS = TeamSize(
    bands=(SizeBand(up_to_schools=5, seats=2), SizeBand(up_to_schools=15, seats=3)), seats_above=4, seats_unknown=3
)


@pytest.mark.parametrize(("schools", "seats"), [(1, 2), (5, 2), (6, 3), (15, 3), (16, 4)])
def test_bands_may_count_schools(schools: int, seats: int) -> None:
    assert OF_TRUSTS.seats(None, schools) == OF_TRUSTS.seats(5_000, schools) == seats


def test_bands_count_one_thing_each() -> None:
    with pytest.raises(ValidationError, match="one of the two"):
        SizeBand(up_to_pupils=100, up_to_schools=5, seats=2)
    with pytest.raises(ValidationError, match="one of the two"):
        SizeBand(seats=2)
    with pytest.raises(ValidationError, match="all count pupils, or all count schools"):
        TeamSize(bands=(SizeBand(up_to_pupils=100, seats=2), SizeBand(up_to_schools=5, seats=3)))
    with pytest.raises(ValidationError, match="rise by up_to_schools"):
        TeamSize(bands=(SizeBand(up_to_schools=5, seats=2), SizeBand(up_to_schools=5, seats=3)))


def test_a_host_has_as_many_schools_as_sites() -> None:
    trust = tiny.school("A").model_copy(update={"sites": _sites(0, 10, 20, 30, 40, 50)})
    instance = tiny.instance(trust, tiny.review("A", size=None))
    policy = instance.policy.model_copy(update={"team_size": OF_TRUSTS})
    assert instance.model_copy(update={"policy": policy}).planned_size("A") == 3


def _sites(*km: int) -> tuple[Site, ...]:
    places = [tiny.school("X", km=each) for each in km]
    return tuple(
        Site(id=f"s{n}", name=f"Site {n}", latitude=one.latitude, longitude=one.longitude)
        for n, one in enumerate(places)
    )


def test_distances_are_those_of_the_nearest_pair() -> None:
    """0 and 100 km; 130 and 300 km; alone at 50 km: 30 km apart, and 50 and 80 from the third."""
    first, second = (
        tiny.school(name).model_copy(update={"sites": _sites(*km)}) for name, km in (("A", (0, 100)), ("B", (300, 130)))
    )
    alone = tiny.school("C", km=50)
    assert [round(distance_km(*pair)) for pair in ((first, second), (second, alone), (alone, first))] == [30, 80, 50]
    every = Places.of((first, second, alone))
    assert every.km_to(every).round().tolist() == [[0, 30, 50], [30, 0, 80], [50, 80, 0]]
    assert every[[2, 0]].km_to(every[[1]]).round().tolist() == [[80], [30]]


def test_what_is_as_usual_is_not_written() -> None:
    """Files and certificates of before stay as they are, to the byte."""
    instance = tiny.instance(tiny.school("A"), tiny.review("A"))
    assert '"slot": {' not in dumps(instance) and "up_to_schools" not in dumps(instance)
    assert "slot" not in said(instance)["policy"]
    two_days = instance.model_copy(update={"policy": Policy(slot=SlotLength(days=2))})
    assert '"slot": {"days": 2}' in dumps(two_days)
    assert instance_sha256(two_days) != instance_sha256(instance)
