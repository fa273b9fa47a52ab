"""A solver that lies, and schedules changed after they were found: nothing false is ever exported.

What counts as false is decided by brute force, and for changed schedules by the engine's rows: neither is what does the
catching. A lie is harmless if all that is exported is true nevertheless.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from models.change import Change, DropOut
from models.instance import Instance
from models.schedule import Certificate, GoalResult, PlannedReview, Schedule, Status
from scheduler.checking import NotTrue, certify
from scheduler.model import Model
from scheduler.repairs.rescheduling import reschedule, situation_after
from scheduler.search import lexicographic
from scheduler.search.goal_by_goal import solve
from scheduler.solvers import cp_sat
from scheduler.solvers.options import Outcome, Progress
from scheduler.storage import load_instance
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer
from tests.brute_force import TooMany
from tests.drawing import draw_instance
from tests.drawing_changes import draw_changes, draw_states
from tests.lying import LIES, Lie, flipped, lying, truth_of
from tests.planted import PLANTED, SMALL
from tests.shares import more
from tests.solving import PLAIN, outcome, without_fairness


def assert_nothing_false(instance: Instance, found: Outcome) -> str:
    """What is exported is true; says what became of it."""
    if found.schedule is None:
        assert found.status != Status.INFEASIBLE or truth_of(instance) is None, found.clashes
        return "no schedule"
    try:
        certify(instance, found.schedule)
    except NotTrue:
        return "refused"
    assert_true(instance, found.schedule)
    return found.status


def assert_true(instance: Instance, schedule: Schedule) -> None:
    """The rows accept the schedule, and goal by goal its certificate says nothing that brute force contradicts.

    fair_visit_m is believed: it is measured in the schedule that decided quality, which fairness may have changed.
    """
    certificate = schedule.certificate
    assert certificate is not None
    model = Model(instance)
    values = model.values(schedule)
    assert values is not None
    assert (values >= 0).all() and (values <= model.highest).all()
    sums = model.matrix @ values
    assert ((model.lower <= sums) & (sums <= model.upper)).all()
    truth = truth_of(instance, certificate.fair_visit_m)
    assert truth is not None
    for result in certificate.goals:
        best = truth.decided[result.goal]
        assert result.bound <= best <= result.value, result
        assert result.goal == "fairness" or result.final == model.costs[result.goal] @ values
        if result.value > best:  # the later goals are then bounded under this one's limit, not under the best one's
            assert not result.proven and certificate.status != Status.OPTIMAL
            return


# A lying solver


def tell(lie: Lie, seed: int) -> str | None:
    """One search of a drawn instance with a lying solver; None if the search never asked it."""
    rng = Random(seed)
    instance = draw_instance(rng)
    with lying(lie, rng) as told:
        found = solve(instance, PLAIN)
    return assert_nothing_false(instance, found) if told else None


@pytest.mark.parametrize(("drawn", "lies"), more((28, 50), (55, 100)))
def test_no_lie_of_the_solver_is_exported(drawn: int, lies: int) -> None:
    assert_lies_stay_harmless(range(drawn), lies=lies)


@pytest.mark.soak
def test_no_lie_of_the_solver_is_exported_at_length() -> None:
    assert_lies_stay_harmless(range(1_000, 1_500), lies=1_000)


def assert_lies_stay_harmless(seeds: Iterable[int], lies: int) -> None:
    """At least so many lies are told, of every kind."""
    told = Counter[str]()
    for seed in seeds:
        for lie in LIES:
            if tell(lie, seed) is None:
                break
            told[lie.__name__] += 1
    assert set(told) == {lie.__name__ for lie in LIES}
    assert told.total() >= lies


# Repairs


def tell_of_repairs(lie: Lie, seed: int) -> bool:
    """The first repair of a drawn schedule with a lying solver; whether the search asked it."""
    rng, drawn = Random(seed), drawn_changes(seed)
    if drawn is None:
        return False
    with lying(lie, rng) as told:
        done = reschedule(*drawn, PLAIN, other_kinds=False)
    if told:
        best = done.repairs[0]
        assert_nothing_false(done.instance, Outcome(best.status, best.schedule))
    return bool(told)


@cache
def drawn_changes(seed: int) -> tuple[Instance, Schedule, tuple[Change, ...]] | None:
    """A best schedule and what happens to it; None where nothing can, or brute force cannot look at all repairs."""
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    if found is None or not any(planned.slot for planned in found.reviews):
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    changes = tuple(draw_changes(rng, instance, schedule))
    try:
        truth_of(situation_after(instance, schedule, changes)[0])
    except TooMany:
        return None
    return (instance, schedule, changes) if changes else None


def assert_lies_about_repairs_stay_harmless(seeds: Iterable[int]) -> Counter[str]:
    """How many lies of each kind were told."""
    return Counter(lie.__name__ for seed in seeds for lie in LIES if tell_of_repairs(lie, seed))


def test_no_lie_about_repairs_is_exported() -> None:
    assert assert_lies_about_repairs_stay_harmless((1, 13, 30)).total() == 3 * len(LIES)


@pytest.mark.soak
def test_no_lie_about_repairs_is_exported_at_length() -> None:
    assert assert_lies_about_repairs_stay_harmless(range(1_000, 1_700)).total() >= 1_000


def impossible_less(model: Model, columns: Ints, cost: Ints, *rest: Any, **others: Any) -> Answer:
    """Whatever is asked for at little change is said to be impossible."""
    return Answer(Status.INFEASIBLE, None, None)


def test_no_repair_is_said_only_where_a_second_solver_agrees() -> None:
    """CP-SAT calls everything impossible; HiGHS finds repairs, and nothing false is proven."""
    instance = load_instance("three-hubs")
    found = outcome(instance).schedule
    assert found is not None
    ill = DropOut(notice=date(2018, 9, 3), person=next(one.reviewers[0] for one in found.reviews if one.reviewers))
    truth = reschedule(instance, found, [ill], PLAIN, other_kinds=False).repairs[0].schedule
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cp_sat, "minimise", impossible_less)
        lied = reschedule(instance, found, [ill], PLAIN, other_kinds=False).repairs[0].schedule
    assert truth is not None and truth.certificate is not None
    assert lied is not None and lied.certificate is not None
    for said, known in zip(lied.certificate.goals, truth.certificate.goals, strict=True):
        assert said.bound <= known.value


Minimise = Callable[..., Answer]


def solved_by(minimise: Minimise, instance: Instance, reports: list[Schedule] | None = None) -> Outcome:
    """A search with another exact search, and no dive that may find the best before it."""

    def report(progress: Progress) -> None:
        if reports is not None and progress.schedule is not None:
            reports.append(progress.schedule)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicographic, "dive", lambda *_: None)
        patch.setattr(cp_sat, "minimise", minimise)
        return solve(instance, PLAIN, report)


def test_a_worse_schedule_said_to_be_optimal_is_not_called_proven() -> None:
    """Holding nothing leaves 2 reviews of two-schools not held; 1 is possible, and the relaxation's bound is below."""

    def nothing_is_best(model: Model, columns: Ints, cost: Ints, *_: object, **__: object) -> Answer:
        values = model.completed(np.zeros(len(model.columns), dtype=np.int64))
        return Answer(Status.OPTIMAL, values, int(cost @ values))

    instance = load_instance("two-schools")
    found = solved_by(nothing_is_best, instance)
    assert found.schedule is not None
    assert_nothing_false(instance, found)


