"""From what has happened to the letters, and back: each step says what the command says."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from models.history import Proposal
from models.schedule import Schedule
from scheduler.cli import main
from scheduler.desk.letters.posting import Post
from scheduler.plan import Plan
from scheduler.storage import load_instance, load_plan
from scheduler.storage.proposals import load_proposals, proposals_path
from scheduler.storage.versions import history
from tests.page.browsing import browser, ended, id_of, mark_of, plan_folder, words


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the repairs of a drop-out beside its plan, sought through the page; and who dropped out."""
    folder = plan_folder(tmp_path_factory.mktemp("home"), "three-hubs")
    who = schedule(folder).reviews[0].reviewers[0]
    with browser(folder) as client:
        answer = client.post(f"/plans/{id_of(client)}/changes/drop-out", data=drop_out(folder, who))
        assert answer.status_code == 200, words(answer)
        ended(client, str(answer.url).rpartition("/")[2])
    return folder, who


def goals(one: Proposal) -> list[tuple[str, int, int]]:
    certificate = one.schedule.certificate if one.schedule else None
    return [(goal.goal, goal.final, goal.bound) for goal in certificate.goals] if certificate else []


def plan_of(folder: Path) -> Plan:
    return Plan(*load_plan(folder / "plan.json", load_instance("three-hubs")))


def schedule(folder: Path) -> Schedule:
    return plan_of(folder).schedule


def drop_out(folder: Path, who: str) -> dict[str, Any]:
    return {"mark": mark_of(folder), "once": "1", "notice": "2018-09-03", "person": who, "then": "seek"}


def copied(found: tuple[Path, str], to: Path) -> Path:
    for file in found[0].iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


def test_the_repairs_are_those_of_the_command(found: tuple[Path, str], tmp_path: Path) -> None:
    folder, who = found
    (tmp_path / "plan.json").write_bytes((folder / "plan.json").read_bytes())
    plan = str(tmp_path / "plan.json")
    asked = ["reschedule", "three-hubs", plan, "drop-out", f"person={who}", "--on", "2018-09-03"]
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0, said.output
    by_page, by_command = (load_proposals(proposals_path(one / "plan.json")) for one in (folder, tmp_path))
    assert by_page.changes == by_command.changes
    assert [(one.kind, one.status) for one in by_page.repairs] == [(one.kind, one.status) for one in by_command.repairs]
    assert list(map(goals, by_page.repairs)) == list(map(goals, by_command.repairs))


def test_the_price_of_one_more_call_is_that_of_the_command(found: tuple[Path, str], tmp_path: Path) -> None:
    folder = copied(found, tmp_path)
    with browser(folder) as client:
        home = f"/plans/{id_of(client)}"
        assert "What would one more call save?" in words(client.get(f"{home}/repairs"))
        said = words(client.post(f"{home}/repairs/calls", data={"mark": mark_of(folder)}))
        assert "What would one more call save?" not in said
        priced = ended(client, client.app.state.page.jobs.all()[0].id).result  # type: ignore[attr-defined]
        said = words(client.get(f"{home}/repairs"))
        assert all(part in said for part in priced.parts() if isinstance(part, str))
        assert all(level.is_proven for level in priced.front.levels)


def test_what_is_wrong_with_a_form_stands_in_it(tmp_path: Path) -> None:
    plan_folder(tmp_path, "three-hubs")
    with browser(tmp_path) as client:
        answer = client.post(f"/plans/{id_of(client)}/changes/drop-out", data=drop_out(tmp_path, "R9999"))
        assert answer.status_code == 422
        assert "R9999" in words(answer)
        assert 'value="R9999"' in answer.text
        assert not client.app.state.page.jobs.all()  # type: ignore[attr-defined]


def test_several_changes_are_sought_together(tmp_path: Path) -> None:
    plan_folder(tmp_path, "three-hubs")
    first, second = schedule(tmp_path).reviews[0].reviewers[0], schedule(tmp_path).reviews[1].reviewers[0]
    with browser(tmp_path) as client:
        home = f"/plans/{id_of(client)}/changes"
        answer = client.post(f"{home}/drop-out", data=drop_out(tmp_path, first) | {"then": "more"})
        assert f"{first} dropped out" in words(answer)
        so_far = answer.url.params["so_far"]
        answer = client.post(f"{home}/drop-out", data=drop_out(tmp_path, second) | {"so_far": so_far})
        assert f"{first} dropped out" in words(answer)
        assert f"{second} dropped out" in words(answer)
        client.post(f"{answer.url!s}/stop")


def test_apply_letters_undo_and_bring_back(found: tuple[Path, str], tmp_path: Path) -> None:
    folder = copied(found, tmp_path)
    before, who = mark_of(folder), found[1]
    with browser(folder) as client:
        home = f"/plans/{id_of(client)}"
        assert "Apply repair 1" in words(client.get(f"{home}/repairs"))
        letters = client.post(f"{home}/repairs/apply", data={"mark": before, "number": "1", "by": "the QA lead"})
        assert letters.url.path == f"{home}/letters"
        assert all(one.to.who in words(letters) for one in Post(plan_of(folder), date(2018, 9, 3)).news.letters)
        assert who not in schedule(folder).reviews[0].reviewers
        assert "by the QA lead" in words(client.get(f"{home}/history"))

        written = client.post(f"{home}/letters", data={"mark": mark_of(folder), "on": "2018-09-03"})
        assert (folder / "plan-letters" / "cover.txt").exists() or list(folder.glob("plan-letters*/cover.txt"))
        archive = re.search(r'href="([^"]+\.zip)"', written.text)
        assert archive
        assert client.get(archive[1]).content.startswith(b"PK")

        undone = client.post(f"{home}/undo", data={"mark": mark_of(folder), "by": ""})
        assert "is taken back" in words(undone)
        assert who in schedule(folder).reviews[0].reviewers
        client.post(f"{home}/bring-back", data={"mark": mark_of(folder), "step": "1"})
        assert who not in schedule(folder).reviews[0].reviewers
        assert [entry.what for entry in history(folder / "plan.json")][-1] == "as step 1 left it"
        assert client.get(f"{home}/compare?before=0").status_code == 200


def test_who_comes_second_is_shown_both(found: tuple[Path, str], tmp_path: Path) -> None:
    folder = copied(found, tmp_path)
    seen = mark_of(folder)
    with browser(folder) as client:
        home = f"/plans/{id_of(client)}"
        client.post(f"{home}/repairs/apply", data={"mark": seen, "number": "1", "by": "first"})
        first = (folder / "plan.json").read_bytes()
        second = client.post(f"{home}/repairs/apply", data={"mark": seen, "number": "2", "by": "second"})
        assert second.status_code == 409
        assert "Step 1, by first" in words(second)
        assert found[1] in words(second)
        assert (folder / "plan.json").read_bytes() == first


def test_every_version_can_be_opened(found: tuple[Path, str], tmp_path: Path) -> None:
    folder = copied(found, tmp_path)
    with browser(folder) as client:
        home = f"/plans/{id_of(client)}"
        client.post(f"{home}/repairs/apply", data={"mark": mark_of(folder), "number": "1"})
        assert "as step 1 left it" in words(client.get(f"{home}?version=1"))
        assert client.get(f"{home}?version=7").status_code == 404
