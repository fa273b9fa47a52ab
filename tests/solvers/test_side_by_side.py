"""Two solvers side by side: what one has proven is said at once, and the other is asked all the same."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from models.schedule import GoalResult, Status
from scheduler.model import Model
from scheduler.search import goal_by_goal, lexicographic
from scheduler.solvers import cp_sat, highs, side_by_side
from scheduler.solvers.options import Options, Progress
from scheduler.solvers.side_by_side import CP_SAT, HIGHS, Part, Race, apart, begin
from scheduler.tables.program import Answer
from tests.drawing import draw_instance
from tests.solving import PLAIN, without_fairness

SEEDS = range(20)
SIDE_BY_SIDE = Options(time_limit_seconds=None)


@pytest.mark.parametrize("options", [PLAIN, SIDE_BY_SIDE], ids=["in turn", "side by side"])
@pytest.mark.parametrize("agree", [False, True])
def test_the_first_that_closes_is_heard_of_once(options: Options, agree: bool) -> None:
    model = Model(draw_instance(Random(0)))
    heard: list[tuple[str, Answer]] = []
    columns, cost = np.flatnonzero(model.highest > 0), model.costs["seats-filled"]
    race = begin(model, columns, cost, options, None)
    answers = race.run(closed=lambda *each: heard.append(each), agree=agree)
    ((name, answer),) = heard
    assert answers[name] is answer
    assert answer.status == Status.OPTIMAL
    assert (len(answers) == 2) >= agree


@pytest.mark.parametrize("options", [PLAIN, SIDE_BY_SIDE], ids=["in turn", "side by side"])
def test_apart_each_solver_has_parts_of_its_own(options: Options) -> None:
    """Every part is searched once, by one solver, and closed; the best of all of them is the best of all columns."""
    model = Model(draw_instance(Random(0)))
    every, cost = np.flatnonzero(model.highest > 0), model.costs["seats-filled"]
    best = begin(model, every, cost, options, None).run(agree=False)
    parts = [every, every[:0], every, every[::2]]
    waiting = [Part(columns, None, np.zeros(len(model), dtype=np.int64)) for columns in parts]
    found, ended = list[int](), list[Answer]()
    apart(
        model,
        cost,
        options,
        lambda: waiting.pop() if waiting else None,
        lambda values: found.append(int(cost @ values)),
        ended.append,
    )
    assert not waiting and len(ended) == len(parts) and all(answer.is_closed for answer in ended)
    assert min(found) == min(answer.bound for answer in best.values() if answer.bound is not None)


def test_a_solver_that_hangs_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS did in its presolve, which minds no limit: whoever waited for it lost all the time there was."""
    over = threading.Event()

    def hangs(*_: Any, **__: Any) -> Answer:
        over.wait(60)
        raise MemoryError

    monkeypatch.setattr(highs, "minimise", hangs)
    monkeypatch.setattr(side_by_side, "_HANGS_SECONDS", 0.1)
    model = Model(draw_instance(Random(0)))
    columns, cost = np.flatnonzero(model.highest > 0), model.costs["seats-filled"]
    for seconds in (2.0, None):  # None: it is stopped, as the other has closed
        answers = begin(model, columns, cost, SIDE_BY_SIDE, seconds).run(agree=False)
        assert list(answers) == [CP_SAT] and answers[CP_SAT].is_closed
    waiting, ended = [Part(columns, 0.5, np.zeros(len(model), dtype=np.int64)) for _ in range(3)], list[Answer]()
    apart(model, cost, SIDE_BY_SIDE, lambda: waiting.pop() if waiting else None, lambda _: None, ended.append)
    assert {answer.status for answer in ended} == {Status.OPTIMAL, Status.UNKNOWN}
    over.set()


def test_apart_an_error_of_a_solver_is_heard_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Answer:
        raise MemoryError

    monkeypatch.setattr(highs, "minimise", broken)
    model = Model(draw_instance(Random(0)))
    part = Part(np.flatnonzero(model.highest > 0), None, np.zeros(len(model), dtype=np.int64))
    with pytest.raises(MemoryError):
        apart(model, model.costs["quality"], SIDE_BY_SIDE, lambda: part, lambda _: None, lambda _: None)


