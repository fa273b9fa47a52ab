"""Prices equal what looking at every repair says, and no bound lies above its price."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from models.instance import Instance
from models.planned import ReviewStates, State
from models.policy import CHANGE_GOAL, FixedDecisions, Goal
from models.problem import InvalidInput
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import Opening, asked, dated, openings
from scheduler.checking import check
from scheduler.explaining.placing import around_place
from scheduler.explaining.pricing import Price, are_cheapest, prices
from scheduler.plan import Plan
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, load_schedule
from tests import tiny
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance
from tests.drawing_changes import draw_states
from tests.shares import shares
from tests.solving import PLAIN, outcome, with_policy, without_fairness

SHARES, IN_SHARE = 3, 40
SOLUTIONS = Path(__file__).parents[2] / "solutions"


def with_person(world: Instance, opening: Opening, person: str) -> Instance:
    """The instance under repair in which the person is fixed in the place."""
    fixed = world.fixed_by_review[opening.review]
    there = {"lead": person} if opening.is_lead else {"reviewers": (*fixed.reviewers, person)}
    others = tuple(each for each in world.fixed if each.review != opening.review)
    return world.model_copy(update={"fixed": (*others, fixed.model_copy(update=there))})


def draw_place(seed: int) -> tuple[Instance, Plan, Opening] | None:
    """A schedule that some were told, and a place in it; the instance is as around that place."""
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    if rng.random() < 0.5:
        instance = with_policy(instance, **draw_goals_and_moves(rng, instance))
    found = outcome(instance).schedule
    held = [] if found is None else [planned for planned in found.reviews if planned.slot is not None]
    if found is None or not held:
        return None
    planned = rng.choice(held)
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    plan = Plan(instance, schedule)
    places = ["/lead", *(f"/{person}" for person in planned.reviewers)]
    if len(planned.reviewers) < instance.size(instance.review_by_id[planned.review]):
        places.append("")
    about = asked(plan, planned.review + rng.choice(places))
    (opening,) = openings(plan, about)
    first = min(term.first_day for term in instance.terms)
    try:
        notice = rng.choice([None, first - timedelta(days=30), opening.slot - timedelta(days=rng.randint(1, 10))])
        return around_place(instance, schedule, about, notice), plan, opening
    except InvalidInput:
        return None


def draw_goals_and_moves(rng: Random, instance: Instance) -> dict[str, object]:
    """What is published moves or does not; the change comes where it usually does, with a tolerance, or last."""
    goals = list(instance.policy.goals)
    change = Goal(goal=CHANGE_GOAL, tolerance=rng.choice((0, 0, 1)))
    at = rng.choice([len(goals), *(n for n, goal in enumerate(goals) if goal.goal == "quality")])
    goals.insert(at, change)
    return {"goals": tuple(goals), "fixed": FixedDecisions(published_moves=rng.random() < 0.5)}


@pytest.mark.parametrize("share", shares(SHARES))
def test_prices_are_those_of_looking_at_every_repair(share: int) -> None:
    seen = Counter[str]()
    for seed in range(share * IN_SHARE, (share + 1) * IN_SHARE):
        seen += compared(seed, most=50)
    assert seen["prices"] >= 15, seen
    assert min(seen["others told"], seen["an earlier goal worse"]) >= 1, seen


def test_the_cheapest_are_exact_and_bounds_hold_for_all_others() -> None:
    seen = Counter[str]()
    for seed in range(300, 355):
        seen += compared(seed, most=1)
    assert min(seen["prices"], seen["bounds above 0"]) >= 5, seen
    assert seen["cheapest"] >= 1, seen


def compared(seed: int, most: int) -> Counter[str]:
    seen = Counter[str]()
    drawn = draw_place(seed)
    if drawn is None:
        return seen
    world, plan, opening = drawn
    there = plan.planned(opening.review).people
    everybody = world.lead_by_id if opening.is_lead else world.reviewer_by_id
    people = [person for person in everybody if person not in there]
    on_the_way: list[Price] = []
    found = prices(world, plan.schedule, opening, people, PLAIN, most, on_the_way.extend)
    assert {price.person for price in found} == set(people)
    truths = dict[str, tuple[int, ...] | None]()
    for price in found:
        try:
            truths[price.person] = true_rises(world, plan, opening, price.person)
        except TooMany:
            continue
        for known in (price, *(one for one in on_the_way if one.person == price.person)):
            assert_true(world, known, truths[price.person])
        seen["bounds above 0"] += not price.exact and (price.at_least or (0,))[0] > 0
        if price.exact and price.rises is not None:
            seen["prices"] += 1
            seen["others told"] += len(price.others) > 0
            seen["an earlier goal worse"] += any(list(price.rises.values())[: list(price.rises).index(CHANGE_GOAL)])
    exact = [tuple((price.rises or {}).values()) for price in found if price.exact]
    others = [truth for price in found if not price.exact and (truth := truths.get(price.person)) is not None]
    assert len(exact) >= min(most, len(exact) + len(others))
    if are_cheapest(found):
        assert all(price <= other for price in exact for other in others)
        seen["cheapest"] += len(others) > 0
    return seen


def true_rises(world: Instance, plan: Plan, opening: Opening, person: str) -> tuple[int, ...] | None:
    """By brute force."""
    found, before = optimum(with_person(world, opening, person)), check(world, plan.schedule).values
    return None if found is None else tuple(found.decided[goal.goal] - before[goal.goal] for goal in world.policy.goals)


def assert_true(world: Instance, price: Price, truth: tuple[int, ...] | None) -> None:
    if truth is None:
        assert price.at_least is None or not price.exact
        assert price.rises is None
        return
    assert not price.impossible
    assert price.at_least is not None
    goals: list[str] = [goal.goal for goal in world.policy.goals]
    at = goals.index(CHANGE_GOAL)
    assert any(truth[:at]) or (*truth[at:], 0)[:2] >= price.at_least
    if price.exact:
        assert tuple((price.rises or {}).values()) == truth
    elif price.rises is not None:
        assert tuple(price.rises.values()) >= truth


def test_a_draft_counts_as_told() -> None:
    """A copy of what was before once kept who was told then."""
    instance = tiny.instance(
        *(tiny.school(name, km=30 * k) for k, name in enumerate("ABC")),
        *(tiny.review("A", size=1), tiny.lead("L1"), tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C")),
    )
    draft = ReviewStates(review="VA", slot=State.PUBLISHED, reviewers={"R1": State.DRAFT})
    plan = tiny.plan(instance, tiny.held("A", "L1", "R1"))
    schedule = plan.schedule.model_copy(update={"states": (draft,)})
    world = around_place(instance, schedule, asked(plan, "VA/R1"), None)
    assert world.before is not None
    assert "R1" in {person for person, *_ in world.before.told}
    (price,) = prices(world, schedule, dated(plan, asked(plan, "VA/R1")), ["R2"], PLAIN, 1)
    assert price.others == ("R1",)


# At full size


@pytest.mark.soak
def test_two_hundred_prices_of_the_real_term_are_those_of_every_exchange_of_two_people() -> None:
    assert sum(compared_at_full_size(seed) for seed in range(30)) >= 200


@pytest.mark.ci
def test_some_prices_of_the_real_term_are_those_of_every_exchange_of_two_people() -> None:
    assert compared_at_full_size(1) >= 2


def compared_at_full_size(seed: int) -> int:
    """How many prices of a drawn seat or lead of the bundled term were compared with all that tells two people."""
    rng, instance = Random(seed), load_instance("noe-2018-autumn")
    schedule = load_schedule(SOLUTIONS / "noe-2018-autumn.json", instance)
    plan = Plan(instance, schedule)
    planned = rng.choice(schedule.reviews)
    about = asked(plan, f"{planned.review}/{rng.choice(planned.people)}")
    opening, world = dated(plan, about), around_place(instance, schedule, about, None)
    everybody = world.lead_by_id if opening.is_lead else world.reviewer_by_id
    people = [person for person in everybody if person not in planned.people]
    found = prices(world, schedule, opening, people, Options(time_limit_seconds=None), 10)
    exact = [price for price in found if price.exact and len(price.told) <= 2]
    for price in rng.sample(exact, min(len(exact), 2 if seed == 1 else 8)):
        best = min(exchanges(world, schedule, opening, price.person), default=None)
        assert best == tuple((price.rises or {}).values())
    return min(len(exact), 8)


def exchanges(world: Instance, schedule: Schedule, opening: Opening, person: str) -> Iterator[tuple[int, ...]]:
    """What every valid schedule makes of the goals in which only this person and whoever makes room are told."""
    before = check(world, schedule).values
    for changed in rearranged(world, schedule, opening, person):
        report = check(world, changed)
        if not report.breaches:
            yield tuple(report.values[goal.goal] - before[goal.goal] for goal in world.policy.goals)


def rearranged(world: Instance, schedule: Schedule, opening: Opening, person: str) -> Iterator[Schedule]:
    """The person comes, from home or from another place; whoever goes stays at home or fills a place that is free."""
    teams = {planned.review: planned for planned in schedule.reviews}
    team, key = teams[opening.review], "lead" if opening.is_lead else "reviewers"
    for leaver in (team.lead,) if opening.is_lead else team.reviewers:
        places = [review for review, planned in teams.items() if person in planned.people]
        for left in (subset for size in range(len(places) + 1) for subset in combinations(places, size)):
            moved = dict(teams)
            for review in left:
                moved[review] = without(moved[review], person)
            moved[opening.review] = with_one(without(team, leaver or ""), person, key)
            yield Schedule(instance=schedule.instance, reviews=tuple(moved.values()))
            for review, planned in moved.items():
                has_room = planned.lead is None if opening.is_lead else is_short(world, planned)
                if has_room and review != opening.review:
                    filled = moved | {review: with_one(planned, leaver or "", key)}
                    yield Schedule(instance=schedule.instance, reviews=tuple(filled.values()))


def is_short(world: Instance, planned: PlannedReview) -> bool:
    return len(planned.reviewers) < world.size(world.review_by_id[planned.review])


def without(planned: PlannedReview, person: str) -> PlannedReview:
    stay = tuple(one for one in planned.reviewers if one != person)
    return planned.model_copy(update={"lead": None if planned.lead == person else planned.lead, "reviewers": stay})


def with_one(planned: PlannedReview, person: str, key: str) -> PlannedReview:
    return planned.model_copy(update={key: person if key == "lead" else tuple(sorted((*planned.reviewers, person)))})
