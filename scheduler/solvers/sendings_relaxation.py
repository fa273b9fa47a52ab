"""The linear relaxation over all sendings: column generation with cutting planes, and a bound by its prices.

The program's columns that no school's sending decides (dates, leads, empty seats) stay as they are; every school
whose sendings are listed has one row, of which exactly one sending is chosen. Each round solves a linear program of a
few columns and rows, and looks for rows that its solution breaks. Where it breaks none, sendings and columns are
priced: Dantzig and Wolfe (Operations Research 8, 1960), with rows added where they are violated. Once hardly any are
worth adding, cliques that the solution breaks are rows, too, as long as they lift the bound (see `cliques`).

The bound is Lagrangian, as in `relaxation`. For any prices y of the rows that link schools, no solution costs less
than y b plus each other column's reduced cost times its highest value where that is negative, plus, for each school,
the least that any of its sendings costs at y. Whether a sending costs less than the best one known is asked of all of
them, so the bound holds whether or not they are in the program; where they are too many to be asked, there is none.

Example. One row, a date of 5 and two schools: at its price the date's reduced cost is 0, and the schools' cheapest
sendings cost 12 and 30. No schedule costs less than 42 plus what the row's price is worth.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from scheduler.solvers.cliques import Patience, broken_cliques
from scheduler.solvers.relaxation import TOLERANCE
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.cheapest_sendings import CheapestSendings, TooMany, of_each
from scheduler.tables.sendings import Senders, Sendings, together

_EACH = 60  # sendings of a school, and columns of a group, that are added in one round
_FEW = 60  # so few sendings are found quickly before all are asked
_NEAR = 1e-4  # value and bound are the same from here on
_WORTH_CUTTING, _CUTTING_SHARE = 1e-4, 0.08  # of the value, that cuts must lift it by; of the time left, to begin more
_SOON_M, _EACH_SOON = 4_000.0, 200  # metres beyond a school's cheapest sending; sendings of a school


@dataclass(frozen=True)
class Prices:
    """Prices of the linking rows, and what follows from them.

    reduced: of all columns of the program, those that sendings decide included. least: (school) the cheapest of its
    sendings. bound: no solution costs less.
    """

    price: Floats
    reduced: Floats
    least: Floats
    bound: float


class SendingsRelaxation:
    """A growing linear program of sendings and of the columns that none decides. cost: of all columns."""

    def __init__(self, senders: Senders, cost: Floats) -> None:
        self.senders, self.cost = senders, cost
        self._others = np.flatnonzero((senders.owner < 0) & (senders.program.highest > 0))
        self._is_priced = senders.owner < 0  # and visits; a row's price on what only measures a sending would be missed
        self._is_priced[senders.column] = True
        self._group = senders.program.group
        self._is_in = np.zeros(len(cost), dtype=bool)
        self._vectors = sparse.csc_matrix((len(cost), 0))
        self._columns = sparse.csc_matrix((senders.matrix.shape[0], 0))
        self._known: set[tuple[int, ...]] = set()
        self._rows = np.zeros(0, dtype=np.int64)
        self._position = np.full(senders.matrix.shape[0], -1, dtype=np.int64)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("parallel", "off")
        one = senders.is_listed.astype(float)
        nothing = np.zeros(0, dtype=np.int32)
        self._highs.addRows(len(one), one, one, 0, np.zeros(len(one), dtype=np.int32), nothing, np.zeros(0))
        nothing_sent = senders.nothing()
        self.include(nothing_sent.some(senders.possible(nothing_sent)))
        self.best: Prices | None = None

    # The program

    def include_rows(self, rows: Ints) -> None:
        """Take linking rows into the program."""
        new = rows[self._position[rows] < 0]
        part = self._columns[new].tocsr()
        lower, upper = self.senders.lower[new], self.senders.upper[new]
        starts, places = part.indptr[:-1].astype(np.int32), part.indices.astype(np.int32)
        self._highs.addRows(len(new), lower, upper, part.nnz, starts, places, part.data)
        self._position[new] = len(self.senders.is_listed) + len(self._rows) + np.arange(len(new))
        self._rows = np.concatenate([self._rows, new])

    def include_columns(self, columns: Ints) -> None:
        """Take in columns that no sending decides; others, and those that are there, are left out."""
        free = (self.senders.owner[columns] < 0) & ~self._is_in[columns] & (self.senders.program.highest[columns] > 0)
        new = columns[free]
        self._is_in[new] = True
        entries = np.ones(len(new)), (new, np.arange(len(new)))
        highest = self.senders.program.highest[new].astype(float)
        self._add(sparse.csc_matrix(entries, shape=(len(self.cost), len(new))), np.full(len(new), -1), highest)

    def include(self, sendings: Sendings) -> None:
        """Take in sendings; those that are there are left out."""
        new = []
        for place, key in enumerate(zip(sendings.home.tolist(), *np.sort(sendings.visits).T.tolist(), strict=True)):
            if key not in self._known:
                self._known.add(key)
                new.append(place)
        added = sendings.some(np.array(new, dtype=np.int64))
        self._add(self.senders.vectors(added), added.home, np.full(len(added), np.inf))

    def _add(self, vectors: sparse.csc_matrix, home: Ints, highest: Floats) -> None:
        columns = (self.senders.matrix @ vectors).tocsc()
        entries = columns.tocoo()
        row = self._position[entries.row]
        kept = row >= 0
        sent = np.flatnonzero(home >= 0)
        row = np.concatenate([row[kept], home[sent]])
        place = np.concatenate([entries.col[kept], sent])
        factor = np.concatenate([entries.data[kept], np.ones(len(sent))])
        order = np.lexsort((row, place))
        start = np.searchsorted(place[order], np.arange(len(home))).astype(np.int32)
        cost = np.asarray(vectors.T @ self.cost)
        nothing = np.zeros(len(home))
        row = row[order].astype(np.int32)
        self._highs.addCols(len(home), cost, nothing, highest, len(row), start, row, factor[order])
        self._vectors = sparse.hstack([self._vectors, vectors], format="csc")
        self._columns = sparse.hstack([self._columns, columns], format="csc")

    # Solving

    def solve(
        self,
        goes_on: Callable[[float | None], bool] = lambda _: True,
        seconds: Callable[[], float | None] = lambda: None,
    ) -> Prices | None:
        """The prices of the best bound found; None without any.

        goes_on hears the best bound so far, None before the first, after each round. seconds: how long there is.
        """
        patience: Patience | None = None  # with cuts, which begin once pricing has little left to give
        while (value := self._run(seconds())) is not None:
            solution = self._highs.getSolution()
            values = self._vectors @ np.asarray(solution.col_value)
            broken = self._broken(values)
            if not len(broken) and patience is not None and patience.is_left(value):
                broken = self._cut(values)
            if len(broken) and self.best is not None:
                if not goes_on(self.best.bound):
                    return self.best
                self.include_rows(broken)
                continue  # that is sooner solved again than everything is priced
            price, of_school = self._prices(np.asarray(solution.row_dual))
            sendings, columns = self._priced(price, of_school)
            near = self.best is not None and value - self.best.bound <= _NEAR * abs(value)
            if not len(broken) and (near or (not len(sendings) and not len(columns))):
                if self.best is None or patience is not None:
                    return self.best
                left = seconds()
                patience = Patience(_WORTH_CUTTING, None if left is None else _CUTTING_SHARE * left)
                self.include(self._nearly_helpful(self.best))
                continue
            if not goes_on(None if self.best is None else self.best.bound):
                return self.best
            size = self._vectors.shape[1]
            self.include_rows(broken)
            self.include_columns(columns)
            self.include(sendings)
            if not len(broken) and self._vectors.shape[1] == size:
                return self.best
        return self.best

    def _run(self, left: float | None) -> float | None:
        """The value of the program; None where the time that is left does not suffice."""
        self._highs.setOptionValue("time_limit", np.inf if left is None else self._highs.getRunTime() + left)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._highs.getInfo().objective_function_value)

    def _cut(self, values: Floats) -> Ints:
        """The numbers of new rows that whole values keep, and these break."""
        rows = broken_cliques(self.senders.program, np.where(self._is_priced, values, 0.0))
        if not len(rows):
            return np.zeros(0, dtype=np.int64)
        new = np.arange(len(self._position), len(self._position) + len(rows))
        self.senders.add(rows)
        self._columns = sparse.vstack([self._columns, self.senders.matrix[new] @ self._vectors], format="csc")
        self._position = np.concatenate([self._position, np.full(len(new), -1, dtype=np.int64)])
        return new

    def _nearly_helpful(self, best: Prices) -> Sendings:
        """Sendings that could help soon: with them, cuts need not wait for others to be priced."""
        cheapest = CheapestSendings.at(self.senders, best.reduced)
        return cheapest.some_below(best.least + _SOON_M, _EACH_SOON)[0]

    def _prices(self, dual: Floats) -> tuple[Floats, Floats]:
        """Of the linking rows, of the right sign each, and of the row of each school."""
        lower, upper = self.senders.lower, self.senders.upper
        schools = len(self.senders.is_listed)
        price = np.zeros(len(lower))
        price[self._rows] = dual[schools:]
        wrong = ((price > 0) & np.isneginf(lower)) | ((price < 0) & np.isposinf(upper))
        return np.where(wrong, 0.0, price), dual[:schools]

    def _broken(self, values: Floats) -> Ints:
        sums = self.senders.matrix @ values
        broken = (sums > self.senders.upper + TOLERANCE) | (sums < self.senders.lower - TOLERANCE)
        return np.flatnonzero(broken & (self._position < 0))

    def _priced(self, price: Floats, of_school: Floats) -> tuple[Sendings, Ints]:
        """Sendings and columns that could help at these prices. Where few do, all are asked, and there is a bound."""
        reduced = self.cost - self.senders.matrix.T @ price
        helpful = self._others[(reduced[self._others] < -TOLERANCE) & ~self._is_in[self._others]]
        group = self._group[helpful]
        order = np.lexsort((reduced[helpful], group))
        rank = np.arange(len(order)) - np.searchsorted(group[order], group[order])
        helpful = helpful[order[(rank < _EACH) | (group[order] < 0)]]
        cheapest = CheapestSendings.at(self.senders, reduced)
        sendings, cost = cheapest.some_below(of_school - TOLERANCE, _EACH)
        if len(sendings) >= _FEW:
            return sendings, helpful
        limit = np.minimum(of_school, cheapest.without())
        np.minimum.at(limit, sendings.home, cost)
        try:
            missing, below = cheapest.below(limit - TOLERANCE)
        except TooMany:
            return sendings, helpful
        least = limit.copy()  # nothing else costs less
        np.minimum.at(least, missing.home, below)
        first = of_each(missing.home, below, _EACH)
        self._take_bound(price, reduced, np.where(self.senders.is_listed, least, 0.0))
        return together([sendings, missing.some(first)]), helpful

    def _take_bound(self, price: Floats, reduced: Floats, least: Floats) -> None:
        lower, upper = self.senders.lower, self.senders.upper
        met = np.where(price > 0, lower, np.where(price < 0, upper, 0.0))
        others = np.minimum(reduced[self._others] * self.senders.program.highest[self._others], 0.0).sum()
        bound = float(price @ met + others + least.sum())
        if self.best is None or bound > self.best.bound:
            self.best = Prices(price, reduced, least, bound)
