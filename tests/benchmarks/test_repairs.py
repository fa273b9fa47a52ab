"""What is drawn for repairs can happen, and the table says what was proven, how soon, and what was left open."""

from benchmarks.machine import ROOT
from benchmarks.repairs import INSTANCES, Measured, drawn, report
from scheduler.changes.refusals import problems
from scheduler.storage import load_instance, load_plan


def test_every_drawn_change_can_happen() -> None:
    name = INSTANCES[0]
    instance, schedule = load_plan(str(ROOT / "solutions" / f"{name}.json"), load_instance(name))
    found = list(drawn(schedule))
    assert len(found) == 34
    for _, changes in found:
        assert not problems(instance, schedule, changes)


def test_the_table_says_what_was_proven_and_what_was_not() -> None:
    found = [
        (INSTANCES[0], Measured("ten", 3.0, 4.0, 9.0, "")),
        (INSTANCES[0], Measured("ten", 5.0, None, None, "quality 12, bound 11")),
        (INSTANCES[1], Measured("snow", None, None, None, "change-kept-small 4, bound 3")),
    ]
    text = report(found)
    assert "| ten | 4.0, 5.0 (2 of 2) | 4.0, 4.0 (1 of 2) | 9.0, 9.0 (1 of 2) |" in text
    assert "| snow | - (0 of 1) | - (0 of 1) | - (0 of 1) |" in text
    assert "Open: ten: quality 12, bound 11." in text
