"""An integer program: columns, rows, and which rule each row states. Every bound and every search works on one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.schedule import Status
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.rows import Rows


@dataclass(frozen=True)
class Answer:
    """What a solver says: values of all columns (None without a solution), and a bound for the columns it was given."""

    status: Status
    values: Ints | None
    bound: int | None

    @property
    def is_closed(self) -> bool:
        """Whether the solver says that nothing is better."""
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)


class Halt:
    """Ends a solver from outside: called once or more often, it calls whatever the solver left with it."""

    def __init__(self) -> None:
        self.called = False
        self._ends: list[Callable[[], None]] = []

    def ends(self, end: Callable[[], None]) -> None:
        """What ends the solver; may be called when it is not running."""
        self._ends.append(end)

    def __call__(self) -> None:
        self.called = True
        for end in self._ends:
            end()


class Program:
    """Whole numbers x with 0 <= x <= highest, lower <= matrix x <= upper; what is minimised is asked each time.

    families: (rule or goal id, its rows) in the order in which they stand in the matrix.
    group: for each column the number of the group within which pricing compares it, such as the people of one date; -1
        for the few columns that stand in every relaxation from the beginning.
    elastic: how far a column may rise beyond `highest` where it is asked what is impossible; 0 for nearly all.
    stages: the columns that a dive makes whole, stage after stage.
    """

    def __init__(self, highest: Ints, group: Ints, stages: tuple[Ints, ...], elastic: Ints | None = None) -> None:
        self.highest = highest.copy()
        self.elastic = np.zeros(len(highest), dtype=np.int64) if elastic is None else elastic
        self.group, self.stages = group, stages
        self.families: list[tuple[str, Rows]] = []
        self.matrix = sparse.csr_matrix((0, len(highest)))
        self.lower = self.upper = np.zeros(0)

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self.highest)

    def add(self, families: Iterable[tuple[str, Rows]], *, every: bool = False) -> None:
        """Add rows below the others; those that no values of the columns can break are left out, unless `every`."""
        nothing = np.zeros(len(self), dtype=np.int64)
        found = [(name, rows if every else rows.that_can_bind(nothing, self.highest)) for name, rows in families]
        if not found:
            return
        start = np.cumsum([0] + [len(rows) for _, rows in found])
        row = np.concatenate([rows.row + first for (_, rows), first in zip(found, start, strict=False)])
        column = np.concatenate([rows.columns for _, rows in found])
        factor = np.concatenate([rows.factors for _, rows in found]).astype(float)
        new = sparse.csr_matrix((factor, (row, column)), shape=(int(start[-1]), len(self)))
        self.matrix = sparse.vstack([self.matrix, new], format="csr")
        self.lower = np.concatenate([self.lower, *(rows.lower for _, rows in found)])
        self.upper = np.concatenate([self.upper, *(rows.upper for _, rows in found)])
        self.families += found

    def part(self, columns: Ints, rows: Ints, stage: Ints) -> "Program":
        """Only some columns and rows. Its families have only ids and sizes; its one stage is what is left of it."""
        part = Program(
            self.highest[columns],
            self.group[columns],
            (np.flatnonzero(np.isin(columns, stage)),),
            self.elastic[columns],
        )
        part.matrix = self.matrix[rows][:, columns]
        part.lower, part.upper = self.lower[rows], self.upper[rows]
        ends = np.cumsum([len(each) for _, each in self.families])
        family = np.searchsorted(ends, rows, "right")
        part.families = [
            (self.families[k][0], self.families[k][1].some(int((family == k).sum()))) for k in np.unique(family)
        ]
        return part

    def rows_that_can_bind(self, columns: Ints) -> Ints:
        """The rows that some values of the given columns break, all others being 0."""
        ends = self.matrix[:, columns].multiply(self.highest[columns]).tocsr()
        least = np.asarray(ends.minimum(0).sum(axis=1)).reshape(-1)
        most = np.asarray(ends.maximum(0).sum(axis=1)).reshape(-1)
        return np.flatnonzero((least < self.lower) | (most > self.upper))

    def broken_rows(self, values: Ints) -> Ints:
        """The rows that whole values of all columns break."""
        sums = self.matrix @ values
        return np.flatnonzero((sums < self.lower - 0.5) | (sums > self.upper + 0.5))

    def accepts(self, values: Ints) -> bool:
        """Whether whole values of all columns keep every row, and are within their limits."""
        within = (values >= 0) & (values <= self.highest)
        return bool(within.all()) and not len(self.broken_rows(values))

    def keeps(self, name: str, values: Ints) -> bool:
        """Whether whole values of all columns keep the rows of one rule or goal, and are within their limits."""
        within = (values >= 0) & (values <= self.highest)
        mine = np.array([family == name for family, _ in self.families], dtype=bool)[self.family_of_rows()]
        sums = self.matrix[mine] @ values
        return bool(within.all()) and bool(((sums >= self.lower[mine]) & (sums <= self.upper[mine])).all())

    def family_of_rows(self) -> Ints:
        """For every row, the position of its family in `families`."""
        return np.repeat(np.arange(len(self.families)), [len(rows) for _, rows in self.families])

    def in_company(self, reduced: Floats) -> Floats:
        """(column) What anything with it costs at least, beyond what all those cost whose reduced costs are below 0."""
        return reduced

    def completed(self, values: Ints) -> Ints:
        """The same values, with every column that only measures others at what they make of it."""
        return values
