"""Which columns a better schedule can use: what a relaxation's reduced costs leave of them."""

import numpy as np
from numpy.typing import NDArray

from scheduler.program import Program
from scheduler.relaxation import Point
from scheduler.rows import Ints

_WHOLE = 4_000  # so few columns are worth no narrowing
_SURVIVORS = 60_000  # up to so many survivors are searched all together
_PROMISING = 15_000  # of more, so many of the most promising


def survivors(
    program: Program, value: int, values: Ints | None, point: Point | None, active: Ints
) -> tuple[Ints, bool]:
    """The columns to search for something better than `values`, and whether nothing better can use any other.

    A column whose reduced cost lifts the bound to the value of the best schedule cannot be in a better one. Without a
    relaxation or a schedule nothing can be said, and the columns that a relaxation holds, `active`, are searched.
    value: what `values` cost.
    """
    usable = np.flatnonzero(program.highest > 0)
    if len(usable) <= _WHOLE:
        return usable, True
    if point is None or values is None:
        return np.intersect1d(usable, active if values is None else np.union1d(active, np.flatnonzero(values))), False
    worth: NDArray[np.float64] = np.where(values > 0, -np.inf, point.reduced)
    room = value - 1 - point.bound + 1e-4
    kept = usable[worth[usable] <= room]
    if len(kept) <= _SURVIVORS:
        return kept, True
    order = np.argsort(worth[kept], kind="stable")[:_PROMISING]
    return np.sort(kept[order]), False
