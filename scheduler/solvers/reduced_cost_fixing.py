"""Which columns a better schedule can use: what a relaxation's reduced costs leave of them.

A column's reduced cost is its cost less what the rows that it stands in are worth. Whatever uses the column costs at
least the relaxation's bound plus that, so where the sum reaches the best value known, the column is left out and no
better schedule is lost: reduced-cost fixing (Dantzig, Fulkerson and Johnson, 1954; Nemhauser and Wolsey, Integer and
Combinatorial Optimization, 1988, II.5.2).

Example. The bound is 100 km, and a schedule of 104 km is known. A seat with reduced cost 2 may be in a schedule of 102
and stays; one with reduced cost 4 costs 104 at least, is in no better one, and goes.
"""

import numpy as np

from scheduler.solvers.relaxation import Point
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program

SLACK = 1e-4  # what a relaxation's figures may be wrong by
_WHOLE = 4_000  # so few columns are worth no narrowing
_NEARLY = 1.5  # nor are so many times those asked for


def least_with(program: Program, point: Point) -> Floats:
    """(column) What anything with it costs at least; nothing is known of those in no group: they measure the others."""
    return np.where(program.group < 0, -np.inf, point.bound + program.in_company(point.reduced))


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
    least: Floats = np.where(values > 0, -np.inf, least_with(program, point))[usable]
    inside = least <= value - 1 + SLACK
    most += int(np.isneginf(least).sum())
    if inside.sum() <= _NEARLY * most:
        return usable[inside], np.inf
    inside = least <= np.partition(least, most)[most]
    return usable[inside], float(least[~inside].min(initial=np.inf))
