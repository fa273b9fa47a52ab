"""The engine's steps on any program, as `scheduler.search` takes them: bound, dive, exact search, second opinion."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.solvers import cp_sat, highs
from scheduler.solvers.diving import dive
from scheduler.solvers.options import Options
from scheduler.solvers.reduced_cost_fixing import survivors
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Ints

_ROUNDING = 1e-4  # so far above the truth may a relaxation's bound lie


class NothingFound(Exception):
    """No values satisfy the rows, or none were found in time."""


@dataclass(frozen=True)
class Found:
    """The least cost found. bound: no values cost less; proven_by: the solvers on whose word the bound stands."""

    values: Ints
    cost: int
    bound: int
    proven_by: str
    seconds: float


def hold(program: Program, name: str, cost: Ints, most: int) -> None:
    """No values may cost more than `most` from now on."""
    costly = np.flatnonzero(cost)
    program.add([(name, Block(name, costly, {}, {}).sum_by(factors=cost[costly]) <= most)])


def minimise(program: Program, cost: Ints, seconds: float, dive_for: Ints | None = None) -> Found:
    """The least cost over all columns of a program, and what is proven about it.

    All columns stand in the relaxation from the beginning: these sets are small, and a few columns may satisfy no rows.
    seconds: how long each step may take. dive_for: the cost that leads the dive, where `cost` leaves too much open.
    Raises NothingFound.
    """
    begun = time.monotonic()
    relaxation = Relaxation(program)
    relaxation.include(np.arange(len(program)))
    relaxation.minimise(cost.astype(float))
    point = relaxation.solve(seconds=_left(seconds))
    if point is None:
        raise NothingFound("The relaxation has no point: no values satisfy the rows.")
    bound, proven_by = int(np.ceil(point.bound - _ROUNDING)), "relaxation"
    relaxation.minimise((cost if dive_for is None else dive_for).astype(float))
    values = dive(program, relaxation, _left(seconds))
    improved = True
    while improved and (values is None or cost @ values > bound):
        before, value = values, 0 if values is None else int(cost @ values)
        columns, least = survivors(program, value, before, point, relaxation.active, len(program))
        answer = cp_sat.minimise(program, columns, cost, Options(), seconds, hint=before)
        if answer.values is not None:
            values = program.completed(answer.values)
        if values is None:
            raise NothingFound(f"Neither the dive nor CP-SAT, {answer.status}, found values in {seconds:.0f} s each.")
        if least == np.inf and answer.bound is not None:
            second = highs.minimise(program, columns, cost, Options(), seconds).bound
            if second is not None and min(answer.bound, second) > bound:
                bound, proven_by = min(answer.bound, second), "CP-SAT, HiGHS"
        improved = least < np.inf and (before is None or int(cost @ values) < value)
    assert values is not None
    return Found(values, int(cost @ values), bound, proven_by, time.monotonic() - begun)


def _left(seconds: float) -> Callable[[], float]:
    """How much is left of so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: max(0.0, end - time.monotonic())
