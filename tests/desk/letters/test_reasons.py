"""Why something changes for somebody: in a letter without the name of anybody else."""

from datetime import date
from typing import Any

import pytest

from models.change import DropOut
from models.schedule import Schedule
from models.told import Role
from scheduler.changes.kind import ChangeKind
from scheduler.changes.kinds import KINDS
from scheduler.desk.letters.lines import Recipient
from scheduler.desk.letters.news import news
from scheduler.desk.letters.reasons import Causes, Why
from scheduler.plan import Plan
from scheduler.repairs.rescheduling import situation_after, stamped
from tests import tiny
from tests.desk.letters.test_news import WORLD, A, told

ILL = DropOut(notice=date(2018, 8, 20), person="R2", review="VA", why="in hospital")


def repaired(*team: str) -> Plan:
    """The review at A with another team, after R2 dropped out."""
    before = told(A)
    effective, changes = situation_after(WORLD, before, [ILL])
    return Plan(effective, stamped(tiny.schedule(tiny.held("A", "L1", *team)), before, changes, effective))


def whys(plan: Plan) -> dict[str, Why]:
    causes = Causes(plan)
    return {letter.to.who: causes.why(letter.to, letter.events[0]) for letter in news(plan).letters}


def test_who_caused_it_reads_it_otherwise_than_the_others() -> None:
    in_full = "R2 dropped out (in hospital)"
    others = Why(in_full, "somebody cannot come")
    assert whys(repaired("R1", "R3")) == {
        "A": others,
        "L1": others,
        "R2": Why(in_full, "you cannot come"),
        "R3": others,
    }


def test_what_was_typed_over_has_no_reason_of_ours() -> None:
    """No change led to it: somebody wanted R3 there."""
    plan = repaired("R1", "R3")
    assert plan.instance.before is not None
    before = plan.instance.before.model_copy(update={"changes": 1})  # all that happened was there before
    typed = plan.instance.repairing(before), plan.schedule.model_copy(update={"before": before})
    assert set(whys(Plan(*typed)).values()) == {Why()}


def test_what_something_else_changed_has_no_reason() -> None:
    """After the letters R3's seat was emptied by hand: as if the repair had left it empty."""
    plan = repaired("R1", "R3")
    edited = plan.schedule.model_copy(update={"told": news(plan).told, "reviews": (tiny.held("A", "L1", "R1"),)})
    assert whys(Plan(plan.instance, edited))["R3"] == Why()


def test_a_schedule_that_repairs_none_has_no_reasons() -> None:
    schedule: Schedule = tiny.schedule(A)
    plan = Plan(WORLD, schedule)
    letter = news(plan).letters[0]
    assert letter.to == Recipient(Role.HOST, "A")
    assert Causes(plan).why(letter.to, letter.events[0]) == Why()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_change_can_be_told_to_anybody(kind: ChangeKind[Any]) -> None:
    assert kind.to_anybody and "you" not in kind.to_anybody.split()
    assert not kind.to_themselves or "you" in kind.to_themselves
