"""Rows and checks say the same: with all decisions fixed, a rule's rows accept exactly what its check does not object to.

The same for goals: what the columns count is what the recount counts.
"""

from collections import Counter
from functools import partial
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instance import Instance
from models.schedule import Certificate, PlannedReview, Schedule, Status
from scheduler.goal import GoalUnit
from scheduler.goals import GOALS
from scheduler.model import Model, accepts, goal_value
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.rules import RULES
from tests.drawing import draw_pair

DRAWN = 60
SOAKED = 1_000
ALWAYS_ON = tuple(rule for rule in RULES if rule.always_on)
SHAPES = ("one-place", "team-size", "one-lead")
"""Rules without which a schedule has no columns to be judged by; `fixed` has its own."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
every_goal = pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)


def keeps(rule: Rule, plan: Plan) -> bool:
    return not any(True for _ in rule.check(plan))


def draw_for(rule: Rule, rng: Random) -> tuple[Instance, Schedule]:
    """An instance and a schedule of which nothing but this rule decides whether the rows can accept it."""
    while True:
        instance, schedule = draw_pair(rng, oversize=rule.id in ("team-size", "one-lead"))
        plan = Plan(instance, schedule)
        if all(keeps(other, plan) for other in RULES if other.id in SHAPES and other.id != rule.id):
            return instance, schedule


def assert_agree(rule: Rule, instance: Instance, schedule: Schedule) -> bool:
    """Whether both accept the schedule."""
    found = [finding.message for finding in rule.check(Plan(instance, schedule))]
    accepted = accepts(instance, schedule, rule.id)
    assert accepted == (not found), f"rows accept: {accepted}; the check finds {found}; {schedule.reviews}"
    return accepted


def agree_and_decide(rule: Rule, first: int, drawn: int) -> None:
    verdicts = Counter(assert_agree(rule, *draw_for(rule, Random(seed))) for seed in range(first, first + drawn))
    least = drawn // 20
    assert verdicts[True] >= least and verdicts[False] >= least, f"one side is hardly drawn: {verdicts}"


@every_rule
def test_rows_accept_exactly_what_the_check_does(rule: Rule) -> None:
    agree_and_decide(rule, 0, DRAWN)


@pytest.mark.soak
@every_rule
def test_rows_accept_exactly_what_the_check_does_at_length(rule: Rule) -> None:
    agree_and_decide(rule, DRAWN, SOAKED)


@every_rule
@given(data=st.data())
def test_rows_and_check_agree_on_the_smallest_too(rule: Rule, data: st.DataObject) -> None:
    assert_agree(rule, *data.draw(st.randoms(use_true_random=False).map(partial(draw_for, rule))))


def draw_schedule(rng: Random) -> tuple[Instance, Schedule]:
    """A schedule that keeps the rules that are always on, with a fair distance to be measured against."""
    while True:
        instance, schedule = draw_pair(rng)
        plan = Plan(instance, schedule)
        if all(keeps(rule, plan) for rule in ALWAYS_ON):
            fair_m = rng.choice((0, 20_000, 60_000))
            certificate = Certificate(status=Status.FEASIBLE, fair_visit_m=fair_m, instance_sha256="")
            return instance, schedule.model_copy(update={"certificate": certificate})


@every_goal
def test_columns_cost_what_the_recount_counts(goal: GoalUnit) -> None:
    values = set()
    for seed in range(DRAWN):
        instance, schedule = draw_schedule(Random(seed))
        recounted = sum(finding.amount for finding in goal.recount(Plan(instance, schedule)))
        assert goal_value(instance, schedule, goal.id) == recounted, schedule.reviews
        values.add(recounted)
    assert len(values) >= 3


def test_measures_are_as_small_as_the_goals_rows_allow() -> None:
    """A measure (a shortfall, a crowded week, an excess, ...) that the goals count cannot be one less."""
    counted = 0
    for seed in range(DRAWN):
        instance, schedule = draw_schedule(Random(seed))
        assert schedule.certificate is not None
        model = Model(instance, {rule.id for rule in ALWAYS_ON if rule.id != "fixed"})
        model.columns.fair_visit_m = schedule.certificate.fair_visit_m
        fairness = next(goal for goal in GOALS if goal.id == "fairness")
        model.add(("fairness", rows) for rows in fairness.rows(model.columns))
        values = model.values(schedule)
        assert values is not None
        assert _fits(model, values)
        columns = model.columns
        measures = (columns.unheld, columns.shortfalls, columns.crowding, *(travel.excess for travel in columns.travel))
        for measure in measures:
            for column in measure.columns[values[measure.columns] > 0]:
                less = values.copy()
                less[column] -= 1
                assert not _fits(model, less), f"{measure.name} may be smaller; {schedule.reviews}"
                counted += 1
    assert counted > DRAWN


def _fits(model: Model, values: np.ndarray) -> bool:
    sums = model.matrix @ values
    return bool(((sums >= model.lower) & (sums <= model.upper) & (values <= model.highest).all()).all())


def test_a_schedule_is_read_back_from_its_columns() -> None:
    for seed in range(DRAWN):
        instance, schedule = draw_schedule(Random(seed))
        model = Model(instance, {rule.id for rule in ALWAYS_ON})
        values = model.values(schedule)
        assert values is not None
        assert model.schedule(values).reviews == tuple(_sorted(planned) for planned in schedule.reviews)


def _sorted(planned: PlannedReview) -> PlannedReview:
    return planned.model_copy(update={"reviewers": tuple(sorted(planned.reviewers))})
