"""A relaxation of several terms: each term by itself at common prices of what they share, and all over few dates.

What links the terms are few rows, above all what schools owe by the end of each. One linear program over a year takes
five minutes, because all its rows hang together (measured: 30,000 pivots a round, each ten times as dear as in a term).
So two kinds of program take turns, and what one finds helps the other:

- At prices of the shared rows every term is a program of its own, solved in a second. Together they say what every row
  is worth: that gives a bound over all columns, and the dates worth planning at those prices.
- All terms together, but only over the dates that some term has wanted so far (a third of them in the end), say what
  the shared rows are worth.

When both are worth the same, neither other prices nor other dates can help: that is the relaxation's value.

To price shared rows and solve the blocks apart is Dantzig and Wolfe's decomposition (Operations Research 8, 1960), read
here as Lagrangian relaxation: any prices give a bound, the best prices that of the whole program.

Example. Autumn and spring both want the one visit that a school owes. At a price of 30 km for it, autumn alone costs
190 and spring 230, each paid 30 where it takes the visit; with the 30 that one visit is worth, 190 + 230 + 30 = 450 is
a bound. All terms over the dates wanted cost 452; with other prices the bound rises to 452, and it ends.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from scipy import sparse

from scheduler.goals import GOALS
from scheduler.model import Model
from scheduler.rules import RULES
from scheduler.search.without_dates import WithoutDates
from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Rows

AT_FIRST = frozenset(
    [rule.id for rule in RULES if rule.binds_mostly] + [goal.id for goal in GOALS if goal.binds_mostly]
)
"""Families whose rows stand in these programs from the beginning; of all others few bind, in a year one in ten."""

_CLOSE_SHARE = 1e-4  # bound and value are the same from here on
_PER_DATE, _PER_HOME = 8, 20  # so many people of a date, and seats of a school, go with each date at first
_PER_NEW_DATE = 6  # and later, when their reduced costs are known
_FEW, _FEW_LATE = 0.6, 0.25  # of the reviews: so few broken rows and missing columns are left for the next turn
_LATE_SHARE = 3e-3  # bound and value are so near in late turns
_TERM_ROUNDS = 12

Seconds = Callable[[], float | None]
Cuts = Callable[[Floats], Iterable[tuple[str, Rows]]]


class _Term:
    """One term's columns as a program, without the rows it shares."""

    def __init__(self, program: Program, columns: Ints, rows: Ints, dates: Ints) -> None:
        self.columns, self.rows = columns, rows
        self.program = program.part(columns, rows, dates)
        self.relaxation = Relaxation(self.program, families=AT_FIRST)

    def minimise(self, cost: Floats) -> tuple[Point, Floats] | None:
        """The point of the best bound, and the values of the last."""
        points: list[Point] = []

        def goes_on(point: Point) -> bool:
            points.append(point)
            return len(points) < _TERM_ROUNDS

        self.relaxation.minimise(cost[self.columns], near=True)
        last = self.relaxation.solve(goes_on)
        return None if last is None else (max([*points, last], key=lambda point: point.bound), last.values)

    def learn(self, other: Relaxation) -> None:
        """Take over rows and columns that mattered elsewhere."""
        self.relaxation.include_rows(np.flatnonzero(np.isin(self.rows, other.rows)))
        self.relaxation.include(np.flatnonzero(np.isin(self.columns, other.active)))


