"""When schools are open, and which slots a host offers."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from models.calendar import Calendar, Term
from models.network import Phase
from models.slot import SlotLength
from scheduler.generating.days import SCHOOL_DAYS, day, number, open_days, slots_possible, weeks_of
from scheduler.generating.schools import SchoolFacts
from scheduler.generating.streams import Stream
from scheduler.tables.arrays import Bools

_FIRST_WEEK = number(date(2018, 9, 3)) // SCHOOL_DAYS
_TEST_WEEK = number(date(2019, 5, 13)) // SCHOOL_DAYS
_EXAM_WEEKS = range(_TEST_WEEK, number(date(2019, 6, 17)) // SCHOOL_DAYS + 1)
_MOST_SLOTS_A_WEEK = 2


def exam_weeks(phase: Phase) -> range:
    """Weeks of the national tests in primary schools, of GCSE and A-level exams where secondary pupils are."""
    if "secondary" in phase.settings:
        return _EXAM_WEEKS
    return range(_TEST_WEEK, _TEST_WEEK + 1) if phase is Phase.PRIMARY else range(0)


def draw_open(schools: Sequence[SchoolFacts], of: Sequence[Calendar], seed: int) -> Bools:
    """School by day number: open by its calendar and not on one of its 2 to 5 INSET days.

    Half of those join on to a holiday; the rest lie anywhere.
    """
    stream = Stream(seed, "inset days")
    by_calendar = open_days(of)
    open_ = np.array([by_calendar[calendar.id] for calendar in of])
    for n in range(len(schools)):
        days = np.flatnonzero(by_calendar[of[n].id])
        after_holiday = days[np.flatnonzero(np.diff(days, prepend=-2) > 1)]
        for _ in range(stream.between(2, 5)):
            choice = after_holiday if stream.below(2) else days
            open_[n, choice[stream.below(len(choice))]] = False
    return open_


def draw_slots(
    schools: Sequence[SchoolFacts],
    open_: Bools,
    due: Sequence[int],
    term: Term,
    length: SlotLength,
    seed: int,
) -> list[tuple[date, ...]]:
    """6 to 10 possible slots of each due school, best first; fewer only where the term has no more.

    due: positions of the schools due in the term. At most two slots lie in one week. The first week of September, the
    last week of term and exam weeks are avoided.
    """
    stream = Stream(seed, "slots", term.id)
    possible = slots_possible(open_, length)
    last_start = number(term.last_day) - (length.days - 1)
    slots = []
    for n in due:
        weeks = (
            set(weeks_of(term)) - {_FIRST_WEEK, _last_week(possible[n], last_start)} - set(exam_weeks(schools[n].phase))
        )
        starts = [
            start
            for start in np.flatnonzero(possible[n]).tolist()
            if start // SCHOOL_DAYS in weeks and number(term.first_day) <= start <= last_start
        ]
        slots.append(tuple(day(start) for start in _spread(stream.sample(starts, len(starts)), stream.between(6, 10))))
    return slots


def _last_week(possible: Bools, last_start: int) -> int:
    return int(np.flatnonzero(possible[: last_start + 1])[-1]) // SCHOOL_DAYS


def _spread(starts: Sequence[int], count: int) -> list[int]:
    chosen: list[int] = []
    for start in starts:
        weeks = [other // SCHOOL_DAYS for other in chosen]
        if len(chosen) < count and weeks.count(start // SCHOOL_DAYS) < _MOST_SLOTS_A_WEEK:
            chosen.append(start)
    return chosen
