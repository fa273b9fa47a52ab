"""A schedule by diving: where large steps get stuck, small ones are tried, and the relaxation is left as it was."""

from random import Random

import numpy as np
import pytest

from scheduler.model import Model
from scheduler.solvers import diving
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.rows import Ints
from tests.drawing import draw_instance


def test_where_large_steps_get_stuck_small_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(draw_instance(Random(0)))
    cost = np.asarray(model.costs["reviews-held"] * 1_000.0 + model.costs["quality"], dtype=float)
    tried: list[diving._Steps] = []
    deeper = diving._deeper

    def stuck_at_first(*given: object) -> Ints | None:
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
