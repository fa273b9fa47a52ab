"""What lies between the relaxation's bound and the value decided, closed by a tree whose ends anybody can add up.

Branch and bound (`solvers.branch_and_bound`) over the columns that a better plan could use, by the relaxation's own
reduced costs. Each end of the tree becomes prices, and the columns that were split on the way to it rows of their own:
"at most 0" on one side, "at least 1" on the other, priced at what the column's reduced cost says.

Example. The relaxation's bound is 100 km, and 104 are decided. With the review in May nothing is below 104, by one
list of prices; without May nothing is, by another. So nothing is below 104.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduler.model import Model
from scheduler.proofs import SCALE
from scheduler.proofs.row_names import Name, by_name, column_name, row_names
from scheduler.solvers.branch_and_bound import End, Fixed, Seconds, ends
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.tables.arrays import Floats
from scheduler.tables.program import Program

Tree = dict[str, Any]

_SLACK = 0.02  # what rounding prices may take from the bound of an end, several times over
_MOST = 2_000  # branches; measured: the autumn term takes 66


def close(model: Model, goal: str, point: Point, decided: int, seconds: Seconds) -> tuple[int, Tree] | None:
    """A bound that is higher than the relaxation's, and the tree that shows it; None where there is none.

    point: the relaxation's solution. Its prices are those from which the ends' differ.
    """
    cost = model.costs[goal].astype(float)
    inside = np.flatnonzero((model.highest > 0) & (point.bound + np.maximum(point.reduced, 0) <= decided - 1 + _SLACK))
    rows = model.rows_that_can_bind(inside)
    part = model.part(inside, rows, inside)
    part.stages = tuple(np.flatnonzero(np.isin(inside, stage)) for stage in model.stages)
    relaxation = Relaxation(part)
    relaxation.include(np.flatnonzero(point.values[inside]))
    relaxation.minimise(cost[inside])
    root = relaxation.solve(seconds=seconds)
    if root is None or not root.complete:
        return None
    found = [_Priced.of(part, end, decided) for end in ends(part, relaxation, root, decided, seconds, _SLACK, _MOST)]
    bound = min(decided, int(np.ceil(min(end.value for end in found) - _SLACK)))
    if bound <= int(np.ceil(point.bound - 1e-4)):
        return None
    names = list(row_names(model))
    usual = by_name(names, _whole(point.price))
    paths = [(end.path, _changed(usual, end, [names[row] for row in rows.tolist()])) for end in found]
    return bound, _tree(paths, lambda column: column_name(model, int(inside[column])))


@dataclass(frozen=True)
class _Priced:
    """An end with the prices that bound it. value: nothing on it costs less."""

    path: tuple[tuple[int, float], ...]
    price: Floats
    reduced: Floats
    value: float

    @classmethod
    def of(cls, part: Program, end: End, decided: int) -> "_Priced":
        """Where its rows contradict one another, so many times these prices that they prove what is wanted."""
        price, reduced = end.point.price, end.point.reduced
        value = _value(part, price, reduced, end.fixed)
        if end.contradiction is not None and value < decided:
            each = _value(part, end.contradiction.price, end.contradiction.reduced, end.fixed)
            if each > 0:
                times = (decided - value + 1) / each
                price, reduced = price + times * end.contradiction.price, reduced + times * end.contradiction.reduced
                value = _value(part, price, reduced, end.fixed)
        return cls(tuple(end.fixed.items()), price, reduced, value)


def _value(part: Program, price: Floats, reduced: Floats, fixed: Fixed) -> float:
    """What prices and reduced costs add up to where some columns are fixed."""
    lowest, highest = np.zeros(len(part)), part.highest.astype(float)
    for column, value in fixed.items():
        lowest[column] = highest[column] = value
    met = np.where(price > 0, part.lower, np.where(price < 0, part.upper, 0.0))
    return float(price @ met + np.minimum(reduced * lowest, reduced * highest).sum())


def _whole(price: Floats) -> list[int]:
    whole: list[int] = np.rint(SCALE * price).astype(np.int64).tolist()
    return whole


def _changed(usual: dict[Name, int], end: _Priced, names: Sequence[Name]) -> dict[Name, int]:
    """The end's prices where they are not the usual ones, by the names of their rows, and those of the splits."""
    own = by_name(names, _whole(end.price))
    prices = {name: own.get(name, 0) for name in own.keys() | usual.keys() if own.get(name, 0) != usual.get(name, 0)}
    for depth, (column, value) in enumerate(end.path):
        worth = _whole(end.reduced[column : column + 1])[0]
        if worth * (1 if value else -1) > 0:  # else its limits alone say as much
            prices["split", str(depth)] = worth
    return prices


Path = tuple[tuple[int, float], ...]


def _tree(ends: Sequence[tuple[Path, Any]], name: Callable[[int], Name]) -> Tree:
    """The tree of which these are the ends. All of them begin with the same column, or there is one and no split."""
    path, prices = ends[0]
    if not path:
        return {"prices": prices}
    sides = ([(path[1:], prices) for path, prices in ends if path[0][1] == side] for side in (0.0, 1.0))
    without, with_ = (_tree(side, name) for side in sides)
    return {"column": list(name(path[0][0])), "without": without, "with": with_}
