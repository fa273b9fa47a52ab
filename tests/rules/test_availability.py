from datetime import date, timedelta
from typing import Any

import pytest

from models.before import Before
from models.calendar import Days
from models.finding import Finding
from models.policy import Policy
from scheduler.checking import breaches, check
from scheduler.rules.availability import RULE
from tests import tiny

MONDAY = tiny.day(3)
"""The slot in these tests is the three days from here."""

HELD = tiny.held("A", "L1", "R1", on=MONDAY)


def at_a(
    *entries: tiny.Entry,
    host: Any = (),
    home: Any = (),
    lead: Any = (),
    slots: tuple[date, ...] = (),
    **fields: Any,
) -> tuple[tiny.Entry, ...]:
    """L1 leads and R1 of B joins the review at A; `host` and `home` are the schools' closed days, `lead` is L1's."""
    return (
        tiny.school("A", closed=host),
        tiny.school("B", km=20, closed=home),
        tiny.review("A", *slots),
        tiny.lead("L1", away=lead),
        tiny.reviewer("R1", "B", **fields),
        *entries,
    )


def off(*weekdays: int) -> tuple[Days, ...]:
    return tuple(Days(first=tiny.day(3, weekday), last=tiny.day(3, weekday)) for weekday in weekdays)


@pytest.mark.parametrize(
    ("days", "amounts"), [((-3,), []), ((0,), [1]), ((1,), [1]), ((2,), [1]), ((3,), []), ((0, 2), [2])]
)
@pytest.mark.parametrize("who", ["host", "home", "lead", "away"])
def test_free_on_all_three_days(who: str, days: tuple[int, ...], amounts: list[int]) -> None:
    closed: dict[str, Any] = {who: off(*days)}
    instance = tiny.instance(*at_a(**closed))
    assert tiny.amounts(RULE, instance, HELD) == amounts


@pytest.mark.parametrize(
    ("weekday", "amounts"),
    [(0, []), (1, []), (2, []), (3, [1, 1, 1, 1]), (4, [1, 2, 2, 2])],  # from Thursday on, weekends count too
)
def test_a_slot_holds_the_wednesday(weekday: int, amounts: list[int]) -> None:
    slot = tiny.day(3, weekday)
    instance = tiny.instance(*at_a(tiny.reviewer("R2", "B"), slots=(slot,)))
    found = tiny.amounts(RULE, instance, tiny.held("A", "L1", "R1", "R2", on=slot))
    assert found == amounts


@pytest.mark.parametrize(
    ("slot", "amounts"),
    [
        (date(2018, 12, 19), []),  # to the term's last day, a Friday
        (date(2018, 9, 3), []),  # from its first day
        (date(2018, 8, 29), [1]),
        (date(2018, 12, 24), [1]),
    ],
)
def test_a_slot_lies_in_the_term(slot: date, amounts: list[int]) -> None:
    summer = tiny.CALENDAR.model_copy(update={"open": (Days(first=date(2018, 8, 1), last=date(2019, 7, 19)),)})
    instance = tiny.instance(*at_a(summer, slots=(slot,)))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "R1", on=slot)) == amounts


def test_a_slot_that_begins_in_the_term_and_ends_after_it_is_not_in_it() -> None:
    term = tiny.AUTUMN.model_copy(update={"last_day": tiny.day(3, 1)})
    assert tiny.amounts(RULE, tiny.instance(*at_a(term, slots=(MONDAY,))), HELD) == [1]


def test_only_a_possible_slot_unless_it_is_fixed() -> None:
    elsewhere = tiny.day(4), tiny.day(5)
    assert tiny.amounts(RULE, tiny.instance(*at_a(slots=elsewhere)), HELD) == [1]
    assert tiny.amounts(RULE, tiny.instance(*at_a(tiny.fixed("A", slot=MONDAY), slots=elsewhere)), HELD) == []
    other = tiny.fixed("A", slot=tiny.day(4))
    assert tiny.amounts(RULE, tiny.instance(*at_a(other, slots=elsewhere)), HELD) == [1]


def test_a_reserve_comes_only_where_fixed_names_them() -> None:
    assert tiny.amounts(RULE, tiny.instance(*at_a(reserve=True)), HELD) == [1]
    named = tiny.fixed("A", reviewers=("R1",))
    assert tiny.amounts(RULE, tiny.instance(*at_a(named, reserve=True)), HELD) == []
    elsewhere = (tiny.review("B"), tiny.fixed("B", reviewers=("R1",)))
    assert tiny.amounts(RULE, tiny.instance(*at_a(*elsewhere, reserve=True)), HELD) == [1]


