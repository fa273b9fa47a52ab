"""A solver that lies while something is explained: nothing false is called exact, proven, a clash or a way out.

What is true is found by brute force, and of a schedule by the checks: neither is what does the catching.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from random import Random
from types import ModuleType

import pytest

from models.instance import Instance
from models.schedule import PlannedReview, Schedule
from scheduler import solving
from scheduler.changes.places import altered, missing
from scheduler.checking import check
from scheduler.explaining import costing, ways_out
from scheduler.explaining.clashing import Clash, clashes
from scheduler.explaining.costing import Cost, best_values, changes, costs
from scheduler.explaining.funnels import funnels
from scheduler.explaining.obstacles import ALWAYS_ON
from scheduler.explaining.pricing import are_cheapest, prices
from scheduler.explaining.replanning import replanned
from scheduler.plan import Plan
from scheduler.solvers import cp_sat, highs
from scheduler.solving import unfair
from scheduler.tables.facts import Facts
from tests.brute_force import TooMany
from tests.drawing import SWITCHABLE, draw_instance
from tests.explaining import test_pricing as pricing
from tests.explaining.test_clashing import lenient, open_to_all, waivers_that_work, with_only
from tests.explaining.test_costing import RULES
from tests.explaining.test_vacancies import assert_works
from tests.in_process import in_turn, run_here
from tests.lying import LIES, SOLVERS, Lie, honest, lying, possible, truth_of
from tests.solvers.test_differential import draw_model
from tests.solving import PLAIN, outcome, with_policy, without_fairness

EVERY_LIE = (*LIES, possible)
Told = Counter[str]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "run_child", run_here)
    monkeypatch.setattr(costing, "fan_out", in_turn)
    monkeypatch.setattr(ways_out, "fan_out", in_turn)


def told(asks: Callable[[int], Callable[[], None] | None], seeds: Iterable[int]) -> Told:
    """How many questions were answered by how many lies, each by either solver.

    asks: what is asked of a seed, and held against the truth; None if there is nothing to ask.
    """
    found = Told()
    for seed in seeds:
        try:
            ask = asks(seed)
        except TooMany:
            continue
        if ask is None or not _asks_solvers(ask):
            continue
        for lie, solver in _liars():
            with lying(lie, Random(seed), solver) as heard:
                ask()
            found["questions"] += bool(heard)
            found["lies"] += len(heard)
    return found


def _asks_solvers(ask: Callable[[], None]) -> bool:
    """Whether a solver is asked at all; most prices and costs are seen without one."""
    with lying(honest, Random(0), cp_sat) as one, lying(honest, Random(0), highs) as other:
        ask()
    return bool(one or other)


def _liars() -> Iterator[tuple[Lie, ModuleType]]:
    return ((lie, solver) for lie in EVERY_LIE for solver in SOLVERS)


def is_possible(instance: Instance) -> bool:
    return truth_of(instance) is not None


# Clashes


def ask_for_clashes(seed: int) -> Callable[[], None] | None:
    instance = open_to_all(lenient(draw_model(Random(seed)).instance))
    if not instance.fixed:
        return None
    is_possible(instance)

    def ask() -> None:
        said = clashes(instance)
        decided = {words for clash in said.found for words in clash.decisions}
        assert len(decided) == sum(len(clash.decisions) for clash in said.found)
        for clash in said.found:
            assert_is_smallest(instance, clash)
        if said.unfinished:
            return
        assert bool(said.found) != is_possible(instance)
        if said.found:
            every = {pin.sentence for pin in Facts(instance).pins}
            assert is_possible(with_only(instance, every - set(said.enough)))

    return ask


def assert_is_smallest(instance: Instance, clash: Clash) -> None:
    decisions = set(clash.decisions)
    alone = with_only(instance, decisions)
    assert not is_possible(alone)
    for one in decisions:
        assert is_possible(with_only(instance, decisions - {one}))
    for rule in set(clash.rules) - ALWAYS_ON:
        off = tuple(each for each in SWITCHABLE if each == rule or each not in clash.rules)
        assert is_possible(with_policy(alone, without=off))
    if clash.rules:
        assert not is_possible(with_policy(alone, without=tuple(one for one in SWITCHABLE if one not in clash.rules)))
    waivers_that_work(instance, clash)


# Prices


def ask_for_prices(seed: int) -> Callable[[], None] | None:
    drawn = pricing.draw_place(seed)
    if drawn is None:
        return None
    world, plan, opening = drawn
    everybody = world.lead_by_id if opening.is_lead else world.reviewer_by_id
    people = [person for person in everybody if person not in plan.planned(opening.review).people]

    @cache
    def truth(person: str) -> tuple[int, ...] | None:
        return pricing.true_rises(world, plan, opening, person)

    for person in people:
        truth(person)

    def ask() -> None:
        found = prices(world, plan.schedule, opening, people, PLAIN, 50)
        for price in found:
            pricing.assert_true(world, price, truth(price.person))
        exact = [tuple((price.rises or {}).values()) for price in found if price.exact]
        others = [known for price in found if not price.exact and (known := truth(price.person)) is not None]
        assert not are_cheapest(found) or all(price <= other for price in exact for other in others)

    return ask


# What a rule costs


def ask_for_costs(seed: int) -> Callable[[], None] | None:
    instance = draw_instance(Random(seed))
    schedule = outcome(unfair(instance)).schedule
    truth = truth_of(unfair(instance))
    if schedule is None or truth is None:
        return None
    made = Random(seed).sample(every := list(changes(instance, RULES)), min(1, len(every)))
    for change in made:
        truth_of(unfair(change.instance))

    def ask() -> None:
        anew = best_values(instance, schedule.model_copy(update={"certificate": None}), PLAIN)
        assert anew is None or anew == truth.decided
        for cost in costs(instance, schedule, made, truth.decided, PLAIN):
            assert_is_cost(cost, truth.decided)

    return ask


def assert_is_cost(cost: Cost, best: dict[str, int]) -> None:
    truth = truth_of(unfair(cost.change.instance))
    assert truth is not None
    saves = [value - truth.decided[goal] for goal, value in best.items()]
    if cost.saves is not None:
        assert list(cost.saves.values()) <= saves
    if cost.exact:
        assert cost.saves is not None
        assert list(cost.saves.values()) == saves
    *earlier, last = best
    if cost.at_most is not None and saves[:-1] == [0 if cost.saves is None else cost.saves[goal] for goal in earlier]:
        assert saves[-1] <= cost.at_most[last]


# Reviews planned anew, and ways out


def ask_for_ways_out(seed: int) -> Callable[[], None] | None:
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    held = [] if found is None else [one for one in found.reviews if one.slot and one.review not in _fixed(instance)]
    if found is None or not held:
        return None
    review = rng.choice(held).review
    plan = Plan(instance, altered(found, PlannedReview(review=review)))
    if check(instance, plan.schedule).breaches:
        return None
    about = missing(plan, review)

    def ask() -> None:
        for way in ways_out.ways_out(plan, about, funnels(plan, about), PLAIN):
            assert_works(plan, about, way)
        made = replanned(instance, found, [review])
        assert made is None or not check(instance, made).breaches
        assert made is None or _others(made, review) == _others(found, review)

    return ask


def _fixed(instance: Instance) -> set[str]:
    return set(instance.fixed_by_review)


def _others(schedule: Schedule, review: str) -> dict[str, PlannedReview]:
    return {one.review: one for one in schedule.reviews if one.review != review and one.slot is not None}


PLACES: dict[str, tuple[Callable[[int], Callable[[], None] | None], tuple[int, ...]]] = {
    "clashes": (ask_for_clashes, (4,)),
    "prices": (ask_for_prices, (12, 48)),
    "costs": (ask_for_costs, (2,)),
    "ways out": (ask_for_ways_out, (1, 1050)),
}
"""What is asked, and of which seeds in the suite."""


@pytest.mark.parametrize("place", PLACES)
def test_no_lie_is_explained(place: str) -> None:
    ask, seeds = PLACES[place]
    assert told(ask, seeds)["lies"] >= 5


@pytest.mark.soak
@pytest.mark.parametrize("place", PLACES)
def test_no_lie_is_explained_at_length(place: str) -> None:
    found = told(PLACES[place][0], range(1_000, 1_060))
    assert found["lies"] >= 250, found
