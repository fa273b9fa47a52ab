"""What must stay the same, or get no better, when an instance is told differently or given one more demand.

Values are compared goal by goal, as decided, without fairness: what is fair depends on which of several schedules of
equal quality was found.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given

from models.calendar import Days
from models.instance import Fixed, Instance
from models.people import Reviewer
from models.policy import Goal, SwitchableRuleId
from tests.drawing import draw_instance, effort, seeds
from tests.solving import optimum, outcome, with_policy

COLLECTIONS = (
    "terms",
    "calendars",
    "areas",
    "hubs",
    "schools",
    "reviewers",
    "leads",
    "reviews",
    "visits",
    "ledger",
    "fixed",
    "waivers",
)

Values = tuple[int, ...] | None
Relation = Callable[[Instance, Random], None]


def strict_order(instance: Instance) -> Instance:
    """The same instance without tolerances: then better in one goal is better whatever comes after."""
    goals = tuple(Goal(goal=goal.goal) for goal in instance.policy.goals)
    return with_policy(instance, goals=goals)


def no_better(worse: Values, better: Values) -> bool:
    """Whether the one is no better than the other, goals in order; to be impossible is worst."""
    return worse is None or (better is not None and worse >= better)


def told_in_another_order(instance: Instance, rng: Random) -> None:
    shuffled = {name: tuple(rng.sample(entries, len(entries))) for name, entries in _entries(instance, COLLECTIONS)}
    assert optimum(instance.model_copy(update=shuffled)) == optimum(instance)


def with_other_ids(instance: Instance, rng: Random) -> None:
    ids = [
        entry.id
        for _, entries in _entries(instance, ("schools", "reviewers", "leads", "reviews", "hubs"))
        for entry in entries
    ]
    new = dict(zip(ids, (f"X{number}" for number in rng.sample(range(100, 999), len(ids))), strict=True))
    renamed = Instance.model_validate(_renamed(json.loads(instance.model_dump_json(by_alias=True)), new))
    assert optimum(renamed) == optimum(instance)


def with_somebody_who_is_never_free(instance: Instance, rng: Random) -> None:
    school = rng.choice(instance.schools).id
    term_time = Days(first=instance.terms[0].first_day, last=instance.terms[-1].last_day)
    nobody = Reviewer(id="R9999", school=school, completed_reviews=1, away=(term_time,))
    instance = with_policy(instance, without=tuple(rule for rule in instance.policy.without if rule != "availability"))
    more = instance.model_copy(update={"reviewers": (*instance.reviewers, nobody)})
    assert optimum(more) == optimum(instance)


def at_three_times_the_price(instance: Instance, rng: Random) -> None:
    """Where only prices count, every distance being below half a km, quality grows with them."""
    here: dict[str, Any] = {"latitude": 52.0, "longitude": -1.0}
    instance = instance.model_copy(
        update={
            "schools": tuple(school.model_copy(update={**here, "sites": ()}) for school in instance.schools),
            "leads": tuple(lead.model_copy(update=here) for lead in instance.leads),
        }
    )
    without = {*instance.policy.without, "locality"}
    instance = with_policy(strict_order(instance), without=tuple(sorted(without)))
    prices = instance.policy.quality
    dearer = prices.model_copy(update={name: 3 * price for name, price in prices})
    before, after = optimum(instance), optimum(with_policy(instance, quality=dearer))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        goals = [goal.goal for goal in instance.policy.goals if goal.goal != "fairness"]
        times = [3 if goal == "quality" else 1 for goal in goals]
        assert after == tuple(value * factor for value, factor in zip(before, times, strict=True))


def with_one_rule_more(instance: Instance, rng: Random) -> None:
    instance = strict_order(instance)
    rule = rng.choice(get_args(SwitchableRuleId))
    others = {*instance.policy.without, *rng.sample(get_args(SwitchableRuleId), 2)} - {rule}
    off = with_policy(instance, without=tuple(sorted({*others, rule})))
    on = with_policy(instance, without=tuple(sorted(others)))
    assert no_better(optimum(on), optimum(off))


def with_one_decision_more_fixed(instance: Instance, rng: Random) -> None:
    instance = strict_order(instance)
    review = rng.choice(instance.reviews)
    before = instance.fixed_by_review.get(review.id, Fixed(review=review.id, reason="not fixed"))
    slot = before.slot or rng.choice(review.slots)
    assert no_better(optimum(fix(instance, before.model_copy(update={"slot": slot}))), optimum(instance))


def with_its_own_schedule_fixed(instance: Instance, rng: Random) -> None:
    """What was found can be pinned, whole, and is then found again; also with fairness, against its own distance."""
    instance = strict_order(instance)
    found = outcome(instance)
    if found.schedule is None or found.schedule.certificate is None:
        assert optimum(instance) is None
        return
    pinned = instance
    for planned in found.schedule.reviews:
        if planned.slot is not None:
            pin = Fixed(reason="pinned", **planned.model_dump())
            pinned = fix(pinned, pin)
    again = outcome(pinned)
    assert again.schedule is not None and again.schedule.certificate is not None
    assert again.schedule.reviews == found.schedule.reviews
    finals = [[goal.final for goal in each.goals] for each in (found.schedule.certificate, again.schedule.certificate)]
    if found.schedule.certificate.fair_visit_m == again.schedule.certificate.fair_visit_m:
        assert finals[0] == finals[1]
    assert finals[0][:-1] == finals[1][:-1]


def split_on_one_decision(instance: Instance, rng: Random) -> None:
    """A reviewer joins a review or does not: the better of both is the best of all."""
    instance = with_policy(strict_order(instance), without=tuple(set(instance.policy.without) - {"independence"}))
    review, reviewer = rng.choice(instance.reviews), rng.choice(instance.reviewers)
    waivers = tuple(
        waiver
        for waiver in instance.waivers
        if (waiver.rule, waiver.person, waiver.review) != ("independence", reviewer.id, review.id)
    )
    instance = instance.model_copy(update={"waivers": waivers})
    before = instance.fixed_by_review.get(review.id, Fixed(review=review.id, reason="not fixed"))
    if reviewer.id in before.reviewers or reviewer.reserve:
        return
    joins = fix(instance, before.model_copy(update={"reviewers": (*before.reviewers, reviewer.id)}))
    stays = reviewer.model_copy(update={"conflicts": (*reviewer.conflicts, review.host)})
    reviewers = tuple(stays if each.id == stays.id else each for each in instance.reviewers)
    branches = optimum(joins), optimum(instance.model_copy(update={"reviewers": reviewers}))
    possible = [values for values in branches if values is not None]
    assert optimum(instance) == min(possible, default=None)


def fix(instance: Instance, fixed: Fixed) -> Instance:
    """The instance with this fixed, in place of what was fixed of the review before."""
    others = tuple(each for each in instance.fixed if each.review != fixed.review)
    return instance.model_copy(update={"fixed": (*others, fixed)})


def _entries(instance: Instance, names: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    return [(name, getattr(instance, name)) for name in names]


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, new) for inner in value]
    return new.get(value, value) if isinstance(value, str) else value


RELATIONS: tuple[Relation, ...] = (
    told_in_another_order,
    with_other_ids,
    with_somebody_who_is_never_free,
    at_three_times_the_price,
    with_one_rule_more,
    with_one_decision_more_fixed,
    with_its_own_schedule_fixed,
    split_on_one_decision,
)

every_relation = pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.__name__)


def holds(relation: Relation, seed: int) -> None:
    rng = Random(seed)
    relation(draw_instance(rng), rng)


@every_relation
@effort(14)
@given(seed=seeds)
def test_relation_holds(relation: Relation, seed: int) -> None:
    holds(relation, seed)


@pytest.mark.soak
@every_relation
@effort(500, soak=True)
@given(seed=seeds)
def test_relation_holds_at_length(relation: Relation, seed: int) -> None:
    holds(relation, seed)
