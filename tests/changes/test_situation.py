"""Changes: what is refused and why, what they entail, and what becomes of the instance and its accounts."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given

from models.calendar import Days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    ChangeTeamSizes,
    CloseSchools,
    DeclineOffer,
    DropOut,
    EndReview,
    LeadJoins,
    LeaveReview,
    OtherSlot,
    PersonLeaves,
    ReviewerJoins,
    SchoolJoins,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance, LedgerEntry, Visit
from models.planned import ReviewStates, State
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective, keeping, with_states_of
from scheduler.changes.ledger import closing, first_claims, forfeited
from scheduler.changes.refusals import problems
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from scheduler.checking import check
from scheduler.repairs.rescheduling import situation_after
from scheduler.solvers.options import LARGE
from tests import tiny
from tests.drawing import draw_candidate, draw_instance, effort, seeds
from tests.drawing_changes import draw_changes

NOTICE = tiny.day(2)


def world(*entries: tiny.Entry, **fields: Any) -> Instance:
    return tiny.instance(
        *(tiny.school("A", pupils=200), tiny.school("B", km=20), tiny.school("C", km=60, pupils=200)),
        *(tiny.review("A"), tiny.review("C")),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C"), tiny.reviewer("R3", "B", reserve=True)),
        *entries,
        **fields,
    )


SCHEDULE = tiny.schedule(tiny.held("A", "L1", "R1", "R2", on=tiny.day(6)), tiny.held("C", "L2", "R1", on=tiny.day(1)))
"""The review at A is to come; the one at C was done in week 1, before the notice."""


def cancelled(**fields: Any) -> CancelReview:
    return CancelReview(**({"notice": NOTICE, "review": "VA", "reason": "ofsted"} | fields))


REFUSED: list[tuple[Change, str]] = [
    (
        ChangeNumber(notice=NOTICE, rule="locality", number="nearest_km", value=300),  # was "maybe they are swapped"
        "$.changes[0].value: found 300; expected at most 250, the furthest_km. Correct the value.",
    ),
    (
        ChangeNumber(notice=NOTICE, rule="locality", number="furthest_km", value=7.5),
        "$.changes[0].value: found 7.5; expected at least 8, the nearest_km. Correct the value.",
    ),
    (cancelled(review="VB"), "$.changes[0].review: found 'VB'; expected an id listed under reviews"),
    (cancelled(review="VC"), "$.changes[0].review: found 'VC', done on 2018-09-05; expected a review that is not done"),
    (cancelled(notice=date(2019, 1, 7)), "$.changes[0].notice: found 2019-01-07; expected a day up to 2018-12-21"),
    (
        cancelled(notice=date(18, 9, 12)),  # notice_in_the_year_18
        "$.changes[0].notice: found 0018-09-12; expected a day from 2018-08-01 on, when the school year 2018-19 begins",
    ),
    (cancelled(notice=date(2017, 9, 12)), "found 2017-09-12; expected a day from 2018-08-01 on"),  # a_year_too_early
    (cancelled(notice=date(2018, 7, 31)), "found 2018-07-31; expected a day from 2018-08-01 on"),
    (
        DropOut(notice=NOTICE, person="R1", days=Days(first=date(2019, 1, 7), last=date(2019, 1, 8))),
        "$.changes[0].days: found 2019-01-07/2019-01-08; expected days that begin by 2018-12-21, the end of the last",
    ),
    (
        CloseSchools(notice=NOTICE, schools=("A",), days=Days(first=NOTICE, last=date(2188, 1, 1))),
        "$.changes[0].days: found 2018-09-10/2188-01-01; expected days up to 2019-08-31, the end of the school year",
    ),
    (DropOut(notice=NOTICE, person="R9"), "$.changes[0].person: found 'R9'; expected an id listed under reviewers or"),
    (DropOut(notice=NOTICE, person="R3", review="VA"), "$.changes[0].person: found 'R3'; expected one of L1, R1, R2"),
    (
        DropOut(notice=NOTICE, person="R1", days=Days(first=tiny.day(1), last=tiny.day(3))),
        "$.changes[0].days: found 2018-09-03/2018-09-17; expected days from the notice on, 2018-09-10",
    ),
    (
        DropOut(notice=NOTICE, person="R1", review="VA", days=Days(first=tiny.day(3), last=tiny.day(3))),
        "$.changes[0]: found a review and days; expected a review or days",
    ),
    (DeclineOffer(notice=NOTICE, person="R1", review="VA"), "found 'R1', whose state is published; expected an offer"),
    (CloseSchools(notice=NOTICE, days=Days(first=NOTICE, last=NOTICE)), "found no school and no hub"),
    (
        CloseSchools(notice=NOTICE, schools=("X",), hubs=("hub-X",), days=Days(first=NOTICE, last=NOTICE)),
        "$.changes[0].hubs[0]: found 'hub-X'",
    ),
    (OtherSlot(notice=NOTICE, review="VA", slots=(tiny.day(1),)), "found 2018-09-03; expected a day after the notice"),
    (OtherSlot(notice=NOTICE, review="VA", slots=(tiny.day(5, 3),)), "expected a Monday, Tuesday or Wednesday"),
    (OtherSlot(notice=NOTICE, review="VA", slots=(date(2019, 1, 7),)), "expected a day of term 'autumn'"),
    (
        OtherSlot(notice=tiny.day(6, 1), review="VA", slots=(tiny.day(8),)),
        "$.changes[0].review: found 'VA', which began on 2018-10-08; expected a review that begins after 2018-10-09",
    ),
    (EndReview(notice=NOTICE, review="VA"), "found 'VA', which begins on 2018-10-08; expected a review that has begun"),
    (EndReview(notice=NOTICE, review="VC"), "found 'VC', done on 2018-09-05; expected a review that is not done"),
    (LeaveReview(notice=NOTICE, review="VA", person="R1"), "$.changes[0].kind: found 'leave-review'; expected what"),
    (ReviewerJoins(notice=NOTICE, reviewer=tiny.reviewer("R1", "B")), "expected an id no other reviewer has"),
    (ReviewerJoins(notice=NOTICE, reviewer=tiny.reviewer("R9", "X")), "'X'; expected an id listed under schools"),
    (LeadJoins(notice=NOTICE, lead=tiny.lead("L1")), "expected an id no other lead has"),
    (SchoolJoins(notice=NOTICE, school=tiny.school("D")), "'hub-D'; expected an id listed under hubs"),
    (PersonLeaves(notice=NOTICE, person="R9"), "'R9'; expected an id listed under reviewers or leads"),
    (SchoolLeaves(notice=NOTICE, school="X"), "'X'; expected an id listed under schools"),
    (WaiveRule(notice=NOTICE, waiver=tiny.waiver("locality", "R9", "A")), "'R9'; expected an id listed under"),
    (ChangeNumber(notice=NOTICE, rule="locallity", number="nearest_km", value=6), "Maybe 'locality' is meant"),
    (ChangeNumber(notice=NOTICE, rule="locality", number="nearest", value=6), "Maybe 'nearest_km' is meant"),
    (ChangeNumber(notice=NOTICE, rule="locality", number="nearest_km", value=-1), "greater than or equal to 0"),
    (ChangeNumber(notice=NOTICE, rule="locality", number="nearest_km", value=True), "expected a number"),
    (ChangeNumber(notice=NOTICE, rule="commitment", number="strict", value=1), "expected true or false"),
    (ChangeNumber(notice=NOTICE, rule="team-size", number="seats_above", value=10**12), "less than or equal to 99"),
    (ChangeNumber(notice=NOTICE, rule="fairness", number="fair_percent", value=10**12), "less than or equal to 10000"),
    (ChangeTeamSizes(notice=NOTICE, by=0), "by how many seats teams change"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED, ids=lambda value: getattr(value, "kind", ""))
def test_what_cannot_be_is_refused_in_words(change: Change, said: str) -> None:
    found = [str(problem) for problem in problems(world(), SCHEDULE, [change])]
    assert any(said in problem for problem in found), found


def test_everything_wrong_is_said_at_once() -> None:
    found = problems(world(), SCHEDULE, [cancelled(review="VB"), DropOut(notice=tiny.day(1), person="R9"), cancelled()])
    assert [problem.where for problem in found] == ["$.changes[0].review", "$.changes[1].person"]


def test_notices_stand_in_their_order() -> None:
    changes: list[Change] = [cancelled(), DropOut(notice=tiny.day(1), person="R1")]
    assert [problem.where for problem in problems(world(), SCHEDULE, changes)] == ["$.changes[1].notice"]
    known = SCHEDULE.model_copy(update={"changes": (cancelled(notice=tiny.day(3)),)})
    assert [problem.where for problem in problems(world(), known, [cancelled()])] == ["$.changes[0].notice"]


FITTING: list[Change] = [
    cancelled(),
    DropOut(notice=NOTICE, person="L1"),
    OtherSlot(notice=NOTICE, review="VA", slots=(tiny.day(7, 1),)),
    ReviewerJoins(notice=NOTICE, reviewer=tiny.reviewer("R9", "B")),
    LeadJoins(notice=NOTICE, lead=tiny.lead("L9")),
    SchoolJoins(notice=NOTICE, school=tiny.school("D", hub="hub-A"), review=tiny.review("D", tiny.day(6))),
    WaiveRule(notice=NOTICE, waiver=tiny.waiver("locality", "R1", "A")),
    ChangeNumber(notice=NOTICE, rule="locality", number="nearest_km", value=6),
    ChangeTeamSizes(notice=NOTICE, by=-1),
    CloseSchools(notice=NOTICE, hubs=("hub-A",), days=Days(first=NOTICE, last=NOTICE)),
    PersonLeaves(notice=NOTICE, person="R1"),
    SchoolLeaves(notice=NOTICE, school="B"),
]


@pytest.mark.parametrize("change", FITTING, ids=lambda change: change.kind)
def test_what_fits_changes_the_effective_instance_and_no_other(change: Change) -> None:
    instance = world()
    text = instance.model_dump_json()
    assert problems(instance, SCHEDULE, [change]) == []
    assert replay(instance, [change]) != instance
    assert instance.model_dump_json() == text


# The cancellation policy


def possible(change: CancelReview, **fields: Any) -> tuple[date, ...]:
    filled = Situation(world(**fields), SCHEDULE).entailed([change])
    return replay(world(**fields), filled).review_by_id["VA"].possible_slots


def test_a_cancelled_review_gets_a_slot_from_ten_school_days_after_notice() -> None:
    """Week 2's Monday is the notice, so the tenth school day after it is week 4's Monday."""
    slots = possible(cancelled())
    assert min(slots) == tiny.day(4)
    assert min(possible(cancelled(notice=tiny.day(2, 1)))) == tiny.day(4, 1)
    assert max(slots) <= date(2018, 12, 21)


def test_ranked_slots_come_first_and_all_others_one_rank_behind() -> None:
    slots = possible(cancelled())
    review = replay(world(), Situation(world(), SCHEDULE).entailed([cancelled()])).review_by_id["VA"]
    assert slots[:3] == (tiny.day(4), tiny.day(5), tiny.day(7))  # not week 6, which it had
    assert [review.rank(slot) for slot in (tiny.day(4), tiny.day(7), tiny.day(4, 1), tiny.day(9))] == [3, 6, 8, 8]


def test_without_an_accepted_reason_it_is_forfeited_and_visits_are_credited() -> None:
    schedule = SCHEDULE.model_copy(update={"states": (ReviewStates(review="VA", reviewers={"R2": State.DRAFT}),)})
    judged, entailed = situation_after(world(), schedule, [cancelled(reason="other")])
    assert judged.review_by_id["VA"].possible_slots == ()
    assert judged.ledger_by_school["B"] == LedgerEntry(school="B", credited=1, owed=-1)  # R1 had booked, R2 a draft
    assert "C" not in judged.ledger_by_school
    after = schedule.model_copy(update={"reviews": schedule.reviews[1:], "changes": entailed})
    assert (forfeited(judged, after), first_claims(judged, after)) == (("VA",), ())


def test_one_that_finds_no_slot_has_a_first_claim() -> None:
    judged, entailed = situation_after(world(), SCHEDULE, [cancelled(notice=date(2018, 10, 7))])
    after = SCHEDULE.model_copy(update={"reviews": SCHEDULE.reviews[1:], "changes": entailed})
    assert (forfeited(judged, after), first_claims(judged, after)) == ((), ("VA",))


def test_a_school_closed_during_its_review_cancels_it() -> None:
    week = Days(first=tiny.day(6), last=tiny.day(6, 4))
    entailed = Situation(world(), SCHEDULE).entailed([CloseSchools(notice=NOTICE, hubs=("hub-A",), days=week)])
    assert [change.kind for change in entailed] == ["close-schools", "cancel-review"]
    assert entailed[1] == cancelled(reason="exceptional-event", slot=tiny.day(6), booked=("R1", "R2"))


# States: what does not move


def fixed_after(change: Change, *states: ReviewStates, **numbers: Any) -> dict[str, tuple[Any, ...]]:
    instance = world(tiny.policy(**numbers)) if numbers else world()
    judged, _ = situation_after(instance, SCHEDULE.model_copy(update={"states": states}), [change])
    return {one.review: (one.slot, one.lead, one.reviewers) for one in judged.fixed}


OTHER = DropOut(notice=NOTICE, person="L2")
DONE = {"VC": (tiny.day(1), "L2", ("R1",))}


def test_nobody_new_comes_to_a_review_that_is_over() -> None:
    """Not even to a seat that stayed vacant, as a repair of the kind that swaps people once did."""
    judged, _ = situation_after(world(), SCHEDULE, [OTHER])
    assert {one.review: one.complete for one in judged.fixed} == {"VC": True}
    late = tiny.held("C", "L2", "R1", "R3", on=tiny.day(1))
    said = [finding.message for finding in check(judged, tiny.schedule(SCHEDULE.reviews[0], late)).breaches]
    assert any("joined by nobody else and is joined by R3" in one for one in said)
    begun, _ = situation_after(world(), SCHEDULE, [DropOut(notice=tiny.day(1, 2), person="L1")])
    assert begun.fixed_by_review["VC"].complete, "nobody new joins what has begun"


def test_what_is_done_or_begun_stays_and_what_is_published_may_move() -> None:
    assert fixed_after(OTHER) == DONE
    assert fixed_after(DropOut(notice=tiny.day(6), person="R3")) == {**DONE, "VA": (tiny.day(6), "L1", ("R1", "R2"))}


def test_what_is_pinned_stays() -> None:
    assert fixed_after(OTHER, ReviewStates(review="VA", pins=("slot", "R2"))) == {
        **DONE,
        "VA": (tiny.day(6), None, ("R2",)),
    }


def test_what_a_change_names_is_free() -> None:
    pinned = ReviewStates(review="VA", pins=("slot", "lead", "R1", "R2"))
    dropped = DropOut(notice=NOTICE, person="R1", review="VA")
    assert fixed_after(dropped, pinned)["VA"] == (tiny.day(6), "L1", ("R2",))
    assert fixed_after(cancelled(), pinned) == DONE
    other = OtherSlot(notice=NOTICE, review="VA", slots=(tiny.day(7),))
    assert fixed_after(other, pinned)["VA"] == (None, "L1", ("R1", "R2"))


def test_the_policy_can_forbid_to_move_what_is_published() -> None:
    drafted = ReviewStates(review="VA", lead=State.DRAFT)
    still = {"fixed": {"published_moves": False}}
    assert fixed_after(OTHER, drafted, **still)["VA"] == (tiny.day(6), None, ("R1", "R2"))


def test_nothing_moves_into_what_has_passed_and_reserves_may_come() -> None:
    judged, _ = situation_after(world(), SCHEDULE, [OTHER])
    assert min(judged.review_by_id["VA"].possible_slots) == tiny.day(3)
    assert not judged.reviewer_by_id["R3"].reserve


def test_a_schedule_without_changes_is_judged_by_its_own_instance() -> None:
    assert effective(world(), SCHEDULE) == world()


# In solve, what is published, offered or accepted does not move


def test_solve_keeps_all_but_drafts() -> None:
    states = ReviewStates(review="VA", lead=State.DRAFT, reviewers={"R1": State.OFFERED, "R2": State.DRAFT})
    kept = keeping(world(), SCHEDULE.model_copy(update={"states": (states,)}))
    assert {one.review: (one.slot, one.lead, one.reviewers) for one in kept.fixed} == {
        "VA": (tiny.day(6), None, ("R1",)),
        "VC": (tiny.day(1), "L2", ("R1",)),
    }


def test_solve_keeps_what_the_instance_fixes_and_leaves_drafts_free() -> None:
    draft = ReviewStates(
        review="VA", slot=State.DRAFT, lead=State.DRAFT, reviewers={"R1": State.DRAFT, "R2": State.DRAFT}
    )
    schedule = SCHEDULE.model_copy(update={"reviews": SCHEDULE.reviews[:1], "states": (draft,)})
    by_hand = tiny.fixed("C", slot=tiny.day(2))
    assert keeping(world(by_hand), schedule).fixed == (by_hand,)
    pinned = draft.model_copy(update={"pins": ("slot", "R2")})
    (fixed,) = keeping(world(), schedule.model_copy(update={"states": (pinned,)})).fixed
    assert (fixed.slot, fixed.lead, fixed.reviewers) == (tiny.day(6), None, ("R2",))


def test_what_solve_adds_to_a_kept_schedule_is_a_draft() -> None:
    old = tiny.schedule(tiny.held("A", "L1", "R1", on=tiny.day(6)))
    new = tiny.schedule(tiny.held("A", "L1", "R1", "R2", on=tiny.day(6)), tiny.held("C", "L2", on=tiny.day(7)))
    first, second = with_states_of(old, new).states
    assert (first.slot, first.lead) == (State.PUBLISHED, State.PUBLISHED)
    assert first.reviewers == {"R1": State.PUBLISHED, "R2": State.DRAFT}
    assert (second.slot, second.lead) == (State.DRAFT, State.DRAFT)


# The ledger


def balances(entry: LedgerEntry) -> bool:
    return entry.received + entry.debt_brought_in == entry.sent + entry.credited + entry.owed


@effort(150)
@given(seeds)
def test_every_account_always_balances(seed: int) -> None:
    """After any changes, and when the term is over, whatever of the schedule was held in the end."""
    rng = Random(seed)
    instance = draw_instance(rng)
    schedule = draw_candidate(rng, instance)
    changes = draw_changes(rng, instance, schedule)
    entailed = Situation(instance, schedule).entailed(changes)
    world = replay(instance, entailed)
    assert all(balances(entry) for entry in world.ledger)
    ended = Schedule(instance=instance.name, reviews=draw_candidate(rng, world).reviews, changes=entailed)
    at_the_end = closing(world, ended)
    assert [entry.school for entry in at_the_end] == [school.id for school in world.schools]
    assert all(balances(entry) for entry in at_the_end)
    left = {review.id: review.left_by for review in world.reviews}
    seats = sum(len({*one.reviewers, *left[one.review]}) for one in ended.reviews if one.slot is not None)
    assert sum(entry.sent for entry in at_the_end) == seats + sum(entry.sent for entry in world.ledger)
    credits = sum(entry.credited for entry in world.ledger) - sum(entry.credited for entry in instance.ledger)
    lost = [each for each in entailed if isinstance(each, CancelReview) and each.reason == "other"]
    booked = [each.booked for each in lost if not each.under_way]
    assert credits == sum(map(len, booked))


def test_accounts_at_the_end_of_a_term_by_hand() -> None:
    """A's review was cancelled for good: it received its 2 all the same, and B and C, who were booked, are credited.

    C's had one of its 2 seats filled, by B; the other is credited to C, too.
    """
    judged, entailed = situation_after(world(), SCHEDULE, [cancelled(review="VA", reason="other")])
    ended = tiny.schedule(tiny.held("C", "L2", "R1", on=tiny.day(1))).model_copy(update={"changes": entailed})
    accounts = {entry.school: entry for entry in closing(judged, ended)}
    assert accounts["A"] == LedgerEntry(school="A", planned_size=2, received=2, owed=2)
    assert accounts["B"] == LedgerEntry(school="B", planned_size=3, sent=1, credited=1, owed=-2)
    assert accounts["C"] == LedgerEntry(school="C", planned_size=2, received=2, credited=2, owed=0)


def test_a_drawn_change_keeps_what_stays_fixed() -> None:
    """The schedule before never moves by itself: what is fixed is what it had."""
    for seed in range(60):
        rng = Random(seed)
        instance = draw_instance(rng)
        schedule = draw_candidate(rng, instance)
        changes = draw_changes(rng, instance, schedule)
        if changes:
            judged, _ = situation_after(instance, schedule, changes)
            left = {review.id: review.left_by for review in judged.reviews}
            there = [
                one.model_copy(update={"reviewers": tuple(who for who in one.reviewers if who not in left[one.review])})
                for one in schedule.reviews
            ]
            schedule = schedule.model_copy(update={"reviews": tuple(there)})
            assert not [found for found in check(judged, schedule).breaches if found.rule == "fixed"]


def test_slots_asked_for_are_ranked_as_asked() -> None:
    """The first one asked for costs nothing, whatever the ranks were before; what was not asked for stands behind."""
    instance = world()
    asked = (tiny.day(7), tiny.day(5))
    then = replay(instance, [OtherSlot(notice=NOTICE, review="VA", slots=asked)])
    review = then.review_by_id["VA"]
    assert [review.rank(slot) for slot in (*asked, tiny.day(6))] == [0, 1, 2]
    assert review.possible_slots == asked


def test_larger_teams_leave_alone_what_is_owed_for_a_review_of_an_earlier_term() -> None:
    """B was reviewed in an earlier term, by two; C's review is over; only A, whose review is to come, owes more."""
    account = LedgerEntry(school="B", planned_size=2, received=2, owed=2)
    instance = world(account)
    term = instance.terms[0]
    situation = Situation(instance, SCHEDULE)
    entailed = situation.entailed([ChangeTeamSizes(notice=NOTICE, by=1)])
    then = replay(instance, entailed)
    sizes = {school: then.planned_size(school) - instance.planned_size(school) for school in "ABC"}
    assert sizes == {"A": 1, "B": 0, "C": 0}
    assert then.due("B", term) == instance.due("B", term)


