"""Every bundled instance of fewer than 30 schools, solved: proven, and as good as its text says it can be."""

from functools import cache
from typing import get_args

import pytest
from _pytest.mark import ParameterSet

from models.instance import Instance
from models.policy import SwitchableRuleId
from models.schedule import Certificate, Schedule, Status
from scheduler.checking import certify, check
from scheduler.storage import bundled_names, load_instance
from tests.brute_force import optimum
from tests.planted import PLANTED, SMALL
from tests.solving import decided, outcome, with_policy

FEWER_THAN = 30
BY_HAND = {**SMALL, **{name: case["on"] for name, case in PLANTED.items()}}
"""The best values of every instance that a person can check."""

SWITCHABLE = tuple(f"planted-{rule}" for rule in get_args(SwitchableRuleId))


HARD = ("mat-peer-review-2018",)
"""Fairness of these is proven in 20 s of two cores: at length."""


def small_names() -> tuple[ParameterSet, ...]:
    """Bundled instances that the tests solve."""
    return tuple(
        pytest.param(name, marks=pytest.mark.soak if name in HARD else ())
        for name in bundled_names()
        if len(load_instance(name).schools) < FEWER_THAN
    )


@cache
def solved(name: str) -> Schedule:
    return best(load_instance(name))


def best(instance: Instance) -> Schedule:
    """The schedule found, which is proven to be the best."""
    found = outcome(instance)
    assert (found.status, found.notices, found.clashes) == (Status.OPTIMAL, (), ())
    assert found.schedule is not None
    return found.schedule


def certificate_of(schedule: Schedule) -> Certificate:
    assert schedule.certificate is not None
    return schedule.certificate


@pytest.mark.parametrize("name", small_names())
def test_each_is_solved_and_every_goal_proven(name: str) -> None:
    instance = load_instance(name)
    certify(instance, solved(name))
    results = certificate_of(solved(name)).goals
    assert [result.goal for result in results] == [goal.goal for goal in instance.policy.goals]
    assert all(result.proven for result in results)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_small_one_is_as_good_as_its_text_says(name: str) -> None:
    values = decided(solved(name))
    assert {goal: values[goal] for goal in BY_HAND[name]} == BY_HAND[name]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_small_one_is_as_good_as_the_best_of_all_schedules(name: str) -> None:
    truth = optimum(load_instance(name), certificate_of(solved(name)).fair_visit_m)
    assert truth is not None
    assert decided(solved(name)) == truth.decided


@pytest.mark.parametrize("name", SWITCHABLE)
def test_without_the_planted_rule_the_best_schedule_breaks_it_and_says_so(name: str) -> None:
    rule = name.removeprefix("planted-")
    instance = with_policy(load_instance(name), without=(rule,))
    schedule = best(instance)
    values = decided(schedule)
    assert {goal: values[goal] for goal in PLANTED[name]["off"]} == PLANTED[name]["off"]
    certify(instance, schedule)
    assert certificate_of(schedule).rules_off == (rule,)
    assert rule not in certificate_of(schedule).rules_in_force
    assert {finding.rule for finding in check(instance, schedule).breaches_off} == {rule}
