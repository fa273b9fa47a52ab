"""The prices of a plan's goals, as the relaxation finds them: what a proof is made of. Whoever verifies trusts none."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Schedule
from scheduler.model import Model
from scheduler.proofs import SCALE
from scheduler.proofs.row_names import row_names
from scheduler.solvers.options import Options, Progress
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.solving import Send
from scheduler.tables.rows import Ints

_WITHOUT_ROWS = "availability"  # dates on which a host is closed have rows in the engine, and no columns in a proof

Prices = dict[str, list[list[Any]]]
"""Rule by rule: what a row is about, and its price."""


def prices(instance: Instance, schedule: Schedule, decided: Mapping[str, int], options: Options, send: Send) -> Any:
    """The prices of each goal but fairness, in the policy's order, each under the limits of those before it.

    decided: the value at which each goal was decided. send: hears of the progress, and of the prices known so far.
    """
    model = Model(instance)
    values = model.values(schedule)
    assert values is not None
    found: dict[str, Prices] = {}
    for goal in model.ordered:
        if goal.goal == FAIRNESS_GOAL:
            break
        cost = model.costs[goal.goal]
        least = int(np.minimum(cost * model.highest, 0).sum())
        is_open = decided[goal.goal] > least
        point = _relaxed(model, goal.goal, values, decided[goal.goal], options, send) if is_open else None
        found[goal.goal] = {} if point is None else _named(model, point)
        send(dict(found))
        model.keep(goal.goal, goal.highest(decided[goal.goal]))
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
    whole = np.rint(SCALE * point.price).astype(np.int64).tolist()
    prices: Prices = {}
    for (rule, *about), price in zip(row_names(model), whole, strict=True):
        if price and rule != _WITHOUT_ROWS:
            prices.setdefault(rule, []).append([*about, price])
    return prices
