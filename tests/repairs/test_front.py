"""The price of one more call: the front of a repair is what looking at every repair shows."""

import pytest
from hypothesis import given

from models.instance import Instance
from models.schedule import Schedule
from scheduler.checking import certify, check
from scheduler.goals.change_kept_small import recount
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.repairs.front import Front, front, has_front
from tests import brute_force
from tests.brute_force import TooMany
from tests.drawing import effort, seeds
from tests.repairs.test_rescheduling import draw_repair
from tests.solving import PLAIN

MORE = 5


def counted(instance: Instance, schedule: Schedule) -> int:
    return sum(finding.amount for finding in recount(Plan(instance, schedule)))


def assert_right(instance: Instance, first: Schedule, found: Front) -> None:
    """Every level is the best there is, every repair of the front is what it says, and none is dominated."""
    assert tuple(level.quality for level in found.levels) == brute_force.front(
        instance, [level.most for level in found.levels]
    )
    before = None
    for level in found.levels:
        assert level.is_proven
        assert (level.schedule is None) == (before is not None and level.quality == before)
        if level.schedule is not None:
            certify(instance, level.schedule)
            assert check(instance, level.schedule).values["quality"] == level.quality
            if before is not None:
                assert counted(instance, level.schedule) == level.most
        before = level.quality
    assert found.levels[0].schedule == first
    assert not found.notices


def assert_drawn(seed: int) -> bool:
    """Whether there was a front to look at."""
    drawn = draw_repair(seed)
    if drawn is None or drawn[1].repairs[0].schedule is None or not has_front(drawn[1].instance):
        return False
    instance, first = drawn[1].instance, drawn[1].repairs[0].schedule
    try:
        assert_right(instance, first, front(Model(instance), first, MORE, PLAIN))
    except TooMany:
        return False
    return True


@effort(15)
@given(seeds)
def test_the_front_equals_brute_force(seed: int) -> None:
    assert_drawn(seed)


@pytest.mark.soak
@effort(1_000, soak=True)
@given(seeds)
def test_the_front_equals_brute_force_at_length(seed: int) -> None:
    assert_drawn(seed)