class TermByTerm:
    """The terms of a model, and a relaxation of all of them in which only dates that were wanted are open.

    cuts: rows that whole values keep and those of a point break; the model gets them.
    """

    def __init__(self, model: Model, relaxation: Relaxation, workers: int, cuts: Cuts = lambda _: ()) -> None:
        self.model, self.relaxation, self.workers, self._cuts = model, relaxation, workers, cuts
        self._highest = relaxation.highest.copy()
        self._open = np.zeros(model.facts.n["date"], dtype=bool)
        closed = np.flatnonzero(model.columns.date >= 0)
        relaxation.limit(closed, np.zeros(len(closed)), np.zeros(len(closed)))
        matrix = model.matrix
        self._entries = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
        self._terms = self._apart()
        self._shared = np.ones(model.matrix.shape[0], dtype=bool)
        for term in self._terms:
            self._shared[term.rows] = False

    def _apart(self) -> list[_Term]:
        """A program a term, of the rows in which no other columns stand."""
        model, of = self.model, self.model.columns.term
        every = np.diff(model.matrix.indptr)
        terms = []
        for term in np.unique(of[of >= 0]):
            mine = self._entries @ (of == term)
            rows = np.flatnonzero((mine > 0) & (mine == every))
            terms.append(_Term(model, np.flatnonzero(of == term), rows, model.columns.dates.columns))
        return terms

    # Dates

    def open_all(self) -> None:
        """Let the relaxation be one of all dates again."""
        every = np.arange(len(self._highest))
        self.relaxation.limit(every, self.relaxation.lowest, self._highest)

    def _open_also(self, wanted: Bools) -> Bools:
        """Open dates; (column) whether it is at one that was closed."""
        of = self.model.columns.date
        new = np.asarray((of >= 0) & (wanted & ~self._open)[of])
        self._open |= wanted
        columns = np.flatnonzero(new)
        self.relaxation.limit(columns, np.zeros(len(columns)), self._highest[columns])
        return new

    def _let_in(self, wanted: Bools, point: Point, worth: Floats | None) -> None:
        """Open dates, each with people who are cheap for it."""
        model, of = self.model, self.model.columns.date
        new = self._open_also(wanted)
        if worth is None:
            self.relaxation.include_cheapest(point.reduced, _PER_NEW_DATE, np.where(new, model.group, -1))
        else:
            home = np.full(len(model), -1, dtype=np.int64)
            home[model.columns.seats.columns] = model.columns.seats.keys["home"]
            self.relaxation.include_cheapest(worth, _PER_DATE, np.where(new, model.group, -1))
            self.relaxation.include_cheapest(worth, _PER_HOME, np.where(new, home, -1))
        cheap = (
            (of >= 0)
            & self._open[of]
            & (model.group >= 0)
            & ((point.values > TOLERANCE) | (point.reduced < -TOLERANCE))
        )
        self.relaxation.include(np.flatnonzero(cheap))

    def _binding(self, point: Point) -> Ints:
        """The rows with a price, of what is used: found one by one later on, each few would cost a run of seconds."""
        used = self._entries @ (point.values > TOLERANCE)
        price = point.price[: len(used)]  # rows that were added since are there
        return np.flatnonzero((np.abs(price) > TOLERANCE) & (used > 0))

    # Taking turns

    def outline_prices(self, cost: Floats) -> Floats:
        """Prices of the shared rows to begin with, by `WithoutDates`."""
        outline = WithoutDates(self.model)
        first = outline.solve(cost)
        return np.zeros(self.model.matrix.shape[0]) if first is None else outline.prices(first)

    def begin_with(self, values: Ints) -> None:
        """Let a known solution be possible from the beginning: with goals held, little else may be."""
        for term in self._terms:
            term.relaxation.include(np.flatnonzero(values[term.columns]))
        self._open_also(values[self.model.columns.dates.columns] > 0)
        self.relaxation.include(np.flatnonzero(values))

    def relax(self, cost: Floats, price: Floats, goes_on: Callable[[Point], bool], seconds: Seconds) -> Point | None:
        """The relaxation's value over all columns, or as near as there is time for. Leaves unwanted dates closed.

        price: of the shared rows, to begin with. goes_on hears of each better bound.
        """
        best: Point | None = None
        joint: Point | None = None
        worth: Floats | None = cost - self.model.matrix.T @ price
        self.relaxation.minimise(cost)
        reviews = self.model.facts.n["review"]
        few, cut = int(_FEW * reviews), 0
        while seconds() != 0.0:
            point = self._completed(cost, price, worth)
            if point is None:
                return None
            gains = best is None or point.bound > best.bound + TOLERANCE
            best = point if best is None or gains else best
            wanted = point.values[self.model.columns.dates.columns] > TOLERANCE
            if joint is not None:
                best = replace(best, values=joint.values, objective=joint.objective)
                gap = joint.objective - best.bound
                close = abs(gap) <= _CLOSE_SHARE * abs(joint.objective)
                stuck = few == 0 and not gains and not (wanted & ~self._open).any()
                if not goes_on(best) or (not cut and (close or stuck)):
                    return replace(best, complete=close and not cut)
                few = few if gap > _LATE_SHARE * abs(joint.objective) else min(few, int(_FEW_LATE * reviews))
                few = few if gains and gap > 0 else few // 4  # below a bound: rows that it lacks still count
            self._let_in(wanted, point, worth)
            self.relaxation.include_rows(self._binding(point))
            found = self.relaxation.solve(seconds=seconds, few=few)
            if found is None:
                return best
            joint, worth = found, None
            cut = self._cut(found) if seconds() != 0.0 else 0
            price = np.append(found.price, np.zeros(cut))
            for term in self._terms:
                term.learn(self.relaxation)
        return best

    def _cut(self, point: Point) -> int:
        """Add rows that a point breaks to the model and the relaxation; how many. They are shared rows."""
        before = len(self.model.lower)
        self.model.add(self._cuts(point.values))
        self.relaxation.grow()
        new = len(self.model.lower) - before
        self._shared = np.append(self._shared, np.ones(new, dtype=bool))
        return new

    def _completed(self, cost: Floats, price: Floats, worth: Floats | None) -> Point | None:
        """The point of all columns at given prices of the shared rows and the best prices of all others."""
        model = self.model
        price = np.where(self._shared, price, 0.0)
        here = cost - model.matrix.T @ price
        if worth is not None:
            for term in self._terms:
                term.relaxation.include_cheapest(worth[term.columns], _PER_DATE, term.program.group)
        with ThreadPoolExecutor(self.workers) as pool:
            found = list(pool.map(lambda term: term.minimise(here), self._terms))
        values = np.zeros(len(model))
        for term, each in zip(self._terms, found, strict=True):
            if each is None:
                return None
            price[term.rows], values[term.columns] = each[0].price, each[1]
        return self.relaxation.at(price, values, self._highest)
