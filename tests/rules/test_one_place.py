from datetime import date

import pytest

from models.calendar import Days
from models.finding import Finding
from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.rules.one_place import RULE
from tests import tiny


def world(*entries: tiny.Entry, gap: int = 5, closed: tuple[Days, ...] = ()) -> Instance:
    """Reviews at A, B and C; R1 and R2 come from H, which is closed as said."""
    return tiny.instance(
        *(tiny.school(host) for host in "ABC"),
        tiny.school("H", km=50, closed=closed),
        *(tiny.review(host) for host in "ABC"),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer("R1", "H"), tiny.reviewer("R2", "H")),
        tiny.policy(one_place={"gap_school_days": gap}),
        *entries,
    )


def both(first: date, second: date, person: str = "R1") -> tuple[PlannedReview, ...]:
    """One reviewer is at A and at B."""
    return tiny.held("A", "L1", person, on=first), tiny.held("B", "L2", person, on=second)


@pytest.mark.parametrize(
    ("first", "second", "gap", "amounts"),
    [
        (tiny.day(1, 2), tiny.day(2, 0), 0, []),  # Wed-Fri, then Mon: none between
        (tiny.day(1, 2), tiny.day(2, 0), 1, [1]),
        (tiny.day(1, 0), tiny.day(2, 1), 3, []),  # Thu, Fri, Mon between
        (tiny.day(1, 0), tiny.day(2, 1), 4, [1]),
        (tiny.day(1, 2), tiny.day(3, 0), 5, []),  # exactly one week between
        (tiny.day(1, 2), tiny.day(3, 0), 6, [1]),
        (tiny.day(2, 1), tiny.day(1, 0), 5, [2]),  # in whichever order they are listed
        (tiny.day(1, 0), tiny.day(1, 2), 0, [1]),  # in one week, whatever the gap
        (tiny.day(1, 0), tiny.day(1, 0), 5, [1]),  # and only one finding for it
    ],
)
def test_school_days_between(first: date, second: date, gap: int, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(gap=gap), *both(first, second)) == amounts


@pytest.mark.parametrize(
    ("closed", "amounts"),
    [
        (Days(first=tiny.day(2, 0), last=tiny.day(2, 0)), [1]),
        (Days(first=tiny.day(2, 0), last=tiny.day(2, 4)), [5]),
        (Days(first=tiny.day(1, 4), last=tiny.day(1, 4)), []),  # the first review's own day
        (Days(first=tiny.day(3, 0), last=tiny.day(3, 0)), []),  # the second's
    ],
)
def test_holidays_of_the_home_do_not_count(closed: Days, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(closed=(closed,)), *both(tiny.day(1, 2), tiny.day(3, 0))) == amounts


def test_different_people_do_not_clash() -> None:
    planned = tiny.held("A", "L1", "R1"), tiny.held("B", "L2", "R2")
    assert tiny.amounts(RULE, world(), *planned) == []


@pytest.mark.parametrize(("second", "amounts"), [(tiny.day(1, 2), [1]), (tiny.day(2, 0), []), (tiny.day(2, 2), [])])
def test_leads_need_no_gap_but_another_week(second: date, amounts: list[int]) -> None:
    planned = tiny.held("A", "L1", "R1"), tiny.held("B", "L1", "R2", on=second)
    assert tiny.amounts(RULE, world(), *planned) == amounts


def test_a_review_without_a_lead_is_nobody_twice() -> None:
    assert tiny.amounts(RULE, world(), tiny.held("A", None), tiny.held("B", None)) == []


def test_three_in_a_row_are_two_findings() -> None:
    planned = (*both(tiny.day(1), tiny.day(3)), tiny.held("C", "L1", "R1", on=tiny.day(2)))
    assert [found.about for found in tiny.breaches(RULE, world(), *planned)] == [
        ("VA", "VC", "R1"),  # Thu and Fri between
        ("VC", "VB", "R1"),
    ]


def test_twice_in_one_team() -> None:
    assert [found.about for found in tiny.breaches(RULE, world(), tiny.held("A", "L1", "R1", "R1"))] == [
        ("VA", "VA", "R1")
    ]


@pytest.mark.parametrize(
    ("visited", "amounts"),
    [(tiny.day(1, 2), []), (tiny.day(2, 0), [3]), (tiny.day(3, 0), [1]), (tiny.day(4, 1), [2]), (None, [])],
)
def test_earlier_visits_count_where_their_date_is_known(visited: date | None, amounts: list[int]) -> None:
    instance = world(tiny.visit("R1", "B", "H", slot=visited))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "R1", on=tiny.day(3, 0))) == amounts


def test_earlier_visits_of_others_or_among_themselves_do_not_count() -> None:
    visits = [tiny.visit("R1", host, "H", slot=tiny.day(1)) for host in "BC"]
    visits += [tiny.visit("R2", "B", "H", slot=tiny.day(5))]
    assert tiny.amounts(RULE, world(*visits), tiny.held("A", "L1", "R1", on=tiny.day(5))) == []


@pytest.mark.parametrize(("visited", "amounts"), [(tiny.day(2, 2), []), (tiny.day(3, 2), [1])])
def test_a_lead_was_elsewhere_in_the_same_week(visited: date, amounts: list[int]) -> None:
    instance = world(tiny.visit("L1", "B", slot=visited))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", on=tiny.day(3))) == amounts


def test_findings() -> None:
    at_b = tiny.visit("R2", "B", "H", slot=tiny.day(1))
    planned = (
        tiny.held("A", "L1", "R1", "R2", on=tiny.day(2)),
        tiny.held("B", "L1", on=tiny.day(2, 1)),
        tiny.held("C", "L2", "R1", on=tiny.day(3, 1)),
    )
    assert tiny.breaches(RULE, world(at_b), *planned) == [
        Finding(
            rule="one-place",
            about=("VA", "VB", "L1"),
            amount=1,
            message=(
                "L1 is at the review at School A (VA) from 2018-09-10 "
                "and at the review at School B (VB) from 2018-09-11, in one week."
            ),
        ),
        Finding(
            rule="one-place",
            about=("VA", "VC", "R1"),
            amount=2,
            message=(
                "R1 is at the review at School A (VA) from 2018-09-10 and at the review at School C (VC) "
                "from 2018-09-18: 3 school days of School H between them, not 5."
            ),
        ),
        Finding(
            rule="one-place",
            about=("VA", "R2"),
            amount=3,
            message=(
                "R2 is at the earlier review at School B from 2018-09-03 and at the review at School A (VA) "
                "from 2018-09-10: 2 school days of School H between them, not 5."
            ),
        ),
    ]


def test_sentence() -> None:
    assert RULE.sentence(tiny.policy(one_place={"gap_school_days": 1})) == (
        "Nobody is in two reviews in one week. "
        "Between two reviews of one reviewer lie at least 1 school day of the home school. Leads need no gap."
    )
