"""A schedule from the relaxation: fix what is nearly whole, solve again, until everything is whole."""

import numpy as np

from scheduler.model import Model
from scheduler.relaxation import TOLERANCE, Floats, Relaxation
from scheduler.rows import Ints

_NEARLY = 0.8  # values from here on are fixed at 1 together
_ROUNDS = 3  # rounds of pricing after each fixing


def dive(model: Model, relaxation: Relaxation) -> Ints | None:
    """Whole values of all columns near the relaxation's, for its present objective; None where the dive gets stuck.

    First the dates, then the leads, then the seats. Leaves the relaxation's limits as they were.
    """
    lowest, highest = relaxation.lowest.copy(), relaxation.highest.copy()
    blocks = [block.columns for block in (model.columns.dates, model.columns.leads, model.columns.seats)]
    try:
        return _dive(model, relaxation, blocks)
    finally:
        changed = np.flatnonzero((relaxation.lowest != lowest) | (relaxation.highest != highest))
        relaxation.limit(changed, lowest[changed], highest[changed])


def _dive(model: Model, relaxation: Relaxation, blocks: list[Ints]) -> Ints | None:
    while True:
        rounds = iter(range(_ROUNDS))
        point = relaxation.solve(lambda _: next(rounds, None) is not None)
        if point is None:
            return None
        chosen = next((block[near] for block in blocks if len(near := _next(point.values[block]))), None)
        if chosen is None:
            values = np.rint(point.values).astype(np.int64)
            return model.completed(np.where(np.abs(point.values - values) <= 1e-4, values, 0))
        ones = np.ones(len(chosen))
        relaxation.limit(chosen, ones, ones)


def _next(values: Floats) -> Ints:
    """Positions to fix at 1: all that are nearly 1, else the first of the largest; none if all are whole."""
    fractional = np.where((values > TOLERANCE) & (values < 1 - TOLERANCE), values, 0.0)
    if not fractional.any():
        return np.zeros(0, dtype=np.int64)
    near = np.flatnonzero(fractional >= _NEARLY)
    return near if len(near) else fractional.argmax(keepdims=True)
