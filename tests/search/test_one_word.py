"""What one solver alone has closed is shown as not proven, with its name, wherever a schedule is shown."""

from random import Random
from types import ModuleType

import pytest

from models.instance import Instance
from models.schedule import Certificate, Schedule, Status
from scheduler.checking import certify
from scheduler.plan import Plan
from scheduler.search.goal_by_goal import solve
from scheduler.showing.printing import PIPED_WIDTH
from scheduler.showing.progress import line
from scheduler.showing.reports import ending, judge
from scheduler.showing.summary import overview
from scheduler.showing.table import render
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Progress
from tests.drawing import draw_instance
from tests.lying import lying, nothing
from tests.solving import PLAIN

OPEN = draw_instance(Random(2))  # its relaxation leaves quality and fairness to the solvers


def certified(instance: Instance, silent: ModuleType | None) -> tuple[Schedule, Certificate, Status]:
    """The best schedule where one solver never answers."""
    if silent is None:
        found = solve(instance, PLAIN)
    else:
        with lying(nothing, Random(0), silent):
            found = solve(instance, PLAIN)
    assert found.schedule is not None and found.schedule.certificate is not None
    return found.schedule, found.schedule.certificate, found.status


def said_of(instance: Instance, schedule: Schedule) -> str:
    words = render(overview(Plan(instance, schedule)), width=PIPED_WIDTH)
    return " ".join(words.split("Goals in their order")[1].split("Indicators")[0].split())


@pytest.mark.parametrize(("silent", "alone", "other"), [(highs, "CP-SAT", "HiGHS"), (cp_sat, "HiGHS", "CP-SAT")])
def test_what_one_solver_alone_has_closed_is_not_proven(silent: ModuleType, alone: str, other: str) -> None:
    schedule, certificate, status = certified(OPEN, silent)
    quality = next(result for result in certificate.goals if result.goal == "quality")
    assert (quality.value, quality.closed_by, quality.proven) == (quality.bound, (alone,), False)
    assert not certificate.is_agreed and not certificate.proves("quality")
    assert certificate.proves("seats-filled")  # the relaxation shows that
    assert status == certificate.status == Status.FEASIBLE
    certify(OPEN, schedule)
    words = said_of(OPEN, schedule)
    assert f"{alone} alone says" in words and f"{other} has not" in words and "no schedule is better" not in words
    assert ending(status, certificate, OPEN.policy).startswith("Not proven: quality and fairness.")


def test_what_both_have_closed_is_proven() -> None:
    _, certificate, status = certified(OPEN, None)
    quality = next(result for result in certificate.goals if result.goal == "quality")
    assert quality.proven and set(quality.closed_by) >= {"CP-SAT", "HiGHS"}
    assert certificate.is_agreed and status == Status.OPTIMAL
    assert ending(status, certificate, OPEN.policy) == "Every goal is proven: no schedule is better."


def test_a_certificate_of_before_that_calls_it_proven_is_believed_no_further() -> None:
    """It holds by its own words, and is shown with what is missing."""
    schedule, certificate, _ = certified(OPEN, highs)
    goals = tuple(result.model_copy(update={"proven": True}) for result in certificate.goals)
    before = certificate.model_copy(update={"goals": goals, "status": Status.OPTIMAL})
    schedule = schedule.model_copy(update={"certificate": before})
    certify(OPEN, schedule)
    assert not before.is_agreed and not before.proves("quality")
    assert "no schedule is better" not in said_of(OPEN, schedule)
    assert ending(Status.OPTIMAL, before, OPEN.policy).startswith("Not proven: quality and fairness.")
    assert any("calls quality proven, which is not counted as proven" in note for note in judge(OPEN, schedule).notes)


def test_progress_says_whose_word_it_is() -> None:
    heard: list[Progress] = []
    with lying(nothing, Random(0), highs):
        solve(OPEN, PLAIN, heard.append)
    last = [now for now in heard if now.step == "decided" and now.goal == "quality"][-1]
    assert line(last).endswith("one solver's word")
    assert any(now.step == "closed by CP-SAT" and line(now).endswith("one solver's word") for now in heard)
    first = next(now for now in heard if now.step == "decided" and now.goal == "seats-filled")
    assert line(first).endswith("proven")
