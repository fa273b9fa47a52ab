"""Rows and checks say the same: with all decisions fixed, a rule's rows accept exactly what its check lets pass.

The same for goals: what the columns count is what the recount counts.
"""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given

from models.base import Fact
from models.before import Before
from models.instance import Instance
from models.policy import Policy
from models.schedule import Certificate, Schedule, Status
from scheduler.checking import breaches
from scheduler.goal import GoalUnit
from scheduler.goals import GOALS
from scheduler.model import Model, accepts
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.rules import RULES
from scheduler.tables.arrays import Ints
from tests.drawing import FIRST_MONDAY, Size, draw_candidate, draw_pair, effort, seeds
from tests.drawing_changes import draw_states
from tests.widening import OF_GOALS, edges, widened

DRAWN = 80
SOAKED = 1_000
ALWAYS_ON = tuple(rule for rule in RULES if rule.always_on)
CROWDED = (
    Size(reviews=3, slots=3, leads=2, reviewers=6, seats=3),
    Size(reviews=5, slots=3, leads=2, reviewers=5, seats=3),
)

SHAPES = ("team-size", "one-lead")
"""Rules on what a team is: columns exist only for schedules that keep them."""

TOGETHER = {"school-release": ("one-place",), "host-week": ("one-place",)}
"""Rules whose rows count seats where the check counts people: one-place, always on, makes them the same."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
every_goal = pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)


def keeps(rule: Rule, plan: Plan) -> bool:
    return not any(True for _ in rule.check(plan))


def draw_for(rule: Rule, rng: Random) -> tuple[Instance, Schedule]:
    """An instance and a schedule of which nothing but this rule decides whether the rows can accept it.

    Where a seat is forbidden by a rule that is always on, or where nobody can have one, there is no column to judge by.
    """
    instance, schedule = draw_pair(rng, CROWDED, odd=rule.id in SHAPES)
    if rule.id != "one-place":
        visits = tuple(visit.model_copy(update={"slot": None}) for visit in instance.visits)
        instance = instance.model_copy(update={"visits": visits})
    if rng.random() < 0.5:
        instance = widened(rng, instance)
    plan = Plan(instance, schedule)
    needed = {*SHAPES, *TOGETHER.get(rule.id, ())} - {rule.id}
    if all(keeps(other, plan) for other in RULES if other.id in needed):
        return instance, schedule
    return draw_for(rule, rng)


def assert_agree(rule: Rule, instance: Instance, schedule: Schedule) -> bool:
    """Whether both accept the schedule."""
    found = [finding.message for finding in rule.check(Plan(instance, schedule))]
    accepted = accepts(instance, schedule, rule.id)
    assert accepted == (not found), f"rows accept: {accepted}; the check finds {found}; {schedule.reviews}"
    return accepted


def agree_and_decide(rule: Rule, first: int, drawn: int) -> None:
    verdicts = Counter(assert_agree(rule, *draw_for(rule, Random(seed))) for seed in range(first, first + drawn))
    least = drawn // 30
    assert verdicts[True] >= least and verdicts[False] >= least, f"one side is hardly drawn: {verdicts}"


@every_rule
def test_rows_accept_exactly_what_the_check_does(rule: Rule) -> None:
    agree_and_decide(rule, 0, DRAWN)


@pytest.mark.soak
@every_rule
def test_rows_accept_exactly_what_the_check_does_at_length(rule: Rule) -> None:
    agree_and_decide(rule, DRAWN, SOAKED)


@every_rule
@effort(10)
@given(seed=seeds)
def test_rows_and_check_agree_anywhere(rule: Rule, seed: int) -> None:
    assert_agree(rule, *draw_for(rule, Random(seed)))


def draw_anywhere(rng: Random) -> tuple[Instance, Schedule]:
    """Some rules are switched off, and some reviews begin where their host had not offered it."""
    instance, schedule = draw_pair(rng, CROWDED, odd=rng.random() < 0.2)
    off = tuple(rule.id for rule in RULES if not rule.always_on and rng.random() < 0.95)
    instance = instance.model_copy(update={"policy": instance.policy.model_copy(update={"without": off})})
    planned = list(schedule.reviews)
    for k, review in enumerate(planned):
        if review.slot is not None and rng.random() < 0.2:
            elsewhere = review.slot + timedelta(days=7 * rng.choice((-1, 1)))
            planned[k] = review.model_copy(update={"slot": elsewhere})
    return instance, schedule.model_copy(update={"reviews": tuple(planned)})


def assert_agree_on_all(seed: int) -> bool:
    """Whether both accept a schedule: the judge with what is in force, and all rows."""
    instance, schedule = draw_anywhere(Random(seed))
    model = Model(instance)
    values = model.values(schedule)
    accepted, found = values is not None and fits(model, values), breaches(instance, schedule)
    assert accepted == (not found), f"rows accept: {accepted}; the judge finds {found}; {schedule.reviews}"
    return accepted


def test_rows_and_judge_agree_whichever_rules_are_off() -> None:
    verdicts = Counter(map(assert_agree_on_all, range(4 * DRAWN)))
    assert min(verdicts[True], verdicts[False]) >= DRAWN // 4, f"one side is hardly drawn: {verdicts}"


@pytest.mark.soak
def test_rows_and_judge_agree_whichever_rules_are_off_at_length() -> None:
    verdicts = Counter(map(assert_agree_on_all, range(4 * DRAWN, 20 * SOAKED)))
    assert verdicts[True] >= SOAKED, f"one side is hardly drawn: {verdicts}"


def draw_schedule(rng: Random) -> tuple[Instance, Schedule]:
    """A schedule that keeps the rules that are always on, with a fair distance to be measured against."""
    while True:
        instance, schedule = draw_pair(rng, CROWDED)
        if rng.random() < 0.5:
            instance = widened(rng, instance, OF_GOALS)
        plan = Plan(instance, schedule)
        if all(keeps(rule, plan) for rule in ALWAYS_ON):
            reviews = [one.model_copy(update={"first_claim": rng.random() < 0.1}) for one in instance.reviews]
            instance = draw_before(rng, instance.model_copy(update={"reviews": tuple(reviews)}))
            fair_m = rng.choice((0, 20_000, 60_000))
            certificate = Certificate(status=Status.FEASIBLE, fair_visit_m=fair_m, instance_sha256="")
            return instance, schedule.model_copy(update={"certificate": certificate})


def draw_before(rng: Random, instance: Instance) -> Instance:
    """Half of the time, a schedule that is repaired: other people were told of other dates."""
    if rng.random() < 0.5:
        return instance
    told = draw_states(rng, draw_candidate(rng, instance))
    schools, terms = rng.choice(instance.schools), rng.choice(instance.terms)
    return instance.repairing(
        Before(
            notice=FIRST_MONDAY + timedelta(days=rng.randrange(-5, 20)),
            reviews=told.reviews,
            states=told.states,
            empty_seats={review.id: rng.randrange(3) for review in instance.reviews if rng.random() < 0.3},
            short={schools.id: {terms.id: 1}},
            gave_up={one.review: one.people[:1] for one in told.reviews if rng.random() < 0.2},
            forfeited=tuple(one.review for one in told.reviews if rng.random() < 0.1),
        )
    )


def columns_of(instance: Instance, schedule: Schedule) -> tuple[Model, Ints]:
    """The model with no more than the rules that are always on, fairness included, and what its columns are."""
    model = Model(instance, {rule.id for rule in ALWAYS_ON if rule.id != "fixed"})
    assert schedule.certificate is not None
    model.columns.fair_visit_m = schedule.certificate.fair_visit_m
    model.add(("fairness", rows) for rows in model.goals["fairness"].rows(model.columns))
    values = model.values(schedule)
    assert values is not None
    return model, values


def test_every_number_of_a_rule_has_limits() -> None:
    """Drawn numbers reach both ends, so both are said where the number is declared."""
    for name, section in Policy.model_fields.items():
        model = section.annotation
        if isinstance(model, type) and issubclass(model, Fact):
            for number, field in model.model_fields.items():
                assert field.annotation not in (int, float) or len(edges(field)) >= 2, f"{name}.{number}"


@every_goal
def test_columns_cost_what_the_recount_counts(goal: GoalUnit) -> None:
    counted = set()
    for seed in range(DRAWN):
        instance, schedule = draw_schedule(Random(seed))
        model, values = columns_of(instance, schedule)
        recounted = sum(finding.amount for finding in goal.recount(Plan(instance, schedule)))
        assert model.costs[goal.id] @ values == recounted, schedule.reviews
        counted.add(recounted)
    assert len(counted) >= 3


def test_measures_are_as_small_as_the_goals_rows_allow() -> None:
    """A measure (a shortfall, a crowded week, an excess, ...) that the goals count cannot be one less."""
    counted = Counter[str]()
    for seed in range(DRAWN):
        model, values = columns_of(*draw_schedule(Random(seed)))
        assert fits(model, values)
        columns = model.columns
        excesses = [travel.excess for travel in columns.travel]
        worse = [columns.emptier, columns.shorter]
        told = [block for each in columns.telling for block in (each.told, each.short, each.booked, each.both)]
        for measure in (columns.unheld, columns.shortfalls, columns.crowding, *excesses, *worse, *told):
            for column in measure.columns[values[measure.columns] > 0]:
                less = values.copy()
                less[column] -= 1
                assert not fits(model, less), f"{measure.name} may be smaller (seed {seed})"
                counted[measure.name] += 1
    assert len(counted) == 15, f"drawn too tamely: {counted}"


def fits(model: Model, values: Ints) -> bool:
    sums = model.matrix @ values
    in_rows = (sums >= model.lower) & (sums <= model.upper)
    return bool(in_rows.all() and (values >= 0).all() and (values <= model.highest).all())


def test_a_schedule_is_read_back_from_its_columns() -> None:
    for seed in range(DRAWN):
        instance, schedule = draw_schedule(Random(seed))
        model, values = columns_of(instance, schedule)
        assert model.schedule(values).reviews == schedule.reviews
