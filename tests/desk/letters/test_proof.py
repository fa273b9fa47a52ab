"""That no repair could have told fewer is said only where it is proven, and of letters that tell just the repair."""

from typing import Any

import pytest

from models.schedule import Certificate, GoalResult, Status
from scheduler.changes.who_is_told import news as told_by_repair
from scheduler.desk.letters.news import news
from scheduler.desk.letters.proof import fewest_told
from scheduler.plan import Plan
from tests import tiny
from tests.desk.letters.test_news import WORLD, A
from tests.desk.letters.test_reasons import repaired

NOT_PROVEN = "That no repair could tell fewer is not proven."


def said(*, among: str = "", bound: int = 0, **goal: Any) -> str:
    """Of the repair in which R3 comes for R2, who dropped out: R3 is told, R2 knows."""
    plan = repaired("R1", "R3")
    counted = sum(one.counts for one in told_by_repair(plan.instance, plan.schedule))
    fields = {"value": counted, "bound": counted + bound, "final": counted, "unit": "times told"}
    shown = {"proven": True, "closed_by": ("relaxation",)}
    goals = (
        GoalResult(goal="reviews-held", value=0, bound=0, final=0, unit="reviews", **shown),
        GoalResult(**({"goal": "change-kept-small"} | fields | shown | goal)),
    )
    certificate = Certificate(status=Status.OPTIMAL, goals=goals, among=among, instance_sha256="")
    proven = Plan(plan.instance, plan.schedule.model_copy(update={"certificate": certificate}))
    return fewest_told(proven, news(proven))


def test_what_is_proven_is_said() -> None:
    """R3 hears of it at less than ten school days' notice, which counts twice."""
    assert said() == (
        "The repair tells 1 person, which the policy counts as 2 (leads, short notice and booked travel count more). "
        "Proven: no repair that does as well by reviews held could have told fewer, as the policy counts."
    )


def test_the_best_of_a_kind_is_the_best_of_its_kind_only() -> None:
    assert "Proven: of the repairs that swap people, none that does as well" in said(among="repairs that swap people")


@pytest.mark.parametrize("wrong", [{"proven": False}, {"bound": -1}, {"goal": "quality"}, {"closed_by": ("HiGHS",)}])
def test_what_is_not_proven_is_said_not_to_be(wrong: dict[str, Any]) -> None:
    assert said(**wrong).endswith(NOT_PROVEN)


def test_without_a_certificate_nothing_is_proven() -> None:
    plan = repaired("R1", "R3")
    assert fewest_told(plan, news(plan)).endswith(NOT_PROVEN)


def test_letters_of_more_than_the_repair_claim_nothing() -> None:
    plan = repaired("R1", "R3")
    nobody_told = Plan(plan.instance, plan.schedule.model_copy(update={"told": ()}))
    assert "nothing is claimed about the fewest" in fewest_told(nobody_told, news(nobody_told))


def test_a_schedule_that_repairs_none_says_nothing() -> None:
    plan = tiny.plan(WORLD, A)
    assert fewest_told(plan, news(plan)) == ""
