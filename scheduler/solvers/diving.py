"""A schedule from the relaxation by diving: fix what is nearly whole, solve again, until everything is whole.

Diving is a primal heuristic: it proves nothing, and its result is checked like any other. Dates are made whole first,
then leads, then seats, for a seat is worth nothing before its date is certain. A fixing that turns out impossible is
taken back, once or a few times; then the dive is given up.

Example. Dates at 0.95, 0.9 and 0.4: the first two are fixed at 1 together. If that cannot be, both are freed and only
the one at 0.95 is fixed. If even that cannot be, it is fixed at 0 instead.
"""

from collections.abc import Callable

import numpy as np

from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.tables.program import Floats, Program
from scheduler.tables.rows import Ints

_NEARLY = 0.65  # values from here on are fixed at 1 together
_REFUSALS = 30  # so many times at most a fixing may turn out impossible
_FIXED_SHARE = 5  # one of so many fractions is fixed where none is nearly 1
_ROUND_SHARE = 10  # of so many fractions one missing column is worth no round of its own
_ROUNDS = 1  # rounds of pricing after each fixing


Seconds = Callable[[], float | None]


def dive(program: Program, relaxation: Relaxation, seconds: Seconds = lambda: None) -> Ints | None:
    """Whole values of all columns near the relaxation's, for its present objective; None where the dive gets stuck.

    Stage after stage: first the dates, then the leads, then the seats. Leaves the relaxation's limits as they were.
    seconds: how long there is, None for no limit.
    """
    lowest, highest = relaxation.lowest.copy(), relaxation.highest.copy()
    try:
        return _dive(program, relaxation, seconds)
    finally:
        changed = np.flatnonzero((relaxation.lowest != lowest) | (relaxation.highest != highest))
        relaxation.limit(changed, lowest[changed], highest[changed])


def _dive(program: Program, relaxation: Relaxation, seconds: Seconds) -> Ints | None:
    point, refusals = _relaxed(relaxation, seconds), 0
    while point is not None and seconds() != 0.0:
        few = _few(point.values[np.concatenate(program.stages)])
        chosen = next((block[near] for block in program.stages if len(near := _next(point.values[block]))), None)
        if chosen is None and not point.complete:  # whole, but rows may be broken that are not in the program yet
            point = relaxation.solve(seconds=seconds)
            if point is not None and not point.complete:
                return None
            continue
        if chosen is None:
            values = program.completed(np.rint(point.values).astype(np.int64))
            return values if program.accepts(values) else None
        deeper = _fixed_at(relaxation, chosen, 1.0, seconds, few)
        if deeper is None:  # too much at once, or, if it was one column alone, it cannot be 1 here
            refusals += 1
            if refusals > _REFUSALS:
                return None
            relaxation.limit(chosen, np.zeros(len(chosen)), np.ones(len(chosen)))
            best = chosen[[point.values[chosen].argmax()]]
            deeper = _fixed_at(relaxation, best, 0.0 if len(chosen) == 1 else 1.0, seconds, few)
        point = deeper
    return None


def _fixed_at(relaxation: Relaxation, columns: Ints, value: float, seconds: Seconds, few: int) -> Point | None:
    values = np.full(len(columns), value)
    relaxation.limit(columns, values, values)
    return _relaxed(relaxation, seconds, few)


def _relaxed(relaxation: Relaxation, seconds: Seconds, few: int = 0) -> Point | None:
    """Solved but for a few columns that could help; every row holds: one let be could not be met once all is fixed."""
    rounds = iter(range(_ROUNDS))
    return relaxation.solve(lambda _: next(rounds, None) is not None, seconds, few, every_row=True)


def _fractional(values: Floats) -> Floats:
    return np.where((values > TOLERANCE) & (values < 1 - TOLERANCE), values, 0.0)


def _few(values: Floats) -> int:
    """So few missing columns are worth no round while much is still to be fixed; none in the end."""
    return int(np.count_nonzero(_fractional(values))) // _ROUND_SHARE


def _next(values: Floats) -> Ints:
    """Positions to fix at 1: all that are nearly 1, else the largest; none if all are whole.

    The largest is one, or, of very many, a share of those of a half or more: two of one review are not among them.
    """
    fractional = _fractional(values)
    if not fractional.any():
        return np.zeros(0, dtype=np.int64)
    near = np.flatnonzero(fractional >= _NEARLY)
    if len(near):
        return near
    most = max(1, np.count_nonzero(fractional) // _FIXED_SHARE)
    largest: Ints = np.argsort(-fractional, kind="stable")[:most]
    return np.concatenate([largest[:1], largest[1:][fractional[largest[1:]] > 0.5]])
