"""A proof in whole numbers that rows cannot all be kept: prices that anybody can check by adding up.

By Farkas' lemma (1902) rows that no numbers keep have prices at which their sum contradicts itself. Rounded to whole
numbers, prices prove the same without any rounding of floats: add up the rows at their prices, put every column where
it helps most, and see whether what is asked for is still not reached. Whoever found the prices need not be trusted:
false ones prove nothing.

Example. a + b >= 2 and a + b <= 1, a and b at most 1. To break the first row by one costs 1,000: its elastic column.
At the prices 1,000 and -1,000 the rows add up to 2,000 - 1,000 = 1,000, a and b to 0, and the elastic column to
1,000 - 1,000 = 0. So whatever is chosen, at least 1,000 must be paid: one row is broken.
"""

import numpy as np

from scheduler.tables.arrays import Floats
from scheduler.tables.program import Program

_BREAKING = 1_000_000_000  # what it costs to let an elastic column rise by one; a multiple of what prices are made of
_LARGEST = float(1 << 62)


def must_break(program: Program, price: Floats, breaking: float) -> bool:
    """Whether these prices prove that no values keep every row with all elastic columns where they may be.

    price: of every row, of any sign and size. breaking: what it costs in these prices to let an elastic column rise by
    one.
    """
    lower, upper = program.lower, program.upper
    price = np.where(((price > 0) & np.isneginf(lower)) | ((price < 0) & np.isposinf(upper)), 0.0, price)
    scaled = np.rint(price * (_BREAKING / breaking))
    limit = np.where(scaled > 0, lower, np.where(scaled < 0, upper, 0.0))
    highest = np.maximum(program.highest, program.elastic)
    cost = np.where(program.elastic > 0, _BREAKING, 0)
    sizes = np.abs(scaled) @ np.abs(limit) + (abs(program.matrix).T @ np.abs(scaled) + cost) @ highest
    if not sizes < _LARGEST:  # sums beyond what whole numbers hold, or no numbers at all
        return False
    reduced = cost - program.matrix.astype(np.int64).T @ scaled.astype(np.int64)
    reached = scaled.astype(np.int64) @ limit.astype(np.int64) + np.minimum(reduced, 0) @ highest
    return bool(reached > 0)