def test_larger_teams_leave_alone_a_school_without_an_account_that_was_visited_earlier() -> None:
    instance = world(Visit(person="R2", host="B", home="C", school_year="2018-19"))
    then = replay(instance, Situation(instance, SCHEDULE).entailed([ChangeTeamSizes(notice=NOTICE, by=1)]))
    assert then.planned_size("B") == instance.planned_size("B")


def test_what_is_too_large_to_be_repaired_is_refused_with_what_to_do() -> None:
    instance = world()
    many = tuple(instance.reviews[0].model_copy(update={"id": f"V{number}"}) for number in range(LARGE))
    (problem,) = problems(instance.model_copy(update={"reviews": many}), SCHEDULE, [cancelled()])
    assert (problem.where, problem.value) == ("$.reviews", "500 reviews")
    assert "the hubs concerned" in problem.remedy


@pytest.mark.parametrize(("days", "next_"), [(1, ""), (2, ", as is the next"), (3, ", as are the next two")])
def test_a_slot_outside_the_term_is_refused_whatever_a_review_lasts(days: int, next_: str) -> None:
    """Where a review lasts one day, the refusal itself failed."""
    instance = world(tiny.policy(slot={"days": days}))
    asked = OtherSlot(notice=NOTICE, review="VA", slots=(date(2019, 1, 7),))
    (problem,) = problems(instance, SCHEDULE, [asked])
    assert problem.expected == f"a day of term 'autumn', 2018-09-03 to 2018-12-21{next_}"