@pytest.mark.parametrize("solver", [cp_sat, highs], ids=["CP-SAT", "HiGHS"])
def test_a_bound_that_is_enough_ends_a_solver_and_is_none_too_high(solver: Any) -> None:
    """What is not closed then still says at least so much, and never more than is true.

    HiGHS closes programs as small as these before it looks.
    """
    enders = 0
    for seed in SEEDS:
        model = Model(draw_instance(Random(seed)))
        columns, cost = np.flatnonzero(model.highest > 0), model.costs["quality"]
        whole = solver.minimise(model, columns, cost, PLAIN, None)
        if whole.bound is None:
            continue
        for enough in (-1e9, whole.bound - 1.0, whole.bound + 1.0):
            answer = solver.minimise(model, columns, cost, PLAIN, None, enough=enough)
            assert answer.bound is None or answer.bound <= whole.bound
            assert answer.is_closed or enough <= whole.bound
            enders += not answer.is_closed
    assert enders or solver is highs


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_to_be_closed_by_one_is_what_both_end_with(seed: int) -> None:
    said: list[Progress] = []
    outcome = goal_by_goal.solve(without_fairness(draw_instance(Random(seed))), replace(PLAIN, seed=seed), said.append)
    closed = [now for now in said if now.step.startswith("closed by")]
    results = outcome.schedule.certificate.goals if outcome.schedule and outcome.schedule.certificate else ()
    values = {result.goal: (result.value, result.bound) for result in results}
    assert all(now.gap == 0 and (now.best, now.bound) == values[str(now.goal)] for now in closed)


def test_some_goal_is_closed_by_one_solver_first() -> None:
    """The test above says nothing if none ever is."""
    steps: set[str] = set()
    for seed in SEEDS:
        goal_by_goal.solve(draw_instance(Random(seed)), PLAIN, lambda now: steps.add(now.step))
    assert "closed by CP-SAT" in steps


