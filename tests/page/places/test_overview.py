"""The overview says what the command says."""

import re
import shlex
from html import unescape
from pathlib import Path

import pytest

from models.planned import ReviewStates, State
from scheduler.changes.edits import Edit
from scheduler.cli import main
from scheduler.plan import Plan
from scheduler.showing.summary import achieved
from scheduler.storage import dumps, load_instance, load_plan
from tests.desk.planned.test_plan_workbook import exported, stored, type_over
from tests.page.browsing import browser, id_of, plan_folder, words


def test_it_says_what_show_says(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    plan = Plan(*load_plan(tmp_path / "plan.json", load_instance("two-schools")))
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}"))
        assert all(sentence in said for sentence in achieved(plan))
        assert "qa-scheduler show two-schools plan.json" in said


def test_it_says_what_is_next_and_where_it_is_done(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        text = client.get(f"/plans/{id_of(client)}").text
    assert "1 review is not held." in text and f"/plans/{text.split('/plans/')[1][:12]}/calendar?state=vacant" in text
    assert "qa-scheduler show two-schools plan.json --by week --state vacant" in text


@pytest.mark.parametrize("name", ["two-schools", "four-hubs-term"])
def test_the_commands_of_next_steps_are_ones_that_there_are(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """solve was once called with a plan and without -o, publish without a day."""
    plan_folder(tmp_path, name)
    file = tmp_path / "plan.json"
    _, schedule = load_plan(file, load_instance(name))
    states = (ReviewStates(review=schedule.reviews[0].review, slot=State.OFFERED),)
    file.write_text(dumps(schedule.model_copy(update={"states": states, "certificate": None})), "utf-8")
    monkeypatch.chdir(tmp_path)
    with browser(tmp_path) as client:
        text = client.get(f"/plans/{id_of(client)}").text
    steps = text[text.index('class="steps"') : text.index("At a glance")]
    called = [shlex.split(unescape(one))[1:] for one in re.findall(r"<code>(.*?)</code>", steps)]
    assert {one[0] for one in called} == {"show", "publish", "solve"}
    assert ["publish", name, "plan.json", "--on", "DAY"] in called
    for command, *rest in called:
        rest = ["2018-09-03" if word == "DAY" else word for word in rest]
        main.commands[command].make_context(command, rest)  # it refuses what it does not know, and what is missing


def test_what_is_typed_into_the_workbook_is_counted_and_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """It counted edits without saying that they break a rule, and a workbook that cannot be read as one without any."""
    facts, schedule = stored()
    book = exported(tmp_path, facts, schedule)
    planned = next(one for one in schedule.reviews if one.slot and one.reviewers)
    type_over(book, (Edit(planned.review, "seat", planned.reviewers[0], None),))
    with browser(tmp_path) as client:
        place = f"/plans/{id_of(client)}"
        assert "1 edit typed into the plan's workbook waits for an answer; it breaks no rule." in unescape(
            client.get(place).text
        )
        verdicts = words(client.get(f"{place}/files"))
        assert "1 edit: 1 allowed, 0 against a rule." in verdicts and "check three-hubs-24 plan.xlsx" in verdicts
        book.write_bytes(b"<script>no workbook")
        said = words(client.get(place))
        assert "The plan's workbook cannot be read, so what is typed there is not known" in said
        assert "qa-scheduler check three-hubs-24 plan.xlsx" in said
        assert "What was typed into it cannot be read" in words(client.get(f"{place}/files"))
        book.unlink()
        assert "typed into" not in words(client.get(place))
