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


@pytest.mark.parametrize("seed", [2, 4, 5])
def test_a_dive_into_dates_and_leads_leaves_seats_to_others(seed: int) -> None:
    """Of the seats those at dates that are held are offered, with all that are whole and without these ones' rivals."""
    model = Model(draw_instance(Random(seed)))
    relaxation, costs = Relaxation(model), model.costs
    cost = 100_000 * costs["reviews-held"] + 1_000 * costs["seats-filled"] + costs["quality"]
    relaxation.minimise(cost.astype(float))
    highest = relaxation.highest.copy()
    point = diving.dive_into(model, relaxation, model.stages[:2])
    assert point is not None and np.array_equal(relaxation.highest, highest)
    chosen = point.values[np.concatenate(model.stages[:2])]
    assert chosen == pytest.approx(np.rint(chosen), abs=1e-6)
    seats, date = model.columns.seats.columns, model.columns.date
    whole = seats[point.values[seats] > 1 - 1e-6]
    offered = np.intersect1d(seats_below(model, point, most=20), seats)
    held = np.rint(point.values[model.columns.dates.columns]) > 0
    assert len(offered) and held[date[offered]].all()
    assert np.isin(whole, offered).all()
    keys, stays = model.columns.seats.keys, np.isin(seats, whole)
    others = np.isin(seats, offered) & ~stays
    for one, other in (("home", "review"), ("reviewer", "week")):
        pairs = list(zip(keys[one].tolist(), keys[other].tolist(), strict=True))
        assert {pairs[k] for k in np.flatnonzero(others)}.isdisjoint(pairs[k] for k in np.flatnonzero(stays))
