"""The Lagrangian relaxation of a whole network, put together from what its districts can choose from.

Every row that ties reviews together (people, schools, weeks) is replaced by its price; then each review takes its
cheapest date with its cheapest people on its own, or is left out. Whatever the prices are, no schedule costs less; good
prices make the bound a good one.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy import sparse

from scheduler.facts import Bools
from scheduler.nation.prices import NOTHING, Family, Named, Price, RowName
from scheduler.nation.tasks import Bounded, Choices, Mix
from scheduler.program import Floats
from scheduler.rows import Ints

_NOBODY_KM = 1e6  # what who is not looked at costs where prices move, so that nobody is taken who may cost more
_MORE_KM = 20.0  # what a place is worth more at a date for which too few are looked at
_FEW = 60  # columns of a row: with fewer, its price moves no further


class Weeks(NamedTuple):
    """even: reviews a week that crowd nobody; one more costs crowded_km. prices: of one more, at most 0, by Monday."""

    even: float
    crowded_km: float
    prices: dict[date, float]


class PriceArrays(NamedTuple):
    """The prices of rows, and of one more review in each week."""

    rows: Floats
    weeks: Floats


class Sums(NamedTuple):
    """What is taken in all: the sums of all rows; by how many each week lacks reviews."""

    rows: Floats
    lacking: Floats


class Taken(NamedTuple):
    """What is cheapest, and what it costs, prices included."""

    cost: float
    sums: Sums


class Relaxing:
    """All reviews of a network, with all they can choose from.

    lower, upper: limits of the rows. given: the prices at which the choices were made. evenly: for each price, how far
    it moves if all move the same number of columns together: those in few rows further.
    """

    def __init__(self, found: Sequence[Bounded], weeks: Weeks) -> None:
        self._found, self._weeks = found, weeks
        self._number, count = _numbered(found)
        self._options, self._teams, self._leads, self._shortfalls = (
            _Stacked([getattr(each, kind) for each in found], self._number, count)
            for kind in ("options", "teams", "leads", "shortfalls")
        )
        self._size, self._most = (np.concatenate([getattr(each, key) for each in found]) for key in ("size", "most"))
        self.mondays = sorted({monday for each in found for monday in each.week})
        at = {monday: k for k, monday in enumerate(self.mondays)}
        self._week = np.array([at[monday] for each in found for monday in each.week], dtype=np.int64)
        self._is_date = np.ones(len(self._options.cost), dtype=bool)
        self._is_date[self._options.last] = False  # that is to be left out
        self._date = np.cumsum(self._is_date) - 1
        self.lower, self.upper, prices = np.full(count, -np.inf), np.full(count, np.inf), np.zeros(count)
        for each, number in zip(found, self._number, strict=True):
            np.maximum.at(self.lower, number, each.lower)
            np.minimum.at(self.upper, number, each.upper)
            prices[number] = each.prices
        every = (self._options, self._teams, self._leads, self._shortfalls)
        entries = sum((np.bincount(each.matrix.indices, minlength=count) for each in every), np.zeros(count))
        self.evenly = PriceArrays(1 / np.maximum(entries, _FEW), 1 / np.bincount(self._week, minlength=len(self.mondays)))
        self._least = np.where(np.isfinite(self.upper), -np.inf, 0.0)
        self._highest = np.where(np.isfinite(self.lower), np.inf, 0.0)
        short, rows = self._shortfalls.matrix.nonzero()
        self._highest[rows] = np.minimum(self._highest[rows], self._shortfalls.cost[short])  # no more is ever paid
        week = np.array([weeks.prices.get(monday, 0.0) for monday in self.mondays])
        self.given = PriceArrays(prices, np.clip(week, -weeks.crowded_km, 0.0))

    def cheapest(self, prices: PriceArrays, *, beyond: bool = False) -> Taken:
        """What every review takes at the prices. beyond: also who is not looked at, at the least they cost."""
        team, people = self._teams.cheapest(prices.rows, self._size, beyond=beyond)
        lead, leads = self._leads.cheapest(prices.rows, np.ones_like(self._size), beyond=beyond)
        dates = team + lead - prices.weeks[self._week]
        added = np.zeros(len(self._date))
        added[self._is_date] = dates
        cost, (taken,) = self._options.cheapest(prices.rows, np.ones(self._options.count, dtype=np.int64), added)
        held = self._date[taken[self._is_date[taken]]]
        short = self._shortfalls.reduced(prices.rows)
        owed = np.where(short < 0, self._most, 0)
        there = np.concatenate([each[held][self._size[held] > k] for k, each in enumerate(people)])
        entries = [
            self._options.entries(taken),
            self._teams.entries(there),
            self._leads.entries(leads[0][held]),
            self._shortfalls.entries(np.flatnonzero(owed), owed[owed > 0]),
        ]
        rows, numbers = (np.concatenate([each[k] for each in entries]) for k in (0, 1))
        sums = np.asarray(np.bincount(rows, numbers, len(prices.rows)), dtype=np.float64)
        even = self._weeks.even
        lacking = np.asarray(even - np.bincount(self._week[held], minlength=len(self.mondays)), dtype=np.float64)
        return Taken(float(cost.sum() + short @ owed + even * prices.weeks.sum()), Sums(sums, lacking))

    def met(self, prices: PriceArrays) -> float:
        """What all rows are worth at their limits."""
        priced = np.flatnonzero(prices.rows)
        price = prices.rows[priced]
        return float(price @ np.where(price > 0, self.lower[priced], self.upper[priced]))

    def allowed(self, prices: PriceArrays) -> PriceArrays:
        """With the sign that limits ask for, 0 without limits; of weeks between what a crowded review costs and 0."""
        return PriceArrays(np.clip(prices.rows, self._least, self._highest), np.clip(prices.weeks, -self._weeks.crowded_km, 0.0))

    def gain(self, prices: PriceArrays, sums: Sums) -> PriceArrays:
        """By how much sums miss what their prices hold them against: where the bound rises, as far as prices may go."""
        gain = np.clip(0.0, self.lower - sums.rows, self.upper - sums.rows)
        priced = np.flatnonzero(prices.rows)
        limit = np.where(prices.rows[priced] > 0, self.lower[priced], self.upper[priced])
        gain[priced] = limit - sums.rows[priced]
        gain[(prices.rows >= self._highest) & (gain > 0)] = 0.0
        least = np.where(prices.weeks > -self._weeks.crowded_km, -np.inf, 0.0)
        most = np.where(prices.weeks < 0, np.inf, 0.0)
        return PriceArrays(gain, np.clip(sums.lacking, least, most))

    def paid(self, prices: PriceArrays) -> PriceArrays:
        """The same, with every date paying for each seat what the dearest person it would take costs.

        No review costs more or less so; it says who is worth looking at.
        """
        rows = prices.rows.copy()
        _, people = self._teams.cheapest(prices.rows, self._size, beyond=False)
        last = np.array(people)[self._size - 1, np.arange(len(self._size))]
        dearest = np.where(self._teams.once[last], self._teams.reduced(prices.rows)[last], _MORE_KM)
        rows[self._rows_of_dates("team-size")] += dearest
        lead, _ = self._leads.cheapest(prices.rows, np.ones_like(self._size), beyond=False)
        rows[self._rows_of_dates("one-lead")] += np.where(lead < _NOBODY_KM, lead, _MORE_KM)
        return PriceArrays(rows, prices.weeks)

    def _rows_of_dates(self, rule: str) -> Ints:
        """The row of a rule for each date, the first of those it has."""
        found = []
        for each, number in zip(self._found, self._number, strict=True):
            first, last = next(
                (first, last) for family, first, last in _by_family(each, each.rows) if family.rule == rule
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


class _Stacked:
    """The choices of all districts, one after the other."""

    def __init__(self, parts: Sequence[Choices], numbers: Sequence[Ints], rows: int) -> None:
        counts = [int(part.group[-1]) + 1 if len(part.group) else 0 for part in parts]
        first = np.cumsum([0, *counts])
        self.count = int(first[-1])
        self.group = np.concatenate([part.group + start for part, start in zip(parts, first, strict=False)])
        self.cost = np.concatenate([part.cost for part in parts])
        self.once = ~np.concatenate([part.often for part in parts])
        entries = np.cumsum([0, *(part.matrix.nnz for part in parts)])
        starts = [part.matrix.indptr[:-1] + begin for part, begin in zip(parts, entries, strict=False)]
        columns = np.concatenate([number[part.matrix.indices] for part, number in zip(parts, numbers, strict=True)])
        self.matrix = sparse.csr_matrix(
            (
                np.concatenate([part.matrix.data for part in parts]).astype(float),
                columns,
                np.append(np.concatenate(starts), entries[-1]),
            ),
            shape=(len(self.group), rows),
        )
        columns = [len(part.group) for part in parts]
        self._mixes = [_Mixes(mixes, columns) for mixes in zip(*(part.mixes for part in parts), strict=True)]
        for mixes in self._mixes:
            self.cost[mixes.never()] = np.inf
        self._start = np.searchsorted(self.group, np.arange(self.count))
        self._width = np.diff(self._start, append=len(self.group))
        self.last = np.searchsorted(self.group, np.arange(self.count), "right") - 1  # of each group

    def reduced(self, prices: Floats) -> Floats:
        """What every column costs at the prices."""
        return np.asarray(self.cost - self.matrix @ prices)

    def cheapest(
        self, prices: Floats, size: Ints, added: Floats | None = None, *, beyond: bool = True
    ) -> tuple[Floats, list[Ints]]:
        """Of each group what its `size` cheapest columns cost, and the positions of the first, second and so on.

        added: what the columns cost besides. Not beyond: the last of every group is not taken.
        """
        cost = self.reduced(prices)
        if added is not None:
            cost += added
        if not beyond:
            cost[self.last] = _NOBODY_KM
        total, found = np.zeros(self.count), []
        counts = [mixes.nothing() for mixes in self._mixes]
        for k in range(int(size.max(initial=0))):
            least = np.minimum.reduceat(cost, self._start)
            at = np.flatnonzero(cost == np.repeat(least, self._width))
            group = self.group[at]
            at = at[np.append(True, group[1:] != group[:-1])]
            total += np.where(size > k, least, 0.0)
            found.append(at)
            cost[at[self.once[at]]] = np.inf
            for mixes, count in zip(self._mixes, counts, strict=True):
                cost[mixes.filled(at, count)] = np.inf
        return total, found

    def entries(self, columns: Ints, often: Ints | None = None) -> tuple[Ints, Floats]:
        """The rows of some columns, and what these add to them. often: how often each is taken, else once."""
        chosen = self.matrix[columns]
        if often is None:
            return chosen.indices, chosen.data
        return chosen.indices, chosen.data * np.repeat(often, np.diff(chosen.indptr))


class _Mixes:
    """The same sets of all districts, one after the other. Sets within sets, so taking the cheapest first is best."""

    def __init__(self, parts: Sequence[Mix], columns: Sequence[int]) -> None:
        """columns: of each part, how many it has."""
        first = np.cumsum([0, *columns])
        self._start = np.concatenate(
            [*(part.start + begin for part, begin in zip(parts, first, strict=False)), first[-1:]]
        )
        self._most = np.concatenate([part.most for part in parts])
        self._set = np.repeat(np.arange(len(self._most), dtype=np.int32), np.diff(self._start))

    def nothing(self) -> Ints:
        """Of each set, that none is taken yet."""
        return np.zeros(len(self._most), dtype=np.int64)

    def never(self) -> Ints:
        """All columns that cannot be taken."""
        return self._all(np.flatnonzero(self._most == 0))

    def filled(self, at: Ints, count: Ints) -> Ints:
        """All columns of the sets that are full once these are taken, one of a group. count: how many were, added to."""
        sets = self._set[at]
        count[sets] += 1
        return self._all(sets[count[sets] >= self._most[sets]])

    def _all(self, sets: Ints) -> Ints:
        size = self._start[sets + 1] - self._start[sets]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        return np.asarray(np.repeat(self._start[sets], size) + within)


def _by_family(each: Bounded, rows: Ints) -> Iterator[tuple[Family, int, int]]:
    """The families of some rows, in rising order, and from where to where their rows are."""
    for family in each.naming.families:
        first, last = np.searchsorted(rows, [family.where.start, family.where.stop]).tolist()
        if first < last:
            yield family, first, last


def _numbered(found: Sequence[Bounded]) -> tuple[list[Ints], int]:
    """The numbers of every district's rows, and how many there are: rows of one name have one number."""
    known: dict[RowName, int] = {}
    numbers, count = [], 0
    for each in found:
        own = np.zeros(len(each.rows), dtype=np.int64)
        for family, first, last in _by_family(each, each.rows):
            if family.is_local:
                own[first:last] = np.arange(count, count + last - first)
                count += last - first
                continue
            for position in range(first, last):
                name = each.naming.name(family, int(each.rows[position]) - family.where.start)
                if name not in known:
                    known[name], count = count, count + 1
                own[position] = known[name]
        numbers.append(own)
    return numbers, count
