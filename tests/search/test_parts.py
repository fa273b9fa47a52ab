"""Parts of a window: what stays is as it was, and what is found is better and keeps every rule."""

from random import Random

import numpy as np
import pytest
from hypothesis import given

from models.policy import FAIRNESS_GOAL
from scheduler.model import Model
from scheduler.search import neighbourhoods, parts
from scheduler.search.neighbourhoods import along_lines, columns_before
from scheduler.search.parts import Parts
from scheduler.search.windows import Window
from scheduler.solvers.sendings_relaxation import SendingsRelaxation
from scheduler.tables.arrays import Ints
from scheduler.tables.sendings import Senders, are_listed
from tests.drawing import draw_instance, effort, seeds
from tests.solving import PLAIN, outcome, without_fairness

_EVERYTHING = 1e9


def drawn(seed: int) -> tuple[Model, Window]:
    """A wide window over a schedule whose fairness nobody has looked at; the next seed where there is none."""
    while True:
        instance = draw_instance(Random(seed))
        model, found = Model(instance), outcome(without_fairness(instance)).schedule
        if found is not None and are_listed(model.columns):
            known = model.values(found)
            assert known is not None
            model.settle("quality", known)
            known = model.completed(known)
            fair_m = model.columns.fair_visit_m
            if fair_m is not None and model.costs[FAIRNESS_GOAL] @ known > 0:
                senders = Senders(model.columns, model, fair_m)
                prices = SendingsRelaxation(senders, model.costs[FAIRNESS_GOAL].astype(float)).solve()
                if prices is not None:
                    return model, Window(model, senders, prices, _EVERYTHING, known)
        seed += 1


@effort(10)
@given(seeds)
def test_a_part_has_what_is_about_its_reviews_alone(seed: int) -> None:
    """By looking at every column: about which reviews it is, and whether the schedule has it."""
    model, window = drawn(seed)
    known = window.meant(window.known)
    place, rng = next(along_lines(model, seed)), Random(seed)
    assert sorted(place.tolist()) == list(range(model.facts.n["review"]))
    most = rng.randint(1, 2 * len(window))
    columns = set(columns_before(model, window, place, known, most).tolist())
    needed = []
    for column in range(len(window)):
        alone = np.zeros(len(window), dtype=np.int64)
        alone[column] = 1
        dates = model.columns.date[(window.meant(alone) > 0) & (known == 0)]
        needed.append(max(place[model.facts.dates.review[dates[dates >= 0]]], default=-1))
    there = [column in columns for column in range(len(window))]
    assert max((n for n, is_in in zip(needed, there, strict=True) if is_in), default=-1) < min(
        (n for n, is_in in zip(needed, there, strict=True) if not is_in), default=len(place)
    )
    stays = [n < 0 for n in needed]
    assert all(is_in for is_in, always in zip(there, stays, strict=True) if always)
    assert len(columns) <= max(most, sum(stays))
    assert columns >= set(np.flatnonzero(window.known).tolist())


def searched(model: Model, window: Window) -> list[int]:
    """What each schedule costs that is offered; all of them keep the rules."""
    costs = []

    def offer(values: Ints) -> None:
        values = model.completed(values)
        assert model.judged(values).breach is None
        costs.append(int(model.costs[FAIRNESS_GOAL] @ values))

    Parts(model, window, PLAIN).search(offer, lambda: None)
    return costs


@effort(8)
@given(seeds)
def test_parts_find_better_and_better_schedules(seed: int) -> None:
    model, window = drawn(seed)
    start = int(window.cost @ window.known)
    costs = searched(model, window)
    assert costs == sorted(costs, reverse=True) and all(cost < start for cost in costs)
    assert not costs or costs[-1] == window.cost @ window.known


def test_parts_find_something_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some reviews give something better at least once; one part of all reviews gives the best there is."""
    better = 0
    for seed in range(0, 40, 10):
        costs = searched(*drawn(seed))
        monkeypatch.setattr(neighbourhoods, "_MOST_REVIEWS", 1.0)
        monkeypatch.setattr(parts, "_FIRST", 1_000_000)
        best = searched(*drawn(seed))
        monkeypatch.undo()
        assert min(best, default=np.inf) <= min(costs, default=np.inf)
        better += bool(costs)
    assert better


def test_no_time_no_part() -> None:
    model, window = drawn(0)
    Parts(model, window, PLAIN).search(lambda _: pytest.fail("found"), lambda: 0.0)
