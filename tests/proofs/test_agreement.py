"""The verifier derives by itself what the engine has: columns, costs and rows, and the same verdict on plans."""

import json
from random import Random
from typing import Any

import pytest

from models.instance import Instance
from models.policy import Policy
from models.schedule import Schedule
from scheduler.checking import check
from scheduler.proofs import verify
from scheduler.storage import bundled_names, dumps, load_instance
from tests.drawing import draw_instance, draw_pair
from tests.drawing_travel import with_travel
from tests.proofs.agreeing import GOALS, of_engine, of_verifier
from tests.widening import OF_GOALS, OF_RULES, widened

SMALL = [name for name in bundled_names() if not name.startswith("noe")]


def content(fact: Instance | Schedule) -> Any:
    """What its file says."""
    return json.loads(dumps(fact))


def assert_same(instance: Instance, facts: Any) -> int:
    """Every column and every row of the engine is the verifier's; how many rows there are."""
    (columns, rows), (own_columns, own_rows) = of_engine(instance), of_verifier(facts)
    assert own_columns == columns
    is_waived = any(
        waiver.rule == "school-release" for waiver in instance.waivers
    )  # then the engine looks more closely
    unlike = {name for name in rows if own_rows.get(name) != rows[name] and not (is_waived and name[0] == "host-week")}
    assert not unlike, [(name, rows[name], own_rows.get(name)) for name in sorted(unlike)[:3]]
    return len(rows)


@pytest.mark.parametrize("name", SMALL)
def test_columns_and_rows_are_those_of_the_engine(name: str) -> None:
    instance = load_instance(name)
    assert assert_same(instance, content(instance)) > 10


@pytest.mark.soak
def test_columns_and_rows_are_those_of_the_engine_in_the_real_term() -> None:
    instance = load_instance("noe-2018-autumn")
    assert assert_same(instance, content(instance)) > 300_000


def draw(rng: Random) -> Instance:
    """An instance with numbers at their edges, journeys by road, and rules switched off."""
    instance = draw_instance(rng)
    instance = widened(rng, instance, (*OF_RULES, *OF_GOALS)) if rng.random() < 0.5 else instance
    instance = instance.model_copy(update={"reviews": tuple(_nobody_left(one) for one in instance.reviews)})
    return with_travel(rng, instance) if rng.random() < 0.3 else instance


def _nobody_left(review: Any) -> Any:
    return review.model_copy(update={"left_by": ()})


def agree_on_programs(seeds: range) -> None:
    assert sum(assert_same(instance, content(instance)) for instance in (draw(Random(seed)) for seed in seeds)) > 1_000


def test_programs_agree_on_drawn_instances() -> None:
    agree_on_programs(range(40))


@pytest.mark.soak
def test_programs_agree_on_drawn_instances_at_length() -> None:
    agree_on_programs(range(40, 2_000))


def verdict(instance: Instance, schedule: Schedule) -> dict[str, int] | None:
    """The values of the goals as the verifier counts them; None where the plan breaks a rule."""
    network = verify.Network(content(instance), [])
    try:
        worth = verify.judge(network, content(schedule), [])
    except verify.Refused:
        return None
    return {goal: worth[goal] for goal in GOALS}


def agree_on_plans(seeds: range) -> None:
    verdicts = []
    for seed in seeds:
        rng = Random(seed)
        instance, schedule = draw_pair(rng, odd=rng.random() < 0.3)
        instance = widened(rng, instance) if rng.random() < 0.5 else instance
        instance = instance.model_copy(update={"reviews": tuple(_nobody_left(one) for one in instance.reviews)})
        report = check(instance, schedule)
        expected = None if report.breaches else {goal: report.values[goal] for goal in GOALS}
        assert verdict(instance, schedule) == expected, (seed, report.breaches[:1], schedule.reviews)
        verdicts.append(expected is None)
    assert min(sum(verdicts), len(verdicts) - sum(verdicts)) > len(verdicts) / 50, "one side is hardly drawn"


def test_it_judges_plans_as_the_judge_does() -> None:
    agree_on_plans(range(150))


@pytest.mark.soak
def test_it_judges_plans_as_the_judge_does_at_length() -> None:
    agree_on_plans(range(150, 5_000))


def test_the_numbers_that_an_instance_does_not_say_are_the_policys() -> None:
    usual = Policy().model_dump(mode="json", by_alias=True)
    stated = json.loads(verify.POLICY)
    assert stated == {name: usual[name] for name in stated}
    assert [one["goal"] for one in verify.GOALS] == [one["goal"] for one in usual["goals"] if one["goal"] != "fairness"]
    assert [one["tolerance_percent"] for one in verify.GOALS] == [0, 0, 0, 1]