def test_a_day_that_is_none_of_the_hosts_slots_is_a_breach_even_where_the_rule_is_off() -> None:
    """The engine looks among the host's slots alone: it could prove a bound above such a schedule."""
    off_policy = tiny.policy(without=("availability",))
    elsewhere = tiny.instance(*at_a(off_policy, host=off(0), slots=(tiny.day(4),)))
    report = check(elsewhere, tiny.schedule(HELD))
    assert [(one.about, one.message.split(": ")[1]) for one in report.breaches] == [
        (("VA", "A"), "School A offered only 2018-09-24.")
    ]
    assert [one.message for one in report.breaches_off] == [
        "School A is closed on 2018-09-17, during the review at School A (VA)."
    ]
    before = Before(notice=MONDAY, reviews=(HELD,))
    assert breaches(elsewhere.repairing(before), tiny.schedule(HELD)) == ()


def test_a_review_that_has_begun_is_not_judged() -> None:
    """It stands as it is held, whoever was away or said no."""
    instance = tiny.instance(*at_a(host=off(0), home=off(1), lead=off(1), away=off(2), reserve=True))
    assert tiny.amounts(RULE, instance, HELD) == [1, 1, 1, 1, 1]
    for days, amounts in ((-1, [1, 1, 1, 1, 1]), (0, [])):
        before = Before(notice=MONDAY + timedelta(days=days), reviews=(HELD,))
        assert tiny.amounts(RULE, instance.repairing(before), HELD) == amounts


def finding(who: str, amount: int, message: str) -> Finding:
    return Finding(rule="availability", about=("VA", who), amount=amount, message=message)


def test_findings() -> None:
    instance = tiny.instance(
        *at_a(
            host=off(0), home=off(1, 2), lead=off(2), away=off(0, 1, 2), reserve=True, slots=(tiny.day(4), tiny.day(5))
        )
    )
    during = "during the review at School A (VA)."
    assert tiny.breaches(RULE, instance, HELD) == [
        finding(
            "A",
            1,
            "The review at School A (VA) begins on Monday 2018-09-17: School A offered only 2018-09-24 and 2018-10-01.",
        ),
        finding("A", 1, f"School A is closed on 2018-09-17, {during}"),
        finding("L1", 1, f"L1 is away on 2018-09-19, {during}"),
        finding("R1", 3, f"R1 is away on 2018-09-17, 2018-09-18 and 2018-09-19, {during}"),
        finding("R1", 2, f"School B, the school of R1, is closed on 2018-09-18 and 2018-09-19, {during}"),
        finding("R1", 1, "R1 is a reserve and was not asked to join the review at School A (VA)."),
    ]


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        (
            date(2018, 9, 20),
            "The review at School A (VA) begins on Thursday 2018-09-20: "
            "a slot begins on a Monday, Tuesday or Wednesday.",
        ),
        (
            date(2019, 1, 7),
            "The review at School A (VA) begins on Monday 2019-01-07: term autumn is from 2018-09-03 to 2018-12-21.",
        ),
    ],
)
def test_the_first_fault_of_a_slot_is_named(slot: date, message: str) -> None:
    found = tiny.breaches(RULE, tiny.instance(*at_a()), tiny.held("A", "L1", "R1", on=slot))
    assert found[0] == finding("A", 1, message)


@pytest.mark.parametrize(("waived", "left"), [("L1", {"A", "R1"}), ("R1", {"A", "L1"})])
def test_waived_for_a_person_never_for_the_host(waived: str, left: set[str]) -> None:
    everybody = at_a(host=off(0), home=off(0), lead=off(0), away=off(0), reserve=True)
    instance = tiny.instance(*everybody, tiny.waiver("availability", waived, "A"))
    assert {found.about[1] for found in tiny.breaches(RULE, instance, HELD)} == left


def test_without_a_lead() -> None:
    assert tiny.amounts(RULE, tiny.instance(*at_a()), tiny.held("A", None, "R1", on=MONDAY)) == []


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == (
        "Host, lead and every reviewer are free on all three days, which are one of the host's possible slots: "
        "a host is open, and a reviewer free, only on school days of their own school. A reserve is not planned."
    )
