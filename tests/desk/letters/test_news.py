"""Who is told what: just those whose own line differs from what they were told."""

from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule
from models.told import Role
from scheduler.desk.letters.lines import Recipient
from scheduler.desk.letters.news import News, news
from scheduler.plan import Plan
from tests import tiny

WORLD = tiny.instance(
    *(tiny.school("A"), tiny.school("B", km=20), tiny.school("C", km=60), tiny.review("A"), tiny.review("B")),
    *(tiny.lead("L1"), tiny.lead("L2"), tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C"), tiny.reviewer("R3", "C")),
)
A = tiny.held("A", "L1", "R1", "R2")
LATER = tiny.day(3)

Said = dict[str, list[tuple[str, bool, bool, int]]]


def told(*reviews: PlannedReview) -> Schedule:
    """A schedule of which everybody was told."""
    schedule = tiny.schedule(*reviews)
    return schedule.model_copy(update={"told": news(Plan(WORLD, schedule)).told})


def after(schedule: Schedule, *reviews: PlannedReview, states: tuple[ReviewStates, ...] = ()) -> Schedule:
    return schedule.model_copy(update={"reviews": reviews, "states": states})


def publish(schedule: Schedule, *, everyone: bool = False) -> News:
    return news(Plan(WORLD, schedule), everyone=everyone)


def said(schedule: Schedule, *, everyone: bool = False) -> Said:
    """By recipient: review, whether they counted on it, whether they do, and the sequence of the event."""
    return {
        letter.to.who: [
            (event.line.review, event.before is not None, event.now is not None, event.sequence)
            for event in letter.events
        ]
        for letter in publish(schedule, everyone=everyone).letters
    }


def test_the_first_time_everybody_is_told() -> None:
    first = [("VA", False, True, 0)]
    assert said(tiny.schedule(A)) == {"A": first, "L1": first, "R1": first, "R2": first}


def test_whoever_knows_is_not_told_again() -> None:
    assert said(told(A)) == {}


def test_another_day_is_told_to_all_of_the_review() -> None:
    moved = [("VA", True, True, 1)]
    later = tiny.held("A", "L1", "R1", "R2", on=LATER)
    assert said(after(told(A), later)) == {"A": moved, "L1": moved, "R1": moved, "R2": moved}


def test_another_reviewer_is_told_to_both_and_to_host_and_lead() -> None:
    """The other reviewer's own line is the same."""
    other = tiny.held("A", "L1", "R1", "R3")
    who = [("VA", True, True, 1)]
    assert said(after(told(A), other)) == {
        "A": who,
        "L1": who,
        "R2": [("VA", True, False, 1)],
        "R3": [("VA", False, True, 0)],
    }


def test_another_lead_is_told_to_both_and_to_the_host() -> None:
    """Not to the team: the lead writes to them."""
    assert said(after(told(A), tiny.held("A", "L2", "R1", "R2"))) == {
        "A": [("VA", True, True, 1)],
        "L1": [("VA", True, False, 1)],
        "L2": [("VA", False, True, 0)],
    }


def test_what_is_lost_and_given_again_changes_the_same_event() -> None:
    lost = told(A)
    lost = after(lost, tiny.held("A", "L1", "R1"))
    lost = lost.model_copy(update={"told": publish(lost).told})
    assert said(lost) == {}
    assert said(after(lost, A))["R2"] == [("VA", False, True, 2)]


def test_of_what_somebody_was_never_told_there_is_no_cancellation() -> None:
    """R3 came and went between two publications."""
    before = told(A)
    assert said(after(after(before, tiny.held("A", "L1", "R1", "R2", "R3")), A)) == {}


def test_a_review_that_is_not_held_any_more_is_cancelled_for_all_of_it() -> None:
    gone = [("VA", True, False, 1)]
    assert said(after(told(A), tiny.held("A", None, on=None))) == {"A": gone, "L1": gone, "R1": gone, "R2": gone}


def test_whoever_changes_from_one_review_to_another_gets_one_letter() -> None:
    both = tiny.held("A", "L1", "R2"), tiny.held("B", "L2", "R3", on=LATER)
    swapped = tiny.held("A", "L1", "R3"), tiny.held("B", "L2", "R2", on=LATER)
    assert said(after(told(*both), *swapped))["R2"] == [("VA", True, False, 1), ("VB", False, True, 0)]


def test_everybody_is_told_again_without_a_new_sequence() -> None:
    same = [("VA", True, True, 0)]
    assert said(told(A), everyone=True) == {"A": same, "L1": same, "R1": same, "R2": same}
    assert publish(told(A), everyone=True).told == told(A).told


def test_a_draft_is_told_to_nobody() -> None:
    draft = ReviewStates(review="VA", slot=State.DRAFT)
    found = publish(after(tiny.schedule(), A, states=(draft,)))
    assert (found.letters, found.told, found.draft_reviews, found.draft_people) == ((), (), 1, 0)


def test_a_place_that_is_a_draft_is_told_to_nobody_either() -> None:
    draft = ReviewStates(review="VA", reviewers={"R2": State.DRAFT})
    found = publish(after(tiny.schedule(), A, states=(draft,)))
    assert [letter.to.who for letter in found.letters] == ["A", "L1", "R1"]
    assert {letter.to.who: letter.now[0].team for letter in found.letters} == {"A": ("R1",), "L1": ("R1",), "R1": ()}
    assert (found.draft_reviews, found.draft_people) == (0, 1)


def test_of_a_draft_what_was_told_before_stays() -> None:
    """They count on the old day until the new one is no draft any more."""
    later = tiny.held("A", "L1", "R1", "R2", on=LATER)
    draft = ReviewStates(review="VA", slot=State.DRAFT)
    moved = after(told(A), later, states=(draft,))
    assert said(moved) == {}
    assert set(said(moved.model_copy(update={"states": ()}))) == {"A", "L1", "R1", "R2"}


def test_what_has_no_date_any_more_is_no_draft() -> None:
    """There is nothing to be told later, so that it is lost is told now."""
    draft = ReviewStates(review="VA", slot=State.DRAFT)
    assert set(said(after(told(A), tiny.held("A", None, on=None), states=(draft,)))) == {"A", "L1", "R1", "R2"}


def test_who_and_what_the_instance_does_not_know_any_more_is_cancelled() -> None:
    """Somebody joined, was told, and their joining was taken back."""
    old = told(A).told
    new = tuple(one.model_copy(update={"who": "RX"}) if one.who == "R2" else one for one in old)
    found = publish(after(told(A), A).model_copy(update={"told": new}))
    letters = {letter.to: letter.now for letter in found.letters}
    assert letters[Recipient(Role.REVIEWER, "RX")] == ()


def test_letters_come_in_one_order_and_say_all_that_is_theirs() -> None:
    both = A, tiny.held("B", "L1", "R3", on=LATER)
    found = publish(after(told(A), *both))
    assert [letter.to.who for letter in found.letters] == ["B", "L1", "R3"]
    assert [line.review for line in found.letters[1].now] == ["VA", "VB"]
    assert (len(found.hosts), len(found.people)) == (1, 2)
