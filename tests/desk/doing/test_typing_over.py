"""What waits in a plan's workbook: how many edits, how many of them break a rule; what cannot be read is no "none"."""

from datetime import date
from pathlib import Path

import pytest

from models.planned import State
from scheduler.changes.edits import Edit
from scheduler.desk.doing.typing_over import Waiting, judge, waiting
from scheduler.desk.planned.judging import opened
from tests.desk.planned.test_plan_workbook import exported, stored, type_over


def test_edits_and_those_that_break_a_rule_are_counted(tmp_path: Path) -> None:
    facts, schedule = stored()
    first, second = [one for one in schedule.reviews if one.slot and one.reviewers][:2]
    hub = facts.school_by_id[facts.review_by_id[first.review].host].hub
    of_it = next(one.id for one in facts.reviewers if facts.school_by_id[one.school].hub == hub)
    path = exported(tmp_path, facts, schedule)
    assert waiting(path, facts, {}, tmp_path / "plan.json") == Waiting()
    edits = (
        Edit(first.review, "seat", first.reviewers[0], of_it),
        Edit(second.review, "seat", second.reviewers[0], None),
    )
    type_over(path, edits)
    found = waiting(path, facts, {}, tmp_path / "plan.json")
    assert (found.edits, found.breaking, found.wrong) == (2, 1, ())
    assert found.parts == judge(opened(path, facts, {}, None), date(2018, 9, 2)).parts


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"id,name\n"])
def test_a_workbook_that_cannot_be_read_says_why(content: bytes, tmp_path: Path) -> None:
    facts, schedule = stored()
    path = exported(tmp_path, facts, schedule)
    path.write_bytes(content)
    found = waiting(path, facts, {}, tmp_path / "plan.json")
    assert found.wrong and not found.edits


def test_each_cell_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot and one.reviewers)
    path = exported(tmp_path, facts, schedule)
    type_over(path, (Edit(planned.review, "seat", planned.reviewers[0], State.DRAFT),))
    (problem,) = waiting(path, facts, {}, tmp_path / "plan.json").wrong
    assert "Plan" in problem.where and "draft" in problem.value
