"""A network planned in parts while its solver, or a process of its crew, lies: what is exported is true.

What is true is found by brute force, on instances cut into regions of one or two reviews.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from models.instance import Instance
from scheduler import nation
from scheduler.checking import certify
from scheduler.nation import whole
from scheduler.nation.prices import Price
from scheduler.nation.regions import Size
from scheduler.nation.tasks import Bounded, Planned, Result
from tests.brute_force import TooMany
from tests.drawing import draw_instance
from tests.lying import POINT_LIES, relaxing_falsely, truth_of
from tests.nation.test_planned import Here, assert_true
from tests.solving import PLAIN, with_policy, without_fairness

ChildLie = Callable[[Random, Instance, Result], Result]
"""What a process says instead of its true result."""


def other_reviews(rng: Random, instance: Instance, result: Result) -> Result:
    """In one of the reviews planned somebody else is there, or at another time."""
    if not isinstance(result, Planned) or not result.reviews:
        return result
    reviews = list(result.reviews)
    at = rng.randrange(len(reviews))
    people, slots = [one.id for one in instance.reviewers], instance.review_by_id[reviews[at].review].slots
    changes: tuple[dict[str, object], ...] = (
        {"reviewers": tuple(rng.sample(people, min(2, len(people))))},
        {"slot": rng.choice(slots)},
        {"lead": rng.choice([lead.id for lead in instance.leads])},
    )
    reviews[at] = reviews[at].model_copy(update=rng.choice(changes))
    return replace(result, reviews=tuple(reviews))


def prices_of_another_size(rng: Random, instance: Instance, result: Result) -> Result:
    """Every row's price is some times as high, and a week's price is anything."""
    if not isinstance(result, Planned):
        return result
    prices = {name: Price(each.price * rng.choice((0.1, 2.0, 9.0)), each.limit) for name, each in result.prices.items()}
    return replace(result, prices=prices, week={monday: rng.uniform(-99, 99) for monday in result.week})


def prices_the_other_way(rng: Random, instance: Instance, result: Result) -> Result:
    """Prices have the sign that no price of their rows may have."""
    if not isinstance(result, Planned):
        return result
    return replace(result, prices={name: Price(-each.price, each.limit) for name, each in result.prices.items()})


def nothing_planned(rng: Random, instance: Instance, result: Result) -> Result:
    return replace(result, reviews=None) if isinstance(result, Planned) else None


def quality_is_better(rng: Random, instance: Instance, result: Result) -> Result:
    """Fairer journeys have made quality better; where fairness does not count yet, nobody asks."""
    return replace(result, rise=-10_000) if isinstance(result, Planned) and result.reviews else result


def dearer_than_it_is(rng: Random, instance: Instance, result: Result) -> Result:
    """All that a district can choose from costs far more: a bound above every schedule."""
    if not isinstance(result, Bounded):
        return result
    return replace(result, options=replace(result.options, cost=result.options.cost + 1e7))


CHILD_LIES: tuple[ChildLie, ...] = (
    other_reviews,
    prices_of_another_size,
    prices_the_other_way,
    nothing_planned,
    quality_is_better,
    dearer_than_it_is,
)


class Liars(Here):
    """A crew that says something else than what its work comes to."""

    lie: ChildLie
    rng: Random
    told: list[str]

    def __init__(self, work: Any, shared: Any, workers: int, **_: Any) -> None:
        super().__init__(work, shared, workers)

    def _lied(self, result: Result) -> Result:
        said = self.lie(self.rng, self._shared, result)
        if said is not result:
            self.told.append(self.lie.__name__)
        return said

    def results(self, tasks: Any) -> Any:
        return ((name, self._lied(result)) for name, result in super().results(tasks))

    def steadily(self, following: Any) -> Any:
        return ((name, self._lied(result)) for name, result in super().steadily(following))


def told_about(seed: int) -> Counter[str]:
    """Each lie told while one drawn network is planned; nothing false came of it."""
    instance = with_room_for_fairness(draw_instance(Random(seed)))
    told = Counter[str]()
    try:
        if len(instance.terms) > 1 or truth_of(without_fairness(instance)) is None:
            return told
    except TooMany:
        return told
    for lie in POINT_LIES:
        with relaxing_falsely(lie, Random(seed)) as heard:
            assert_nothing_false(instance, Here)
        told.update(heard)
    for child_lie in CHILD_LIES:
        liars = type("Liars", (Liars,), {"lie": staticmethod(child_lie), "rng": Random(seed), "told": []})
        assert_nothing_false(instance, liars)
        told.update(liars.told)  # type: ignore[attr-defined]
    return told


def with_room_for_fairness(instance: Instance) -> Instance:
    """Quality may give so much that some of it is given."""
    goals = tuple(
        goal.model_copy(update={"tolerance_percent": 50.0}) if goal.goal == "quality" else goal
        for goal in instance.policy.goals
    )
    return with_policy(instance, goals=goals)


def assert_nothing_false(instance: Instance, crew: type[Here]) -> None:
    truth = truth_of(without_fairness(instance))
    assert truth is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "Crew", crew)
        patch.setattr(whole, "REGION", Size(1, 0))
        patch.setattr(whole, "MENDED", Size(2, 1))
        patch.setattr(whole, "MENDED_CUTS", (0.36, 0.56))
        found = nation.solve(instance, PLAIN)
    if found.schedule is not None:
        certify(instance, found.schedule)
        assert_true(instance, found.schedule, truth.decided)


def assert_lies_stay_harmless(seeds: Iterable[int], lies: int) -> None:
    told = Counter[str]()
    for seed in seeds:
        told += told_about(seed)
    assert set(told) == {lie.__name__ for lie in (*POINT_LIES, *CHILD_LIES)}, told
    assert told.total() >= lies, told


def test_no_lie_about_a_network_is_exported() -> None:
    assert_lies_stay_harmless((29,), lies=30)


@pytest.mark.soak
def test_no_lie_about_a_network_is_exported_at_length() -> None:
    assert_lies_stay_harmless(range(1_000, 1_040), lies=1_000)
