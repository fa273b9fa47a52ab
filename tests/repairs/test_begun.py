"""What has begun stands as held: whoever must leave leaves an empty seat that counts as sent, and nobody new joins."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, reject

from models.calendar import Days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    CloseSchools,
    DropOut,
    EndReview,
    LeaveReview,
    OtherSlot,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance
from models.schedule import PlannedReview, Schedule, Status
from scheduler.changes.ledger import closing, forfeited
from scheduler.changes.refusals import problems
from scheduler.changes.who_is_told import news
from scheduler.checking import certify
from scheduler.repairs.kinds import Kind
from scheduler.repairs.rescheduling import Rescheduled, reschedule
from scheduler.storage import load_instance
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_changes import draw_any_change, draw_changes, draw_states
from tests.solving import PLAIN, decided, outcome, without_fairness

# By hand


def repaired(name: str, *changes: Change) -> tuple[Schedule, Rescheduled]:
    """The schedule of a bundled instance, and its repairs after changes that are not refused."""
    instance = load_instance(name)
    found = outcome(instance).schedule
    assert found is not None
    assert problems(instance, found, changes) == []
    return found, reschedule(instance, found, changes, PLAIN)


def best(done: Rescheduled) -> Schedule:
    assert done.repairs[0].schedule is not None
    certify(done.instance, done.repairs[0].schedule)
    return done.repairs[0].schedule


SECOND_DAY = date(2018, 9, 11)  # two-schools: R0002 of Beech and L01 are at Ash from the 10th
ALL_DAY = Days(first=SECOND_DAY, last=SECOND_DAY)


@pytest.mark.parametrize(
    "change",
    [
        DropOut(notice=SECOND_DAY, person="R0002", why="ill on the second day of the review"),
        DropOut(notice=SECOND_DAY, person="R0002", review="review-ash"),
        CloseSchools(notice=SECOND_DAY, schools=("beech",), days=ALL_DAY, why="snow"),
        SchoolLeaves(notice=SECOND_DAY, school="beech"),
    ],
    ids=lambda change: change.kind,
)
def test_ill_on_the_second_day_the_review_goes_on_one_fewer(change: Change) -> None:
    _, done = repaired("two-schools", change)
    assert done.changes == (change, LeaveReview(notice=SECOND_DAY, review="review-ash", person="R0002"))
    made = best(done)
    ash = PlannedReview(review="review-ash", slot=date(2018, 9, 10), lead="L01", reviewers=())
    assert made.reviews == (ash, PlannedReview(review="review-beech"))
    assert done.repairs[0].kind == Kind.VACANT
    assert decided(made)["seats-filled"] == 1
    assert news(done.instance, made) == ()


@pytest.mark.parametrize(
    "change",
    [
        DropOut(notice=SECOND_DAY, person="L01"),
        CloseSchools(notice=SECOND_DAY, schools=("ash",), days=ALL_DAY),
        SchoolLeaves(notice=SECOND_DAY, school="ash"),
        CancelReview(notice=SECOND_DAY, review="review-ash", reason="other"),
        EndReview(notice=SECOND_DAY, review="review-ash"),
    ],
    ids=lambda change: change.kind,
)
def test_without_its_lead_or_its_host_it_ends_early_and_stands_as_held(change: Change) -> None:
    schedule, done = repaired("two-schools", change)
    assert [each.kind for each in done.changes] == list(dict.fromkeys([change.kind, "end-review"]))
    assert best(done).reviews == schedule.reviews
    assert forfeited(done.instance, best(done)) == ()


def test_only_cancelling_it_by_name_with_an_accepted_reason_gives_it_a_new_slot() -> None:
    """Whoever was there on its first day is told anew, and nobody has left it."""
    snow = CancelReview(notice=date(2018, 9, 18), review="review-ash", reason="exceptional-event")
    ill = DropOut(notice=date(2018, 9, 18), person="R0003", days=Days(first=date(2018, 9, 18), last=date(2018, 9, 19)))
    orders: list[tuple[Change, ...]] = [(snow, ill), (ill, snow)]
    for changes in orders:
        schedule, done = repaired("three-hubs", *changes)
        assert not any(isinstance(change, LeaveReview | EndReview) for change in done.changes)
        was, now = (next(one for one in each.reviews if one.review == "review-ash") for each in (schedule, best(done)))
        assert was.slot == date(2018, 9, 17)
        assert now.slot is not None and now.slot > was.slot


def test_ill_while_others_are_free_no_other_review_is_called_off() -> None:
    """R0001 falls ill at Beech, which began the day before; R0003 is free, yet is not sent to what has begun."""
    ill = DropOut(notice=date(2018, 9, 12), person="R0001", why="ill on the second day of the review")
    schedule, done = repaired("three-hubs", ill)
    beech = next(one for one in schedule.reviews if one.review == "review-beech")
    assert (beech.slot, beech.reviewers) == (date(2018, 9, 11), ("R0001",))
    others = tuple(one for one in schedule.reviews if one.review != "review-beech")
    made = best(done)
    assert tuple(one for one in made.reviews if one.review != "review-beech") == others
    assert done.repairs[0].kind == Kind.VACANT
    assert [repair.schedule for repair in done.repairs[1:]] == [None, None, None]


THIRD_DAY = date(2018, 9, 12)  # of three-hubs, where Beech's review began on the 11th


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (EndReview(notice=date(2018, 9, 12), review="review-beech"), "review-beech ended early"),
        (EndReview(notice=date(2018, 9, 12), review="review-beech", why="fire"), "review-beech ended early (fire)"),
        (
            CloseSchools(notice=THIRD_DAY, schools=("beech",), days=Days(first=THIRD_DAY, last=THIRD_DAY)),
            "review-beech ended early (schools closed 2018-09-12)",
        ),
    ],
)
def test_where_a_review_ends_early_all_who_are_there_are_told(change: Change, why: str) -> None:
    """The repair was called "nothing to change", and nobody was told to go home."""
    _, done = repaired("three-hubs", change)
    told = news(done.instance, best(done))
    assert [(one.who, one.what, one.counts) for one in told] == [
        ("L01", "review-beech ends early", 0),
        ("R0001", "review-beech ends early", 0),
        ("beech", "review-beech ends early", 0),
    ]
    assert {one.why for one in told if one.role != "host"} == {why}
    assert [repair.kind for repair in done.repairs] == [Kind.END]
    assert decided(best(done))["change-kept-small"] == 0


def test_who_leaves_a_review_that_ends_early_by_it_is_not_told() -> None:
    """L01 falls ill at Beech: R0001 is still there and must hear of it; both other reviews have no lead any more."""
    _, done = repaired("three-hubs", DropOut(notice=date(2018, 9, 12), person="L01", why="ill"))
    told = {one.who: one for one in news(done.instance, best(done))}
    assert told.keys() == {"R0001", "R0002", "R0003", "ash", "beech", "cedar"}
    assert told["R0001"].what == "review-beech ends early"
    assert told["R0001"].why == "review-beech ended early: L01 dropped out (ill)"
    assert told["beech"].why == "L01 dropped out (ill)"


def test_another_slot_that_was_asked_for_too_late_is_refused() -> None:
    """It was known before the review began, and entered with what happened after: it had no effect, without a word."""
    instance = load_instance("three-hubs")
    found = outcome(instance).schedule
    assert found is not None
    asked = OtherSlot(notice=date(2018, 9, 5), review="review-beech", slots=(date(2018, 10, 9),))
    ill = DropOut(notice=date(2018, 9, 12), person="R0001")
    assert problems(instance, found, [asked]) == []
    (problem,) = problems(instance, found, [asked, ill])
    assert problem.where == "$.changes[0].review"
    assert problem.value == "'review-beech', which began on 2018-09-11, before all of this was known"
    cancelled = CancelReview(notice=date(2018, 9, 12), review="review-beech", reason="exceptional-event")
    assert problems(instance, found, [asked, cancelled]) == []


def test_another_slot_is_refused_where_the_review_that_has_begun_is_not_rescheduled() -> None:
    """It was let through beside a cancelling that only ends the review early; then a reviewer named "slot" left it."""
    instance = load_instance("three-hubs")
    found = outcome(instance).schedule
    assert found is not None
    asked = OtherSlot(notice=date(2018, 9, 5), review="review-beech", slots=(date(2018, 10, 9),))
    cancelled = CancelReview(notice=date(2018, 9, 12), review="review-beech", reason="other")
    (problem,) = problems(instance, found, [asked, cancelled])
    assert problem.where == "$.changes[0].review"
    assert problem.value == "'review-beech', which began on 2018-09-11, before all of this was known"
    assert problems(instance, found, [asked, cancelled.model_copy(update={"notice": date(2018, 9, 10)})]) == []


def test_who_left_counts_as_sent_and_their_seat_is_not_credited() -> None:
    ill = DropOut(notice=SECOND_DAY, person="R0002")
    _, done = repaired("two-schools", ill)
    accounts = {entry.school: entry for entry in closing(done.instance, best(done))}
    assert (accounts["ash"].received, accounts["ash"].credited) == (1, 0)
    assert accounts["beech"].sent == 1


def test_a_second_repair_sees_who_left_in_the_first() -> None:
    """Their seat stays empty and is no loss any more, no new seat is left, and they are told of nothing."""
    _, first = repaired("three-hubs", DropOut(notice=date(2018, 9, 12), person="R0001"))
    instance = load_instance("three-hubs")
    then = CancelReview(notice=date(2018, 9, 13), review="review-cedar", reason="ofsted")
    second = reschedule(instance, best(first), [then], PLAIN)
    made = best(second)
    assert {one.review: one for one in made.reviews}["review-beech"].reviewers == ()
    assert decided(made)["seats-filled"] == decided(made)["reviews-held"] == 0
    assert "R0001" not in {one.who for one in news(second.instance, made)}
    assert_best_of_all(second)


TIGHTER = (
    ("locality", "nearest_km", 200, "R0003", "R0001"),
    ("lead-load", "reviews", 0, "L01", "L01"),
    ("reviewer-load", "reviews", 0, "R0003", "R0001"),
    ("school-release", "reviewers", 0, "R0003", "R0001"),
    ("team-mix", "of_a_hub", 0, "R0003", "R0001"),
)


@pytest.mark.parametrize(("rule", "number", "value", "at_ash", "at_beech"), TIGHTER)
def test_a_tighter_number_is_waived_for_what_has_begun(
    rule: str, number: str, value: int, at_ash: str, at_beech: str
) -> None:
    """Nobody can be sent home for it: there was no repair at all. Cedar's review is to come, and is not held."""
    change = ChangeNumber(notice=date(2018, 9, 20), rule=rule, number=number, value=value)
    _, done = repaired("three-hubs", change)
    waived = {(one.waiver.person, one.waiver.review) for one in done.changes if isinstance(one, WaiveRule)}
    assert waived == {(at_ash, "review-ash"), (at_beech, "review-beech")}
    assert [one.review for one in best(done).reviews if one.slot is not None] == ["review-ash", "review-beech"]


