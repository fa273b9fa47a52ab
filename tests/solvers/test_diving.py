"""A schedule by diving: where large steps get stuck, small ones are tried, and the relaxation is left as it was."""

from random import Random

import numpy as np
import pytest

from scheduler.model import Model
from scheduler.search.neighbourhoods import seats_below
from scheduler.solvers import diving
from scheduler.solvers.relaxation import Point, Relaxation
from tests.drawing import draw_instance


def test_where_large_steps_get_stuck_small_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(draw_instance(Random(0)))
    cost = np.asarray(model.costs["reviews-held"] * 1_000.0 + model.costs["quality"], dtype=float)
    tried: list[diving._Steps] = []
    deeper = diving._deeper

    def stuck_at_first(*given: object) -> Point | None:
        steps = given[-1]
        assert isinstance(steps, diving._Steps)
        tried.append(steps)
        found = deeper(*given)  # type: ignore[arg-type]
        return None if len(tried) == 1 else found

    monkeypatch.setattr(diving, "_deeper", stuck_at_first)
    relaxation = Relaxation(model)
    relaxation.minimise(cost)
    lowest, highest = relaxation.lowest.copy(), relaxation.highest.copy()
    values = diving.dive(model, relaxation)
    assert tried == [diving._LARGE, diving._SMALL]
    assert values is not None and model.accepts(values)
    assert np.array_equal(relaxation.lowest, lowest) and np.array_equal(relaxation.highest, highest)


def test_a_dive_into_dates_and_leads_leaves_seats_to_others() -> None:
    model = Model(draw_instance(Random(0)))
    relaxation = Relaxation(model)
    relaxation.minimise(np.asarray(model.costs["reviews-held"] * 1_000.0 + model.costs["quality"], dtype=float))
    highest = relaxation.highest.copy()
    point = diving.dive_into(model, relaxation, model.stages[:2])
    assert point is not None
    chosen = point.values[np.concatenate(model.stages[:2])]
    assert chosen == pytest.approx(np.rint(chosen), abs=1e-6)
    assert np.array_equal(relaxation.highest, highest)
    columns = seats_below(model, point, most=20)
    held = np.rint(point.values[model.columns.dates.columns]) > 0
    seats = np.intersect1d(columns, model.columns.seats.columns)
    assert len(seats) and held[model.columns.date[seats]].all()
    assert np.isin(
        np.flatnonzero(point.values[model.columns.seats.columns] > 1 - 1e-6), seats - model.columns.seats.columns[0]
    ).all()
