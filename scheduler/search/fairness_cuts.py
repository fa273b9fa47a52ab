"""Rows of fairness that a relaxation's point breaks, found where they are: Fenchel cuts.

In the relaxation half a long visit is made up for by more short ones than its traveller can make. Of one traveller a
point uses a handful of visits, so all that can be made of them is soon listed: at most so many, most reviewers one a
term. A row prices each visit and lets no list cost more than its excess:

    sum of price x visit + constant <= excess,    with  sum of price in A + constant <= excess of A  for every list A.

A small linear program finds the prices for which the point breaks the row by most; if there are none, the point is a
mixture of lists (Boyd, Operations Research 42, 1994).

A visit that the point does not use is priced as what it may be taken for. Taken for a shorter one, the excess is no
more. Taken for one that is g longer, the excess is at most g more. Left out, where it lies `near` within what is fair,
the excess is at most `near` more. So price, price - g and -near are all valid for it, and the dearest is taken.

Example. Half of each of three visits is made: one of 90 km beyond what is fair, two of 30 within. In all that is 15
beyond. If its traveller makes two at most, the long one has one other beside it, so it is 60 beyond at least. A price
of 60 for it and none for the others is more than no list's excess, and says that half of it is 30 beyond.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations_with_replacement, product
from math import comb, prod
from typing import NamedTuple

import numpy as np

from models.policy import FAIRNESS_GOAL
from scheduler.solvers.relaxation import TOLERANCE
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.columns import Columns, Travel
from scheduler.tables.rows import Rows

_LEAST_M, _LEAST_SHARE = 500.0, 0.003  # by so much a point must break a row, and all rows together, of what it costs
_MOST_LISTS = 20_000  # of the visits used; where more can be made, no row is sought


class _Cut(NamedTuple):
    """A row: price x visit, summed, + constant <= excess; all in metres.

    prices: one for each of a traveller's seats. broken_m: by how much a point breaks it.
    """

    prices: Ints
    constant: int
    broken_m: float


def cuts(columns: Columns, values: Floats) -> Iterator[tuple[str, Rows]]:
    """Rows that whole values keep, and these break; none where little is broken.

    values: of all columns, from a relaxation of fairness.
    """
    found = [_cuts_of(columns, travel, values) for travel in columns.travel]
    value = sum(float(values[travel.excess.columns].sum()) for travel in columns.travel)
    if sum(broken for _, broken in found) > _LEAST_SHARE * value:
        yield from ((FAIRNESS_GOAL, rows) for rows, _ in found)


def _cuts_of(columns: Columns, travel: Travel, values: Floats) -> tuple[Rows, float]:
    """Rows, and by how much in all they are broken."""
    assert columns.fair_visit_m is not None
    seats, key = columns.seats, travel.key
    traveller = seats.keys[key]
    used, over_m = values[seats.columns], 1000 * columns.seat_km - columns.fair_visit_m
    past_m = travel.past_excess_m(columns.fair_visit_m)
    excess_m = values[travel.excess.columns]
    once_a_term = ~columns.joins_often if key == "reviewer" else np.zeros(len(travel.most), dtype=bool)
    term = np.where(once_a_term[traveller], seats.keys["term"], 0)
    alone_m = np.bincount(traveller, used * np.maximum(over_m + past_m[traveller], 0), len(travel.most))
    order = np.argsort(traveller, kind="stable")
    ends = np.searchsorted(traveller[order], np.arange(len(travel.most) + 1))
    prices, constants = np.zeros(len(seats), dtype=np.int64), np.zeros(len(travel.most), dtype=np.int64)
    broken_m = np.zeros(len(travel.most))
    for who in np.flatnonzero((travel.most > 1) & (alone_m > excess_m + _LEAST_M)).tolist():
        mine = order[ends[who] : ends[who + 1]]
        most = 1 if once_a_term[who] else int(travel.most[who])
        cut = _cut(used[mine], over_m[mine], term[mine], int(past_m[who]), most, float(excess_m[who]))
        if cut is not None:
            prices[mine], constants[who], broken_m[who] = cut
    priced = seats.where(prices != 0).sum_by(key, factors=prices[prices != 0])
    is_cut = broken_m[travel.excess.keys[key]] > 0
    return priced - travel.excess.where(is_cut).sum_by(key) <= -constants, float(broken_m.sum())


def _cut(used: Floats, over_m: Ints, term: Ints, past_m: int, most: int, excess_m: float) -> _Cut | None:
    """The row that one traveller's point breaks by most; None where it breaks none.

    used, over_m, term: of each seat its value, metres beyond what is fair, and term. most: how many visits can be made
    in each of these terms.
    """
    from scipy.optimize import linprog  # here, for only a year waits for it

    is_used = used > TOLERANCE
    if not is_used.any():
        return None
    points, number = np.unique(np.stack([term[is_used], over_m[is_used]]), axis=1, return_inverse=True)
    (term_of, over_of), value = points, np.bincount(number.reshape(-1), used[is_used], points.shape[1])
    lists = _lists(tuple(np.unique(term_of, return_counts=True)[1].tolist()), most)
    if lists is None:
        return None
    excess_of = np.where(lists.any(axis=1), np.maximum(lists @ over_of + past_m, 0), 0)
    # A price beyond what a visit exceeds alone fits this point better, but the next one worse: measured in a year.
    limits = [(-abs(over) * len(value), max(over + past_m, 0)) for over in over_of.tolist()]
    found = linprog(
        -np.append(value, 1.0),
        A_ub=np.column_stack([lists, np.ones(len(lists))]),
        b_ub=excess_of,
        bounds=[*limits, (None, 0)],
    )
    if found.x is None or -found.fun < excess_m + _LEAST_M:
        return None
    price_of = np.floor(found.x[:-1]).astype(np.int64)
    prices = np.minimum(over_m, 0)  # left out
    for of, over, price in zip(term_of.tolist(), over_of.tolist(), price_of.tolist(), strict=True):
        taken_for_it = price - np.maximum(over - over_m, 0)
        prices = np.where(term == of, np.maximum(prices, taken_for_it), prices)
    constant = int((excess_of - lists @ price_of).min())
    broken_m = float(prices @ used) + constant - excess_m
    return _Cut(prices, constant, broken_m) if broken_m > 0 else None


@lru_cache(maxsize=256)
def _lists(points: tuple[int, ...], most: int) -> Ints | None:
    """(list, point) How often each point stands in each list; None where these are too many.

    points: how many each term has, one term after the other; a list has at most so many of each term's.
    """
    if prod(comb(count + most, most) for count in points) > _MOST_LISTS:
        return None
    each_term = [
        [
            np.bincount(np.array(chosen, np.int64), minlength=count)
            for size in range(most + 1)
            for chosen in combinations_with_replacement(range(count), size)
        ]
        for count in points
    ]
    return np.array([np.concatenate(of_terms) for of_terms in product(*each_term)], np.int64)
