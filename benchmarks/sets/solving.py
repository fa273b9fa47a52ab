"""The engine's steps on any program, as `scheduler.search` takes them: bound, dive, exact search, second opinion."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.solvers import cp_sat, highs
from scheduler.solvers.diving import dive
from scheduler.solvers.options import Options
from scheduler.solvers.reduced_cost_fixing import survivors
from scheduler.solvers.relaxation import Relaxation
from scheduler.solvers.side_by_side import CP_SAT, HIGHS, begin
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer, Program
from scheduler.tables.rows import Block

_ROUNDING = 1e-4  # so far above the truth may a relaxation's bound lie
_PROMISING, _MORE = 3_000, 4  # so many columns the solvers get at first, and so many times more each time after


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


def minimise(
    program: Program,
    cost: Ints,
    seconds: float,
    dive_for: Ints | None = None,
    families: frozenset[str] | None = None,
) -> Found:
    """The least cost over all columns of a program, and what is proven about it.

    All columns stand in the relaxation from the beginning: these sets are small, and a few columns may satisfy no rows.
    Then CP-SAT and HiGHS search side by side, as in the engine, over the most promising columns first, then over more,
    until none is left that could help: the solutions of both count, and a bound where both have shown it. If that found
    something better without closing, they search again over the fewer columns that are left.
    seconds: how long each step may take. dive_for: the cost that leads the dive, where `cost` leaves too much open.
    families: those whose rows stand in the relaxation from the beginning, too; None for all that are small.
    Raises NothingFound.
    """
    begun = time.monotonic()
    relaxation = Relaxation(program, families=families)
    relaxation.include(np.arange(len(program)))
    relaxation.minimise(cost.astype(float))
    point = relaxation.solve(seconds=_left(seconds))
    if point is None:
        raise NothingFound("The relaxation has no point: no values satisfy the rows.")
    relaxed = int(np.ceil(point.bound - _ROUNDING))
    relaxation.minimise((cost if dive_for is None else dive_for).astype(float))
    best, bounds = _Best(program, cost), dict.fromkeys((CP_SAT, HIGHS), relaxed)
    best.take(dive(program, relaxation, _left(seconds)))
    most, goes_on = _PROMISING, True
    while goes_on and best.value > max(relaxed, *bounds.values()):
        value, columns, least = best.value, np.flatnonzero(program.highest > 0), np.inf
        if best.values is not None:
            columns, least = survivors(program, value, best.values, point, columns, most)
        race = begin(program, columns, cost, Options(), seconds, best.values)
        answers = race.run(best.take, agree=least >= value)
        for name, answer in answers.items():
            best.take(answer.values)
            if answer.bound is not None:  # what uses another column costs `value` at least, or `least`
                bounds[name] = max(bounds[name], int(min(answer.bound, value, np.ceil(least - _ROUNDING))))
        most, goes_on = most * _MORE, least < value or best.value < value
    if best.values is None:
        said = ", ".join(f"{name} {answer.status}" for name, answer in answers.items())
        raise NothingFound(f"Neither the dive nor the solvers ({said}) found values in {seconds:.0f} s each.")
    if max(bounds.values()) >= best.value > min(bounds.values()):  # one has closed: the other gets all of its time
        name = min(bounds, key=bounds.__getitem__)
        alone: dict[str, Callable[..., Answer]] = {
            CP_SAT: partial(cp_sat.minimise, hint=best.values),
            HIGHS: highs.minimise,
        }
        columns, _ = survivors(program, best.value, best.values, point, columns, len(program))
        second = alone[name](program, columns, cost, Options(), seconds).bound
        bounds[name] = max(bounds[name], min(int(best.value), bounds[name] if second is None else second))
    both = min(bounds.values())
    proven_by = "relaxation" if both <= relaxed else ", ".join(bounds)
    return Found(best.values, int(best.value), both, proven_by, time.monotonic() - begun)


class _Best:
    """The best values so far, None before the first, and what they cost: then infinite."""

    def __init__(self, program: Program, cost: Ints) -> None:
        self._program, self._cost = program, cost
        self.values: Ints | None = None
        self.value = np.inf

    def take(self, values: Ints | None) -> None:
        """Take values that are better and keep every row; none, worse ones and broken ones are let be."""
        if values is None:
            return
        values = self._program.completed(values)
        value = int(self._cost @ values)
        if value < self.value and self._program.accepts(values):
            self.values, self.value = values, value


def _left(seconds: float) -> Callable[[], float]:
    """How much is left of so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: max(0.0, end - time.monotonic())
