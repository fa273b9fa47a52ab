"""What if and stress: scenarios are files of changes in the folder, and the answers are those of the commands."""

import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.desk.doing.keeping_scenarios import kept_in
from scheduler.desk.doing.scenarios import compare
from scheduler.page.places import stress, whatif
from scheduler.page.server.jobs import Job
from scheduler.repairs.scenarios import Scenario
from scheduler.repairs.stressing import Chances, draw
from scheduler.showing.table import Table, readable
from scheduler.storage import load_instance, load_schedule
from tests.page.browsing import browser, ended, id_of, plan_folder, words

CANCEL = {"kind": "cancel-review", "notice": "2018-09-03", "review": "review-ash", "reason": "ofsted"}


def keep(client: TestClient, name: str, **fields: str) -> Any:
    return client.post(f"/plans/{id_of(client)}/whatif/change", data={**CANCEL, "name": name, **fields})


def job_of(client: TestClient, answer: Any) -> Job:
    assert answer.status_code == 200, words(answer)
    return ended(client, answer.url.path.rpartition("/")[2])


def test_scenarios_are_solved_as_the_command_does(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    facts = load_instance("two-schools")
    made = load_schedule(tmp_path / "plan.json", facts)
    with browser(tmp_path) as client:
        assert keep(client, "ofsted at Ash").status_code == 200
        (kept,) = kept_in(tmp_path, facts, made)
        assert (kept.path.name, kept.wrong) == ("ofsted at Ash.changes.json", ())
        form = {"scenario": kept.name, "seconds": "20", "workers": "1", "once": "1"}
        job = job_of(client, client.post(f"/plans/{id_of(client)}/whatif", data=form))
        answer = client.get(f"/jobs/{job.id}")
        said, picture = words(answer), client.get(f"/jobs/{job.id}/picture.svg")
    found = compare(facts, made, [Scenario(kept.name, kept.changes)], 20.0, 1)
    (table,) = (part for part in found.parts() if isinstance(part, Table))
    for cell in table.rows[1]:
        assert readable(cell) in said
    assert picture.text == found.picture
    assert "qa-scheduler whatif two-schools plan.json 'ofsted at Ash.changes.json' --time-limit-seconds 20" in said


def test_changes_come_into_a_scenario_and_out_of_it(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    facts = load_instance("two-schools")
    made = load_schedule(tmp_path / "plan.json", facts)
    with browser(tmp_path) as client:
        keep(client, "both")
        (kept,) = kept_in(tmp_path, facts, made)
        besides = {"scenario": "both", "sha256": kept.sha256, "kind": "person-leaves", "notice": "2018-09-02"}
        besides["person"] = facts.reviewers[0].id
        assert "both" in words(client.get(f"/plans/{id_of(client)}/whatif/change", params={"scenario": "both"}))
        assert keep(client, "both", **besides).status_code == 200
        assert keep(client, "both", **besides).status_code == 422, "it was shown before the first"
        (kept,) = kept_in(tmp_path, facts, made)
        assert [str(one.notice) for one in kept.changes] == ["2018-09-02", "2018-09-03"]
        out = {"scenario": "both", "number": "1", "sha256": kept.sha256}
        assert client.post(f"/plans/{id_of(client)}/whatif/without", data=out).status_code == 200
        (kept,) = kept_in(tmp_path, facts, made)
        assert len(kept.changes) == 1
        client.post(f"/plans/{id_of(client)}/whatif/without", data={**out, "sha256": kept.sha256})
        assert kept_in(tmp_path, facts, made) == ()


def test_what_is_wrong_stands_in_the_form_and_nothing_is_kept(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        for name, fields in (
            ("x", {"review": "<script>alert(1)</script>"}),
            ("x", {"notice": "yesterday"}),
            ("../x", {}),
            ("", {}),
            ("x", {"kind": "type-over"}),
        ):
            answer = keep(client, name, **fields)
            assert answer.status_code == 422
            assert "xpected" in words(answer)
            assert "<script>alert" not in answer.text
        assert keep(client, "x").status_code == 200
        assert keep(client, "x").status_code == 422, "it is there already"
        assert client.post(f"/plans/{id_of(client)}/whatif", data={"once": "1"}).status_code == 422
        assert client.get("/jobs/nothing/picture.svg").status_code == 404
    assert [path.name for path in tmp_path.glob("*.changes.json")] == ["x.changes.json"]


def test_a_scenario_that_does_not_fit_says_why(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    (tmp_path / "other.changes.json").write_text('{"format": 1, "changes": [{"kind": "no <b>kind</b>"}]}')
    (tmp_path / "broken.changes.json").write_text("{")
    with browser(tmp_path) as client:
        answer = client.get(f"/plans/{id_of(client)}/whatif")
        assert words(answer).count("It does not fit this plan") >= 2
        assert "<b>kind" not in answer.text
        form = {"scenario": ["other", "broken"], "once": "1"}
        assert client.post(f"/plans/{id_of(client)}/whatif", data=form).status_code == 422


@pytest.mark.parametrize("changed", [{"seconds": "inf"}, {"workers": "0"}, {"anew": "maybe"}])
def test_a_wrong_way_to_solve_is_refused(tmp_path: Path, changed: dict[str, str]) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        form = {"scenario": "x", "once": "1", **changed}
        assert client.post(f"/plans/{id_of(client)}/whatif", data=form).status_code == 422


def test_anew_stands_beside_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def noted(*given: Any, anew: bool) -> Any:
        asked.append((given[2], anew))
        raise ValueError("noted")

    monkeypatch.setattr(whatif, "compare", noted)
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        keep(client, "x")
        answer = client.post(f"/plans/{id_of(client)}/whatif", data={"scenario": "x", "once": "1", "anew": "true"})
        page: Any = client.app.state.page  # type: ignore[attr-defined]
        job = page.jobs.get(answer.url.path.rpartition("/")[2])
        while not job.has_ended:
            threading.Event().wait(0.01)
        assert "--anew" in job.about["command"]
    (((nothing, _), anew),) = asked
    assert (nothing.changes, anew) == ((), True)


def test_stress_is_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def noted(*given: Any) -> Any:
        asked.append(given[:6])
        raise ValueError("noted")

    monkeypatch.setattr(stress, "stress", noted)
    plan_folder(tmp_path)
    facts = load_instance("two-schools")
    made = load_schedule(tmp_path / "plan.json", facts)
    with browser(tmp_path) as client:
        assert "Stress" in words(client.get(f"/plans/{id_of(client)}/stress"))
        form = {"runs": "3", "cancelled": "50", "people": "4", "seconds": "9", "workers": "1", "once": "1"}
        answer = client.post(f"/plans/{id_of(client)}/stress", data=form)
        page: Any = client.app.state.page  # type: ignore[attr-defined]
        job = page.jobs.get(answer.url.path.rpartition("/")[2])
        while not job.has_ended:
            threading.Event().wait(0.01)
        assert (
            "stress two-schools plan.json --runs 3 --seed 0 --people 4 --cancelled-percent 50" in job.about["command"]
        )
        assert client.post(f"/plans/{id_of(client)}/stress", data={"runs": "0"}).status_code == 422
    runs = draw(made, Chances(50, 11, 7), 0, 3)
    assert asked == [(facts, made, runs, 4, 9.0, 1)]


@pytest.mark.soak
def test_stress_says_what_the_command_says(tmp_path: Path) -> None:
    plan_folder(tmp_path, "three-hubs")
    with browser(tmp_path) as client:
        job = job_of(client, client.post(f"/plans/{id_of(client)}/stress", data={"runs": "1", "once": "1"}))
        assert "What becomes of them" in words(client.get(f"/jobs/{job.id}"))
