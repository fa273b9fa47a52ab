import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instance import Instance
from models.policy import Goal
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler.checking import NotTrue, breaches, certify, check
from tests import tiny
from tests.drawing import effort

HELD = tiny.held("A", "L1", "R1")
VALUES = {"reviews-held": 0, "seats-filled": 1, "commitments-met": 0, "quality": 20, "fairness": 0}
"""Of a schedule with HELD, in `world`: one seat of two is empty, R1 travels 20 km."""


def world(*entries: tiny.Entry, home_hub: str = "hub-B") -> Instance:
    return tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=20, hub=home_hub)),
        tiny.review("A", size=2),
        tiny.lead("L1"),
        tiny.reviewer("R1", "B"),
        *entries,
        school_year="2018-19",
        terms_in_year=9,
    )


def certificate(status: Status = Status.FEASIBLE, **changes: Any) -> Certificate:
    """A true certificate of HELD, changed in quality's result as said."""
    results = []
    for goal, value in VALUES.items():
        result: dict[str, Any] = {"value": value, "bound": value, "final": value, "proven": True}
        results.append(GoalResult(goal=goal, unit="units", **(result | (changes if goal == "quality" else {}))))
    return Certificate(status=status, goals=tuple(results), instance_sha256="")


def claim(**fields: Any) -> Schedule:
    return tiny.schedule(HELD, certificate=certificate(**fields))


