"""Fairness as a sum over journeys: never more than what is beyond fair, and just that where it is said to be exact."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.instance import Waiver
from models.policy import FAIRNESS_GOAL, RuleId
from scheduler.goals.fairness import fair_visit_m
from scheduler.model import Model
from scheduler.nation.reach import Reach
from scheduler.nation.tariff import Tariff
from scheduler.plan import Plan
from scheduler.solvers import cp_sat
from scheduler.tables.arrays import Ints
from scheduler.tables.facts import Facts
from tests.nation.networks import network_with_fairness, with_earlier_visits
from tests.solving import PLAIN, outcome, with_policy

_FAIR_M = 60_000
_KINDS = ("one at most", "one", "together", "nothing")


def of_a_school(kind: str, nearest: int, past: int, past_of: list[int], once: list[bool]) -> Tariff:
    """Of one school with some reviewers; the nearest review is so many km away."""
    within = max(0, _FAIR_M - 1000 * nearest)
    less = within if kind == "one" else 0
    past = min(past, less) if kind == "one" else past
    alone, together = np.array([kind.startswith("one")]), np.array([kind == "together"])
    schools = alone, together, np.array([less]), np.array([within]), np.array([past])
    people = tuple(map(str, range(len(once))))
    return Tariff(("Ash",), people, _FAIR_M, 1_000.0, *schools, np.array(past_of, np.int64), np.array(once, bool))


def counted(tariff: Tariff, person: Ints, km: Ints, short: int) -> float:
    added = tariff.added(person, np.zeros_like(person), km)
    return tariff.m_a_km * float(added.sum()) + tariff.besides(short)


@settings(deadline=None)
@given(
    st.sampled_from(_KINDS),
    st.integers(0, 100),
    st.integers(-150_000, 150_000),
    st.lists(st.tuples(st.integers(0, 200), st.integers(-90_000, 90_000), st.booleans()), max_size=4),
)
def test_nothing_counts_more_than_is_beyond_fair(
    kind: str, nearest: int, past: int, people: list[tuple[int, int, bool]]
) -> None:
    """Where nobody goes, one who is due is missing."""
    assume(kind != "one at most" or len(people) <= 1)
    km = [nearest + further for further, _, _ in people]
    over = [1000 * each - _FAIR_M for each in km]
    unfair = max(0, past + sum(over)) if people else 0
    unfair += sum(max(0, earlier + each) for (_, earlier, _), each in zip(people, over, strict=True))
    tariff = of_a_school(kind, nearest, past, [earlier for _, earlier, _ in people], [once for _, _, once in people])
    everybody = np.arange(len(people), dtype=np.int64)
    assert counted(tariff, everybody, np.array(km, np.int64), int(not people)) <= unfair + 1e-6


@pytest.mark.parametrize(
    ("kind", "km", "school_m"),
    [("one at most", [90], 30_000), ("one", [90], 30_000), ("together", [110, 20], 10_000), ("nothing", [50, 40], 0)],
)
def test_each_sum_is_exact_where_it_is_said_to_be(kind: str, km: list[int], school_m: int) -> None:
    people = np.arange(len(km), dtype=np.int64)
    tariff = of_a_school(kind, 20, 0, [0] * len(km), [False] * len(km))
    assert counted(tariff, people, np.array(km, np.int64), 0) == pytest.approx(school_m)


def test_the_example_of_a_second_journey() -> None:
    tariff = of_a_school("one", 20, 0, [0, 0], [False, False])
    assert counted(tariff, np.array([0, 1]), np.array([90, 25]), 0) == pytest.approx(-10_000)


def test_no_journey_counts_less_than_the_least() -> None:
    for kind in ("one", "together"):
        tariff = of_a_school(kind, 0, 0, [0], [True])
        assert tariff.added(np.array([0]), np.array([0]), np.array([0])) == pytest.approx(tariff.least())


def test_what_is_missing_gives_back_the_most() -> None:
    less, nothing = np.array([10, 40, 20]), np.zeros(3, np.int64)
    names, yes = ("Ash", "Birch", "Cedar"), nothing == 0
    tariff = Tariff(names, names, _FAIR_M, 1_000.0, yes, ~yes, less, less, nothing, nothing, yes)
    assert [tariff.besides(short) for short in (0, 1, 2, 9)] == [70, 30, 10, 0]


_OFF = ((), ("commitment",), ("reviewer-load",))
_IN_SUITE = ((0, _OFF[0]), (1, _OFF[1]), (1, _OFF[2]))
_AT_LENGTH = (pytest.param(*each, marks=pytest.mark.soak) for each in product(range(9), _OFF) if each not in _IN_SUITE)


@pytest.mark.parametrize(("short", "without"), [*_IN_SUITE, *_AT_LENGTH])
def test_no_schedule_of_a_network_is_fairer_than_counted(short: int, without: tuple[RuleId, ...]) -> None:
    """The one that comes nearest to it is sought, with earlier visits, a waiver, and so many reviewers missing."""
    instance = with_earlier_visits(network_with_fairness(short))
    facts = Facts(instance)
    who = next(
        person
        for person in instance.reviewers
        if not person.offers_two and facts.most[facts.schools[person.school], -1] > 1
    )
    waiver = Waiver(
        rule="reviewer-load", person=who.id, review=instance.reviews[0].id, allowed_by="network", reason="nobody else"
    )
    instance = with_policy(instance.model_copy(update={"waivers": (waiver,)}), without=without)
    best = outcome(instance).schedule
    assert best is not None
    facts, plan = Facts(instance), Plan(instance, best)
    fair_m = fair_visit_m(plan)
    tariff = Tariff.of(facts, plan, Reach(instance).nearest_km(), fair_m, 1_000.0)
    assert not tariff.once[facts.reviewers[who.id]], "the waiver"
    assert tariff.once.any()
    model = Model(instance, facts=facts)
    model.know_fair(fair_m)
    model.keep("commitments-met", short)
    keys, cost = model.columns.seats.keys, model.costs[FAIRNESS_GOAL].copy()
    added = tariff.m_a_km * tariff.added(keys["reviewer"], keys["home"], model.columns.seat_km)
    cost[model.columns.seats.columns] -= np.rint(added).astype(np.int64)
    nearest = cp_sat.minimise(model, np.arange(len(model)), cost, PLAIN, None)
    assert nearest.values is not None
    assert cost @ nearest.values >= tariff.besides(short)
