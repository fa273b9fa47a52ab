"""When a run reached what."""

from math import inf

import pytest

from benchmarks.runs import Moment
from benchmarks.standing import (
    best,
    bounds,
    fairness_gap,
    last_gap,
    seconds_to_first,
    seconds_to_gap,
    seconds_to_gap_given,
    seconds_to_proof,
)
from tests.benchmarks.made import PROVEN, bound, found, run


def test_a_gap_is_a_share_of_the_km_travelled_by_what_was_known_then() -> None:
    # 1000 km: 1006 is 0.6 % above the bound, 1005 just 0.5 %.
    made = run(found(1, 1005), bound(2, quality=999), found(3, 1004), bound(4, quality=1000))
    assert seconds_to_gap(made, 0.006) == 2
    assert seconds_to_gap(made, 0.005) == 3
    assert seconds_to_gap(made, 0.004) == 4
    assert seconds_to_gap(made, 0.003) == inf
    assert last_gap(made) == pytest.approx(0.004)


def test_there_is_no_gap_while_an_earlier_goal_may_be_better() -> None:
    made = run(bound(1, quality=1000), found(2, 1000, seats=1), found(3, 1001))
    assert seconds_to_gap(made, 1.0) == 3
    assert seconds_to_first(made) == 2


def test_a_gap_given_the_goals_before_asks_nothing_of_them() -> None:
    before = run(bound(1, quality=1000), found(2, 1000, seats=1))
    assert seconds_to_gap(before, 0.01) == inf
    assert seconds_to_gap_given(before, 0.01) == 2


def test_all_goals_are_proven_when_all_are_at_their_bounds() -> None:
    assert seconds_to_proof(run(found(1, 1000), bound(2, quality=999), bound(5, quality=1000))) == 5
    assert seconds_to_proof(run(found(1, 1000), bound(2, quality=999))) == inf


def test_the_best_schedule_is_the_best_in_the_order_of_the_goals() -> None:
    made = run(found(1, 900, seats=1), found(2, 1000), found(3, 950, seats=1))
    kept = best(made)
    assert kept is not None
    assert kept.seconds == 2
    assert best(made, 0.5) is None


def test_what_breaks_a_rule_never_counts() -> None:
    assert best(run(found(1, 900, breach="R1 is in two places."))) is None
    assert seconds_to_first(run(found(1, 900, breach="R1 is in two places."))) == inf


def test_what_is_found_after_the_limit_never_counts() -> None:
    made = run(bound(1, quality=1000), found(61, 1000), limit_seconds=60.0)
    assert best(made) is None
    assert last_gap(made) == inf


def test_bounds_of_all_runs_are_taken_together() -> None:
    assert bounds([run(bound(1, quality=10)), run(bound(2, quality=12)), run()])["quality"] == 12
    assert "quality" not in bounds([run(found(1, 20))])


def test_fairness_is_measured_by_its_value_before_it_was_optimised() -> None:
    # Decided at 10 s with 2000 m beyond fair; 60 s later 1500 with a bound of 1300: 200 of 2000 are open.
    made = run(
        Moment(seconds=10, step="decided", goal="quality", values=PROVEN | {"quality": 5, "fairness": 2000}, km=9),
        Moment(seconds=20, step="found", values=PROVEN | {"quality": 5, "fairness": 1500}, km=9),
        Moment(seconds=30, step="relaxation", goal="fairness", bounds={"fairness": 1300}),
        Moment(seconds=90, step="found", values=PROVEN | {"quality": 5, "fairness": 1300}, km=9),
        limit_seconds=120.0,
    )
    assert fairness_gap(made, 60) == pytest.approx(0.10)
    assert fairness_gap(made, 80) == 0
    assert fairness_gap(run(found(1, 5)), 60) == inf
