"""When people are free: about as many weeks as asked for, in clumps."""

import numpy as np

from scheduler.generating.days import SCHOOL_DAYS
from scheduler.generating.streams import Stream
from scheduler.tables.arrays import Bools, Ints

_NOISE = 1000
_SINGLE_DAY_IN = 8


def draw_away(stream: Stream, closed: Bools, burden: Ints, free_percent: int) -> Bools:
    """Person by week: whether they are away all week, so that `free_percent` of all open weeks are free, exactly.

    closed: person by week, weeks without school. burden: person by week, what makes the week a busy one (exams, the
    end of term, their school's own busy weeks), on a scale where a person's own reasons lie between 0 and 4000.
    Neighbouring weeks share a person's reasons, so that they come in clumps.
    """
    people, weeks = closed.shape
    own = stream.numbers(_NOISE, (people, weeks + 2))
    score = own[:, :-2] + 2 * own[:, 1:-1] + own[:, 2:] + burden
    open_ = ~closed
    ranked = np.argsort(np.where(open_, score, -1), axis=None, kind="stable")
    away = np.zeros(people * weeks, dtype=bool)
    count = int(open_.sum()) * (100 - free_percent) // 100
    away[ranked[len(ranked) - count :]] = True
    return away.reshape(people, weeks)


def draw_single_days(stream: Stream, away: Bools) -> Bools:
    """Person by day: away all week where they are, and on one day of one free week in eight (never its Wednesday)."""
    days = np.repeat(away, SCHOOL_DAYS, axis=1)
    single = ~away & (stream.numbers(_SINGLE_DAY_IN, away.shape) == 0)
    rows, weeks = np.nonzero(single)
    weekday = np.array([0, 1, 3, 4])[stream.numbers(4, (len(rows),))]
    days[rows, weeks * SCHOOL_DAYS + weekday] = True
    return days