@pytest.mark.parametrize(("goal", "share"), [("quality", 0.4), ("fairness", 1.0)])
def test_fairness_has_time_although_quality_is_never_proven(
    goal: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had what little quality left, too little for a bound: two terms ended with the fairness they began with."""
    now = [0.0]

    def never_ending(*given: object, is_last: bool) -> Race:
        seconds = given[4]
        assert isinstance(seconds, float) and seconds > 0
        now[0] += max(seconds, 0.1)
        return Race({}, 0.0, None, in_turn=True)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(lexicographic, "begin", never_ending)
    monkeypatch.setattr(lexicographic, "survivors", lambda *_: (np.zeros(0, dtype=np.int64), -1.0))
    searching = goal_by_goal.Search(
        Model(draw_instance(Random(0))), Options(time_limit_seconds=100, started=0.0), lambda _: None
    )
    decision = next(each for each in searching.best.decisions if each.name == goal)
    searching._search_exactly(decision, None)
    left = searching._seconds(1)
    assert left is not None and now[0] == pytest.approx(share * (now[0] + left), rel=0.01)


def test_the_last_search_for_the_last_goal_has_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stopped at 99 of 120 s, and nothing came after."""
    given, last = list[float](), list[bool]()

    def never_ending(*arguments: object, is_last: bool) -> Race:
        seconds = arguments[4]
        assert isinstance(seconds, float)
        given.append(seconds)
        last.append(is_last)
        return Race({}, 0.0, None, in_turn=True)

    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    monkeypatch.setattr(lexicographic, "begin", never_ending)
    monkeypatch.setattr(lexicographic, "survivors", lambda *_: (np.zeros(0, dtype=np.int64), np.inf))
    for goal in ("quality", "fairness"):
        searching = goal_by_goal.Search(
            Model(draw_instance(Random(0))), Options(time_limit_seconds=100, started=0.0), lambda _: None
        )
        searching._search_exactly(next(each for each in searching.best.decisions if each.name == goal), None)
    left = searching._seconds(1)
    assert left is not None and given[1] == left and given[0] == pytest.approx(0.95 * 0.4 * left)
    assert last == [False, True]


@pytest.mark.parametrize("is_last", [False, True])
def test_who_is_asked_to_agree_has_all_the_time_where_nothing_comes_after(
    is_last: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was stopped after three times as long as the first had taken, however much of the limit was left."""
    truthful, stopped = highs.minimise, threading.Event()

    def late_one(*given: Any, **named: Any) -> Answer:
        halt = given[6]
        halt.ends(stopped.set)
        return Answer(Status.UNKNOWN, None, None) if stopped.wait(0.5) else truthful(*given, **named)

    monkeypatch.setattr(highs, "minimise", late_one)
    for name in ("_GRACE_SECONDS", "_GRACE_FACTOR"):
        monkeypatch.setattr(side_by_side, name, 0.0)
    model = Model(draw_instance(Random(0)))
    columns, cost = np.flatnonzero(model.highest > 0), model.costs["seats-filled"]
    answers = begin(model, columns, cost, SIDE_BY_SIDE, 60.0, is_last=is_last).run(agree=True)
    assert answers[CP_SAT].is_closed and answers[HIGHS].is_closed == is_last


def late(
    monkeypatch: pytest.MonkeyPatch, said: Callable[[Answer], Answer]
) -> tuple[Callable[[Progress], None], list[Progress]]:
    """HiGHS answers about quality only once fairness has begun; what is heard of the search, and all that was."""
    begun, heard = threading.Event(), list[Progress]()
    truthful = highs.minimise

    def minimise(*given: Any, **named: Any) -> Answer:
        about = heard[-1].goal
        answer = truthful(*given, **named)
        if about != "quality":
            return answer
        begun.wait(20)
        return said(answer)

    def hear(now: Progress) -> None:
        heard.append(now)
        if now.goal == "fairness":
            begun.set()

    monkeypatch.setattr(highs, "minimise", minimise)
    return hear, heard


LEFT_TO_SOLVERS = draw_instance(Random(2))  # its relaxation leaves quality and fairness to the solvers


def quality_of(hear: Callable[[Progress], None]) -> GoalResult:
    found = goal_by_goal.solve(LEFT_TO_SOLVERS, SIDE_BY_SIDE, hear).schedule
    assert found is not None and found.certificate is not None
    return next(result for result in found.certificate.goals if result.goal == "quality")


def test_fairness_begins_while_the_other_solver_is_asked_to_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waited for both, and at a limit of 90 s on a busy machine it was never reached."""
    hear, heard = late(monkeypatch, lambda answer: answer)
    quality = quality_of(hear)
    assert quality.proven and {"CP-SAT", "HiGHS"} <= set(quality.closed_by)
    steps = [(now.step, now.goal) for now in heard]
    assert steps.index(("decided", "quality")) < steps.index(("agreed", "quality"))
    decided = next(now for now in heard if now.step == "decided" and now.goal == "quality")
    assert decided.alone
    assert decided.schedule is not None and decided.schedule.certificate is not None
    said = next(result for result in decided.schedule.certificate.goals if result.goal == "quality")
    assert not said.proven and said.closed_by == ("CP-SAT",)


@pytest.mark.parametrize(
    "said",
    [
        lambda answer: replace(answer, bound=answer.bound - 1),
        lambda answer: Answer(Status.UNKNOWN, None, None),
        lambda answer: Answer(Status.INFEASIBLE, None, None),
    ],
    ids=["better is possible", "nothing", "impossible"],
)
def test_what_the_other_does_not_agree_with_later_is_not_proven(
    said: Callable[[Answer], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    hear, heard = late(monkeypatch, said)
    quality = quality_of(hear)
    assert not quality.proven and "HiGHS" not in quality.closed_by
    assert ("not agreed", "quality") in [(now.step, now.goal) for now in heard]
