from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.before import Before
from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from scheduler.goals.change_kept_small import GOAL
from scheduler.goals.commitments_met import GOAL as COMMITMENTS
from scheduler.goals.reviews_held import GOAL as HELD
from scheduler.goals.seats_filled import GOAL as SEATS
from scheduler.plan import Plan
from scheduler.tables.facts import Facts
from tests import tiny

if TYPE_CHECKING:
    from models.finding import Finding

EARLY = tiny.day(1)
"""The notice: a Monday. The tenth school day after it is the Monday of week 3, so weeks 1 and 2 are short notice."""


def world(*reviews: PlannedReview, states: tuple[ReviewStates, ...] = (), **before: object) -> Instance:
    instance = tiny.instance(
        *(tiny.school(host) for host in "AB"),
        tiny.school("H", km=20),
        *(tiny.review(host, size=2) for host in "AB"),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer(f"R{n}", "H", offers_two=True) for n in range(1, 5)),
    )
    facts = {"notice": EARLY, "reviews": reviews, "states": states} | before
    return instance.repairing(Before.model_validate(facts))


def told(instance: Instance, *reviews: PlannedReview) -> dict[str, int]:
    """Who must be told, and what each counts."""
    found: list[Finding] = list(GOAL.recount(tiny.plan(instance, *reviews)))
    return {finding.about[0]: finding.amount for finding in found}


def at(host: str, week: int, lead: str, *reviewers: str, weekday: int = 0) -> PlannedReview:
    return tiny.held(host, lead, *reviewers, on=tiny.day(week, weekday))


BEFORE = at("A", 6, "L1", "R1", "R2")


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (BEFORE, {}),
        (at("A", 6, "L1", "R1"), {"R2": 1}),
        (at("A", 6, "L1", "R1", "R3"), {"R2": 1, "R3": 1}),
        (at("A", 6, "L2", "R1", "R2"), {"L1": 2, "L2": 2}),
        (at("A", 7, "L1", "R1", "R2"), {"L1": 2, "R1": 1, "R2": 1}),
        (at("A", 3, "L1", "R1", "R2"), {"L1": 2, "R1": 1, "R2": 1}),
        (at("A", 2, "L1", "R1", "R2", weekday=2), {"L1": 4, "R1": 2, "R2": 2}),
        (PlannedReview(review="VA"), {"L1": 2, "R1": 1, "R2": 1}),
    ],
)
def test_whoever_hears_something_new_counts(after: PlannedReview, counts: dict[str, int]) -> None:
    assert told(world(BEFORE), after) == counts


def test_a_person_counts_once_however_much_changes() -> None:
    before = at("A", 6, "L1", "R1"), at("B", 9, "L1", "R1")
    assert told(world(*before), at("A", 7, "L1", "R1"), at("B", 10, "L1", "R1")) == {"L1": 2, "R1": 1}


def test_booked_travel_counts_twice_and_only_where_it_is_lost() -> None:
    states = ReviewStates(review="VA", booked=("R1", "R2", "L1"))
    after = at("A", 6, "L2", "R1", "R3")
    assert told(world(BEFORE, states=(states,)), after) == {"L1": 4, "L2": 2, "R2": 2, "R3": 1}


def test_lead_short_notice_and_booked_multiply() -> None:
    states = ReviewStates(review="VA", booked=("L1",))
    before = at("A", 2, "L1", "R1")
    assert told(world(before, states=(states,)), at("A", 2, "L2", "R1")) == {"L1": 8, "L2": 4}


def test_what_is_draft_was_told_to_nobody() -> None:
    states = ReviewStates(review="VA", lead=State.DRAFT, reviewers={"R1": State.DRAFT})
    assert told(world(BEFORE, states=(states,)), at("A", 6, "L2", "R3", "R4")) == {"L2": 2, "R2": 1, "R3": 1, "R4": 1}
    assert told(world(BEFORE, states=(ReviewStates(review="VA", slot=State.DRAFT),)), at("A", 6, "L1", "R1")) == {}


def test_who_gave_something_up_knows_it() -> None:
    assert told(world(BEFORE, gave_up={"VA": ("R2",)}), at("A", 6, "L1", "R1", "R3")) == {"R3": 1}


def test_nothing_counts_where_no_schedule_is_repaired() -> None:
    instance = tiny.instance(tiny.school("A"), tiny.review("A"), tiny.lead("L1"), tiny.reviewer("R1", "A"))
    assert told(instance, at("A", 6, "L1", "R1")) == {}


def test_the_message_says_what_is_new() -> None:
    (lost,) = GOAL.recount(tiny.plan(world(at("A", 2, "L1", "R1")), at("A", 2, "L1")))
    assert lost.message == f"R1 must be told (at short notice): no longer VA on {date(2018, 9, 10)}."


# What goals 1 to 3 count in a repair: only what is worse than before, review by review and school by school


def worse(instance: Instance, *reviews: PlannedReview) -> tuple[int, int]:
    plan = Plan(instance, tiny.schedule(*reviews))
    counted = (sum(finding.amount for finding in goal.recount(plan)) for goal in (HELD, SEATS))
    return next(counted), next(counted)


def test_a_gain_elsewhere_makes_up_for_no_loss() -> None:
    before = at("A", 6, "L1", "R1", "R2"), PlannedReview(review="VB")
    instance = world(*before, empty_seats={"VB": 2})
    assert worse(instance, *before) == (0, 0)
    assert worse(instance, PlannedReview(review="VA"), at("B", 6, "L1", "R1", "R2")) == (1, 2)
    assert worse(instance, at("A", 6, "L1", "R1"), at("B", 6, "L2", "R3", "R4")) == (0, 1)


def test_what_is_cancelled_for_good_is_no_loss() -> None:
    instance = world(BEFORE, at("B", 6, "L2", "R3", "R4"), forfeited=("VA",))
    assert worse(instance, PlannedReview(review="VA"), at("B", 6, "L2", "R3")) == (0, 1)


def test_a_school_that_was_short_may_stay_so() -> None:
    instance = world(BEFORE, short={"H": {"autumn": 1}})
    plan = Plan(instance, tiny.schedule())
    assert [finding.about for finding in COMMITMENTS.recount(plan)] == []
    assert [finding.about for finding in COMMITMENTS.recount(Plan(world(BEFORE), tiny.schedule()))] == [("H", "autumn")]


def test_a_day_that_has_passed_is_at_no_shorter_notice_than_none() -> None:
    """Where no notice is short, the columns had a lost day before the notice count twice, and the recount once."""
    instance = world(at("A", 0, "L1", "R1"), notice=tiny.day(1, 3))
    numbers = instance.policy.change_kept_small.model_copy(update={"short_notice_school_days": 0})
    never = instance.model_copy(update={"policy": instance.policy.model_copy(update={"change_kept_small": numbers})})
    facts = Facts(never)
    assert not facts.is_short_notice(np.array([0, -1]), np.array([facts.day(tiny.day(0))] * 2)).any()
