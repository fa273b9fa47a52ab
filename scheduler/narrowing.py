"""Which columns a better schedule can use: what a relaxation's reduced costs leave of them."""

import numpy as np
from numpy.typing import NDArray

from scheduler.program import Program
from scheduler.relaxation import Point
from scheduler.rows import Ints

_WHOLE = 4_000  # so few columns are worth no narrowing


def survivors(
    program: Program, value: float, values: Ints | None, point: Point | None, active: Ints, most: int
) -> tuple[Ints, float]:
    """The `most` most promising columns or so for something better than `values`, and the least cost without them.

    What uses any other column costs at least the second number; it is infinite where nothing better can. A column that
    lifts the bound to the value of the best schedule, with the reduced costs of all that must come with it, cannot be
    in a better one. Without a relaxation or a schedule nothing can be said, and the columns that a relaxation holds,
    `active`, are searched.
    value: what `values` cost; infinite where nothing better is known than that everything may cost.
    """
    usable = np.flatnonzero(program.highest > 0)
    if len(usable) <= _WHOLE:
        return usable, np.inf
    if point is None or values is None:
        kept = np.intersect1d(usable, active if values is None else np.union1d(active, np.flatnonzero(values)))
        return kept, -np.inf
    always = (values > 0) | (program.group < 0)  # those in no group measure what the others do
    worth: NDArray[np.float64] = np.where(always, -np.inf, program.in_company(point.reduced))[usable]
    inside = worth <= value - 1 - point.bound + 1e-4
    most += int(always[usable].sum())
    if inside.sum() <= most:
        return usable[inside], np.inf
    inside = worth <= np.partition(worth, most)[most]
    return usable[inside], point.bound + float(worth[~inside].min(initial=np.inf))
