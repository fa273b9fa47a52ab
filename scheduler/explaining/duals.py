"""What quality is at least under other rules, by the prices of one relaxation: a look at all columns, and no search.

Whatever prices the rows have, they give a bound (see `relaxation`). Those that are best for an instance are good ones
for the same with a rule changed, too, where its rows mean the same. So what the change could save is known in seconds,
and only what could save something is worth a solve.
"""

from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.schedule import Schedule
from scheduler.model import Model
from scheduler.solvers.options import Options
from scheduler.solvers.relaxation import Relaxation
from scheduler.solving import Values, priced_goals
from scheduler.tables.arrays import Floats, Ints

Family = tuple[str, int, tuple[str, ...], tuple[int, ...]]
"""A rule or goal, which of its families of rows, the keys of their groups, and these keys' ranges."""


@dataclass(frozen=True)
class Duals:
    """The price of every row that has one: by family, the groups and their prices."""

    of: dict[Family, tuple[Ints, Floats]]


def duals(options: Options, asked: tuple[Instance, Values, Schedule]) -> Duals | None:
    """The work of a process: the prices of an instance's rows, the goals before the last at their best.

    The schedule has them there: with its columns the relaxation can be met from the beginning. None without prices.
    """
    instance, best, schedule = asked
    model = _held(instance, best)
    relaxation = Relaxation(model)
    cost, values = _cost(model), model.values(schedule)
    relaxation.include(np.flatnonzero(values) if values is not None else np.zeros(0, dtype=np.int64))
    relaxation.include_promising(cost, model.columns.homes)
    relaxation.minimise(cost)
    point = relaxation.solve(lambda _: options.left() != 0.0, options.left)
    if point is None:
        return None
    return Duals({family: (groups, point.price[rows]) for family, groups, rows in _families(model)})


def at_least(known: tuple[Duals, Values], instance: Instance) -> int:
    """The work of a process: what the last goal is at least in another instance, if those before are no worse."""
    prices, best = known
    model = _held(instance, best)
    price = np.zeros(model.matrix.shape[0])
    for family, groups, rows in _families(model):
        if family in prices.of:
            theirs, each = prices.of[family]
            at = np.searchsorted(theirs, groups)
            price[rows] = np.where(np.append(theirs, -1)[at] == groups, np.append(each, 0.0)[at], 0.0)
    relaxation = Relaxation(model)
    relaxation.minimise(_cost(model))
    bound = relaxation.at(price, np.zeros(len(model)), relaxation.highest).bound
    return int(np.ceil(bound - 1e-4))


def _held(instance: Instance, best: Values) -> Model:
    model = Model(instance)
    for goal in priced_goals(instance)[:-1]:
        model.keep(goal.goal, goal.highest(best[goal.goal]))
    return model


def _cost(model: Model) -> Floats:
    return np.asarray(model.costs[priced_goals(model.instance)[-1].goal].astype(float))


def _families(model: Model) -> list[tuple[Family, Ints, slice]]:
    """The families of a model's rows, each with its groups and where its rows stand."""
    found, start, seen = [], 0, dict[str, int]()
    for name, rows in model.families:
        number = seen[name] = seen.get(name, -1) + 1
        found.append(((name, number, rows.names, rows.ranges), rows.groups, slice(start, start + len(rows))))
        start += len(rows)
    return found