def test_only_as_many_are_waived_as_must_be() -> None:
    """L01 leads at Beech and at Ash, which have begun; then at most one: the later is waived, Cedar is lost."""
    change = ChangeNumber(notice=date(2018, 9, 20), rule="lead-load", number="reviews", value=1)
    _, done = repaired("three-hubs", change)
    (waiver,) = (one.waiver for one in done.changes if isinstance(one, WaiveRule))
    assert (waiver.rule, waiver.person, waiver.review) == ("lead-load", "L01", "review-ash")
    assert "review-cedar" not in [one.review for one in best(done).reviews if one.slot is not None]


def test_a_number_that_what_has_begun_cannot_keep_is_refused() -> None:
    """`team-size` cannot be waived."""
    instance = load_instance("three-hubs")
    found = outcome(instance).schedule
    assert found is not None
    change = ChangeNumber(notice=date(2018, 9, 20), rule="team-size", number="fewest_reviewers", value=3)
    said = [(one.expected, one.remedy) for one in problems(instance, found, [change])]
    assert said[0] == ("a value that lets stand what has begun", "Ash School needs at least 3 reviewers and has 1.")
    assert len(said) == 2
    assert problems(instance, found, [change.model_copy(update={"notice": date(2018, 9, 4)})]) == []


# Drawn


