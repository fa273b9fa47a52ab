"""A network planned region by region: nothing broken, nobody lost at a border, and a bound that is one."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from random import Random
from typing import Any

import numpy as np
import pytest

from models.instance import Fixed, Instance
from models.policy import FAIRNESS_GOAL, Commitment, Fairness, Goal
from models.schedule import Certificate, Schedule
from scheduler import nation
from scheduler.checking import certify, check
from scheduler.goals.fairness import beyond, fair_visit_m
from scheduler.model import Model
from scheduler.nation import bounding, market, whole
from scheduler.nation.regions import Size
from scheduler.nation.working import work
from scheduler.plan import Plan
from scheduler.solvers import cp_sat
from scheduler.solvers.options import Outcome
from tests.nation.networks import SEEDS, network, network_with_fairness, with_earlier_visits
from tests.shares import first
from tests.solving import PLAIN, decided, outcome, with_policy, without_fairness


class Here:
    """A crew that works in this process, one task after the other."""

    def __init__(self, work: Any, shared: Any, workers: int, **_: Any) -> None:
        self._shared, self.size = shared, workers

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        return ((position, work(self._shared, task)) for position, task in enumerate(tasks))

    def steadily(self, following: Callable[[], tuple[Any, Any] | None]) -> Iterator[tuple[Any, Any]]:
        return ((name, work(self._shared, task)) for name, task in iter(following, None))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions of a few reviews, mended with one hub around them, in this process."""
    monkeypatch.setattr(whole, "Crew", Here)
    for size in ("REGION", "MENDED"):
        monkeypatch.setattr(whole, size, Size(5, int(size == "MENDED")))


def planned(instance: Instance) -> Outcome:
    return nation.solve(instance, PLAIN)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", first(1, 2, then=(0, 3)))
def test_the_schedule_keeps_every_rule_and_no_bound_lies_above_the_best(seed: int) -> None:
    instance = network(seed)
    found, best = planned(instance), outcome(instance)
    assert found.schedule is not None and best.schedule is not None
    certify(instance, found.schedule)
    assert found.schedule.certificate is not None
    optimum = decided(best.schedule)
    for result in found.schedule.certificate.goals:
        assert result.bound <= result.value
        assert result.goal == "quality" or result.bound <= optimum[result.goal]
    if all(decided(found.schedule)[goal] == value for goal, value in optimum.items() if goal != "quality"):
        assert _bound(found) <= optimum["quality"] <= decided(found.schedule)["quality"]


@pytest.mark.usefixtures("here")
def test_one_region_is_planned_best_and_bounded_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no border, and although prices only climb."""
    for size in ("REGION", "MENDED"):
        monkeypatch.setattr(whole, size, Size(1_000, 0))
    instance = network(1)
    found, best = planned(instance), outcome(instance)
    assert decided(_schedule(found)) == decided(_schedule(best))
    assert decided(_schedule(best))["quality"] - _bound(found) <= 60


@pytest.mark.usefixtures("here")
def test_people_from_far_away_are_planned_where_nobody_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were not looked at beyond 60 km, and reviews were not held."""
    monkeypatch.setattr(whole, "REGION", Size(1_000, 0))
    found = planned(network(1)).schedule
    assert found is not None
    assert decided(found)["reviews-held"] == 0


@pytest.mark.usefixtures("here")
def test_a_strict_commitment_does_not_keep_it_from_a_bound() -> None:
    """A shortfall stood in two rows, and the bound failed."""
    instance = with_policy(network(2), commitment=Commitment(strict=True))
    found = planned(instance)
    assert _least(instance) < _bound(found) <= decided(_schedule(found))["quality"]


