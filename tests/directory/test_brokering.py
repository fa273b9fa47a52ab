"""Supporters: as many as possible, in the fewest km, proven; and why a school has none."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from models.instance import Instance
from scheduler.directory import matching
from scheduler.directory.brokering import Brokered, Terms, Why, broker, terms_of
from scheduler.directory.judging import wrong
from scheduler.directory.matching import matched
from scheduler.directory.reach import NOBODY, Reach
from scheduler.directory.tables import all_places, brokered_parts
from scheduler.generating.by_hand import school
from scheduler.plan import distance_km, whole_km
from scheduler.showing.table import as_csv, render
from scheduler.storage import load_instance
from tests.directory.network import AREAS, drawn, network

LITERACY = ("literacy",)


def brute_force(instance: Instance, terms: Terms) -> tuple[int, int]:
    """The most places with a supporter, and the fewest km of so many: every choice there is."""
    options = [
        [
            (by.id, whole_km(one, by))
            for by in instance.schools
            if area in by.strong_in and by.hub != one.hub and distance_km(one, by) <= terms.within_km
        ]
        for one in instance.schools
        for area in one.works_on
        if area in terms.areas
    ]
    best = (0, 0)

    def choose(n: int, left: dict[str, int], pairs: int, km: int) -> None:
        nonlocal best
        if n == len(options):
            best = min(best, (-pairs, km))
        elif pairs + len(options) - n >= -best[0]:
            for by, further in options[n]:
                if left[by]:
                    choose(n + 1, {**left, by: left[by] - 1}, pairs + 1, km + further)
            choose(n + 1, left, pairs, km)

    choose(0, {one.id: terms.per_supporter for one in instance.schools}, 0, 0)
    return -best[0], best[1]


def test_no_choice_is_better_in_200_drawn_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of which each begins with the nearest supporter alone, so that others must be added."""
    monkeypatch.setattr(matching, "_AT_FIRST", 1)
    scarce = 0
    for seed in range(200):
        rng = Random(seed)
        instance = drawn(rng)
        terms = Terms(AREAS[: rng.randint(1, 2)], rng.choice([15, 45, 250]), rng.randint(1, 2))
        found = broker(instance, terms)
        assert (len(found.pairs), found.km) == brute_force(instance, terms), seed
        assert found.is_proven and not list(wrong(instance, found))
        scarce += any(one.why == Why.TAKEN for one in found.missing)
    assert scarce >= 20


def test_another_solver_agrees_on_the_real_network() -> None:
    """HiGHS solves the same choice as a linear program; its best value is a bound of its own."""
    instance = load_instance("noe-2018-autumn")
    reach = Reach(instance.schools, instance.areas, 30.0)
    found = matched(reach, 2)
    pairs = reach.nearest(len(instance.schools))
    count, schools = len(pairs.place), len(instance.schools)
    rows = np.concatenate((pairs.place, len(reach.places) + pairs.supporter))
    at_most = csr_array((np.ones(2 * count), (rows, np.tile(np.arange(count), 2))))
    limits = np.concatenate((np.ones(len(reach.places)), np.full(schools, 2)))[: at_most.shape[0]]
    done = linprog(pairs.km - found.nobody_km, A_ub=at_most, b_ub=limits, method="highs")
    assert round(done.fun) + found.nobody_km * len(reach.places) == found.cost == found.bound
    assert ((found.supporter != NOBODY).sum(), found.km.sum()) == (534, 5919)


def test_the_example_of_the_proof() -> None:
    """A is 10 km from C and 30 from D, B 12 from C and more from D: C for B, D for A."""
    instance = network(
        school("a", 10, works_on=LITERACY),
        school("b", -12, works_on=LITERACY),
        school("c", 0, strong_in=LITERACY),
        school("d", 40, strong_in=LITERACY),
    )
    reach = Reach(instance.schools, LITERACY, 100)
    found = matched(reach, 1)
    assert found.supporter.tolist() == [3, 2] and found.km.tolist() == [30, 12]
    assert found.cost == found.bound == 42


def test_a_bound_of_prices_is_never_above_what_costs_least() -> None:
    """So a choice that is not the best is not called proven, whoever made it."""
    instance = network(
        school("a", 10, works_on=LITERACY),
        school("b", 20, works_on=LITERACY),
        school("c", 0, strong_in=LITERACY),
        school("d", 40, strong_in=LITERACY),
    )
    reach = Reach(instance.schools, LITERACY, 100)
    found = matched(reach, 1)
    worse = replace(found, supporter=found.supporter[::-1].copy(), km=reach.km(found.supporter[::-1]))
    assert found.is_proven and not worse.is_proven and worse.cost > worse.bound


