"""Fairness over what schools send: nothing is left out of a list, no bound lies above, and the best is found."""

import re
import time
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import numpy as np
import pytest
from hypothesis import given

from models.policy import FAIRNESS_GOAL
from models.schedule import Status
from scheduler.generating import Recipe, generate
from scheduler.model import Model
from scheduler.search import fairness, goal_by_goal, parts
from scheduler.solvers import sendings_relaxation
from scheduler.solvers.cliques import broken_cliques
from scheduler.solvers.options import Options, Progress
from scheduler.tables.arrays import Floats
from scheduler.tables.cheapest_sendings import CheapestSendings
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows
from scheduler.tables.sendings import MOST_VISITS, Senders, Sendings, are_listed
from tests.drawing import draw_instance, effort, seeds
from tests.solving import PLAIN, decided, outcome
from tests.test_against_brute_force import assert_equal


def drawn(seed: int) -> tuple[Model, Senders, np.random.Generator]:
    """A model at the stage of fairness, and its schools that send; the next seed where sendings cannot be listed."""
    while True:
        instance, rng = draw_instance(Random(seed)), np.random.default_rng(seed)
        model = Model(instance)
        fair_m = int(rng.integers(5_000, 60_000))
        if are_listed(model.columns) and len(model.columns.seats) > 10:
            model.columns.fair_visit_m = fair_m
            model.add((FAIRNESS_GOAL, rows) for rows in model.goals[FAIRNESS_GOAL].rows(model.columns))
            senders = Senders(model.columns, model, fair_m)
            if len(senders.seat):
                return model, senders, rng
        seed += 1


def every_sending(senders: Senders) -> Sendings:
    """All of one visit or more, by looking at every set of a school's visits."""
    found = []
    for home in np.unique(senders.home).tolist():
        visits = np.flatnonzero(senders.home == home).tolist()
        for sent in range(1, min(MOST_VISITS, int(senders.most[home])) + 1):
            found += [(home, *some, *[-1] * (MOST_VISITS - sent)) for some in combinations(visits, sent)]
    table = np.array(found, dtype=np.int64).reshape(-1, 1 + MOST_VISITS)
    every = Sendings(table[:, 0], table[:, 1:])
    every = every.some(senders.possible(every))
    one_date = [
        len(set(senders.review[visits[visits >= 0]])) == len(visits[visits >= 0]) for visits in every.visits
    ]  # two of a school are never in one review
    return every.some(np.array(one_date, dtype=bool))


def keys(sendings: Sendings) -> set[tuple[int, ...]]:
    return {tuple(sorted(visits)) for visits in sendings.visits.tolist()}


@effort(15)
@given(seeds)
def test_what_is_listed_below_a_limit_is_whole(seed: int) -> None:
    _, senders, rng = drawn(seed)
    worth, short = rng.normal(0, 20_000, len(senders.seat)), rng.normal(0, 40_000, len(senders.due))
    cheapest = CheapestSendings(senders, worth, short)
    every = every_sending(senders)
    cost = cheapest.cost(every)
    limit = rng.normal(0, 40_000, len(senders.due))
    found, costs = cheapest.below(limit)
    assert keys(found) == keys(every.some(cost <= limit[every.home]))
    assert costs == pytest.approx(cheapest.cost(found))
    some, _ = cheapest.some_below(limit, 5)
    assert keys(some) <= keys(found) and np.bincount(some.home).max(initial=0) <= 5
    floor = cheapest.floor()
    for visits, each in zip(every.visits.tolist(), cost.tolist(), strict=True):
        assert all(floor[visit] <= each + 1e-6 for visit in visits if visit >= 0)


@effort(15)
@given(seeds)
def test_a_sending_is_worth_what_the_model_makes_of_it(seed: int) -> None:
    """Its excess is what the columns measure once they are completed, and they are the columns it decides."""
    model, senders, rng = drawn(seed)
    every = every_sending(senders)
    if not len(every):
        return
    one = every.some(rng.integers(0, len(every), 1))
    vector = np.asarray(senders.vectors(one).todense()).reshape(-1)
    alone = np.zeros(len(model), dtype=np.int64)
    alone[senders.column[one.visits[one.there]]] = 1
    mine = senders.owner == one.home[0]
    assert (model.completed(alone)[mine] == vector[mine]).all() and not vector[~mine].any()
    assert senders.excess(one)[0] == model.costs[FAIRNESS_GOAL] @ model.completed(alone)


