"""Repairs of trios: who is told is counted alike by rows and recount, and the fewest are told (brute force)."""

from random import Random

import pytest

from models.calendar import Days
from models.change import Change, CloseSchools, DropOut, PersonLeaves, SchoolLeaves
from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.changing import problems, repairing
from scheduler.programmes.growing_the_top import PROGRAMME
from scheduler.programmes.judging import judge
from scheduler.programmes.model import GroupModel
from scheduler.programmes.solving import repair, solve
from tests.programmes.growing_the_top.drawing import (
    DAYS,
    LEADS,
    draw_instance,
    draw_pair,
    every_plan,
    groups_of,
    trio,
)
from tests.programmes.growing_the_top.test_trios import FIFTH, FIRST, THIRD, facts, visit
from tests.programmes.harness import PLAIN, repaired_best
from tests.programmes.small import day

LEFT_AFTER_ITS_VISIT = 162  # a seed


def draw_change(rng: Random, instance: GrowingTheTop) -> Change:
    """Before the first visit, or after some."""
    notice, one = day(rng.choice((1, 1, 2, 3)), 0), rng.choice(DAYS)
    days = Days(first=one, last=one)
    school, anybody = rng.choice(instance.members), rng.choice((*instance.members, *LEADS, *LEADS))
    return rng.choice(
        (
            DropOut(notice=notice, person=anybody, days=days),
            DropOut(notice=notice, person=anybody, days=days),
            SchoolLeaves(notice=notice, school=school),
            PersonLeaves(notice=notice, person=rng.choice(LEADS)),
            CloseSchools(notice=notice, schools=(school,), days=days),
        )
    )


def test_columns_count_who_is_told_as_the_recount_does() -> None:
    """Groups that no columns mean, such as two visits to one school, are left out; what is repaired may be so."""
    counted, shapes = set(), {rule.id for rule in PROGRAMME.rules if rule.always_on}
    for seed in range(90):
        rng = Random(seed)
        instance, before = draw_pair(rng)
        after = repairing(instance, before, [draw_change(rng, instance)])
        model = GroupModel(PROGRAMME, after, shapes, repairs=before)
        _, now = draw_pair(Random(rng.randrange(10**6)))
        now = before if rng.random() < 0.4 else now
        values = model.values(now.model_copy(update={"instance": "drawn"}))
        if values is None or not model.accepts(values):
            continue
        recounted = judge(PROGRAMME, after, model.groups(values)).values["change-kept-small"]
        assert model.costs["change-kept-small"] @ values == recounted, f"seed {seed}"
        counted.add(recounted)
    assert len(counted) >= 3


def fewest_are_told(seed: int, schools: int = 4) -> bool:
    """Whether there was anything to repair."""
    rng = Random(seed)
    instance = draw_instance(rng, schools=schools)
    found = solve(instance, PLAIN.again()).schedule
    if found is None or not found.groups:
        return False
    change = draw_change(rng, instance)
    assert not list(problems(instance, [change]))
    after = repairing(instance, found, [change])
    assert isinstance(after, GrowingTheTop)
    repaired_best(PROGRAMME, after, found, every_plan(after), seed)
    return True


def test_a_repair_tells_the_fewest() -> None:
    assert sum(fewest_are_told(seed) for seed in range(3)) >= 2


def test_a_school_may_leave_after_its_visit() -> None:
    """What is over at a school that is no more was looked for among the schools, and that ended the search."""
    assert fewest_are_told(LEFT_AFTER_ITS_VISIT)


def test_what_somebody_has_led_stays_when_they_leave() -> None:
    """It could not, so that no repair was possible once a facilitator who had led a visit left."""
    made = groups_of(facts(), [trio("ABC", visit("A", FIRST), visit("B", THIRD, "F2"), visit("C", FIFTH))])
    after = repairing(facts(), made, [PersonLeaves(notice=day(2, 0), person="F1")])
    found = repair(after, made, PLAIN.again()).schedule
    assert found is not None
    (group,) = (group for group in found.groups if "A" in group.members)
    assert visit("A", FIRST) in group.meetings
    assert {one.led_by for one in group.meetings if one.day >= day(2, 0)} == {"F2"}


@pytest.mark.soak
def test_a_repair_tells_the_fewest_at_length() -> None:
    assert sum(fewest_are_told(seed) for seed in range(100, 500)) >= 200


@pytest.mark.soak
def test_a_repair_of_five_tells_the_fewest() -> None:
    assert sum(fewest_are_told(seed, schools=5) for seed in range(500, 540)) >= 20