def test_a_school_is_supported_once_for_each_area_and_supports_two_places_in_all() -> None:
    instance = network(
        school("ash", 0, works_on=AREAS), school("beech", 5, works_on=LITERACY), school("cedar", 10, strong_in=AREAS)
    )
    found = broker(instance, terms_of(instance))
    assert len(found.pairs) == 2 and found.km == 15
    assert [one.why for one in found.missing] == [Why.TAKEN]
    assert len(broker(instance, replace(found.terms, per_supporter=3)).pairs) == 3


def why(instance: Instance, within_km: float = 50) -> tuple[Why, str]:
    found = broker(instance, Terms(LITERACY, within_km, 1))
    one = next(one for one in found.missing if one.school.id == "ash")
    return one.why, one.said


def test_why_a_school_has_no_supporter() -> None:
    ash = school("ash", 0, "hub-a", strong_in=LITERACY, works_on=LITERACY)
    own, far, near = (
        school("own", 5, "hub-a", strong_in=LITERACY),
        school("far", 70, "hub-b", strong_in=LITERACY),
        school("near", 20, "hub-b", strong_in=LITERACY),
    )
    elm = school("elm", 22, "hub-c", works_on=LITERACY)
    assert why(network(ash)) == (Why.NOBODY, "nobody else is strong in it")
    assert why(network(ash, own)) == (Why.OWN_HUB, "all who are strong in it are in the own hub: Own School")
    assert why(network(ash, own, far)) == (
        Why.OWN_HUB_NEAR,
        "all within reach are in the own hub: Own School; the nearest outside the hub is Far School, 70 km away",
    )
    assert why(network(ash, far), 69) == (
        Why.NOBODY_NEAR,
        "nobody is within reach: the nearest outside the hub is Far School, 70 km away",
    )
    helpless = ash.model_copy(update={"strong_in": ()})
    assert why(network(helpless, near, elm)) == (
        Why.TAKEN,
        "all within reach are taken: Near School by Elm School (literacy)",
    )


def test_the_judge_finds_each_fault() -> None:
    instance = network(
        school("ash", 0, "hub-a", works_on=LITERACY),
        school("beech", 20, "hub-b", strong_in=LITERACY),
        school("own", 5, "hub-a", strong_in=LITERACY),
        school("idle", 9, "hub-c"),
        school("far", 90, "hub-d", strong_in=LITERACY),
        school("elm", 25, "hub-e", works_on=LITERACY),
    )
    ash, _, own, idle, far, elm = instance.schools
    found = broker(instance, Terms(LITERACY, 50, 2))
    assert not list(wrong(instance, found))
    pair, other = found.pairs

    def faults(*pairs: object, **changed: object) -> str:
        return "\n".join(wrong(instance, replace(found, pairs=pairs, **changed)))  # type: ignore[arg-type]

    assert "of the same hub" in faults(replace(pair, supporter=own, km=5), other)
    assert "is not strong in it" in faults(replace(pair, supporter=idle, km=9), other)
    assert "90.000 km away, beyond 50" in faults(replace(pair, supporter=far, km=90), other)
    assert "is 20 km away, not 19" in faults(replace(pair, km=19), other)
    assert "elm and literacy are left out" in faults(pair)
    assert "ash and literacy are said 2 times" in faults(pair, pair, other)
    assert "idle does not work on literacy" in faults(pair, other, replace(pair, school=idle, km=11))
    assert "Beech School supports 2 places, more than 1" in faults(pair, other, terms=Terms(LITERACY, 50, 1))
    assert {pair.school, other.school} == {ash, elm}


def test_nobody_strong_and_nobody_who_works_on_anything() -> None:
    lonely = network(school("ash", 0))
    assert "No school says what it is strong in" in str(brokered_parts(broker(lonely, terms_of(lonely))))
    strong = network(school("ash", 0, strong_in=LITERACY))
    assert brokered_parts(broker(strong, terms_of(strong))) == ["No school works on what was asked for."]


def test_tables_say_what_was_found_and_a_spreadsheet_reads_no_formula() -> None:
    ash = school("ash", 0, works_on=LITERACY).model_copy(update={"name": "=1+1"})
    instance = network(ash, school("beech", 20, strong_in=LITERACY), school("elm", 400, works_on=LITERACY))
    found = broker(instance, terms_of(instance))
    said = render(brokered_parts(found), 160)
    assert "1 of 2 (50 %) places has a supporter, 20 km away in all." in said and "Proven: no other choice" in said
    assert "literacy             1           2          1        1" in said
    lines = as_csv(all_places(found)).splitlines()
    assert lines[1] == "literacy,'=1+1,ash,Beech School,beech,20,"
    assert lines[2].startswith('literacy,Elm School,elm,,,,"nobody is within reach: the nearest')


def test_a_choice_without_proof_is_not_called_proven() -> None:
    instance = network(school("ash", 0, works_on=LITERACY), school("beech", 20, strong_in=LITERACY))
    found: Brokered = replace(broker(instance, terms_of(instance)), is_proven=False)
    assert "Best found, not proven." in brokered_parts(found)
