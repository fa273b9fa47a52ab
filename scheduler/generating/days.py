"""Days of the school year as numbers, for arrays: day 0 is a Monday, and weekdays 0 to 4 of every week are kept."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from models.calendar import Calendar, Days, Term, week_of
from models.slot import SlotLength
from scheduler.tables.arrays import Bools

FIRST_MONDAY = date(2018, 8, 27)
WEEKS = 52
SCHOOL_DAYS = 5


def day(number: int) -> date:
    """The date of a day number (5 a week)."""
    return FIRST_MONDAY + timedelta(days=number // SCHOOL_DAYS * 7 + number % SCHOOL_DAYS)


def number(day: date) -> int:
    """The day number of a weekday."""
    days = (day - FIRST_MONDAY).days
    return days // 7 * SCHOOL_DAYS + days % 7


@cache
def days_between(first: int, last: int) -> Days:
    """The range of days, made once: a large instance has millions of them and few that differ."""
    return Days(first=day(first), last=day(last))


def open_days(calendars: Iterable[Calendar]) -> dict[str, Bools]:
    """By id of each calendar (which may be named often), for every day number whether its schools are open."""
    different = {calendar.id: calendar for calendar in calendars}
    return {
        id: np.array([calendar.is_school_day(day(n)) for n in range(WEEKS * SCHOOL_DAYS)])
        for id, calendar in different.items()
    }


def weeks_of(term: Term) -> list[int]:
    """Numbers of the weeks the term touches, half term included."""
    first, last = week_of(term.first_day), week_of(term.last_day)
    return list(range((first - FIRST_MONDAY).days // 7, (last - FIRST_MONDAY).days // 7 + 1))


def ranges(flags: Bools, first_day: int) -> list[tuple[Days, ...]]:
    """For each row the ranges of days that are set; column 0 is day number `first_day`."""
    padded = np.zeros((flags.shape[0], flags.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = flags
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    found: list[list[Days]] = [[] for _ in range(flags.shape[0])]
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        found[row].append(days_between(first_day + start, first_day + end - 1))
    return [tuple(days) for days in found]


def slots_possible(open_: Bools, length: SlotLength) -> Bools:
    """For every day number whether a slot can begin there: within the week, and open on all of its days."""
    by_week = open_.reshape(*open_.shape[:-1], WEEKS, SCHOOL_DAYS)
    starts = np.zeros_like(by_week)
    for weekday in length.weekdays:
        starts[..., weekday] = by_week[..., weekday : weekday + length.days].all(axis=-1)
    return starts.reshape(open_.shape)


def joined(parts: Sequence[list[tuple[Days, ...]]]) -> list[tuple[Days, ...]]:
    """The same row of every part, one after another."""
    return [tuple(days for part in row for days in part) for row in zip(*parts, strict=True)]
