"""A rule's price is the difference that was planted, and one unit of its number what the texts say."""

from collections import Counter
from random import Random
from typing import get_args

import pytest

from models.policy import SwitchableRuleId
from scheduler.explaining import costing
from scheduler.explaining.costing import best_values, changes, costs
from scheduler.explaining.duals import at_least, duals
from scheduler.generating import generate_bundled
from scheduler.solving import unfair
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance
from tests.in_process import in_turn
from tests.planted import PLANTED
from tests.solving import PLAIN, outcome

RULES: tuple[SwitchableRuleId, ...] = get_args(SwitchableRuleId)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costing, "fan_out", in_turn)


@pytest.mark.parametrize("rule", RULES)
def test_the_planted_rule_costs_what_was_planted(rule: SwitchableRuleId) -> None:
    instance = generate_bundled(f"planted-{rule}")
    planted, solved = PLANTED[instance.name], outcome(unfair(instance)).schedule
    assert solved is not None
    without, *units = costs(instance, solved, list(changes(instance, [rule])), planted["on"], PLAIN)
    assert without.change.words == f"without {rule}"
    assert without.exact
    assert without.saves == {goal: value - planted["off"][goal] for goal, value in planted["on"].items()}
    if rule in ("lead-load", "reviewer-load", "phase"):  # there one unit is all that keeps people away
        assert without.saves in [unit.saves for unit in units]


def test_prices_of_drawn_instances_are_those_of_brute_force() -> None:
    compared = 0
    for seed in range(15):
        instance = draw_instance(Random(seed))
        found = outcome(unfair(instance)).schedule
        if found is None:
            continue
        best = best_values(instance, found, PLAIN)
        assert best is not None
        made = list(changes(instance, RULES))
        some = Random(seed).sample(made, min(3, len(made)))
        for cost in costs(instance, found, some, best, PLAIN):
            try:
                truth = optimum(unfair(cost.change.instance))
            except TooMany:
                continue
            assert truth is not None
            assert cost.exact
            assert cost.saves == cost.at_most == {goal: value - truth.decided[goal] for goal, value in best.items()}
            compared += 1
    assert compared >= 40


@pytest.mark.ci
def test_no_bound_by_duals_lies_above_what_looking_at_every_schedule_says() -> None:
    seen = Counter[str]()
    for seed in (*range(100, 140), *range(220, 230)):
        instance = unfair(draw_instance(Random(seed)))
        best = optimum(instance)
        if best is None:
            continue
        prices = duals(PLAIN, (instance, best.decided, best.schedule))
        assert prices is not None
        for change in Random(seed).sample(made := list(changes(instance, RULES)), min(4, len(made))):
            try:
                truth = optimum(change.instance)
            except TooMany:
                continue
            assert truth is not None
            *earlier, last = (best.decided[goal] - truth.decided[goal] for goal in best.decided)
            if not any(earlier):
                at_most = list(best.decided.values())[-1] - at_least((prices, best.decided), change.instance)
                assert last <= at_most
                seen["nothing"] += at_most == 0
                seen["tight"] += 0 < last == at_most
                seen["all"] += 1
    assert seen["all"] >= 40, seen
    assert min(seen["nothing"], seen["tight"]) >= 2, seen
