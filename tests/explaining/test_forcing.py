"""Prices equal what looking at every schedule says, and no bound lies above its price."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from models.instance import Fixed, Instance
from scheduler import narrowing
from scheduler.afresh import Values, priced_goals, unfair
from scheduler.explaining import forcing, pricing
from scheduler.explaining.forcing import Price, best_values, prices
from scheduler.explaining.openings import asked, openings
from scheduler.explaining.pricing import Pricing, with_person
from scheduler.plan import Plan
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance
from tests.solving import PLAIN, outcome

SHARDS, IN_SHARD = 5, 40


def in_turn(work: Callable[[Any, Any], Any], shared: Any, tasks: list[Any], workers: int) -> Iterator[tuple[int, Any]]:
    """What `fan_out` yields, without other processes."""
    for position, task in enumerate(tasks):
        yield position, work(shared, task)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forcing, "fan_out", in_turn)


def true_rises(instance: Instance, best: Values) -> Values | None:
    """By brute force."""
    found = optimum(unfair(instance))
    return None if found is None else {goal: found.decided[goal] - best[goal] for goal in best}


def assert_bound_holds(instance: Instance, at_least: int, rises: Values) -> None:
    *earlier, last = (rises[goal.goal] for goal in priced_goals(instance))
    worse = next((rise for rise in earlier if rise), 0)
    assert worse > 0 or last >= at_least


@pytest.mark.parametrize("shard", range(SHARDS))
def test_prices_are_those_of_brute_force_and_no_bound_lies_above(shard: int) -> None:
    seen = Counter[str]()
    for seed in range(shard * IN_SHARD, (shard + 1) * IN_SHARD):
        seen += compared(seed)
    assert seen["prices"] >= 40, seen
    assert seen["bounds above 0"] >= 5, seen
    assert min(seen["dearer"], seen["impossible"]) >= 1, seen


@pytest.mark.parametrize("shard", range(SHARDS))
def test_prices_closed_over_few_columns_at_a_time_are_the_same(shard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small instances are searched whole: here a search gets a handful of columns at first."""
    monkeypatch.setattr(narrowing, "_WHOLE", 0)
    monkeypatch.setattr(pricing, "_PROMISING", 3)
    seen = sum((compared(seed) for seed in range(1000 + shard * 10, 1010 + shard * 10)), Counter[str]())
    assert seen["prices"] >= 5, seen


def test_a_pinned_lead_may_be_replaced_by_whom_is_asked_about() -> None:
    """The pin is lifted for others, and what it cost is saved: no bound is said that holds only with the pin."""
    seen = sum((compared(seed, pinned=True) for seed in range(2000, 2040)), Counter[str]())
    assert seen["cheaper"] >= 3, seen


def compared(seed: int, *, pinned: bool = False) -> Counter[str]:
    """Prices at a place of a drawn schedule. pinned: at a lead, where somebody is fixed."""
    seen, rng = Counter[str](), Random(seed)
    instance = draw_instance(rng)
    if pinned:
        review, lead = rng.choice(instance.reviews), rng.choice(instance.leads)
        others = tuple(fixed for fixed in instance.fixed if fixed.review != review.id)
        pin = Fixed(review=review.id, lead=lead.id, reason="drawn")
        instance = instance.model_copy(update={"fixed": (*others, pin)})
    found = outcome(instance).schedule
    held = [] if found is None else [planned for planned in found.reviews if planned.slot is not None]
    if found is None or not held:
        return seen
    plan, planned = Plan(instance, found), rng.choice(held)
    if pinned:
        planned = next(each for each in held if each.review == review.id)
    best = best_values(instance, found, PLAIN)
    assert best is not None
    places = ["/lead", f"/{planned.reviewers[0]}"] if planned.reviewers and not pinned else ["/lead"]
    about = asked(plan, planned.review + rng.choice(places))
    (opening,) = openings(plan, about)
    people = list(instance.lead_by_id if about.is_lead else instance.reviewer_by_id)
    for price in prices(plan, opening, people, best, PLAIN, 50):
        if price.at_least is None:
            continue
        try:
            truth = true_rises(with_person(instance, opening, price.person), best)
        except TooMany:
            continue
        assert_true(instance, price, truth)
        seen["prices"] += 1
        seen["impossible"] += truth is None
        seen["dearer"] += truth is not None and any(truth.values())
        seen["cheaper"] += truth is not None and min(truth.values()) < 0
        seen["bounds above 0"] += price.at_least > 0
    return seen


def assert_true(instance: Instance, price: Price, truth: Values | None) -> None:
    if truth is None:
        assert price.impossible
        return
    assert price.exact
    assert price.rises == truth
    assert price.at_least is not None
    assert_bound_holds(instance, price.at_least, truth)


def test_who_has_no_column_has_no_price_but_is_forbidden() -> None:
    instance = draw_instance(Random(3))
    found = outcome(instance).schedule
    assert found is not None
    plan = Plan(instance, found)
    planned = next(planned for planned in found.reviews if planned.slot is not None)
    (opening,) = openings(plan, asked(plan, f"{planned.review}/lead"))
    best = best_values(instance, found, PLAIN)
    assert best is not None
    place = Pricing(unfair(instance), found, opening, best, PLAIN)
    cases = {case.person: case for case in place.cases(tuple(instance.lead_by_id))}
    assert planned.lead in cases
    assert place.rise(cases[planned.lead or ""]) == 0
