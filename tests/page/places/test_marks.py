"""Marks set by the page are those that the command sets, and never upon a plan that somebody has changed."""

from pathlib import Path

import pytest

from models.schedule import Schedule
from scheduler.changes.marking import marked, places
from scheduler.page.deeds import Do
from scheduler.plan import Plan
from scheduler.storage import load_instance, load_plan
from scheduler.storage.versions import history
from tests.page.browsing import browser, id_of, mark_of, plan_folder, words


def plan_of(folder: Path) -> Plan:
    return Plan(*load_plan(folder / "plan.json", load_instance("two-schools")))


@pytest.mark.parametrize("do", [one for one in Do if one not in (Do.ABSENT, Do.ATTENDED)])
def test_each_button_marks_what_the_command_marks(tmp_path: Path, do: Do) -> None:
    plan = plan_of(plan_folder(tmp_path))
    with browser(tmp_path) as client:
        answer = client.post(
            f"/plans/{id_of(client)}/mark",
            data={"mark": mark_of(tmp_path), "review": "review-ash", "do": do.value, "place": "review-ash/lead"},
        )
        assert answer.status_code == 200 and f"Written: {do.label.lower()}" in words(answer)
    expected: Schedule = marked(plan.schedule, places(plan, ["review-ash/lead"]), do.marks())[0]
    assert plan_of(tmp_path).schedule.states == expected.states


def test_nothing_ticked_is_all_of_it_and_history_says_who_and_why(tmp_path: Path) -> None:
    plan = plan_of(plan_folder(tmp_path))
    with browser(tmp_path) as client:
        data = {
            "mark": mark_of(tmp_path),
            "review": "review-ash",
            "do": "pin",
            "by": "the QA lead",
            "why": "they asked",
        }
        client.post(f"/plans/{id_of(client)}/mark", data=data)
    expected = marked(plan.schedule, places(plan, ["review-ash"]), Do.PIN.marks())[0]
    assert plan_of(tmp_path).schedule.states == expected.states
    (step,) = history(tmp_path / "plan.json")
    assert (step.by, step.why) == ("the QA lead", "they asked")


def test_who_was_absent_needs_a_day_and_says_who_came_instead(tmp_path: Path) -> None:
    plan = plan_of(plan_folder(tmp_path))
    there = plan.planned("review-ash")
    assert there.slot is not None
    person = there.reviewers[0]
    with browser(tmp_path) as client:
        data = {"mark": mark_of(tmp_path), "review": "review-ash", "place": f"review-ash/{person}", "do": "absent"}
        refused = client.post(f"/plans/{id_of(client)}/mark", data=data)
        assert refused.status_code == 422 and "Give the day on which it became known" in words(refused)
        too_early = client.post(f"/plans/{id_of(client)}/mark", data={**data, "on": "2000-01-01"})
        assert too_early.status_code == 422 and "which begins on" in words(too_early)
        client.post(f"/plans/{id_of(client)}/mark", data={**data, "on": there.slot.isoformat()})
    (states,) = plan_of(tmp_path).schedule.states
    assert states.absent == {person: None}


def test_a_form_sent_twice_is_one_step_and_a_stale_one_none(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        data = {"mark": mark_of(tmp_path), "review": "review-ash", "do": "pin", "once": "a"}
        answers = [client.post(f"/plans/{id_of(client)}/mark", data=data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        stale = client.post(f"/plans/{id_of(client)}/mark", data={**data, "once": "b", "do": "unpin"})
        assert stale.status_code == 409 and "Somebody was first" in words(stale)
    assert len(history(tmp_path / "plan.json")) == 1


def test_what_cannot_be_marked_is_said_beside_the_form(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        data = {"mark": mark_of(tmp_path), "review": "review-ash", "do": "pin", "place": "review-ash/R99"}
        answer = client.post(f"/plans/{id_of(client)}/mark", data=data)
        assert answer.status_code == 422
        assert "lead, or who is there" in words(answer) and "Mark what is ticked" in words(answer)