def drawn(seed: int) -> tuple[Instance, Schedule, list[Change]] | None:
    """Changes of any kind that become known on the first, second or third day of a review; None if none were drawn."""
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    held = [planned for planned in found.reviews if planned.slot is not None] if found is not None else []
    if found is None or not held:
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    slot = rng.choice(held).slot
    assert slot is not None
    changes = draw_changes(rng, instance, schedule, slot + timedelta(days=rng.randrange(3)), draw_any_change)
    return (instance, schedule, changes) if changes else None


def assert_what_has_begun_stands(schedule: Schedule, done: Rescheduled) -> None:
    """In every repair: the same slot and lead, nobody new, and only those who left are missing."""
    notice = max(change.notice for change in done.changes)
    left = {(change.review, change.person) for change in done.changes if isinstance(change, LeaveReview)}
    cancelled = {change.review for change in done.changes if change.kind == "cancel-review" and not change.under_way}
    anew = {change.review for change in done.changes if change.kind == "cancel-review" and change.reason != "other"}
    for repair in done.repairs:
        if repair.schedule is None:
            continue
        certify(done.instance, repair.schedule)
        now = {planned.review: planned for planned in repair.schedule.reviews}
        for planned in schedule.reviews:
            if planned.slot is None or planned.slot > notice or planned.review in cancelled | anew:
                continue
            team = [one for one in planned.reviewers if (planned.review, one) not in left]
            assert now[planned.review] == planned.model_copy(update={"reviewers": tuple(team)})


