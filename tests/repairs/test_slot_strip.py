"""Where a review could move: the bound of a slot is true, and what is called exact is what `reschedule` finds."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given

from benchmarks import slots
from models.instance import Instance
from models.policy import CHANGE_GOAL
from models.problem import InvalidInput
from models.schedule import Schedule, Status
from scheduler.changes.situation import asked_on
from scheduler.changes.who_is_told import news, people_told
from scheduler.checking import certify
from scheduler.goals.change_kept_small import recount
from scheduler.plan import Plan
from scheduler.repairs import slot_strip
from scheduler.repairs.least_told import Least
from scheduler.repairs.moving import Repaired
from scheduler.repairs.rescheduling import reschedule, situation_after
from scheduler.repairs.slot_strip import Strip, exact_of_all, strip_of
from scheduler.repairs.stressing import is_proven
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, load_schedule
from tests.brute_force import TooMany, optimum
from tests.drawing import FIRST_MONDAY, draw_instance, effort, seeds
from tests.drawing_changes import draw_states
from tests.in_process import in_turn
from tests.solving import PLAIN, decided, outcome, without_fairness


def draw_strip(seed: int) -> Strip | None:
    """A review of a drawn schedule with states, asked about before term or in it; None where nothing can be asked."""
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    held = [planned.review for planned in found.reviews if planned.slot is not None] if found is not None else []
    if found is None or not held:
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    notice = FIRST_MONDAY + timedelta(days=rng.choice((-20, -8, -1, 2)))
    try:
        return Strip(instance, schedule, rng.choice(held), notice)
    except InvalidInput:
        return None


def truth(strip: Strip, slot: date) -> dict[str, int] | None:
    """What the best of all repairs at a slot has in the goals up to the change; None where there is no repair."""
    world, _ = situation_after(strip.instance, strip.schedule, strip.changes(slot))
    best = optimum(world)
    if best is None:
        return None
    names = list(best.decided)
    return {name: best.decided[name] for name in names[: names.index(CHANGE_GOAL) + 1]}


def assert_true(strip: Strip, slot: date) -> None:
    try:
        best = truth(strip, slot)
    except TooMany:
        return
    found = strip.exact(slot, PLAIN)
    if best is None:
        assert found.status == Status.INFEASIBLE
        return
    assert found.status == Status.OPTIMAL
    assert found.told is not None and found.schedule is not None
    assert {goal: value for goal, value in decided(found.schedule).items() if goal in best} == best
    assert_bounded(strip.bounds[slot], found)
    assert_is_version(strip, slot, found)


def assert_bounded(least: Least, found: Repaired) -> None:
    """No bound lies above."""
    assert found.told is not None
    assert least.in_any_case.counted <= found.told.counted
    assert least.in_any_case.people <= found.told.people
    if any(found.lost.values()):
        return
    assert least.is_whole
    assert least.at_least.counted <= found.told.counted
    assert least.at_least.people <= found.told.people


def assert_is_version(strip: Strip, slot: date, found: Repaired) -> None:
    """The schedule can be applied, and tells as many as it says."""
    world, _ = situation_after(strip.instance, strip.schedule, strip.changes(slot))
    assert found.schedule is not None and found.told is not None
    certify(world, found.schedule)
    assert sum(finding.amount for finding in recount(Plan(world, found.schedule))) == found.told.counted
    assert people_told(news(world, found.schedule)) == found.told.people
    at = Plan(world, found.schedule).planned(strip.review).slot
    assert at in (slot, None)


@effort(8)
@given(seeds)
def test_a_slot_is_what_brute_force_says(seed: int) -> None:
    strip = draw_strip(seed)
    if strip is not None and strip.slots:
        assert_true(strip, Random(seed).choice(strip.slots))


NAME = "three-hubs"


def stored(name: str) -> tuple[Instance, Schedule]:
    instance = load_instance(name)
    return instance, load_schedule(Path(__file__).parents[2] / "solutions" / f"{name}.json", instance)


def test_what_was_built_for_a_review_is_kept() -> None:
    instance, schedule = stored(NAME)
    asked = "review-ash", date(2018, 9, 1)
    assert strip_of(instance, schedule, *asked) is strip_of(instance, schedule, *asked)
    assert strip_of(instance, schedule.model_copy(), *asked) is not strip_of(instance, schedule, *asked)


def test_a_review_that_has_begun_can_have_no_other_slot() -> None:
    with pytest.raises(InvalidInput, match="a review that begins after 2018-09-11"):
        Strip(*stored(NAME), "review-beech", date(2018, 9, 11))
    with pytest.raises(InvalidInput, match="an id listed under reviews"):
        Strip(*stored(NAME), "nowhere", date(2018, 9, 11))


def test_all_slots_are_what_each_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot_strip, "fan_out", in_turn)
    strip, heard = Strip(*stored(NAME), "review-ash", date(2018, 9, 11)), dict[date, Repaired]()
    done = exact_of_all(strip, PLAIN, 1, heard.__setitem__)
    assert dict(done.found) == heard
    assert set(heard) == set(strip.slots)
    assert not done.interrupted
    for slot in strip.slots[::15]:
        alone = strip.exact(slot, PLAIN)
        assert (alone.status, alone.told, alone.lost) == (heard[slot].status, heard[slot].told, heard[slot].lost)
        best = reschedule(strip.instance, strip.schedule, strip.changes(slot), PLAIN, other_kinds=False).repairs[0]
        assert best.schedule is not None and best.schedule.certificate is not None and alone.told is not None
        assert decided(best.schedule)[CHANGE_GOAL] == alone.told.counted
        assert is_proven(best.schedule.certificate) == (alone.status == Status.OPTIMAL)


@pytest.mark.soak
def test_real_slots_are_what_reschedule_says() -> None:
    """200 drawn reviews and slots of the real autumn term; no bound lies above.

    What is not proven in its time, here or there, says nothing.
    """
    for drawn in slots.measured(200):
        assert drawn.is_below, drawn
        assert "DIFFERS" not in drawn.against, drawn


@pytest.mark.soak
def test_a_slot_where_only_who_is_left_out_could_help_comes_to_an_end() -> None:
    """The same repair was found again and again until the time was over: it kept a row as nobody in it could."""
    instance, schedule = stored("noe-2018-autumn")
    strip = Strip(instance, schedule, "review-141810", asked_on(instance, schedule))
    found = strip.exact(date(2018, 12, 17), Options(time_limit_seconds=300, workers=1))
    assert found.status == Status.OPTIMAL
    assert found.told is not None
    assert found.told.counted == 8


@pytest.mark.soak
@effort(3_000, soak=True)
@given(seeds)
def test_slots_are_what_brute_force_says_at_length(seed: int) -> None:
    strip = draw_strip(seed)
    if strip is not None:
        for slot in strip.slots:
            assert_true(strip, slot)


def test_slots_can_be_asked_for_while_other_reviews_have_begun() -> None:
    instance, schedule = stored(NAME)
    held = sorted((planned.slot, planned.review) for planned in schedule.reviews if planned.slot is not None)
    strip = strip_of(instance, schedule, held[-1][1], held[0][0])
    assert strip.bounds.keys() == set(strip.slots)
