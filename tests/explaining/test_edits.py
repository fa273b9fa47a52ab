"""As many edits are kept as can be, and the rest is disturbed as little as can be: looking at every way shows it."""

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, reject

from models.digest import instance_sha256
from models.schedule import Schedule, Status
from scheduler.changes.edits import Edit, Edited
from scheduler.changes.effective_instance import effective
from scheduler.checking import certify
from scheduler.explaining.edits import Kept, keep_edits, pinned
from tests.brute_force import TooMany, has_schedule, optimum
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_changes import draw_states
from tests.drawing_edits import draw_edits
from tests.solving import PLAIN, decided, outcome, without_fairness


def draw_edited(seed: int, most: int = 4) -> Edited | None:
    """A schedule with edits; None where nothing can be typed."""
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    if found is None or not any(planned.slot for planned in found.reviews) or not instance.leads:
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    edits = draw_edits(rng, instance, schedule, most)
    first = min(planned.slot for planned in schedule.reviews if planned.slot)
    notice = first + timedelta(days=rng.choice((-20, -3, 1)))
    return Edited(instance, schedule, edits, notice, "the coordinator") if edits else None


def is_possible(edited: Edited, edits: tuple[Edit, ...]) -> bool:
    """Whether a schedule keeps these edits, and what is fixed."""
    reviews = edited.instance.review_by_id
    for edit in edits:
        has_passed = edit.what == "slot" and edit.now not in reviews[edit.review].possible_slots
        if edit.review in edited.instance.begun or has_passed:
            return False
    return has_schedule(pinned(edited, edits))


def most(edited: Edited) -> int:
    """How many edits can be kept, by trying all."""
    for size in range(len(edited.edits), 0, -1):
        if any(is_possible(edited, some) for some in combinations(edited.edits, size)):
            return size
    return 0


def assert_most_are_kept(edited: Edited) -> Kept:
    kept = keep_edits(edited, PLAIN)
    assert kept.is_most
    assert len(kept.kept) == most(edited)
    assert {*kept.kept} | {one.edit for one in kept.dropped} == {*edited.edits}
    for dropped in kept.dropped:
        assert dropped.edit.words in dropped.clash.decisions
        assert dropped.clash.rules
    truth = optimum(pinned(kept.edited, kept.kept), among=lambda found: not replaced(found, kept.kept))
    assert (truth is None) == (kept.schedule is None)
    if truth is not None and kept.schedule is not None:
        certify(kept.edited.instance, kept.schedule)
        assert effective(edited.facts, kept.schedule) == kept.edited.instance
        assert kept.schedule.certificate is not None
        assert kept.schedule.certificate.instance_sha256 == instance_sha256(kept.edited.instance)
        assert decided(kept.schedule) == truth.decided
        assert kept.status == Status.OPTIMAL
        assert_kept(kept.schedule, kept.kept)
    return kept


def replaced(schedule: Schedule, edits: tuple[Edit, ...]) -> bool:
    """Whether somebody is where somebody else was typed over them; a rule that is off does not keep them away."""
    planned = {one.review: one for one in schedule.reviews}
    return any(edit.what != "slot" and edit.was in planned[edit.review].people for edit in edits)


def assert_kept(schedule: Schedule, edits: tuple[Edit, ...]) -> None:
    for edit in edits:
        planned = next(one for one in schedule.reviews if one.review == edit.review)
        if edit.what == "slot":
            assert planned.slot == edit.now
        elif edit.what == "lead":
            assert planned.lead == edit.now
        else:
            assert edit.was not in planned.reviewers
            assert edit.now is None or edit.now in planned.reviewers


@pytest.mark.parametrize("part", range(2))
@effort(15)
@given(seeds)
def test_the_edits_kept_are_the_most(part: int, seed: int) -> None:
    edited = draw_edited(2 * seed + part)
    if edited is None:
        return
    try:
        assert_most_are_kept(edited)
    except TooMany:
        reject()


@pytest.mark.soak
@effort(2_000, soak=True)
@given(seeds)
def test_the_edits_kept_are_the_most_of_many(seed: int) -> None:
    test_the_edits_kept_are_the_most.hypothesis.inner_test(0, seed)