def assert_equal_over_sendings(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        narrow_first(patch)
        assert_equal(draw_instance(Random(seed)))


def narrow_first(patch: pytest.MonkeyPatch) -> None:
    """However small an instance is, its fairness is decided in windows, narrow ones first, and in their parts."""
    patch.setattr(goal_by_goal, "_SMALL", 0)
    patch.setattr(fairness, "_FIRST_SHARE", 0.02)
    patch.setattr(fairness, "_FEWEST", 1)
    patch.setattr(parts, "_FIRST", 6)
    patch.setattr(parts, "_LEAST", 2)


def test_windows_are_wide_and_narrow_and_searched_in_parts() -> None:
    """The tests above and below say nothing if each window is the last one at once, or if nothing is ever cut."""
    steps: Counter[str] = Counter()

    def cut_by(module: ModuleType) -> Callable[[Program, Floats], Rows]:
        def broken(program: Program, values: Floats) -> Rows:
            rows = broken_cliques(program, values)
            steps[module.__name__] += len(rows)
            return rows

        return broken

    def hear(now: Progress) -> None:
        if now.goal == FAIRNESS_GOAL:
            steps[re.sub("[0-9,]+", "N", now.step)] += 1

    with pytest.MonkeyPatch.context() as patch:
        narrow_first(patch)
        for module in (goal_by_goal, sendings_relaxation):
            patch.setattr(module, "broken_cliques", cut_by(module))
        for seed in range(18):
            goal_by_goal.solve(draw_instance(Random(seed)), PLAIN, hear)
    assert steps["parts"] >= 2 and steps["exact search over N columns"] > 12
    assert steps[goal_by_goal.__name__] > 0 and steps[sendings_relaxation.__name__] > 0


def test_parts_have_most_of_the_time_only_while_the_best_schedule_is_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is near leaves it to the windows, which prove something."""
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    options = Options(time_limit_seconds=100, started=0.0)
    searching = goal_by_goal.Search(Model(draw_instance(Random(0))), options, lambda _: None)
    decision = next(each for each in searching.best.decisions if each.name == FAIRNESS_GOAL)
    decision.value, decision.bound, left = 1_100, 1_000, searching._seconds(1.0)
    given: list[float] = []
    some = cast(Any, SimpleNamespace(search=lambda _, seconds: given.append(seconds())))
    for far in (99.0, 100.0):
        searching._search_parts(decision, some, far)
    assert left is not None and given == [0.85 * left, 20.0]


def test_a_window_in_which_the_best_is_found_is_closed_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was too narrow for what was known when its search began, so nobody asked the second solver."""
    searching = goal_by_goal.Search(Model(draw_instance(Random(0))), PLAIN, lambda _: None)
    decision = next(each for each in searching.best.decisions if each.name == FAIRNESS_GOAL)
    decision.value, decision.bound, asked = 1_100, 1_000, list[bool]()

    def listen(found: Callable[[Any], None], closed: Any, agree: Callable[[Any], bool]) -> None:
        asked.append(agree(None))
        found(None)
        asked.append(agree(None))

    race = SimpleNamespace(until_one_has_closed=listen, until_the_end=lambda _: {})
    monkeypatch.setattr(fairness, "begin", lambda *_, **__: race)
    monkeypatch.setattr(searching.best, "offer", lambda *_: setattr(decision, "value", 1_040))
    window = MagicMock(least=1_050.0, __len__=lambda _: 1)
    assert not searching._search_window(decision, window, 1.0)
    assert asked == [False, True]


def test_no_cut_is_about_what_only_measures_a_sending() -> None:
    """Sendings are priced by their visits: a cut's price on a measure was missed, and one sending priced for ever."""
    model, senders, _ = drawn(0)
    is_measure = (senders.owner >= 0) & (model.highest == 1)
    is_measure[senders.column] = False
    two = np.flatnonzero(is_measure)[:2]
    row = Block("two", two, {"row": np.zeros(2, dtype=np.int64)}, {"row": 1}).sum_by("row") <= 1
    model.add([("two", row)])
    point = np.zeros(len(model))
    point[two] = 0.6
    assert len(broken_cliques(model, point)) == 1
    relaxation = sendings_relaxation.SendingsRelaxation(senders, model.costs[FAIRNESS_GOAL].astype(float))
    assert not len(relaxation._cut(point))


@effort(12)
@given(seeds)
def test_fairness_over_sendings_equals_brute_force(seed: int) -> None:
    assert_equal_over_sendings(seed)


@pytest.mark.soak
@effort(2_000, soak=True)
@given(seeds)
def test_fairness_over_sendings_equals_brute_force_at_length(seed: int) -> None:
    assert_equal_over_sendings(seed)


def test_a_small_network_gets_its_fairness_too() -> None:
    """A network of 13 reviews was left at 34 % above the best after 15 s: it had too few columns to be narrowed."""
    instance = generate(Recipe("drawn", 40, terms=(1,), seed=3))
    found = outcome(instance)
    assert found.status == Status.OPTIMAL and not found.notices
    assert found.schedule is not None and decided(found.schedule)["fairness"] == 744_958
