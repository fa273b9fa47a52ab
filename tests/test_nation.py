"""A network planned region by region: nothing broken, nobody lost at a border, and a bound that is one."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from models.instance import Fixed, Instance
from models.policy import Goal
from scheduler import nation
from scheduler.checking import certify, check
from scheduler.fanning import fan_out
from scheduler.generating import Recipe, generate
from scheduler.outcome import Outcome
from scheduler.parts import part, replanned
from scheduler.regions import regions
from tests.solving import PLAIN, decided, outcome, with_policy

SEEDS = range(4)


def network(seed: int, **options: Any) -> Instance:
    """A small network of several hubs, without fairness: what is fair depends on the schedule."""
    instance = generate(Recipe("drawn", 36, hubs=6, terms=(1,), leads=5, seed=seed, **options))
    goals: tuple[Goal, ...] = tuple(goal for goal in instance.policy.goals if goal.goal != "fairness")
    return with_policy(instance, goals=goals)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions of a few reviews, planned one after the other in this process."""

    def in_turn(work: Any, shared: Any, tasks: Sequence[Any], workers: int) -> Iterator[tuple[int, Any]]:
        return ((position, work(shared, task)) for position, task in enumerate(tasks))

    monkeypatch.setattr(nation, "fan_out", in_turn)
    monkeypatch.setattr(nation, "_REVIEWS", 5)


def planned(instance: Instance) -> Outcome:
    return nation.solve(instance, PLAIN)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_schedule_keeps_every_rule_and_no_bound_lies_above_the_best(seed: int) -> None:
    instance = network(seed)
    found, best = planned(instance), outcome(instance)
    assert found.schedule is not None and best.schedule is not None
    certify(instance, found.schedule)
    assert found.schedule.certificate is not None
    optimum = decided(best.schedule)
    for result in found.schedule.certificate.goals:
        assert result.bound <= result.value
        assert result.goal == "quality" or result.bound <= optimum[result.goal]
    if all(decided(found.schedule)[goal] == value for goal, value in optimum.items() if goal != "quality"):
        bound = next(result.bound for result in found.schedule.certificate.goals if result.goal == "quality")
        assert bound <= optimum["quality"] <= decided(found.schedule)["quality"]


@pytest.mark.usefixtures("here")
def test_one_region_has_the_relaxation_as_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no border nothing is lost but the rounding of the flow."""
    monkeypatch.setattr(nation, "_REVIEWS", 1_000)
    instance = network(1)
    found, best = planned(instance).schedule, outcome(instance).schedule
    assert found is not None and found.certificate is not None and best is not None
    bound = next(result.bound for result in found.certificate.goals if result.goal == "quality")
    assert decided(best)["quality"] - bound <= 12


@pytest.mark.usefixtures("here")
def test_a_second_sweep_starts_from_a_schedule_and_never_ends_worse() -> None:
    instance = network(2)
    first = planned(instance).schedule
    assert first is not None
    again = nation.solve(instance, PLAIN, start=first).schedule
    assert again is not None
    assert tuple(decided(again).values()) <= tuple(decided(first).values())


@pytest.mark.usefixtures("here")
def test_what_is_fixed_stays() -> None:
    instance = network(3)
    schedule = planned(instance).schedule
    assert schedule is not None
    kept = tuple(
        Fixed(reason="published", **review.model_dump()) for review in schedule.reviews[::3] if review.slot is not None
    )
    fixed = instance.model_copy(update={"fixed": kept})
    again = planned(fixed)
    assert again.schedule is not None
    assert not check(fixed, again.schedule).breaches


def test_regions_share_out_all_hubs_and_are_small_enough() -> None:
    instance = network(4)
    found = regions(instance, 5)
    assert sorted(hub for region in found for hub in region) == sorted(hub.id for hub in instance.hubs)
    assert len(found) > 1
    hub_of = {school.id: school.hub for school in instance.schools}
    for region in found:
        assert len(region) == 1 or sum(hub_of[review.host] in region for review in instance.reviews) <= 5


def test_other_cuts_make_other_regions() -> None:
    instance = network(4)
    assert regions(instance, 5, 0.5) != regions(instance, 5, 0.3)


def test_a_part_knows_nothing_of_the_rest() -> None:
    instance = network(5)
    hosts = {school.id for school in instance.schools[:12]}
    own = part(instance, hosts, hosts, {instance.leads[0].id})
    assert {school.id for school in own.schools} == hosts
    assert {review.host for review in own.reviews} <= hosts
    assert {person.school for person in own.reviewers} <= hosts
    assert [lead.id for lead in own.leads] == [instance.leads[0].id]
    assert Instance.model_validate(own.model_dump()) is not None


@pytest.mark.usefixtures("here")
def test_who_works_outside_stays_where_they_are() -> None:
    instance = network(1)
    schedule = planned(instance).schedule
    assert schedule is not None
    hosts = frozenset(school.id for school in instance.schools if school.hub == instance.hubs[0].id)
    own = replanned(instance, schedule, hosts, frozenset())
    kept = {fixed.review: set(fixed.reviewers) for fixed in own.fixed}
    for review in schedule.reviews:
        if instance.review_by_id[review.review].host in hosts:
            guests = {person for person in review.reviewers if instance.reviewer_by_id[person].school not in hosts}
            assert guests <= kept.get(review.review, set())
    taken = {
        person
        for review in schedule.reviews
        if instance.review_by_id[review.review].host not in hosts
        for person in review.reviewers
    }
    at_home = {person.id for person in own.reviewers if person.school in hosts}
    assert not at_home & taken


def double(shared: int, task: int) -> int:
    return shared * task


def dies_at_three(shared: str, task: int) -> int:
    """Ends its process at task 3: the first time only, if `shared` names a file to remember it by."""
    if task == 3 and not (shared and Path(shared).exists()):
        if shared:
            Path(shared).touch()
        os._exit(1)
    return task


def test_every_task_has_a_result() -> None:
    assert sorted(fan_out(double, 3, [1, 2, 3, 4], 2)) == [(0, 3), (1, 6), (2, 9), (3, 12)]


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    found = dict(fan_out(dies_at_three, str(tmp_path / "died"), [1, 2, 3, 4], 2))
    assert found == {0: 1, 1: 2, 2: 3, 3: 4}


def test_a_task_that_kills_twice_is_given_up_and_the_others_are_done() -> None:
    assert dict(fan_out(dies_at_three, "", [1, 2, 3, 4], 2)) == {0: 1, 1: 2, 2: None, 3: 4}
