"""Fairness in figures: km and visits this term, this year and in three years, beside the median."""

import pytest

from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.plan import Plan
from scheduler.showing.burdens import MEDIAN, by_fairness
from scheduler.showing.table import Table
from tests import tiny


def network(*entries: tiny.Entry) -> Instance:
    """A hosts; B lies 20 km, C 60 km from it."""
    return tiny.instance(
        *(tiny.school(id, km=km) for id, km in (("A", 0), ("B", 20), ("C", 60))),
        tiny.review("A"),
        tiny.lead("L1", km=10),
        *(tiny.reviewer(id, home) for id, home in (("R2", "B"), ("R3", "C"), ("R4", "C"))),
        *entries,
    )


HELD = tiny.held("A", "L1", "R2", "R3")
PAST = (
    tiny.visit("R2", "C", home="B"),  # this year: 40 km
    tiny.visit("R2", "A", home="B", school_year="2017-18"),  # 20 km
    tiny.visit("R4", "A", home="C", school_year="2016-17"),  # 60 km
    tiny.visit("R4", "A", home="C", school_year="2015-16"),  # more than three years ago
    tiny.visit("L1", "C", school_year="2016-17"),  # led: 50 km
)


def table(key: str, instance: Instance, *reviews: PlannedReview) -> Table:
    return next(each for each in by_fairness(tiny.plan(instance, *reviews)) if each.key == key)


def test_a_reviewer_s_km_and_visits_in_each_period() -> None:
    reviewers = table("reviewers_travel", network(*PAST), HELD)
    assert reviewers.columns == (
        *("Reviewer", "School", "Km this term", "Visits this term", "Km this year", "Visits this year"),
        *("Km in 3 years", "Visits in 3 years", "Visits in awkward slots"),
    )
    assert reviewers.rows == (
        (MEDIAN, None, 40, 1, 60, 1.5, 60, 1, 0),  # of 20 and 60; of 60 and 60; of 80, 60 and 60
        ("R2", "School B", 20, 1, 60, 2, 80, 3, 0),
        ("R3", "School C", 60, 1, 60, 1, 60, 1, 0),
        ("R4", "School C", None, None, None, None, 60, 1, None),
    )


def test_a_school_s_reviewers_together_and_its_own_slot() -> None:
    schools = table("schools_travel", network(*PAST), HELD)
    assert schools.rows[1:] == (
        ("School A", "Hub hub-A", None, None, None, None, None, None, 0),
        ("School B", "Hub hub-B", 20, 1, 60, 2, 80, 3, None),
        ("School C", "Hub hub-C", 60, 1, 60, 1, 120, 2, None),
    )


def test_a_lead_s_reviews() -> None:
    leads = table("leads_travel", network(*PAST), HELD)
    assert leads.rows[1:] == (("L1", 10, 1, 10, 1, 60, 2, 0),)


@pytest.mark.parametrize(("week", "awkward"), [(1, 0), (2, 1)])
def test_a_slot_after_the_host_s_first_is_awkward(week: int, awkward: int) -> None:
    held = tiny.held("A", "L1", "R2", on=tiny.day(week))
    tables = by_fairness(tiny.plan(network(), held))
    assert [row[-1] for each in tables for row in each.rows[1:] if row[-1] is not None] == [awkward] * 3


def test_an_instance_of_a_year_has_no_term_of_its_own() -> None:
    year = network(tiny.AUTUMN, tiny.SPRING, tiny.SUMMER)
    assert not any("term" in column for each in by_fairness(Plan(year, tiny.schedule(HELD))) for column in each.columns)
