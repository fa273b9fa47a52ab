"""The relaxation's bound holds whenever it is stopped."""

from random import Random

import numpy as np
import pytest

from models.schedule import Status
from scheduler.model import Model
from scheduler.solvers import cp_sat
from scheduler.solvers.relaxation import Point, Relaxation
from tests.drawing import draw_instance
from tests.solving import PLAIN

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_round_bounds_the_best_of_all_columns(seed: int) -> None:
    model = Model(draw_instance(Random(seed)))
    cost = model.costs["quality"] + 1_000 * model.costs["seats-filled"] + 9_000 * model.costs["reviews-held"]
    everything = np.flatnonzero(model.highest > 0)
    best = cp_sat.minimise(model, everything, cost, PLAIN, None)
    assert best.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if best.values is None:
        return
    relaxation = Relaxation(model, families=frozenset())
    bounds: list[float] = []

    def hear(point: Point) -> bool:
        bounds.append(point.bound)
        return True

    relaxation.minimise(cost.astype(float))
    point = relaxation.solve(hear)
    assert point is not None
    assert max([point.bound, *bounds]) <= cost @ best.values + 1e-6
    assert point.complete
    assert point.bound == pytest.approx(point.objective)
    if bounds:
        again = Relaxation(model, families=frozenset())
        again.minimise(cost.astype(float))
        stopped = again.solve(lambda _: False)
        assert stopped is not None
        assert not stopped.complete
        assert stopped.bound == pytest.approx(bounds[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_that_cannot_be_are_as_if_they_were_0(seed: int) -> None:
    """Left out from the beginning, or let go later: the same, also when a goal is held meanwhile."""
    whole, rng = Model(draw_instance(Random(seed))), np.random.default_rng(seed)
    allowed = (whole.group < 0) | (rng.random(len(whole)) < 0.7)
    cost = whole.costs["quality"] + 1_000.0 * whole.costs["seats-filled"] + 9_000.0 * whole.costs["reviews-held"]
    part, whole = whole.only(allowed), whole.only()
    found: list[Point | None] = []
    for model in (part, whole):
        relaxation, gone = Relaxation(model), np.flatnonzero(~allowed)
        relaxation.limit(gone, np.zeros(len(gone)), np.zeros(len(gone)))
        model.keep("seats-filled", int(model.costs["seats-filled"].max()))
        relaxation.grow()
        relaxation.include(np.arange(len(model)))
        relaxation.minimise(cost)
        found.append(relaxation.solve())
    without, limited = found
    assert (without is None) == (limited is None)
    if without is not None and limited is not None:
        assert without.complete
        assert without.bound == pytest.approx(limited.bound)
        assert not without.values[~allowed].any()
