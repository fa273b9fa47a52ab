"""Each repair is of the kind it is called, the best of each kind is found, and where there is none, there is none."""

from functools import partial

import pytest
from hypothesis import given

from models.change import CancelReview, Change, ChangeTeamSizes, DropOut
from models.instance import Instance, LedgerEntry
from models.schedule import PlannedReview, Schedule, Status
from scheduler.checking import certify
from scheduler.repairs.kinds import Kind, kind_of, must_hold
from scheduler.repairs.rescheduling import Repair, Rescheduled, reschedule
from tests import brute_force, tiny
from tests.drawing import effort, seeds
from tests.repairs.test_rescheduling import draw_repair
from tests.solving import PLAIN, decided


def assert_best_of_each_kind(done: Rescheduled) -> None:
    """Brute force looks at all schedules, and `kind_of` says which of them count; the first is best of all."""
    best = done.repairs[0]
    if best.schedule is None:
        return
    assert done.instance.before is not None
    must = must_hold(done.instance.before, best.schedule)

    def counts(kind: Kind, schedule: Schedule) -> bool:
        held = {planned.review for planned in schedule.reviews if planned.slot is not None}
        return must <= held and kind_of(done.instance, schedule) == kind

    for repair in done.repairs[1:]:
        try:
            truth = brute_force.optimum(done.instance, among=partial(counts, repair.kind))
        except brute_force.TooMany:
            return
        if truth is None:
            assert (repair.schedule, repair.status) == (None, Status.INFEASIBLE), repair.kind
            continue
        assert repair.schedule is not None, (repair.kind, repair.status, truth)
        certify(done.instance, repair.schedule)
        assert kind_of(done.instance, repair.schedule) == repair.kind
        assert decided(repair.schedule) == truth.decided, repair.kind


def repairs_of(instance: Instance, schedule: Schedule, *changes: Change) -> dict[Kind, Repair]:
    """The repairs by kind, each of the kind it is called."""
    done = reschedule(instance, schedule, changes, PLAIN)
    for repair in done.repairs:
        if repair.schedule is not None:
            certify(done.instance, repair.schedule)
            assert kind_of(done.instance, repair.schedule) == repair.kind
    return {repair.kind: repair for repair in done.repairs}


def test_other_kinds_need_not_hold_what_nobody_held_before() -> None:
    """Case kind: the first repair sends R2 to VB, which was not held; to leave R1's seat at VA empty tells nobody."""
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", 20), tiny.school("C", 40), tiny.school("D", 60)),
        *(tiny.reviewer("R1", "C"), tiny.reviewer("R2", "C", conflicts=("A",)), tiny.reviewer("R9", "D")),
        *(tiny.review("A", tiny.day(11), size=2), tiny.review("B", tiny.day(13), size=1), tiny.lead("L1")),
        *(LedgerEntry(school="C", planned_size=3), LedgerEntry(school="D", planned_size=3)),
        tiny.policy(reviewer_load={"reviews": 1}, team_mix={"of_a_school": 1}),
    )
    planned = tiny.schedule(tiny.held("A", "L1", "R1", "R9", on=tiny.day(11)), PlannedReview(review="VB"))
    found = repairs_of(instance, planned, DropOut(notice=tiny.day(5), person="R1", review="VA"))
    vacant = found[Kind.VACANT].schedule
    assert vacant is not None
    assert decided(vacant)["change-kept-small"] == 0
    assert [one.reviewers for one in vacant.reviews] == [("R9",), ()]


def test_a_reserve_with_somebody_ordinary_is_no_use_of_reserves() -> None:
    """Case label: R5 and the reserve R6 together are SWAP; the best RESERVE sends R6 alone and leaves a seat empty."""
    instance = tiny.instance(
        *(tiny.school(name, 20 * k) for k, name in enumerate("ABCDE")),
        *(tiny.reviewer("R1", "C"), tiny.reviewer("R9", "D"), tiny.reviewer("R5", "B")),
        *(tiny.reviewer("R6", "E", reserve=True), tiny.review("A", tiny.day(11), size=2), tiny.lead("L1")),
    )
    planned = tiny.schedule(tiny.held("A", "L1", "R1", "R9", on=tiny.day(11)))
    ill = [DropOut(notice=tiny.day(5), person=person, review="VA") for person in ("R1", "R9")]
    found = repairs_of(instance, planned, *ill)
    swap, reserve = found[Kind.SWAP].schedule, found[Kind.RESERVE].schedule
    assert swap is not None and reserve is not None
    assert [set(one.reviewers) for one in (*swap.reviews, *reserve.reviews)] == [{"R5", "R6"}, {"R6"}]


@pytest.mark.parametrize("sizes_first", [True, False])
def test_a_begun_review_freed_while_teams_grow_counts_alike(sizes_first: bool) -> None:
    """Case larger-teams: no kind has a bound above a checked schedule."""
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", 70), tiny.school("C", 180), tiny.reviewer("R1", "B"), tiny.lead("L1")),
        *(tiny.review("C", tiny.day(2, 2), tiny.day(5)), tiny.review("A", tiny.day(2, 1), tiny.day(5, 1))),
    )
    planned = tiny.schedule(tiny.held("C", "L1", "R1", on=tiny.day(2, 2)), PlannedReview(review="VA"))
    now = tiny.day(2, 2)
    changes: list[Change] = [ChangeTeamSizes(notice=now, by=1), CancelReview(notice=now, review="VC", reason="ofsted")]
    found = repairs_of(instance, planned, *(changes if sizes_first else changes[::-1]))
    (best, *_) = found.values()
    assert best.schedule is not None
    assert (decided(best.schedule)["reviews-held"], decided(best.schedule)["seats-filled"]) == (0, 0)


@effort(8)
@given(seeds)
def test_the_best_of_each_kind_equals_brute_force(seed: int) -> None:
    drawn = draw_repair(seed)
    if drawn is not None:
        assert_best_of_each_kind(drawn[1])


@pytest.mark.soak
@effort(1_000, soak=True)
@given(seeds)
def test_the_best_of_each_kind_equals_brute_force_at_length(seed: int) -> None:
    drawn = draw_repair(seed)
    if drawn is not None:
        assert_best_of_each_kind(drawn[1])