def reasons(instance: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Why the schedule is not true; empty where it is."""
    try:
        certify(instance, schedule)
    except NotTrue as not_true:
        return not_true.reasons
    return ()


def test_a_schedule_without_fault() -> None:
    report = check(world(), tiny.schedule(HELD))
    assert (report.breaches, report.breaches_off, report.waivers) == ((), (), ())
    assert report.values == {**VALUES, "change-kept-small": 0}
    assert [finding.message for finding in report.costs] == [
        "School A asked for 2 reviewers and has 1.",
        "L1 travels 0 km to the review at School A (VA).",
        "R1 of School B travels 20 km to the review at School A (VA).",
    ]


def test_breaches_of_all_rules_are_found() -> None:
    report = check(world(home_hub="hub-A"), tiny.schedule(tiny.held("A", None, "R1")))
    assert [finding.rule for finding in report.breaches] == ["outside-hub", "one-lead"]


def test_breaches_alone_are_those_of_the_report() -> None:
    """Of rules in force, in the same order; what is off is not looked at."""
    planned = tiny.schedule(tiny.held("A", None, "R1"))
    for without in ((), ("outside-hub",)):
        instance = world(tiny.policy(without=without), home_hub="hub-A")
        assert breaches(instance, planned) == check(instance, planned).breaches


def test_a_rule_that_is_off_is_still_checked() -> None:
    off = world(tiny.policy(without=("outside-hub",)), home_hub="hub-A")
    report = check(off, tiny.schedule(HELD))
    assert report.breaches == ()
    assert [finding.rule for finding in report.breaches_off] == ["outside-hub"]
    assert certify(off, tiny.schedule(HELD)) == report


def test_waivers_are_listed() -> None:
    waiver = tiny.waiver("outside-hub", "R1", "A")
    report = check(world(waiver, home_hub="hub-A"), tiny.schedule(HELD))
    assert report.breaches == ()
    assert report.waivers == (waiver,)


def test_certify_refuses_breaches_and_names_them_all() -> None:
    with pytest.raises(NotTrue) as caught:
        certify(world(home_hub="hub-A"), tiny.schedule(tiny.held("A", None, "R1")))
    assert caught.value.reasons == (
        "R1 of School B joins the review at School A (VA): both are in Hub hub-A.",
        "The review at School A (VA) begins on 2018-09-03 and has no lead.",
    )
    assert str(caught.value) == "\n".join(caught.value.reasons)


def test_breaches_and_contradictions_come_together() -> None:
    assert reasons(world(home_hub="hub-A"), claim(final=19, bound=19, value=19)) == (
        "R1 of School B joins the review at School A (VA): both are in Hub hub-A.",
        "Goal quality is said to be 19 units, and the recount gives 20.",
    )


@pytest.mark.parametrize("status", [Status.OPTIMAL, Status.FEASIBLE])
def test_a_true_certificate(status: Status) -> None:
    schedule = claim(status=status)
    assert certify(world(), schedule) == check(world(), schedule)


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN, Status.MODEL_INVALID])
def test_a_schedule_needs_a_status_that_allows_one(status: Status) -> None:
    assert reasons(world(), claim(status=status)) == (
        f"The certificate's status is {status.value}, yet there is a schedule.",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": 20, "bound": 19, "proven": False}, []),
        ({"value": 21, "bound": 20, "proven": False}, []),  # a later goal found a better one by chance
        ({"value": 20, "bound": 19}, ["Goal quality is said to be proven, with value 20 and bound 19."]),
        ({"proven": False}, ["Goal quality is said to be not proven, with value 20 and bound 20."]),
        ({"proven": False, "closed_by": ("CP-SAT",)}, []),  # one solver alone proves nothing
        (
            {"proven": False, "closed_by": ("CP-SAT", "HiGHS")},
            ["Goal quality is said to be not proven, with value 20 and bound 20."],
        ),
        (
            {"value": 20, "bound": 21, "proven": False},
            [
                "Goal quality was decided at 20, below its own bound 21.",
                "Goal quality ends at 20, below its own bound 21.",
            ],
        ),
        ({"value": 21, "bound": 21}, ["Goal quality ends at 20, below its own bound 21."]),
        (
            {"value": 19, "bound": 19},
            ["Goal quality was decided at 19 and ends at 20: at most 19 was allowed."],
        ),
        (
            {"final": 21},
            [
                "Goal quality is said to be 21 units, and the recount gives 20.",
                "Goal quality was decided at 20 and ends at 21: at most 20 was allowed.",
            ],
        ),
    ],
)
def test_contradictions(changes: dict[str, Any], expected: list[str]) -> None:
    assert reasons(world(), claim(**changes)) == tuple(expected)


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ({"tolerance": 0}, ["Goal quality was decided at 17 and ends at 20: at most 17 was allowed."]),
        ({"tolerance": 2}, ["Goal quality was decided at 17 and ends at 20: at most 19 was allowed."]),
        ({"tolerance": 3}, []),
        ({"tolerance_percent": 17.6}, ["Goal quality was decided at 17 and ends at 20: at most 19 was allowed."]),
        ({"tolerance_percent": 17.7}, []),
        ({"tolerance_percent": 6, "tolerance": 2}, []),
    ],
)
def test_later_goals_use_no_more_than_the_tolerance(goal: dict[str, Any], expected: list[str]) -> None:
    goals = [{"goal": name} | (goal if name == "quality" else {}) for name in VALUES]
    assert reasons(world(tiny.policy(goals=goals)), claim(value=17, bound=17)) == tuple(expected)


@pytest.mark.parametrize(
    ("value", "tolerance", "percent", "most"),
    [
        (100, 0, 0, 100),
        (100, 7, 0, 107),
        (199, 0, 1, 200),
        (10_000, 0, 0.57, 10_057),  # binary fractions make 10,056 of it
        (200, 0, 1, 202),
        (200, 3, 50, 303),
        (-200, 0, 1, -198),
    ],
)
def test_how_far_later_goals_may_raise_one(value: int, tolerance: int, percent: float, most: int) -> None:
    assert Goal(goal="quality", tolerance=tolerance, tolerance_percent=percent).highest(value) == most


@effort(100)
@given(hundredths=st.integers(0, 10_000), value=st.integers(-(10**7), 10**7))
def test_a_percentage_with_decimals_is_exact(hundredths: int, value: int) -> None:
    """As many as whole-number arithmetic makes of the hundredths of a percent, never one less."""
    goal = Goal.model_validate_json(f'{{"goal": "quality", "tolerance_percent": {Decimal(hundredths) / 100}}}')
    assert goal.highest(value) == value + floor(Fraction(hundredths, 10_000) * abs(value))


def test_optimal_needs_a_proof_of_every_goal() -> None:
    assert reasons(world(), claim(status=Status.OPTIMAL, bound=19, proven=False)) == (
        "The certificate's status is optimal, yet these goals are not proven: quality.",
    )
    some = certificate(Status.OPTIMAL)
    without = some.model_copy(update={"goals": some.goals[1:4]})
    assert reasons(world(), tiny.schedule(HELD, certificate=without)) == (
        "The certificate's status is optimal, yet these goals are not proven: reviews-held, fairness.",
    )


def test_a_feasible_schedule_may_have_decided_some_goals_only() -> None:
    some = certificate()
    first = some.model_copy(update={"goals": some.goals[:2]})
    assert reasons(world(), tiny.schedule(HELD, certificate=first)) == ()


def test_goals_stand_in_the_policys_order_once_and_are_known() -> None:
    told = certificate().goals
    ordered = "not in the policy's order ['reviews-held', 'seats-filled', 'commitments-met', 'quality', 'fairness']."
    for goals in ((told[1], told[0]), (told[0], told[0]), (told[0].model_copy(update={"goal": "wealth"}),)):
        wrong = certificate().model_copy(update={"goals": goals})
        assert reasons(world(), tiny.schedule(HELD, certificate=wrong)) == (
            f"The certificate lists the goals {[result.goal for result in goals]}, {ordered}",
        )


def test_checking_loads_no_solver() -> None:
    loaded = "import scheduler.checking, sys; print(sorted({'ortools', 'highspy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
