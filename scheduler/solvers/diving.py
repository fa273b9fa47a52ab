"""A schedule from the relaxation by diving: fix what is nearly whole, solve again, until everything is whole.

Diving is a primal heuristic: it proves nothing, and its result is checked like any other. Dates are made whole first,
then leads, then seats, for a seat is worth nothing before its date is certain. A fixing that turns out impossible is
taken back, once or a few times; then the dive is given up, and one with smaller steps is tried.

Example. Dates at 0.95, 0.9 and 0.4: the first two are fixed at 1 together. If that cannot be, both are freed and only
the one at 0.95 is fixed. If even that cannot be, it is fixed at 0 instead.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program

_REFUSALS = 30  # so many times at most a fixing may turn out impossible


class _Steps(NamedTuple):
    """How large the steps are.

    nearly: values from here on are fixed at 1 together. fixed_share: one of so many fractions is fixed where none is
    nearly 1. round_share: of so many fractions one missing column is worth no round of its own. rounds: of pricing
    after each fixing.
    """

    nearly: float
    fixed_share: int
    round_share: int
    rounds: int


_LARGE, _SMALL = _Steps(0.65, 5, 10, 1), _Steps(0.8, 15, 40, 3)  # where large steps get stuck, small ones seldom do

Seconds = Callable[[], float | None]


def dive(program: Program, relaxation: Relaxation, seconds: Seconds = lambda: None) -> Ints | None:
    """Whole values of all columns near the relaxation's, for its present objective; None where the dive gets stuck.

    Stage after stage: first the dates, then the leads, then the seats. Leaves the relaxation's limits as they were.
    seconds: how long there is, None for no limit.
    """
    for point in _points(program, relaxation, program.stages, seconds):
        values = program.completed(np.rint(point.values).astype(np.int64))
        if program.accepts(values):
            return values
    return None


def dive_into(
    program: Program, relaxation: Relaxation, stages: Sequence[Ints], seconds: Seconds = lambda: None
) -> Point | None:
    """The relaxation's point once some stages are whole, the first ones; None where the dive gets stuck. See `dive`."""
    return next(_points(program, relaxation, stages, seconds), None)


def _points(program: Program, relaxation: Relaxation, stages: Sequence[Ints], seconds: Seconds) -> Iterator[Point]:
    for steps in (_LARGE, _SMALL):
        point = _dive(program, relaxation, stages, seconds, steps) if seconds() != 0.0 else None
        if point is not None:
            yield point


def _dive(
    program: Program, relaxation: Relaxation, stages: Sequence[Ints], seconds: Seconds, steps: _Steps
) -> Point | None:
    lowest, highest = relaxation.lowest.copy(), relaxation.highest.copy()
    try:
        return _deeper(program, relaxation, stages, seconds, steps)
    finally:
        changed = np.flatnonzero((relaxation.lowest != lowest) | (relaxation.highest != highest))
        relaxation.limit(changed, lowest[changed], highest[changed])


def _deeper(
    program: Program, relaxation: Relaxation, stages: Sequence[Ints], seconds: Seconds, steps: _Steps
) -> Point | None:
    point, refusals = _relaxed(relaxation, seconds, steps), 0
    while point is not None and seconds() != 0.0:
        few = _few(point.values[np.concatenate(program.stages)], steps)
        chosen = next((block[near] for block in stages if len(near := _next(point.values[block], steps))), None)
        if chosen is None and not point.complete:  # whole, but rows may be broken that are not in the program yet
            point = relaxation.solve(seconds=seconds)
            if point is not None and not point.complete:
                return None
            continue
        if chosen is None:
            return point
        deeper = _fixed_at(relaxation, chosen, 1.0, seconds, steps, few)
        if deeper is None:  # too much at once, or, if it was one column alone, it cannot be 1 here
            refusals += 1
            if refusals > _REFUSALS:
                return None
            relaxation.limit(chosen, np.zeros(len(chosen)), np.ones(len(chosen)))
            best = chosen[[point.values[chosen].argmax()]]
            deeper = _fixed_at(relaxation, best, 0.0 if len(chosen) == 1 else 1.0, seconds, steps, few)
        point = deeper
    return None


def _fixed_at(
    relaxation: Relaxation, columns: Ints, value: float, seconds: Seconds, steps: _Steps, few: int
) -> Point | None:
    values = np.full(len(columns), value)
    relaxation.limit(columns, values, values)
    return _relaxed(relaxation, seconds, steps, few)


def _relaxed(relaxation: Relaxation, seconds: Seconds, steps: _Steps, few: int = 0) -> Point | None:
    """Solved but for a few columns that could help, and a few rows.

    Broken rows are taken in, so that the next step keeps them: one let be could not be met once all is fixed. To solve
    again for each few of them took half of a dive's time.
    """
    rounds = iter(range(steps.rounds))
    return relaxation.solve(lambda _: next(rounds, None) is not None, seconds, few, takes_rows=True)


def _fractional(values: Floats) -> Floats:
    return np.where((values > TOLERANCE) & (values < 1 - TOLERANCE), values, 0.0)


def _few(values: Floats, steps: _Steps) -> int:
    """So few missing columns are worth no round while much is still to be fixed; none in the end."""
    return int(np.count_nonzero(_fractional(values))) // steps.round_share


def _next(values: Floats, steps: _Steps) -> Ints:
    """Positions to fix at 1: all that are nearly 1, else the largest; none if all are whole.

    The largest is one, or, of very many, a share of those of a half or more: two of one review are not among them.
    """
    fractional = _fractional(values)
    if not fractional.any():
        return np.zeros(0, dtype=np.int64)
    near = np.flatnonzero(fractional >= steps.nearly)
    if len(near):
        return near
    most = max(1, np.count_nonzero(fractional) // steps.fixed_share)
    largest: Ints = np.argsort(-fractional, kind="stable")[:most]
    return np.concatenate([largest[:1], largest[1:][fractional[largest[1:]] > 0.5]])
