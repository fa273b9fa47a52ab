"""Journeys that were measured: judged and solved by the same matrix, of which the certificate's hash is."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from pydantic import ValidationError

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import Policy, Travel
from models.problem import InvalidInput
from models.travel import Matrix
from scheduler.checking import certify
from scheduler.goal import GoalUnit
from scheduler.goals import GOALS
from scheduler.nation import reach
from scheduler.plan import Plan, travel_km
from scheduler.rule import Rule
from scheduler.rules import RULES
from scheduler.storage import bundled_names, dumps, load_instance
from scheduler.storage.instances import parse_instance
from scheduler.tables import distance
from scheduler.tables.candidates import Candidates
from scheduler.tables.facts import Facts
from tests import tiny
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_travel import with_travel
from tests.nation.networks import network
from tests.nation.test_planned import here, planned
from tests.repairs.test_rescheduling import assert_best, draw_repair
from tests.shares import first
from tests.solving import decided, outcome
from tests.test_against_brute_force import assert_equal
from tests.test_contract import assert_agree, columns_of, draw_for, draw_schedule

SMALL = tiny.instance(
    tiny.school("A", pupils=200),
    tiny.school("B", km=20),
    tiny.school("C", km=60),
    tiny.review("A"),
    tiny.lead("L1"),
    tiny.reviewer("R1", "B"),
    tiny.reviewer("R2", "C"),
)


def counted(by: str, factor: float = 1.3, **tables: tuple[tuple[int | None, ...], ...]) -> Instance:
    """The small instance with journeys between B, C and A, in this order."""
    travel = Travel.model_validate({"by": by, "straight_factor": factor})
    policy = SMALL.policy.model_copy(update={"travel": travel})
    matrix = Matrix(ids=("B", "C", "A"), **tables) if tables else None
    return SMALL.model_copy(update={"policy": policy, "travel": matrix})


__all__ = ["here"]  # a fixture

ROADS = ((0, 50, 27), (50, 0, None), (33, 81, 0))


@pytest.mark.parametrize(
    ("instance", "from_b", "from_c"),
    [
        (SMALL, 20, 60),
        (counted("straight", km=ROADS), 20, 60),
        (counted("road", km=ROADS), 27, 78),  # 60 km straight times 1.3
        (counted("road", 2, km=ROADS), 27, 120),
        (counted("minutes", 0.5, minutes=ROADS, km=((9,) * 3,) * 3), 27, 30),
    ],
)
def test_what_a_journey_counts(instance: Instance, from_b: int, from_c: int) -> None:
    a, b, c = instance.schools
    assert (travel_km(instance, b, a), travel_km(instance, c, a)) == (from_b, from_c)
    assert distance.travel_km(instance, instance.schools, (a,)).ravel().tolist()[1:] == [from_b, from_c]
    plan = Plan(instance, tiny.schedule(tiny.held("A", "L1", "R1", "R2")))
    assert [seat.km for seat in plan.seats] == [from_b, from_c]


def test_rules_keep_the_great_circle() -> None:
    """A mountain between them: 20 km straight, 300 by road, and 250 is the most that anybody travels."""
    instance = counted("road", km=((0, 0, 300), (0, 0, 300), (0, 0, 0)))
    candidates = Candidates(Facts(instance), True)
    assert candidates.travel_by_review.ravel().tolist() == [300, 300]
    (locality,) = (rule for rule in RULES if rule.id == "locality")
    assert not list(locality.check(Plan(instance, tiny.schedule(tiny.held("A", "L1", "R1", "R2")))))
    assert np.allclose(candidates.km_by_review.ravel(), [20, 60], atol=0.1)


def test_the_certificates_hash_is_of_the_matrix_too() -> None:
    road, other = counted("road", km=ROADS), counted("road", km=((0, 50, 28), *ROADS[1:]))
    assert len({instance_sha256(one) for one in (SMALL, road, other, counted("road", 1.4, km=ROADS))}) == 4


@pytest.mark.parametrize("name", bundled_names())
def test_without_a_matrix_nothing_is_said_of_it(name: str) -> None:
    assert '"travel"' not in dumps(load_instance(name))


def test_an_instance_with_a_matrix_comes_back() -> None:
    instance = counted("road", km=ROADS)
    assert parse_instance(dumps(instance)) == instance


def test_a_policy_that_counts_what_was_not_measured_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no journeys in minutes"):
        parse_instance(dumps(counted("minutes", km=ROADS)))
    with pytest.raises(ValidationError, match="straight"):
        Policy.model_validate({"travel": {"by": "air"}})


@pytest.mark.parametrize(
    ("ids", "km", "what"),
    [
        (("A", "A"), ((0, 1), (1, 0)), "each id once"),
        (("A", "B"), ((0, 1), (1,)), "as many rows"),
        (("A",), (), "as many"),
    ],
)
def test_a_matrix_that_is_no_square_is_refused(
    ids: tuple[str, ...], km: tuple[tuple[int, ...], ...], what: str
) -> None:
    with pytest.raises(ValidationError, match=what):
        Matrix(ids=ids, km=km)


# The same everywhere: every pair, every rule, every goal, every schedule


@effort(24)
@given(seeds)
def test_the_engine_and_the_judge_count_every_journey_alike(seed: int) -> None:
    instance = with_travel(Random(seed), draw_instance(Random(seed)))
    found = distance.travel_km(instance, instance.schools, instance.schools)
    assert found.tolist() == [
        [travel_km(instance, home, host) for host in instance.schools] for home in instance.schools
    ]
    found = distance.travel_km(instance, instance.leads, instance.schools)
    assert found.tolist() == [[travel_km(instance, lead, host) for host in instance.schools] for lead in instance.leads]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rows_and_check_agree_with_a_matrix(rule: Rule) -> None:
    for seed in range(12):
        instance, schedule = draw_for(rule, Random(seed))
        assert_agree(rule, with_travel(Random(seed), instance), schedule)


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)
def test_columns_and_recount_agree_with_a_matrix(goal: GoalUnit) -> None:
    for seed in range(25):
        instance, schedule = draw_schedule(Random(seed))
        instance = with_travel(Random(seed), instance)
        model, values = columns_of(instance, schedule)
        recounted = sum(finding.amount for finding in goal.recount(Plan(instance, schedule)))
        assert model.costs[goal.id] @ values == recounted, schedule.reviews


@effort(30)
@given(seeds)
def test_search_equals_brute_force_with_a_matrix(seed: int) -> None:
    assert_equal(with_travel(Random(seed), draw_instance(Random(seed))))


@pytest.mark.soak
@effort(1_500, soak=True)
@given(seeds)
def test_search_equals_brute_force_with_a_matrix_at_length(seed: int) -> None:
    assert_equal(with_travel(Random(seed), draw_instance(Random(seed))))


@effort(25)
@given(seeds)
def test_a_repair_equals_brute_force_with_a_matrix(seed: int) -> None:
    drawn = draw_repair(seed, lambda rng: with_travel(Random(seed), draw_instance(rng)))
    if drawn is not None:
        assert_best(drawn[1])


# A large network, in parts


def measured_network(seed: int) -> Instance:
    """A small network of several hubs in which a few journeys are much shorter than straight."""
    instance, rng = network(seed), Random(seed)
    ids = (*instance.school_by_id, *instance.lead_by_id)
    minutes = tuple(tuple(rng.choice((None, rng.randrange(5), rng.randrange(200))) for _ in ids) for _ in ids)
    policy = instance.policy.model_copy(update={"travel": Travel(by="minutes", straight_factor=1.2)})
    return instance.model_copy(update={"policy": policy, "travel": Matrix(ids=ids, minutes=minutes)})


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", first(1, then=(0,)))
def test_no_bound_of_a_network_in_parts_is_false_with_a_matrix(seed: int) -> None:
    instance = measured_network(seed)
    found, best = planned(instance), outcome(instance)
    assert found.schedule is not None and best.schedule is not None
    certify(instance, found.schedule)
    assert found.schedule.certificate is not None
    optimum = decided(best.schedule)
    for result in found.schedule.certificate.goals:
        assert result.bound <= result.value
        assert result.goal == "quality" or result.bound <= optimum[result.goal]
    (quality,) = (result for result in found.schedule.certificate.goals if result.goal == "quality")
    if all(decided(found.schedule)[goal] == value for goal, value in optimum.items() if goal != "quality"):
        assert quality.bound <= optimum["quality"] <= decided(found.schedule)["quality"]


def test_reach_leaves_out_only_who_is_farther_than_measured() -> None:
    instance = measured_network(0)
    there = reach.Reach(instance)
    every = list(range(len(instance.schools)))
    least = there._least_from_hubs(every)
    hubs = [school.hub for school in instance.schools]
    for school in instance.schools:
        row = least[list(dict.fromkeys(hubs)).index(school.hub)]
        assert all(row[k] <= travel_km(instance, school, instance.schools[k]) for k in every)
    leads = there._least_from_leads(every)
    assert leads[0].tolist() == [travel_km(instance, instance.leads[0], school) for school in instance.schools]
