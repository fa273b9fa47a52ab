"""What is looked for in the directory is found, nearest first."""

from random import Random

import pytest

from models.network import Phase
from scheduler.directory.searching import Near, Role, Wanted, search
from scheduler.generating.by_hand import school
from scheduler.plan import distance_km
from tests.directory.network import drawn, network

FEW = network(
    school("ash", 0, "hub-a", trust="Oak Trust", strong_in=("literacy",), works_on=("science",)),
    school("beech", 30, "hub-b", works_on=("literacy",)),
    school("cedar", 12, "hub-b", phase=Phase.SECONDARY, strong_in=("literacy",), works_on=("literacy",)),
    school("elm", 60, "hub-c", strong_in=("science",)),
)
ASH = Near("Ash School", FEW.schools[0].places, "ash")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), ["ash", "beech", "cedar", "elm"]),
        (Wanted(area="literacy"), ["ash", "cedar", "beech"]),
        (Wanted(area="literacy", role=Role.STRONG_IN), ["ash", "cedar"]),
        (Wanted(area="literacy", role=Role.WORKS_ON), ["cedar", "beech"]),
        (Wanted(phase="secondary"), ["cedar"]),
        (Wanted(hub="hub-b"), ["beech", "cedar"]),
        (Wanted(trust="Oak Trust"), ["ash"]),
        (Wanted(words="SCHOOL ceD"), ["cedar"]),
        (Wanted(words="cedar ash"), []),
        (Wanted(near=ASH), ["cedar", "beech", "elm"]),
        (Wanted(near=ASH, area="literacy"), ["cedar", "beech"]),
        (Wanted(near=Near("a postcode", ASH.places)), ["ash", "cedar", "beech", "elm"]),
    ],
)
def test_all_that_is_asked_must_be_so(wanted: Wanted, expected: list[str]) -> None:
    assert [one.school.id for one in search(FEW, wanted)] == expected


def test_how_a_school_stands_to_the_area_is_said() -> None:
    roles = {one.school.id: one.roles for one in search(FEW, Wanted(area="literacy"))}
    assert roles == {
        "ash": (Role.STRONG_IN,),
        "beech": (Role.WORKS_ON,),
        "cedar": (Role.STRONG_IN, Role.WORKS_ON),
    }


def test_within_is_not_rounded() -> None:
    (cedar,) = (one for one in search(FEW, Wanted(near=ASH)) if one.school.id == "cedar")
    assert cedar.km is not None
    assert len(search(FEW, Wanted(near=ASH, within_km=cedar.km))) == 1
    assert not search(FEW, Wanted(near=ASH, within_km=cedar.km - 0.001))


def test_the_nearest_are_those_of_the_other_distance() -> None:
    for seed in range(20):
        instance = drawn(Random(seed))
        first = instance.schools[0]
        found = search(instance, Wanted(near=Near(first.name, first.places, first.id)))
        km = [distance_km(first, one.school) for one in found]
        assert km == sorted(km) and len(km) == len(instance.schools) - 1
        assert all(one.km is not None and abs(one.km - far) < 1e-6 for one, far in zip(found, km, strict=True))
