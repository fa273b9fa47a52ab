"""What the reviews of some districts take at given prices: each its cheapest date, and there its cheapest people.

Once every row that ties reviews together has a price, each review is a problem of its own (the subproblem of Lagrangian
relaxation) that is solved by sorting: of each date the cheapest team of its size and the cheapest lead, and then the
cheapest date, or none. Sets of which a team may take only so many (`_Mixes`: of one school, of one hub) lie within each
other. To take the cheapest first is best there, as in any matroid (Edmonds, Mathematical Programming 1, 1971).

Example. Two seats, and of one hub at most one: R1 and R2 of hub H cost 10 and 20 km, R3 of another 25. Taken are R1 and
R3 for 35. With a lead for 15 the date costs 50; another date costs 60, to leave the review out 128,000: 50 it is.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy import sparse

from scheduler.nation.tasks import Bounded, Choices, Mix
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.rows import runs

_NOBODY_KM = 1e6  # what who is not looked at costs where only those who are may be taken
_MORE_KM = 20.0  # what a place is worth more at a date for which too few are looked at


class PriceArrays(NamedTuple):
    """The prices of rows, and of one more review in each week."""

    rows: Floats
    weeks: Floats


class Sums(NamedTuple):
    """What is taken in all: the sums of all rows; the reviews of each week."""

    rows: Floats
    weeks: Floats


class Taken(NamedTuple):
    """What is cheapest, and what it costs, prices included."""

    cost: float
    sums: Sums


class Choosing:
    """The reviews of some districts, with all they can choose from.

    numbers: of each district's rows. rows: how many there are in all. mondays: of all weeks. in_rows, in_weeks: how
    many columns each has here. shortfalls: the rows with one that can be chosen, and what it costs.
    """

    def __init__(self, found: Sequence[Bounded], numbers: Sequence[Ints], rows: int, mondays: Sequence[date]) -> None:
        self._options, self._teams, self._leads, self._shortfalls = stacks = tuple(
            _Stacked([getattr(each, kind) for each in found], numbers, rows)
            for kind in ("options", "teams", "leads", "shortfalls")
        )
        self._size, self._most = (np.concatenate([getattr(each, key) for each in found]) for key in ("size", "most"))
        at = {monday: k for k, monday in enumerate(mondays)}
        self._week = np.array([at[monday] for each in found for monday in each.week], dtype=np.int64)
        self._is_date = np.ones(len(self._options.cost), dtype=bool)
        self._is_date[self._options.last] = False  # that is to be left out
        self._date = np.cumsum(self._is_date) - 1
        self.in_rows = np.sum([np.bincount(each.matrix.indices, minlength=rows) for each in stacks], axis=0)
        self.in_weeks = np.bincount(self._week, minlength=len(mondays))
        short, its_rows = self._shortfalls.matrix.nonzero()
        able = self._most[short] > 0
        self.shortfalls = its_rows[able], self._shortfalls.cost[short[able]]

    def cheapest(self, prices: PriceArrays) -> Taken:
        """What every review takes at the prices.

        Who is not looked at costs what they cost at least at the prices that were given.
        """
        team, people = self._teams.cheapest(prices.rows, self._size)
        lead, leads = self._leads.cheapest(prices.rows, np.ones_like(self._size))
        added = np.zeros(len(self._date))
        added[self._is_date] = team + lead - prices.weeks[self._week]
        cost, (taken,) = self._options.cheapest(prices.rows, np.ones(self._options.count, dtype=np.int64), added)
        held = self._date[taken[self._is_date[taken]]]
        short = self._shortfalls.reduced(prices.rows)
        owed = np.where(short < 0, self._most, 0)
        there = np.concatenate([each[held][self._size[held] > k] for k, each in enumerate(people)] or [held])
        entries = [
            self._options.entries(taken),
            self._teams.entries(there),
            self._leads.entries(leads[0][held]),
            self._shortfalls.entries(np.flatnonzero(owed), owed[owed > 0]),
        ]
        rows, numbers = (np.concatenate([each[k] for each in entries]) for k in (0, 1))
        sums = np.asarray(np.bincount(rows, numbers, len(prices.rows)), dtype=np.float64)
        weeks = np.bincount(self._week[held], minlength=len(prices.weeks)).astype(float)
        return Taken(float(cost.sum() + (short * owed).sum()), Sums(sums, weeks))

    def dearest(self, prices: PriceArrays) -> tuple[Floats, Floats]:
        """What the dearest person that every date would take costs, and what its lead does."""
        if not len(self._size):
            return np.zeros(0), np.zeros(0)
        _, people = self._teams.cheapest(prices.rows, self._size, beyond=False)
        last = np.array(people)[self._size - 1, np.arange(len(self._size))]
        seat = np.where(self._teams.once[last], self._teams.reduced(prices.rows)[last], _MORE_KM)
        lead, _ = self._leads.cheapest(prices.rows, np.ones_like(self._size), beyond=False)
        return seat, np.where(lead < _NOBODY_KM, lead, _MORE_KM)


class _Stacked:
    """The choices of the districts, one after the other."""

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
        own = [len(part.group) for part in parts]
        self._mixes = [_Mixes(mixes, own) for mixes in zip(*(part.mixes for part in parts), strict=True)]
        for mixes in self._mixes:
            self.cost[mixes.never()] = np.inf
        self._start = np.searchsorted(self.group, np.arange(self.count))
        self._width = np.diff(self._start, append=len(self.group))
        self.last = self._start + self._width - 1  # of each group

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
            at = at[np.append(True, group[1:] != group[:-1])[: len(at)]]
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
    """The same sets of the districts, one after the other. Sets within sets, so taking the cheapest first is best."""

    def __init__(self, parts: Sequence[Mix], columns: Sequence[int]) -> None:
        """columns: of each part, how many it has."""
        first = np.cumsum([0, *columns])
        starts = [part.start + begin for part, begin in zip(parts, first, strict=False)]
        self._start = np.concatenate([*starts, first[-1:]])
        self._most = np.concatenate([part.most for part in parts])
        self._set = np.repeat(np.arange(len(self._most), dtype=np.int32), np.diff(self._start))

    def nothing(self) -> Ints:
        """Of each set, that none is taken yet."""
        return np.zeros(len(self._most), dtype=np.int64)

    def never(self) -> Ints:
        """All columns that cannot be taken."""
        return self._all(np.flatnonzero(self._most == 0))

    def filled(self, at: Ints, count: Ints) -> Ints:
        """All columns of the sets that are full once these columns are taken, one of a group.

        count: how many of each set were taken before; they are added.
        """
        sets = self._set[at].astype(np.int64)
        count[sets] += 1
        return self._all(sets[count[sets] >= self._most[sets]])

    def _all(self, sets: Ints) -> Ints:
        return runs(self._start[sets], self._start[sets + 1] - self._start[sets])
