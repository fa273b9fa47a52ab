"""The linear relaxation over all columns: column generation with cutting planes, and a valid bound at any moment.

The linear program that HiGHS holds has only a few of the columns and a few of the rows. Each round solves it, then
prices all columns of the whole (column generation) and looks for rows of the whole that its solution breaks (cutting
planes). Those that could help, and those that are broken, are added. When there are neither, it is solved over
everything.

The bound is Lagrangian (Geoffrion 1974). For any row prices y, no solution costs less than y b plus, for each column,
its reduced cost times its highest value where that is negative. No column is left out of this sum, so it is valid
whenever the rounds are stopped.

Example. Minimise 3 a + 5 b with a + b >= 1, both 0 or 1. At price y = 4 of the row the reduced costs are 3 - 4 = -1
and 5 - 4 = 1, and the bound is 4 * 1 - 1 = 3: no solution costs less. At y = 2 it is 2 * 1 + 0 = 2: valid, but
weaker.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program

TOLERANCE = 1e-6
_PER_DATE, _PER_HOME = 5, 20  # so many cheapest people a date, and dates a school, with which a relaxation begins
_PRICED_PER_DATE = 12  # people a date added in one round of pricing
BROKEN = 1e6  # price of breaking what is fixed or strict: it keeps the program solvable, and no bound rises by it
_CERTAIN = 1e-4  # what rows must contradict one another by, at prices of 1 at most
_DUAL, _PRIMAL = 1, 4  # HiGHS's numbers for its simplex methods
_MUCH_SHARE = 0.02  # so much of a program is new: an interior point method beats simplex from the last basis
_FAMILY_AT_ONCE = 2  # row families up to so many rows a date stand in the program from the beginning


@dataclass(frozen=True)
class Point:
    """A solution of the relaxation: values and reduced costs of all columns, prices of all rows.

    objective: what the values cost. bound: no solution of the whole program costs less. complete: no column could
    help and no row is broken, so that both are the same.
    """

    values: Floats
    reduced: Floats
    price: Floats
    objective: float
    bound: float
    complete: bool


class Relaxation:
    """A growing linear program over a program. Its columns and rows stay from one objective to the next.

    families: the rules and goals whose rows stand in it from the beginning; None for all whose families are small.
    like: another relaxation of this program, whose rows stand in it from the beginning, too. by_interior: whether it
    is solved by an interior point method where much is new, as pays for several terms together (22 s of simplex in 7).
    """

    def __init__(
        self,
        program: Program,
        *,
        families: frozenset[str] | None = None,
        like: "Relaxation | None" = None,
        by_interior: bool = False,
    ) -> None:
        self.program = program
        self.lowest = np.zeros(len(program))
        self.highest = np.maximum(program.highest, program.elastic).astype(float)
        self._possible = np.flatnonzero(self.highest > 0)
        self._place = np.full(len(program), -1, dtype=np.int64)
        self._place[self._possible] = np.arange(len(self._possible))
        self._by_row = self._of_possible(program.matrix)
        self._by_column = [self._by_row.tocsc()]  # of the rows there at first, and of those added since, each time
        self._columns = np.zeros(0, dtype=np.int64)
        self._position = np.full(len(program), -1, dtype=np.int64)
        self._rows = np.zeros(0, dtype=np.int64)
        self._row_position = np.full(program.matrix.shape[0], -1, dtype=np.int64)
        self.cost = np.zeros(len(program))
        self._begins_primal, self._by_interior = False, by_interior
        self._solved_size = 0
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("parallel", "off")
        few = _FAMILY_AT_ONCE * len(program.stages[0])
        first = [len(rows) <= few if families is None else name in families for name, rows in program.families]
        first_rows = np.flatnonzero(np.array(first, dtype=bool)[program.family_of_rows()])
        self._add_rows(first_rows if like is None else np.union1d(first_rows, like._rows))
        self._add_columns(np.flatnonzero(program.group < 0))

    # The program

    def _of_possible(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        """Only the columns that can be above 0: in a repair's model, often one of a hundred."""
        return matrix if len(self._possible) == len(self.program) else matrix[:, self._possible]

    def _add_columns(self, new: Ints) -> None:
        new = new[self._place[new] >= 0]
        if not len(new):
            return
        part = sparse.vstack([each[:, self._place[new]] for each in self._by_column], format="coo")
        row = self._row_position[part.row]
        kept = row >= 0
        order = np.lexsort((row[kept], part.col[kept]))
        start = np.searchsorted(part.col[kept][order], np.arange(len(new)))
        self._highs.addCols(
            len(new),
            self.cost[new],
            self.lowest[new],
            self.highest[new],
            int(kept.sum()),
            start.astype(np.int32),
            row[kept][order].astype(np.int32),
            part.data[kept][order],
        )
        self._position[new] = len(self._columns) + np.arange(len(new))
        self._columns = np.concatenate([self._columns, new])

    def _add_rows(self, new: Ints) -> None:
        if not len(new):
            return
        part = self.program.matrix[new].tocoo()
        column = self._position[part.col]
        kept = column >= 0
        order = np.lexsort((column[kept], part.row[kept]))
        start = np.searchsorted(part.row[kept][order], np.arange(len(new)))
        self._highs.addRows(
            len(new),
            self.program.lower[new],
            self.program.upper[new],
            int(kept.sum()),
            start.astype(np.int32),
            column[kept][order].astype(np.int32),
            part.data[kept][order],
        )
        self._row_position[new] = len(self._rows) + np.arange(len(new))
        self._rows = np.concatenate([self._rows, new])

    def limit(self, columns: Ints, lowest: Floats, highest: Floats) -> None:
        """Set the limits of some columns. One that could not be above 0 from the beginning stays at 0."""
        self.lowest[columns], self.highest[columns] = lowest, highest
        active = self._position[columns] >= 0
        at = self._position[columns][active].astype(np.int32)
        if len(at):
            low, high = self.lowest[columns][active], self.highest[columns][active]
            self._highs.changeColsBounds(len(at), at, low, high)

    def move(self, row: int) -> None:
        """Take over the limits of a row, which have changed in the program."""
        at = int(self._row_position[row])
        if at >= 0:
            self._highs.changeRowBounds(at, self.program.lower[row], self.program.upper[row])

    def minimise(self, cost: Floats, *, near: bool = False) -> None:
        """Set the objective; columns and rows stay. near: it differs little from the one before.

        Then the basis, still feasible, is nearly the best one, too: primal simplex keeps it where dual would not.
        """
        self._begins_primal = near
        self.cost = np.where(self.program.elastic > 0, BROKEN, cost)
        at = np.arange(len(self._columns), dtype=np.int32)
        self._highs.changeColsCost(len(at), at, self.cost[self._columns])

    def _cheapest(self, worth: Floats, each: int, groups: Ints, below: float = np.inf) -> Ints:
        """Of the columns outside the program, per group the few with the least worth, if that is below a limit."""
        outside = np.flatnonzero((self._position < 0) & (groups >= 0) & (worth < below) & (self.highest > 0))
        group = groups[outside]
        order = np.lexsort((worth[outside], group))
        first = np.searchsorted(group[order], group[order], "left")
        return outside[order[np.arange(len(order)) - first < each]]

    # Solving

    def include(self, columns: Ints) -> None:
        """Take columns into the program, for instance those of a schedule, so that it can be met from the beginning."""
        self._add_columns(columns[self._position[columns] < 0])

    def include_rows(self, rows: Ints) -> None:
        """Take rows into the program."""
        self._add_rows(rows[self._row_position[rows] < 0])

    def include_cheapest(self, worth: Floats, each: int, groups: Ints) -> None:
        """Take into the program, of every group of columns, so many with the least worth; group -1 is none."""
        self._add_columns(self._cheapest(worth, each, groups))

    def include_promising(self, worth: Floats, homes: Ints) -> None:
        """Take in of every date the cheapest people, and of every school its cheapest dates: it owes some.

        homes: of each column the school that sends somebody, -1 for none.
        """
        self.include_cheapest(worth, _PER_DATE, self.program.group)
        self.include_cheapest(worth, _PER_HOME, homes)

    def solve(
        self,
        goes_on: Callable[[Point], bool] = lambda _: True,
        seconds: Callable[[], float | None] = lambda: None,
        few: int = 0,
        *,
        takes_rows: bool = False,
    ) -> Point | None:
        """Solve to the end over all columns and rows, or until `goes_on` says no.

        seconds: how long there is, None for no limit. few: so few broken rows and columns that could help are left be.
        takes_rows: whether rows left broken are taken in even so, for the next time it is solved; if they are more than
        `few`, it is solved again at once.
        None is returned if no point satisfies the rows, or if there was no time for one.
        """
        point: Point | None = None
        while True:
            left = seconds()
            self._highs.setOptionValue("time_limit", np.inf if left is None else self._highs.getRunTime() + left)
            self._run()
            status = self._highs.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                return point
            point = self._point()
            violated = self._violated(point.values)
            priced = self._cheapest(point.reduced, _PRICED_PER_DATE, self.program.group, -TOLERANCE)
            if not len(violated) and not len(priced):
                return replace(point, complete=True)
            enough = len(violated) + len(priced) <= few or not goes_on(point)
            if enough and not takes_rows:
                return point
            self._add_rows(violated)
            if enough and len(violated) <= few:
                return point
            self._add_columns(priced)

    def glance(self, iterations: int) -> float:
        """What so many steps of the simplex method say of the columns and rows that are there: no bound, but a hint."""
        self._highs.setOptionValue("simplex_iteration_limit", iterations)
        self._run()
        self._highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return np.inf
        return float(self._highs.getInfo().objective_function_value)

    def _run(self) -> None:
        size = len(self._columns) + len(self._rows)
        if self._by_interior and size - self._solved_size > _MUCH_SHARE * size:
            self._highs.setOptionValue("solver", "ipm")
            self._highs.run()
            self._highs.setOptionValue("solver", "choose")
        self._solved_size = size
        self._highs.setOptionValue("simplex_strategy", _PRIMAL if self._begins_primal else _DUAL)
        self._begins_primal = False
        self._highs.run()  # after an interior point method it begins, and mostly ends, at the basis found

    def _point(self) -> Point:
        solution = self._highs.getSolution()
        values = np.zeros(len(self._position))
        values[self._columns] = solution.col_value
        price = np.zeros(self.program.matrix.shape[0])
        price[self._rows] = solution.row_dual
        return self.at(price, values, self.highest)

    def contradiction(self) -> Point | None:
        """Prices at which rows contradict one another, after `solve` has found no point (Farkas' lemma, see `farkas`).

        Its bound is infinite if they do so over all columns, so that no point is possible; else columns of negative
        reduced cost are missing (Farkas pricing). None where HiGHS knows no such prices.
        """
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return None
        _, is_known, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # their stubs lack it
        if not is_known:
            return None
        price, nothing = np.zeros(self.program.matrix.shape[0]), np.zeros(len(self.program))
        price[self._rows] = np.asarray(ray) / np.abs(ray).max()
        point = self.at(price, nothing, self.highest, cost=nothing)
        return replace(point, bound=np.inf if point.bound > _CERTAIN else -np.inf)

    def solve_or_refute(self, goes_on: Callable[[Point], bool], seconds: Callable[[], float | None]) -> Point | None:
        """The same as `solve`, with columns taken in until rows are satisfied, or it is certain that they cannot be.

        Then the point is one of infinite bound (see `contradiction`). None where neither is known.
        """
        while True:
            point = self.solve(goes_on, seconds)
            if point is not None:
                return point
            contradiction = self.contradiction()
            if contradiction is None or contradiction.bound > 0:
                return contradiction
            if not self.include_helpful(contradiction.reduced):
                return None

    def include_helpful(self, reduced: Floats) -> bool:
        """Take in all columns that could help at these reduced costs; whether there are any."""
        helpful = np.flatnonzero((self._position < 0) & (reduced < -TOLERANCE) & (self.highest > 0))
        self._add_columns(helpful)
        return len(helpful) > 0

    def at(self, price: Floats, values: Floats, highest: Floats, cost: Floats | None = None) -> Point:
        """The point of any row prices and column values, with the bound that those prices give."""
        lower, upper = self.program.lower, self.program.upper
        price = np.where(((price > 0) & np.isneginf(lower)) | ((price < 0) & np.isposinf(upper)), 0.0, price)
        reduced = (self.cost if cost is None else cost).copy()
        reduced[self._possible] -= self._by_row.T @ price
        met = np.where(price > 0, lower, np.where(price < 0, upper, 0.0))
        bound = price @ met + np.minimum(reduced * self.lowest, reduced * highest).sum()
        return Point(values, reduced, price, float(self.cost @ values), float(bound), complete=False)

    def _violated(self, values: Floats) -> Ints:
        sums = self._by_row @ values[self._possible]
        broken = (sums > self.program.upper + TOLERANCE) | (sums < self.program.lower - TOLERANCE)
        return np.flatnonzero(broken & (self._row_position < 0))

    def grow(self) -> None:
        """Take over rows that were added to the model."""
        new = np.arange(len(self._row_position), self.program.matrix.shape[0])
        if not len(new):
            return
        self._row_position = np.concatenate([self._row_position, np.full(len(new), -1, dtype=np.int64)])
        added = self._of_possible(self.program.matrix[new])
        self._by_row = sparse.vstack([self._by_row, added], format="csr")
        self._by_column.append(added.tocsc())
        self._add_rows(new)

    @property
    def active(self) -> Ints:
        """The columns in the program."""
        return self._columns

    @property
    def rows(self) -> Ints:
        """The rows in the program."""
        return self._rows
