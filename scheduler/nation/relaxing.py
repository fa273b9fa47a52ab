"""The Lagrangian relaxation of a whole network, put together from what its districts can choose from.

Every row that ties reviews together (people, schools, weeks) is replaced by its price; then each review takes its
cheapest date, with the cheapest team that is mixed as it must be, or is left out. Whatever the prices are, no schedule
costs less; good prices make the bound a good one.

This is the textbook's Lagrangian relaxation (Geoffrion, Mathematical Programming Study 2, 1974). An example: two
reviews each want R1, who costs 10 km, before R2, who costs 30, and R1 may go once. Without prices both take R1: the
bound is 20.
At a price of 20 for R1 each review pays 30, whoever comes; of these 60 the 20 that R1's one visit earns are taken off.
The bound is 40, and so is the best schedule: R1 to one review, R2 to the other.

It may be asked at any prices with the sign that `allowed` gives them: others would make no bound.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import NamedTuple

import numpy as np

from scheduler.nation.choosing import Choosing, PriceArrays, Sums, Taken
from scheduler.nation.prices import NOTHING, Family, Named, Numbers, Price, RowName
from scheduler.nation.tasks import Bounded
from scheduler.tables.arrays import Bools, Ints

_FEW = 60  # columns of a row; with fewer, its price moves no further


class Weeks(NamedTuple):
    """even: reviews a week that crowd nobody; one more costs crowded_km. prices: of one more, at most 0, by Monday."""

    even: float
    crowded_km: float
    prices: dict[date, float]


class Relaxing:
    """All reviews of a network, with all they can choose from.

    threads: that choose, each for some of the districts. lower, upper: limits of the rows. given: the prices at which
    the choices were made. evenly: for each price, how far it moves if all move as much in all: those of rows with few
    columns further.
    """

    def __init__(self, found: Sequence[Bounded], weeks: Weeks, threads: int = 1) -> None:
        self._found, self._weeks = found, weeks
        self._number, count = _numbered(found)
        self.mondays = sorted({monday for each in found for monday in each.week})
        shares = [range(k * len(found) // threads, (k + 1) * len(found) // threads) for k in range(threads)]
        self._choosing = [
            Choosing([found[k] for k in share], [self._number[k] for k in share], count, self.mondays)
            for share in shares
            if share
        ]
        self._threads = ThreadPoolExecutor(len(self._choosing))
        self.lower, self.upper, prices = np.full(count, -np.inf), np.full(count, np.inf), np.zeros(count)
        for each, number in zip(found, self._number, strict=True):
            np.maximum.at(self.lower, number, each.lower)
            np.minimum.at(self.upper, number, each.upper)
            prices[number] = np.where(each.prices != 0, each.prices, prices[number])  # who does not know one says 0
        self._least = np.where(np.isfinite(self.upper), -np.inf, 0.0)
        self._highest = np.where(np.isfinite(self.lower), np.inf, 0.0)
        for choosing in self._choosing:
            rows, cost = choosing.shortfalls
            np.minimum.at(self._highest, rows, cost)  # at more, rather nobody comes
        in_rows, in_weeks = (
            np.sum([getattr(each, key) for each in self._choosing], axis=0) for key in ("in_rows", "in_weeks")
        )
        self.evenly = PriceArrays(1 / np.maximum(in_rows, _FEW), 1 / np.maximum(in_weeks, _FEW))
        week = np.array([weeks.prices.get(monday, 0.0) for monday in self.mondays])
        self.given = PriceArrays(prices, np.clip(week, -weeks.crowded_km, 0.0))

    def cheapest(self, prices: PriceArrays) -> Taken:
        """What every review takes at the prices."""
        taken = list(self._threads.map(lambda choosing: choosing.cheapest(prices), self._choosing))
        rows, weeks = (sum(each[1:], start=each[0]) for each in zip(*(each.sums for each in taken), strict=True))
        cost = sum(each.cost for each in taken) + self._weeks.even * float(prices.weeks.sum())
        return Taken(cost, Sums(rows, weeks))

    def met(self, prices: PriceArrays) -> float:
        """What all rows are worth at their limits."""
        priced = np.flatnonzero(prices.rows)
        price = prices.rows[priced]
        return float((price * np.where(price > 0, self.lower[priced], self.upper[priced])).sum())

    def allowed(self, prices: PriceArrays) -> PriceArrays:
        """With the sign that limits ask for, 0 without limits; of weeks between what a crowded review costs and 0."""
        rows = np.clip(prices.rows, self._least, self._highest)
        return PriceArrays(rows, np.clip(prices.weeks, -self._weeks.crowded_km, 0.0))

    def gain(self, prices: PriceArrays, sums: Sums) -> PriceArrays:
        """By how much sums miss what their prices hold them against: where the bound rises, as far as prices may go."""
        gain = np.clip(0.0, self.lower - sums.rows, self.upper - sums.rows)
        priced = np.flatnonzero(prices.rows)
        limit = np.where(prices.rows[priced] > 0, self.lower[priced], self.upper[priced])
        gain[priced] = limit - sums.rows[priced]
        gain[(prices.rows >= self._highest) & (gain > 0)] = 0.0
        least = np.where(prices.weeks > -self._weeks.crowded_km, -np.inf, 0.0)
        most = np.where(prices.weeks < 0, np.inf, 0.0)
        return PriceArrays(gain, np.clip(self._weeks.even - sums.weeks, least, most))

    def paid(self, prices: PriceArrays) -> PriceArrays:
        """The same, with every date paying for each seat what the dearest person it would take costs.

        No review costs more or less so; it says who is worth looking at.
        """
        rows = prices.rows.copy()
        seat, lead = zip(*(choosing.dearest(prices) for choosing in self._choosing), strict=True)
        rows[self._rows_of_dates("team-size")] += np.concatenate(seat)
        rows[self._rows_of_dates("one-lead")] += np.concatenate(lead)
        return PriceArrays(rows, prices.weeks)

    def _rows_of_dates(self, rule: str) -> Ints:
        """The row of a rule for each date, the first of those it has."""
        found = []
        for each, number in zip(self._found, self._number, strict=True):
            first, last = next(
                ((first, last) for family, first, last in _by_family(each, each.rows) if family.rule == rule), (0, 0)
            )
            found.append(number[first:last])
        return np.concatenate(found)

    def named(self, prices: PriceArrays) -> Named:
        """The prices of all rows that have one."""
        limit = np.where(prices.rows > 0, self.lower, self.upper)
        return {
            name: Price(float(prices.rows[row]), float(limit[row]))
            for name, row in self._names(np.abs(prices.rows) > NOTHING)
        }

    def _names(self, wanted: Bools) -> Iterator[tuple[RowName, int]]:
        left = wanted.copy()
        for each, number in zip(self._found, self._number, strict=True):
            chosen = np.flatnonzero(left[number])
            left[number] = False
            rows = each.rows[chosen]
            for family, first, last in _by_family(each, rows):
                for row, position in zip(rows[first:last].tolist(), number[chosen[first:last]].tolist(), strict=True):
                    yield each.naming.name(family, row - family.where.start), position


def _by_family(each: Bounded, rows: Ints) -> Iterator[tuple[Family, int, int]]:
    """The families of some rows, in rising order, and from where to where their rows are."""
    for family in each.naming.families:
        first, last = np.searchsorted(rows, [family.where.start, family.where.stop]).tolist()
        if first < last:
            yield family, first, last


def _numbered(found: Sequence[Bounded]) -> tuple[list[Ints], int]:
    """The numbers of every district's rows, and how many there are: rows of one name have one number."""
    numbers, count = [np.zeros(len(each.rows), dtype=np.int64) for each in found], 0
    known: Numbers = defaultdict(dict)
    same: dict[tuple[str, int, tuple[str, ...]], list[tuple[Ints, Ints]]] = defaultdict(list)
    for each, own in zip(found, numbers, strict=True):
        for family, first, last in _by_family(each, each.rows):
            if family.is_local:
                own[first:last] = np.arange(count, count + last - first)
                count += last - first
            else:
                about = each.naming.numbered(family, each.rows[first:last] - family.where.start, known)
                same[family.rule, family.number, family.rows.names].append((own[first:last], about))
    for parts in same.values():
        number, distinct = _distinct(np.concatenate([about for _, about in parts]))
        ends = np.cumsum([len(about) for _, about in parts])
        for (own, _), those in zip(parts, np.split(count + number, ends[:-1]), strict=True):
            own[:] = those
        count += distinct
    return numbers, count


def _distinct(rows: Ints) -> tuple[Ints, int]:
    """A number for each row, the same for the same, and how many are distinct."""
    number = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        number = np.unique(number * (column.max() + 1) + column, return_inverse=True)[1]
    return number, int(number.max()) + 1
