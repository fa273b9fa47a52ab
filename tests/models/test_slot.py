"""What follows from how many days a review lasts."""

from datetime import date, timedelta

import pytest

from models.slot import SlotLength

MONDAY = date(2018, 10, 8)


@pytest.mark.parametrize(("days", "last_start"), [(1, 4), (2, 3), (3, 2), (4, 1), (5, 0)])
def test_a_slot_ends_on_friday_at_the_latest(days: int, last_start: int) -> None:
    length = SlotLength(days=days)
    begins = [n for n in range(7) if length.begins_on(MONDAY + timedelta(days=n))]
    assert begins == list(range(last_start + 1)) == list(length.weekdays)
    assert length.last_day(MONDAY + timedelta(days=last_start)) == MONDAY + timedelta(days=4)
    assert len(length.days_of(MONDAY)) == days


def test_three_days_is_usual() -> None:
    usual = SlotLength()
    assert usual.days_of(MONDAY) == (date(2018, 10, 8), date(2018, 10, 9), date(2018, 10, 10))
    assert usual.name(MONDAY + timedelta(days=1)) == "Tue-Thu"
    assert usual.first_day == "the first day of a three-day slot: a Monday, Tuesday or Wednesday"
    assert usual.why == "A slot lies within one week and holds its Wednesday."
    assert usual.all_days == "all three days"


def test_other_lengths_are_said_in_their_own_words() -> None:
    two, one, five = (SlotLength(days=days) for days in (2, 1, 5))
    assert (two.name(MONDAY + timedelta(days=3)), one.name(MONDAY), five.name(MONDAY)) == ("Thu-Fri", "Mon", "Mon-Fri")
    assert two.first_days == "a Monday, Tuesday, Wednesday or Thursday"
    assert two.why == "A slot lies within one week."
    assert (two.all_days, one.all_days, five.all_days) == ("both days", "its day", "all five days")
    assert five.first_days == "a Monday"
