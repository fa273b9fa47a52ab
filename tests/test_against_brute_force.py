"""The search finds what looking at every schedule finds: the status, and goal after goal the value it is decided at."""

from collections import Counter
from random import Random

import pytest
from hypothesis import example, given, reject

from models.instance import Instance
from models.schedule import Status
from scheduler.checking import certify
from scheduler.storage.instances import parse_instance
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance, draw_trusts, effort, seeds
from tests.solving import decided, outcome


@effort(60)
@example(489)  # a school sent more reviewers than there were dates
@example(1033)  # the dive forgot what is fixed
@example(2222)  # the certificate said a final value that the recount did not find
@example(1285)  # fairness was measured against a schedule later than the one that decided quality
@given(seeds)
def test_search_equals_brute_force(seed: int) -> None:
    assert_equal(draw_instance(Random(seed)))


@pytest.mark.ci
@effort(110)
@given(seeds)
def test_search_equals_brute_force_more_often(seed: int) -> None:
    assert_equal(draw_instance(Random(seed)))


@pytest.mark.soak
@effort(5_000, soak=True)
@given(seeds)
def test_search_equals_brute_force_at_length(seed: int) -> None:
    assert_equal(draw_instance(Random(seed)))


@effort(12)
@given(seeds)
def test_search_of_trusts_equals_brute_force(seed: int) -> None:
    """Two-day reviews, or one-day ones; distances of the nearest sites; sizes by their number."""
    assert_equal(draw_trusts(Random(seed)))


@pytest.mark.soak
@effort(1_000, soak=True)
@given(seeds)
def test_search_of_trusts_equals_brute_force_at_length(seed: int) -> None:
    assert_equal(draw_trusts(Random(seed)))


def assert_equal(instance: Instance) -> None:
    found = outcome(instance)
    assert not found.notices
    if found.schedule is None:
        assert found.status == Status.INFEASIBLE
        assert found.clashes
        assert optimum(instance) is None
        return
    certificate = found.schedule.certificate
    assert certificate is not None
    assert found.status == certificate.status == Status.OPTIMAL
    try:
        truth = optimum(instance, certificate.fair_visit_m)
    except TooMany:  # about one drawn instance in thousands; hypothesis gives up if they become many
        reject()
    assert truth is not None
    assert decided(found.schedule) == truth.decided
    if "fairness" in truth.decided:
        assert certificate.fair_visit_m in truth.fair_visits_m
    values = certify(instance, found.schedule).values
    for goal, result in zip(instance.policy.goals, certificate.goals, strict=True):
        assert result.proven and result.bound == result.value
        assert result.final == values[goal.goal] <= goal.highest(result.value)


@pytest.mark.ci
def test_what_is_drawn_is_valid_and_varied() -> None:
    """Drawn instances could stand in a file; some are impossible, and in many of the others reviews compete."""
    seen = Counter[str]()
    for seed in range(100):
        instance = draw_instance(Random(seed))
        assert parse_instance(instance.model_dump_json(by_alias=True)) == instance
        truth = optimum(instance)
        seen["impossible"] += truth is None
        seen["several schedules"] += truth is not None and truth.looked_at > 10
        seen["reviews compete"] += truth is not None and truth.clashes > 0
        seen["not all held"] += truth is not None and truth.decided.get("reviews-held", 0) > 0
    assert seen["impossible"] >= 5
    assert min(seen["several schedules"], seen["reviews compete"], seen["not all held"]) >= 30, seen