def assert_best_of_all(done: Rescheduled) -> None:
    try:
        truth = optimum(done.instance)
    except TooMany:
        reject()
    best = done.repairs[0]
    if truth is None:
        assert best.status == Status.INFEASIBLE
    else:
        assert best.schedule is not None
        assert decided(best.schedule) == truth.decided


@effort(30)
@given(seeds)
def test_what_has_begun_stands_whatever_happens(seed: int) -> None:
    situation = drawn(seed)
    if situation is None:
        return
    instance, schedule, changes = situation
    done = reschedule(instance, schedule, changes, PLAIN)
    assert_what_has_begun_stands(schedule, done)
    numbers = any(isinstance(change, ChangeNumber) and change.rule == "fixed" for change in changes)
    pinned = instance.fixed or any(states.pins for states in schedule.states)
    if not (instance.policy.commitment.strict or numbers or pinned):
        assert done.repairs[0].schedule is not None, "there is always a repair"


@effort(12)
@given(seeds)
def test_no_repair_is_better_than_the_first(seed: int) -> None:
    situation = drawn(seed)
    if situation is not None:
        assert_best_of_all(reschedule(*situation, PLAIN, other_kinds=False))


@pytest.mark.soak
@effort(2_000, soak=True)
@given(seeds)
def test_what_has_begun_stands_at_length(seed: int) -> None:
    situation = drawn(seed)
    if situation is not None:
        done = reschedule(*situation, PLAIN)
        assert_what_has_begun_stands(situation[1], done)
        assert_best_of_all(done)