def test_a_fixed_decision_said_to_be_impossible_is_looked_at_again() -> None:
    truthful = cp_sat.minimise

    def once_false(model: Model, columns: Ints, cost: Ints, *rest: Any, **others: Any) -> Answer:
        """The first answer breaks what is fixed; any other is true."""
        answer = truthful(model, columns, cost, *rest, **others)
        if not asked:
            asked.append(True)
            assert answer.values is not None
            answer.values[np.flatnonzero(cost)[:1]] = 1
        return answer

    asked: list[bool] = []
    assert solved_by(once_false, load_instance("planted-fixed")).status != Status.INFEASIBLE


TWO_DATES = "a review with two dates counts as held twice, and the check sees a schedule with one of them"


def test_every_schedule_reported_passes_the_checks() -> None:
    truthful = cp_sat.minimise

    def with_two_dates(model: Model, *rest: Any, **others: Any) -> Answer:
        answer = truthful(model, *rest, **others)
        if answer.values is not None:
            answer.values[model.columns.dates.columns[:2]] = 1
        return answer

    reports: list[Schedule] = []
    instance = load_instance("three-hubs")
    found = solved_by(with_two_dates, instance, reports)
    for schedule in [*reports, *([found.schedule] if found.schedule else [])]:
        certify(instance, schedule)


