"""Branch and bound over the relaxation, for where it splits only a few decisions.

One column that the relaxation has split is 0 on one branch and 1 on the other: a date first, else a lead, else a seat.
The open branch of least bound is split next. A branch is closed when its bound reaches the best value known, when its
rows contradict one another, or when its solution is whole. The least bound of what is left open holds for everything
(Land and Doig, Econometrica 28, 1960). Columns are priced on every branch, too (branch and price: Barnhart and others,
Operations Research 46, 1998).

It is made for repairs. What a repair counts is limited, and the relaxation keeps the limit on the average: half of a
repair that counts too much, half of one that counts too little. Once the dates are whole, that is over.

Example. A repair of 13,510 km is known, and the bound is 13,329, with a review half on Tuesday and half on Friday.
Without Tuesday the bound is 13,520, with Tuesday 13,511. So nothing is better than 13,510.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from scheduler.solvers.reduced_cost_fixing import SLACK, least_with
from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Program

_LOOKS, _STEPS, _ENOUGH, _LEAST_RISE = 6, 80, 20.0, 0.01  # measured: 34 ends instead of 75 in the real term
_BRANCHES = 100  # so many at most; measured: repairs of the real term take 38 at most

Seconds = Callable[[], float | None]
Found = Callable[[Ints], None]
Fixed = Mapping[int, float]


@dataclass(frozen=True)
class End:
    """A branch that was not split. fixed: its columns, in the order in which they were split, with their values.

    point: what bounds it, or the branch that it came from. contradiction: prices at which its rows contradict one
    another, where they do.
    """

    fixed: Fixed
    point: Point
    contradiction: Point | None = None


def branch(
    program: Program, relaxation: Relaxation, root: Point, value: int, found: Found, seconds: Seconds = lambda: None
) -> float:
    """A bound: nothing costs less, or less than `value`, what the best known costs.

    root: the solution of the relaxation, whose limits are left as they were. found: hears of every better solution.
    seconds: how long there is, None for no limit.
    """
    lowest, highest = relaxation.lowest.copy(), relaxation.highest.copy()
    try:
        tree = _Tree(program, relaxation, value, found, seconds)
        tree.leave_out(root)
        return tree.bound(root)
    finally:
        changed = np.flatnonzero((relaxation.lowest != lowest) | (relaxation.highest != highest))
        relaxation.limit(changed, lowest[changed], highest[changed])


def ends(
    program: Program, relaxation: Relaxation, root: Point, value: int, seconds: Seconds, slack: float, most: int
) -> list[End]:
    """The ends of such a tree, for whoever proves by them that nothing costs less than `value`.

    No column is left out by what it costs: whoever adds up the ends' prices need not know why. slack: a branch is
    closed when its bound exceeds value - 1 by so much. most: so many branches at most. Limits may be left changed.

    Whoever adds up the ends wants few of them, so what is split is looked at more closely: see `_Tree`.
    """
    tree = _Tree(program, relaxation, value, lambda _: None, seconds, slack, most, _LOOKS)
    tree.bound(root)
    return tree.ends


class _Tree:
    """All branches. value: the least cost known. given_up: the least bound of those that were left unsolved.

    looks: so many columns are tried before one is split, each on both sides for a few steps: that whose sides both rise
    the most is taken (strong branching: Applegate, Bixby, Chvatal and Cook, The Traveling Salesman Problem, 2006).
    """

    def __init__(
        self,
        program: Program,
        relaxation: Relaxation,
        value: int,
        found: Found,
        seconds: Seconds,
        slack: float = SLACK,
        most: int = _BRANCHES,
        looks: int = 1,
    ) -> None:
        self.program, self.relaxation, self.value = program, relaxation, value
        self._found, self._seconds, self._slack, self._most = found, seconds, slack, most
        self._looks = looks
        self.ends: list[End] = []
        self._lowest, self._highest = relaxation.lowest.copy(), relaxation.highest.copy()
        self._open: list[tuple[float, int, Fixed, Point]] = []
        self._fixed: Fixed = {}
        self._branches, self._given_up = 0, np.inf

    def bound(self, root: Point) -> float:
        """Split the branch of least bound, until all are closed or the limits are reached."""
        self._keep(root.bound, {}, root)
        while self._open and not self._is_closed(self._open[0][0]) and self._goes_on():
            bound, _, fixed, point = heappop(self._open)
            column = self._split(point, bound, fixed)
            if column is None:
                self._take(point)
                self.ends.append(End(fixed, point))
                continue
            for whole in (0.0, 1.0):
                self._solve(bound, {**fixed, column: whole}, point)
        self.ends += [End(fixed, point) for _, _, fixed, point in self._open]
        least = min(self._given_up, *(bound for bound, *_ in self._open[:1]), np.inf)
        return self.value if self._is_closed(least) else least

    def _goes_on(self) -> bool:
        return self._branches < self._most and self._seconds() != 0.0

    def _is_closed(self, bound: float) -> bool:
        """Whether nothing on a branch is better than what is known: costs are whole."""
        return bound > self.value - 1 + self._slack

    def leave_out(self, root: Point) -> None:
        """What cannot be in anything better is 0 on every branch."""
        gone = np.flatnonzero((least_with(self.program, root) > self.value - 1 + SLACK) & (self._highest > 0))
        self._highest[gone] = 0.0
        self.relaxation.limit(gone, self._lowest[gone], self._highest[gone])

    def _keep(self, bound: float, fixed: Fixed, point: Point) -> None:
        heappush(self._open, (bound, self._branches, fixed, point))

    def _split(self, point: Point, bound: float, fixed: Fixed) -> int | None:
        """The column nearest to a half among dates, else leads, else seats; None if all are whole."""
        for columns in self.program.stages:
            off = np.abs(point.values[columns] - np.rint(point.values[columns]))
            if off.max(initial=0.0) > TOLERANCE:
                nearest = columns[np.argsort(-off, kind="stable")[: min(self._looks, int((off > TOLERANCE).sum()))]]
                return int(max(nearest, key=lambda column: self._rise(int(column), bound, fixed)))
        return None

    def _rise(self, column: int, bound: float, fixed: Fixed) -> float:
        """How far both sides of a column would rise, the one times the other; not asked where there is no choice."""
        if self._looks == 1:
            return 0.0
        rises = []
        for whole in (0.0, 1.0):
            self._fix({**fixed, column: whole})
            rises.append(min(max(self.relaxation.glance(_STEPS) - bound, 0.0), _ENOUGH) + _LEAST_RISE)
        return rises[0] * rises[1]

    def _take(self, point: Point) -> None:
        """A whole solution. If rows do not accept it, or it costs more than the branch's bound, the bound stands."""
        values = self.program.completed(np.rint(point.values).astype(np.int64))
        cost = round(float(self.relaxation.cost @ values))
        if cost < self.value and self.program.accepts(values):
            self.value = cost
            self._found(values)
        self._give_up(point.bound)

    def _give_up(self, bound: float) -> None:
        if not self._is_closed(bound):
            self._given_up = min(self._given_up, bound)

    def _solve(self, above: float, fixed: Fixed, parent: Point) -> None:
        """Bound one branch, and keep it if it is open. above: the bound of the branch that it came from."""
        self._branches += 1
        self._fix(fixed)
        point = self._relaxed()
        bound = above if point is None else max(above, point.bound)
        if point is not None and point.complete:
            self._keep(bound, fixed, point)
        else:
            self._give_up(bound)
            is_one = point is not None and np.isfinite(point.bound)
            self.ends.append(End(fixed, point) if point is not None and is_one else End(fixed, parent, point))

    def _fix(self, fixed: Fixed) -> None:
        """Go from the branch before to this one."""
        columns = sorted({*self._fixed, *fixed})
        lowest = np.array([fixed.get(column, self._lowest[column]) for column in columns])
        highest = np.array([fixed.get(column, self._highest[column]) for column in columns])
        self.relaxation.limit(np.array(columns), lowest, highest)
        self._fixed = fixed

    def _relaxed(self) -> Point | None:
        """The solution of a branch, or a point whose bound closes it; None where neither is known."""
        return self.relaxation.solve_or_refute(
            lambda now: not self._is_closed(now.bound) and self._seconds() != 0.0, self._seconds
        )