@pytest.mark.usefixtures("here")
def test_a_region_without_reviews_does_not_keep_it_from_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was left out, so that the whole was never bounded."""
    monkeypatch.setattr(whole, "REGION", Size(1, 0))
    instance = network(1)
    hub = instance.school_by_id[instance.reviews[0].host].hub
    reviews = tuple(review for review in instance.reviews if instance.school_by_id[review.host].hub == hub)
    fewer = instance.model_copy(update={"reviews": reviews})
    found = planned(fewer)
    assert _least(fewer) < _bound(found) <= decided(_schedule(found))["quality"]


def _schedule(found: Outcome) -> Schedule:
    assert found.schedule is not None
    return found.schedule


def _bound(found: Outcome) -> int:
    """Of quality."""
    certificate = _schedule(found).certificate
    assert certificate is not None
    return next(result.bound for result in certificate.goals if result.goal == "quality")


def _least(instance: Instance) -> int:
    """Quality's bound without any relaxation."""
    seats = sum(instance.size(review) for review in instance.reviews)
    return -instance.policy.quality.area_match_km * seats


@pytest.mark.usefixtures("here")
def test_half_of_the_districts_are_joined_before_the_others_end() -> None:
    """A schedule within 1 % was there a sweep's half before it was said."""
    steps: list[str] = []
    nation.solve(network(1), PLAIN, lambda now: steps.append(now.step))
    joined = [steps[k - 1] for k, step in enumerate(steps) if step == "regions joined"]
    (count,) = {step.split()[-1] for step in steps if step.startswith("district")}
    assert int(count) > 2
    assert f"district {int(count) // 2} of {count}" in joined
    assert f"district {count} of {count}" in joined


@pytest.mark.usefixtures("here")
def test_who_starts_from_a_schedule_never_ends_worse() -> None:
    instance = network(2)
    first = planned(instance).schedule
    assert first is not None
    again = nation.solve(instance, PLAIN, start=first).schedule
    assert again is not None
    assert tuple(decided(again).values()) <= tuple(decided(first).values())


@pytest.mark.usefixtures("here")
def test_what_is_fixed_stays() -> None:
    instance = network(1)
    schedule = planned(instance).schedule
    assert schedule is not None
    kept = tuple(
        Fixed(reason="published", **review.model_dump()) for review in schedule.reviews[::3] if review.slot is not None
    )
    fixed = instance.model_copy(update={"fixed": kept})
    again = planned(fixed)
    assert again.schedule is not None
    assert not check(fixed, again.schedule).breaches


