"""The prices of a plan's goals, as the relaxation finds them: what a proof is made of. Whoever verifies trusts none."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Schedule
from scheduler.model import Model
from scheduler.proofs import SCALE
from scheduler.proofs.closing import Tree, close
from scheduler.proofs.row_names import Name, by_name, row_names
from scheduler.solvers.options import Options, Progress
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.solving import Send
from scheduler.tables.arrays import Ints

Prices = dict[Name, int]
"""Of each row by its name."""


@dataclass(frozen=True)
class Found:
    """What was found of a goal. closed: a bound above that of the prices, and the tree that shows it, if any."""

    prices: Prices
    closed: tuple[int, Tree] | None = None


def prices(
    instance: Instance, schedule: Schedule, decided: Mapping[str, int], options: Options, send: Send
) -> dict[str, Found]:
    """The prices of each goal but fairness, in the policy's order, each under the limits of those before it.

    decided: the value at which each goal was decided. send: hears of the progress, and of what is known so far.
    """
    model = Model(instance)
    values = model.values(schedule)
    assert values is not None
    found: dict[str, Found] = {}
    for goal in model.ordered:
        if goal.goal == FAIRNESS_GOAL:
            break
        name, value, cost = goal.goal, decided[goal.goal], model.costs[goal.goal]
        is_open = value > int(np.minimum(cost * model.highest, 0).sum())
        point = _relaxed(model, name, values, value, options, send) if is_open else None
        found[name] = Found({} if point is None else _named(model, point))
        send(dict(found))
        if point is not None and point.complete and np.ceil(point.bound - 1e-4) < value:
            send(Progress(options.elapsed, "branches", name, value, int(np.ceil(point.bound - 1e-4))))
            found[name] = Found(found[name].prices, close(model, name, point, value, options.left))
            send(dict(found))
        model.keep(name, goal.highest(value))
    return found


def _relaxed(model: Model, goal: str, values: Ints, decided: int, options: Options, send: Send) -> Point | None:
    """The relaxation of one goal. What a counting goal cannot reach hangs on few rows, so it begins with those."""
    families = None if goal == QUALITY_GOAL else frozenset(each.goal for each in model.ordered)
    relaxation, cost = Relaxation(model, families=families), model.costs[goal].astype(float)
    relaxation.include(np.flatnonzero(values))
    if goal == QUALITY_GOAL:
        relaxation.include_promising(cost, model.columns.homes)
    relaxation.minimise(cost)

    def goes_on(now: Point) -> bool:
        send(Progress(options.elapsed, "relaxation", goal, decided, int(np.ceil(max(now.bound, 0.0) - 1e-4))))
        return options.left() != 0.0

    return relaxation.solve(goes_on, options.left)


def _named(model: Model, point: Point) -> Prices:
    """The prices in whole numbers, by the names of their rows; those of 0 say nothing."""
    return by_name(row_names(model), np.rint(SCALE * point.price).astype(np.int64).tolist())
