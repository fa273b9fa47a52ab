"""One region of a large network in a process of its own: a schedule, and the prices for a bound over all regions."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.instance import Instance
from models.schedule import Schedule
from scheduler.diving import dive
from scheduler.facts import Facts
from scheduler.model import Model
from scheduler.narrowing import survivors
from scheduler.outcome import Options
from scheduler.parts import part
from scheduler.prices import Duals, Offers, Prices, prices_of, visitors
from scheduler.program import Floats
from scheduler.racing import race
from scheduler.relaxation import Point, Relaxation
from scheduler.rows import Ints

WEIGHTS = {"reviews-held": 128_000, "seats-filled": 16_000, "commitments-met": 2_000, "quality": 1}
"""What the goals weigh against each other in the one cost that a region is planned by."""

_PROMISING = 6_000
_DIVE_SHARE = 2.0  # of the time: without a schedule the region would be lost
_MOST_SECONDS = 10.0  # for the race: what it gains after them is next to nothing


@dataclass(frozen=True)
class Planning:
    """A region to be planned, as an instance of its own. even: reviews a week, by Monday, that crowd nobody there."""

    instance: Instance
    even: dict[date, int]
    seconds: float | None
    with_prices: bool


@dataclass(frozen=True)
class Planned:
    """A region's schedule (None: none found in the time) and prices (None: not asked for, or none found)."""

    schedule: Schedule | None
    prices: Prices | None


@dataclass(frozen=True)
class Visiting:
    """The question what people from elsewhere would cost at a region's dates, at its prices: see `prices.visitors`."""

    hosts: frozenset[str]
    homes: frozenset[str]
    leads: frozenset[str]
    duals: Duals
    limits: dict[str, float]


Task = Planning | Visiting


def work(shared: tuple[Instance, Options], task: Task) -> Planned | tuple[Offers, Offers]:
    """What a process for regions does. shared: the whole instance, and how to search."""
    instance, options = shared
    if isinstance(task, Visiting):
        model = Model(part(instance, task.hosts, task.homes, task.leads), every_row=True)
        return visitors(model, _weighed(model).astype(float), task.duals, task.limits)
    return _plan(task, options)


def _plan(task: Planning, options: Options) -> Planned:
    """Relax, dive, and let the solvers race once over the most promising columns."""
    begun = time.monotonic()

    def seconds(share: float = 1.0) -> float | None:
        return None if task.seconds is None else max(0.0, share * task.seconds - (time.monotonic() - begun))

    model = _model(task)
    cost = _weighed(model)
    relaxation = _begun(model, cost.astype(float))
    point = relaxation.solve(seconds=seconds)
    prices = prices_of(model, cost.astype(float), point) if task.with_prices and point is not None else None
    found = [values for values in [dive(model, relaxation, lambda: seconds(_DIVE_SHARE))] if values is not None]
    if found and seconds() != 0.0:
        _improve(model, cost, relaxation, point, found, options, seconds)
    best = min(found, key=lambda values: int(cost @ model.completed(values)), default=None)
    return Planned(None if best is None else model.schedule(best), prices)


def _model(task: Planning) -> Model:
    facts = Facts(task.instance)
    mondays = [facts.day_date(int(day)) for day in facts.dates.weeks]
    facts.reviews_a_week = np.array([task.even.get(monday, 0) for monday in mondays], dtype=np.int64)
    return Model(task.instance, facts=facts)


def _weighed(model: Model) -> Ints:
    return sum((weight * model.costs[name] for name, weight in WEIGHTS.items()), np.zeros(len(model), dtype=np.int64))


def _begun(model: Model, cost: Floats) -> Relaxation:
    relaxation = Relaxation(model)
    relaxation.include_promising(cost, model.columns.homes)
    relaxation.minimise(cost)
    return relaxation


def _improve(
    model: Model,
    cost: Ints,
    relaxation: Relaxation,
    point: Point | None,
    found: list[Ints],
    options: Options,
    seconds: Callable[[], float | None],
) -> None:
    value = int(cost @ found[0])
    columns, _ = survivors(model, value, found[0], point, relaxation.active, _PROMISING)
    most = _MOST_SECONDS if (left := seconds()) is None else min(left, _MOST_SECONDS)
    race(model, columns, cost, options, most, found[0], found.append, agree=False)
