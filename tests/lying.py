"""A solver that lies, while a test lasts; and what is true, by brute force, remembered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from inspect import signature
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.schedule import Status
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.storage import instance_sha256
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer
from tests.brute_force import Optimum, optimum

Lie = Callable[[Random, Ints, Answer], Answer]
"""What is made of a true answer; the costs of all columns come with it."""


def flipped(rng: Random, cost: Ints, answer: Answer) -> Answer:
    """One to three decisions are the opposite of what they should be."""
    assert answer.values is not None
    values = answer.values.copy()
    for column in rng.sample(range(len(values)), min(len(values), rng.randint(1, 3))):
        values[column] = 0 if values[column] else 1
    return replace(answer, values=values)


def bound_above_value(rng: Random, cost: Ints, answer: Answer) -> Answer:
    assert answer.values is not None
    return replace(answer, bound=int(cost @ answer.values) + rng.randint(1, 5))


def bound_of_nothing(rng: Random, cost: Ints, answer: Answer) -> Answer:
    """A bound lower than the true one proves less."""
    return replace(answer, bound=None if answer.bound is None else answer.bound - rng.randint(1, 5))


def infeasible(rng: Random, cost: Ints, answer: Answer) -> Answer:
    return Answer(Status.INFEASIBLE, None, None)


def invalid(rng: Random, cost: Ints, answer: Answer) -> Answer:
    return Answer(Status.MODEL_INVALID, None, None)


def nothing(rng: Random, cost: Ints, answer: Answer) -> Answer:
    return Answer(Status.UNKNOWN, None, None)


def possible(rng: Random, cost: Ints, answer: Answer) -> Answer:
    """Where nothing is possible, something at random is the best."""
    values = np.array([rng.random() < 0.3 for _ in cost], dtype=np.int64)
    return Answer(Status.OPTIMAL, values, int(cost @ values))


def honest(rng: Random, cost: Ints, answer: Answer) -> Answer:
    """No lie: so that what is asked can be counted."""
    return answer


LIES: tuple[Lie, ...] = (flipped, bound_above_value, bound_of_nothing, infeasible, invalid, nothing)
SOLVERS = (cp_sat, highs)


@contextmanager
def lying(lie: Lie, rng: Random, solver: ModuleType = cp_sat) -> Iterator[list[str]]:
    """While this lasts, every answer of one solver, and every solution on the way, is a lie. What is told is listed.

    A lie about a solution is told where there is one, `possible` where there is none.
    """
    told: list[str] = []
    truthful = solver.minimise

    def minimise(*given: Any, **named: Any) -> Answer:
        asked = signature(truthful).bind(*given, **named)
        asked.apply_defaults()
        cost, found = asked.arguments["cost"], asked.arguments["found"]
        asked.arguments["found"] = partial(_found, rng, lie, cost, found)
        answer: Answer = truthful(*asked.args, **asked.kwargs)
        if (lie is possible) != (answer.status == Status.INFEASIBLE) or (lie is not possible and answer.values is None):
            return answer
        told.append(lie.__name__)
        return lie(rng, cost, answer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "minimise", minimise)
        yield told


def _found(rng: Random, lie: Lie, cost: Ints, found: Callable[[Ints], None], values: Ints) -> None:
    """What is heard instead of a solution on the way."""
    said = (
        Answer(Status.FEASIBLE, values, None)
        if lie is possible
        else lie(rng, cost, Answer(Status.FEASIBLE, values, None))
    )
    if said.values is not None:
        found(said.values)


PointLie = Callable[[Random, Relaxation, Point], Point | None]
"""What is made of a true solution of a linear program; None: the rows are said to be impossible."""


def other_prices(rng: Random, relaxation: Relaxation, point: Point) -> Point:
    """Prices of any sign and size, and a few where there are none."""
    draw = np.random.default_rng(rng.randrange(1 << 30))
    price = point.price * draw.choice((-1.0, 0.5, 1.0, 3.0), len(point.price))
    price += np.where(draw.random(len(price)) < 0.1, draw.normal(0, 50, len(price)), 0.0)
    return replace(relaxation.at(price, point.values, relaxation.highest), complete=point.complete)


def other_values(rng: Random, relaxation: Relaxation, point: Point) -> Point:
    """Some values are the opposite of what they should be."""
    values = point.values.copy()
    for column in rng.sample(range(len(values)), min(len(values), 5)):
        values[column] = 1.0 - values[column]
    return replace(point, values=values)


def no_point(rng: Random, relaxation: Relaxation, point: Point) -> None:
    return None


POINT_LIES: tuple[PointLie, ...] = (other_prices, other_values, no_point)


@contextmanager
def relaxing_falsely(lie: PointLie, rng: Random) -> Iterator[list[str]]:
    """While this lasts, what every linear program says is a lie at the end."""
    told: list[str] = []
    truthful = Relaxation.solve

    def solve(self: Relaxation, *given: Any, **named: Any) -> Point | None:
        point = truthful(self, *given, **named)
        if point is None:
            return None
        told.append(lie.__name__)
        return lie(rng, self, point)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Relaxation, "solve", solve)
        yield told


def truth_of(instance: Instance, fair_visit_m: int | None = None) -> Optimum | None:
    """What brute force finds; remembered, for the same instance is asked about again and again."""
    key = instance_sha256(instance), instance.policy.without, fair_visit_m
    if key not in _truths:
        _truths[key] = optimum(instance, fair_visit_m)
    return _truths[key]


_truths: dict[tuple[str, tuple[str, ...], int | None], Optimum | None] = {}
