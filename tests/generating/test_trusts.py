"""Trusts in the place of schools: what they are made of, the pilot of 2018, and recipes of others."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from models.instance import Instance
from models.network import Phase
from models.policy import Policy
from models.problem import InvalidInput
from models.slot import SlotLength
from scheduler.generating import Recipe, generate
from scheduler.generating.reading import read_schools
from scheduler.generating.trusts import largest_trusts
from scheduler.storage import dumps, load_instance
from scheduler.storage.instances import parse_instance
from tests.solving import optimum, with_policy

PILOT = "mat-peer-review-2018"
FILE = Path(__file__).parents[2] / "instances" / "noe_schools.csv"


def test_the_pilot_is_of_the_real_trusts_with_most_schools() -> None:
    schools = read_schools(FILE).schools
    members = Counter(school.trust for school in schools if school.trust)
    instance = load_instance(PILOT)
    sizes = [len(trust.sites) for trust in instance.schools]
    assert len(sizes) == 12 and sorted(sizes, reverse=True) == [count for _, count in members.most_common(12)]
    assert {trust.name: len(trust.sites) for trust in instance.schools}.items() <= members.items()
    places = {school.id: (school.place.latitude, school.place.longitude) for school in schools}
    assert all(places[site.id] == (site.latitude, site.longitude) for trust in instance.schools for site in trust.sites)
    hubs = {hub.id: hub.name for hub in instance.hubs}
    for trust in instance.schools:
        of = Counter(school.hub for school in schools if school.trust == trust.name)
        assert of[hubs[trust.hub]] == max(of.values())


def test_the_pilot_lasts_from_november_to_april_in_two_days() -> None:
    instance = load_instance(PILOT)
    assert (instance.terms_in_year, [term.number for term in instance.terms]) == (2, [1, 2])
    assert (instance.terms[0].first_day, instance.terms[-1].last_day) == (date(2018, 11, 1), date(2019, 4, 5))
    weekdays = {slot.weekday() for review in instance.reviews for slot in review.slots}
    assert weekdays == {0, 1, 2, 3}
    sizes = {len(trust.sites): instance.planned_size(trust.id) for trust in instance.schools}
    assert sizes == {24: 4, 15: 3, 9: 3, 7: 3, 6: 3, 5: 2, 4: 2}
    assert not instance.visits and all(entry.owed == 0 for entry in instance.ledger)


def test_leads_are_experts_of_none_of_the_trusts() -> None:
    assert all(lead.trust is None for lead in load_instance(PILOT).leads)


def test_a_trust_of_mixed_schools_is_all_through_or_special(tmp_path: Path) -> None:
    rows = "urn,name,phase,pupils,lat,lon,local_authority,trust\n"
    schools = [("Primary", "Ash"), ("Secondary", "Ash"), ("Special", "Ash"), ("Special", "Birch"), ("AP", "Birch")]
    schools += [("Primary", "BIRCH"), ("Nursery", "Elm"), ("Primary", "Elm"), ("Primary", "Alone"), ("Primary", "")]
    for n, (phase, trust) in enumerate(schools):
        rows += f"{n},School {n},{phase},{100 if n else ''},{52 + n / 10},-1.0,Kent,{trust}\n"
    (tmp_path / "some.csv").write_text(rows, "utf-8")
    listed = largest_trusts(read_schools(tmp_path / "some.csv"), 3, None)
    assert [(trust.id, trust.phase) for trust in listed.schools] == [
        ("ash", Phase.ALL_THROUGH),
        ("birch", Phase.SPECIAL),
        ("elm", Phase.PRIMARY),
    ]
    assert [trust.pupils for trust in listed.schools] == [200, 300, 200]
    assert [len(trust.sites) for trust in listed.schools] == [3, 3, 2]
    assert listed.schools[0].place.latitude == 52.1  # the middle one of three in a row
    with pytest.raises(InvalidInput, match="at most 3"):
        largest_trusts(read_schools(tmp_path / "some.csv"), 4, None)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("drawn", 300, trusts=6, terms=(1, 2), seed=3),
        Recipe("spring", FILE, trusts=20, terms=(2,), leads=6, seed=7),
        Recipe("hubs", FILE, trusts=5, hubs=10, terms=(1,)),
    ],
    ids=lambda recipe: recipe.name,
)
def test_other_recipes_make_valid_instances(recipe: Recipe) -> None:
    made = generate(recipe)
    assert parse_instance(dumps(made)) == made
    assert len(made.schools) == recipe.trusts and all(len(trust.sites) >= 2 for trust in made.schools)
    assert all(made.policy.slot.begins_on(slot) for review in made.reviews for slot in review.slots)


def test_what_no_recipe_of_trusts_can_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"some of 1 \(autumn\), 2 \(spring\), rising") as refused:
        Recipe("summer", FILE, trusts=1, terms=(3,))
    assert "at least 2 trusts" in str(refused.value)


def without_sites(instance: Instance, of: str) -> Instance:
    schools = (one.model_copy(update={"sites": ()}) if one.id == of else one for one in instance.schools)
    return instance.model_copy(update={"schools": tuple(schools)})


def test_each_number_of_the_programme_decides_the_small_case() -> None:
    """As its text says: 100; in three days 160; by pupils 50; from Beech's middle, 50 km from Ash's last, 130."""
    instance = load_instance("five-trusts")
    quality = {
        "as it is": optimum(instance),
        "in three days": optimum(with_policy(instance, slot=SlotLength())),
        "by pupils": optimum(with_policy(instance, team_size=Policy().team_size)),
        "from the middle": optimum(without_sites(instance, "beech")),
    }
    assert {name: values[-1] for name, values in quality.items() if values is not None} == {
        "as it is": 100,
        "in three days": 160,
        "by pupils": 50,
        "from the middle": 130,
    }