ORDERS = tuple(permutations(("reviews-held", "seats-filled", "commitments-met", "quality")))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "seed", [*first(2, then=(0, 1)), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 100))]
)
def test_no_bound_is_false_whatever_the_order_and_the_tolerances(seed: int) -> None:
    """Quality first once had a bound of 2,466 where the whole search found -2.

    A bound speaks of schedules whose earlier goals are as good as in the schedule found, tolerances included.
    """
    rng = Random(seed)
    names = rng.sample(rng.choice(ORDERS), rng.choice((2, 4, 4)))
    goals = tuple(
        Goal.model_validate({"goal": name, **rng.choice(({}, {"tolerance": 2}, {"tolerance_percent": 20}))})
        for name in names
    )
    instance = with_policy(network(SEEDS[seed % len(SEEDS)]), goals=goals)
    found, best = planned(instance), outcome(instance)
    certify(instance, _schedule(found))
    assert_true(instance, _schedule(found), decided(_schedule(best)))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "seed", [*first(3, then=(0, 1)), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(4, 100))]
)
def test_no_bound_of_fairness_is_false(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one region or several, with earlier visits, and whatever quality may give."""
    rng = Random(seed)
    if rng.random() < 0.7:
        for size in ("REGION", "MENDED"):
            monkeypatch.setattr(whole, size, Size(1_000, 0))
    if rng.random() < 0.7:
        for module in (bounding, market):
            monkeypatch.setattr(module, "BOUND_KM", 1e6)
    instance = with_earlier_visits(network_with_fairness(seed), rng.choice((2, 5, 1_000)))
    quality = Goal(goal="quality", tolerance_percent=rng.choice((0, 0, 1, 20)))
    instance = with_policy(instance, goals=(*instance.policy.goals[:-2], quality, Goal(goal="fairness")))
    fair = _schedule(planned(instance))
    certify(instance, fair)
    assert fair.certificate is not None
    assert fair.certificate.goals[-1].bound <= fairest(instance, fair.certificate)


@pytest.mark.usefixtures("here")
def test_where_nothing_is_beyond_fair_nothing_is_planned_anew_for_it() -> None:
    """All that may be lost of its bound was a share of nothing, so a km of quality was worth nothing."""
    instance = with_policy(network_with_fairness(1), fairness=Fairness(fair_percent=10_000))
    steps: list[str] = []
    found = nation.solve(instance, PLAIN, lambda now: steps.append(now.step)).schedule
    assert found is not None
    assert found.certificate is not None
    assert found.certificate.goals[-1].goal == FAIRNESS_GOAL
    assert found.certificate.goals[-1].value == 0
    assert found.certificate.goals[-1].proven
    assert steps[-1] == "decided"


def assert_true(instance: Instance, found: Schedule, best: dict[str, int]) -> None:
    """No bound lies above the best schedule of all that it speaks of."""
    assert found.certificate is not None
    is_spoken_of = True
    for goal, result in zip(instance.policy.goals, found.certificate.goals, strict=True):
        if goal.goal == FAIRNESS_GOAL:
            assert result.bound <= fairest(instance, found.certificate)
        elif is_spoken_of:
            assert result.bound <= best[goal.goal], goal
            is_spoken_of = best[goal.goal] <= goal.highest(result.value)


def fairest(instance: Instance, certificate: Certificate) -> int:
    """The least that is beyond fair where all goals before it are as they were decided, or the least that is found."""
    assert certificate.fair_visit_m is not None
    model = Model(instance)
    model.know_fair(certificate.fair_visit_m)
    for goal, result in zip(instance.policy.goals[:-1], certificate.goals, strict=False):
        model.keep(goal.goal, goal.highest(result.value))
    cost = model.costs[FAIRNESS_GOAL]
    values = cp_sat.minimise(model, np.arange(len(model)), cost, PLAIN, None).values
    assert values is not None
    return int(cost @ values)


@pytest.mark.usefixtures("here")
def test_journeys_are_fairer_for_what_quality_may_give() -> None:
    """What is fair is as in the schedule that is best in quality, which is found as if there were no fairness."""
    instance = network_with_fairness(1)
    goals = (*instance.policy.goals[:-2], Goal(goal="quality", tolerance_percent=50), Goal(goal="fairness"))
    instance = with_policy(instance, goals=goals)
    good, fair = _schedule(planned(without_fairness(instance))), _schedule(planned(instance))
    certify(instance, fair)
    assert fair.certificate is not None
    fair_m, results = fair.certificate.fair_visit_m, {each.goal: each for each in fair.certificate.goals}
    assert fair_m == fair_visit_m(Plan(instance, good))
    assert {goal: results[goal].value for goal in decided(good)} == decided(good)
    unfair = sum(finding.amount for finding in beyond(Plan(instance, good), fair_m))
    assert results[FAIRNESS_GOAL].bound <= fairest(instance, fair.certificate)
    assert results[FAIRNESS_GOAL].value < unfair


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", [2, 4])
def test_what_is_beyond_fair_has_a_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no border, and quality may give nothing: half of what it is, at the least."""
    for size in ("REGION", "MENDED"):
        monkeypatch.setattr(whole, size, Size(1_000, 0))
    instance = network_with_fairness(seed)
    goals = (*instance.policy.goals[:-2], Goal(goal="quality"), Goal(goal="fairness"))
    instance = with_policy(instance, goals=goals)
    fair = _schedule(planned(instance))
    assert fair.certificate is not None
    result = fair.certificate.goals[-1]
    assert result.value / 2 < result.bound <= fairest(instance, fair.certificate)


@pytest.mark.usefixtures("here")
def test_another_order_than_the_one_goals_are_weighed_in_is_said() -> None:
    goals = tuple(Goal.model_validate({"goal": name}) for name in ("quality", "reviews-held"))
    assert any("usual order" in notice for notice in planned(with_policy(network(1), goals=goals)).notices)
    assert not any("usual order" in notice for notice in planned(network(1)).notices)
