"""What a finished term leaves to the next one."""

import pytest

from models.change import CancelReview, PersonLeaves, ReviewerJoins, SchoolJoins
from models.instance import Instance, LedgerEntry
from models.network import Hub
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.carry_over import carry_over, left_out
from scheduler.changes.effective_instance import effective
from scheduler.repairs.rescheduling import situation_after
from scheduler.storage import dumps, parse_instance
from tests import tiny
from tests.solving import outcome

SCHOOLS = tiny.school("A", pupils=200), tiny.school("B", km=20), tiny.school("C", km=60, pupils=200)
PEOPLE = tiny.lead("L1"), tiny.reviewer("R1", "B", completed_reviews=0), tiny.reviewer("R2", "C")
AUTUMN = tiny.instance(*SCHOOLS, *PEOPLE, tiny.review("A"), tiny.review("C"))
SPRING = tiny.instance(
    *SCHOOLS,
    *PEOPLE,
    tiny.SPRING,
    tiny.review("B", tiny.day(20), tiny.day(21), term="spring"),
    LedgerEntry(school="B", planned_size=3),
    name="spring",
)
HELD = tiny.held("C", "L1", "R1", on=tiny.day(1))


def carried(*reviews: object, changes: tuple[object, ...] = ()) -> Instance:
    schedule = Schedule.model_validate({"instance": "tiny", "reviews": reviews, "changes": changes})
    following = carry_over(effective(AUTUMN, schedule), schedule, SPRING)
    assert parse_instance(dumps(following)) == following
    return following


def test_accounts_visits_and_experience_go_on() -> None:
    spring = carried(tiny.held("A", "L1", "R2", on=tiny.day(6)), HELD)
    assert spring.ledger_by_school["B"] == LedgerEntry(school="B", planned_size=3, sent=1, owed=-1)
    assert spring.ledger_by_school["A"] == LedgerEntry(school="A", planned_size=2, received=2, credited=1, owed=1)
    assert [(visit.person, visit.host, visit.home, visit.slot) for visit in spring.visits] == [
        ("L1", "A", None, tiny.day(6)),
        ("R2", "A", "C", tiny.day(6)),
        ("L1", "C", None, tiny.day(1)),
        ("R1", "C", "B", tiny.day(1)),
    ]
    assert not spring.reviewer_by_id["R1"].is_first_timer
    assert [review.id for review in spring.reviews] == ["VB"]


def test_into_another_school_year_only_what_is_owed_goes() -> None:
    schedule = tiny.schedule(HELD)
    later = SPRING.model_copy(update={"school_year": "2019-20"})
    spring = carry_over(AUTUMN, schedule, later)
    assert spring.ledger_by_school["C"] == LedgerEntry(school="C", debt_brought_in=1, owed=1)
    assert spring.ledger_by_school["B"] == LedgerEntry(school="B", planned_size=3, debt_brought_in=-1, owed=-1)


def test_a_review_that_found_no_slot_comes_first() -> None:
    """A's is held before B's, although B's lead and reviewer are the same and B would be nearer."""
    late = CancelReview(notice=tiny.day(6), review="VA", reason="ofsted")
    schedule = Schedule(instance="tiny", reviews=(tiny.held("A", "L1", "R2", on=tiny.day(6)), HELD))
    judged, entailed = situation_after(AUTUMN, schedule, [late])
    after = tiny.schedule(HELD).model_copy(update={"changes": entailed, "before": judged.before})
    spring = carry_over(judged, after, SPRING)
    review = spring.review_by_id["VA"]
    assert (review.first_claim, review.term, review.slots[0]) == (True, "spring", tiny.SPRING.first_day)
    one_lead_once = spring.model_copy(
        update={"policy": tiny.policy(lead_load={"reviews": 1}, commitment={"above_due": 3})}
    )
    found = outcome(one_lead_once).schedule
    assert found is not None
    assert {planned.review for planned in found.reviews if planned.slot} == {"VA"}


def test_one_that_was_not_held_is_due_still_and_one_that_is_forfeited_is_not() -> None:
    assert {review.id: review.first_claim for review in carried(HELD).reviews} == {"VB": False, "VA": False}
    lost = CancelReview(notice=tiny.day(2), review="VA", reason="other", slot=tiny.day(6), booked=("R2",))
    spring = carried(HELD, changes=(lost,))
    assert [review.id for review in spring.reviews] == ["VB"]
    assert spring.ledger_by_school["A"] == LedgerEntry(school="A", planned_size=2, received=2, owed=2)
    assert spring.ledger_by_school["C"].credited == 2  # R2's booked visit, and a seat of its own that stayed empty


def test_who_joined_is_there_and_who_left_is_not_free() -> None:
    joins = ReviewerJoins(notice=tiny.day(1), reviewer=tiny.reviewer("R9", "A"))
    spring = carried(HELD, changes=(joins, PersonLeaves(notice=tiny.day(2), person="R2")))
    assert "R9" in spring.reviewer_by_id
    assert tiny.SPRING.first_day in spring.reviewer_by_id["R2"].away[-1]


def test_a_term_that_does_not_follow_is_refused() -> None:
    with pytest.raises(InvalidInput, match="expected a day after 2019-04-05"):
        carry_over(SPRING, tiny.schedule().model_copy(update={"instance": "spring"}), AUTUMN)


def test_a_school_that_joined_is_carried_with_account_people_review_and_visitors() -> None:
    school = tiny.school("N", km=40, hub="hub-N", pupils=200)
    review = tiny.review("N", tiny.day(8))
    joins = SchoolJoins(notice=tiny.day(1), school=school, hub=Hub(id="hub-N", name="N"), review=review)
    reviewer = ReviewerJoins(notice=tiny.day(1), reviewer=tiny.reviewer("R9", "N"))
    visited = tiny.held("N", "L1", "R2", on=tiny.day(8))
    spring = carried(HELD, visited, changes=(joins, reviewer))
    assert spring.school_by_id["N"] == school
    assert spring.hub_by_id["hub-N"].name == "N"
    assert spring.ledger_by_school["N"].received == 2
    assert spring.reviewer_by_id["R9"].school == "N"
    assert ("R2", "N") in {(visit.person, visit.host) for visit in spring.visits}
    not_held = carried(HELD, changes=(joins, reviewer))
    assert "VN" in not_held.review_by_id


def test_a_strangers_network_is_refused() -> None:
    others = tiny.instance(tiny.school("X"), tiny.SPRING, tiny.review("X", tiny.day(20), term="spring"), name="others")
    with pytest.raises(InvalidInput, match="no school of tiny"):
        carry_over(AUTUMN, tiny.schedule(HELD), others)


def test_what_was_carried_already_is_refused() -> None:
    with pytest.raises(InvalidInput, match="every visit of tiny already"):
        carry_over(AUTUMN, tiny.schedule(HELD), carried(HELD))


def test_what_was_carried_before_a_repair_is_refused_after_it() -> None:
    """The schedule has changed since: some visits are there, some are new, and none may stand twice."""
    later = tiny.schedule(HELD, tiny.held("A", "L1", "R2", on=tiny.day(6)))
    with pytest.raises(InvalidInput, match="2 visits of tiny already"):
        carry_over(AUTUMN, later, carried(HELD))


def test_a_school_that_the_next_term_does_not_know_is_named() -> None:
    schools = tuple(school for school in SPRING.schools if school.id != "C")
    assert left_out(tiny.schedule(HELD), AUTUMN, SPRING.model_copy(update={"schools": schools})) == ("School C",)