def test_a_goal_decided_by_no_schedule_is_not_exported_as_proven() -> None:
    """With a tolerance of 1, a true schedule with 1 review not held follows, within what the false 0 allows."""
    tell(flipped, 1340)


# Changed schedules


@cache
def finished() -> tuple[tuple[Instance, Schedule], ...]:
    """Best schedules of the small instances, by hand and drawn."""
    instances = [*map(load_instance, (*SMALL, *PLANTED)), *(draw_instance(Random(seed)) for seed in range(40))]
    found = [(instance, outcome(instance).schedule) for instance in instances]
    return tuple((instance, schedule) for instance, schedule in found if schedule is not None)


def changed(rng: Random, instance: Instance, schedule: Schedule) -> Schedule:
    """One to three reviews, or one number of the certificate, are others."""
    if rng.random() < 0.5:
        return schedule.model_copy(update={"certificate": _changed_claim(rng, schedule.certificate)})
    reviews = list(schedule.reviews)
    for _ in range(rng.randint(1, 3)):
        position = rng.randrange(len(reviews))
        reviews[position] = _changed_review(rng, instance, reviews[position])
    return schedule.model_copy(update={"reviews": tuple(reviews)})


def _changed_review(rng: Random, instance: Instance, planned: PlannedReview) -> PlannedReview:
    slots = instance.review_by_id[planned.review].slots
    leads = [None, *(lead.id for lead in instance.leads)]
    reviewer = rng.choice(instance.reviewers).id
    team = {*planned.reviewers} ^ {reviewer}
    if planned.reviewers and rng.random() < 0.5:
        team -= {rng.choice(planned.reviewers)}
    changes: tuple[dict[str, object], ...] = (
        {"slot": rng.choice(slots)},
        {"slot": rng.choice(slots) + timedelta(days=7)},
        {"lead": rng.choice(leads)},
        {"reviewers": tuple(sorted(team))},
        {"slot": None, "lead": None, "reviewers": ()},
    )
    return planned.model_copy(update=rng.choice(changes))


def _changed_claim(rng: Random, certificate: Certificate | None) -> Certificate:
    assert certificate is not None
    goals = list(certificate.goals)
    position = rng.randrange(len(goals))
    goals[position] = _changed_result(rng, goals[position])
    changes: tuple[dict[str, object], ...] = (
        {"goals": tuple(goals)},
        {"goals": tuple(goals)},
        {"goals": certificate.goals[1:]},
        {"goals": certificate.goals[::-1]},
        {"status": rng.choice([*Status])},
    )
    return certificate.model_copy(update=rng.choice(changes))


def _changed_result(rng: Random, result: GoalResult) -> GoalResult:
    by = rng.choice((-5, -1, 1, 5))
    changes: tuple[dict[str, object], ...] = (
        {"value": result.value + by},
        {"bound": result.bound + by},
        {"final": result.final + by},
        {"proven": not result.proven},
    )
    return result.model_copy(update=rng.choice(changes))


def assert_caught_or_harmless(seed: int) -> bool:
    """Whether the judge caught the change; if not, everything is still true."""
    rng = Random(seed)
    instance, schedule = rng.choice(finished())
    other = changed(rng, instance, schedule)
    try:
        certify(instance, other)
    except NotTrue:
        return True
    assert_true(instance, other)
    return False


@pytest.mark.parametrize(("drawn", "least"), more((50, 30), (100, 60)))
def test_a_changed_schedule_is_caught_or_harmless(drawn: int, least: int) -> None:
    caught = Counter(assert_caught_or_harmless(seed) for seed in range(drawn))
    assert caught[True] >= least


@pytest.mark.soak
def test_a_changed_schedule_is_caught_or_harmless_at_length() -> None:
    caught = Counter(assert_caught_or_harmless(seed) for seed in range(1_000, 2_000))
    assert caught[True] >= 600
