"""Solve: what is found equals the command's, is kept only when somebody says so, and never over anybody's work."""

import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from httpx2 import Response
from starlette.testclient import TestClient

from models.instance import Instance
from models.planned import ReviewStates
from models.schedule import Schedule, Status
from scheduler import solving
from scheduler.cli import main
from scheduler.desk.doing.ends import Impossible
from scheduler.desk.doing.renewing import Renewed
from scheduler.page.places import solve
from scheduler.page.server.jobs import MOST_WAITING, Job
from scheduler.solvers.options import Outcome
from scheduler.storage import dumps, load_instance, load_schedule
from scheduler.storage.versions import history
from tests.faulty import FAULTS, always
from tests.page.browsing import ROOT, browser, id_of, mark_of, plan_folder, words

HOW = {"seconds": "20", "workers": "1", "seed": "0"}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is the stored schedule, without a search."""

    def found(facts: Instance, _: Any, __: Any, old: Schedule | None, *, fills: bool) -> Renewed:
        made = load_schedule(ROOT / "solutions" / "two-schools.json", facts)
        assert made.certificate is not None
        made = made.model_copy(update={"certificate": made.certificate.model_copy(update={"seconds": 0.5})})
        return Renewed(facts, Outcome(Status.OPTIMAL, made), made, old, fills)

    monkeypatch.setattr(solve, "renew", found)


def ended(client: TestClient, answer: Response) -> Job:
    """The job that a form has begun, once it has ended."""
    assert answer.status_code == 200, words(answer)
    jobs: Any = client.app.state.page.jobs  # type: ignore[attr-defined]
    job = jobs.get(answer.url.path.rpartition("/")[2])
    assert job is not None
    while not job.has_ended:
        threading.Event().wait(0.02)
    found: Job = job
    return found


def held(path: Path) -> str:
    """A plan's file without what differs from run to run: its certificate's versions and seconds."""
    return path.read_text("utf-8").partition('"certificate"')[0]


def test_a_term_without_a_plan_is_solved_as_the_command_does(tmp_path: Path) -> None:
    with browser(tmp_path) as client:
        assert "2 reviews" in words(client.get("/solve", params={"instance": "two-schools"}))
        job = ended(client, client.post("/solve", data={**HOW, "once": "1", "instance": "two-schools"}))
        assert not job.failure
        said = words(client.get(f"/jobs/{job.id}"))
        assert "What was found" in said
        assert "qa-scheduler solve two-schools -o plan.json --time-limit-seconds 20" in said
        assert not (tmp_path / "plan.json").exists(), "nothing is written before somebody says so"
        answer = client.post(f"/jobs/{job.id}/save", data={"name": "plan.json"})
        assert "Overview" in words(answer)
    options = ["--time-limit-seconds", "20", "--workers", "1", "--seed", "0"]
    done = CliRunner().invoke(main, ["solve", "two-schools", "-o", str(tmp_path / "command.json"), *options])
    assert done.exit_code == 0, done.output
    assert held(tmp_path / "plan.json") == held(tmp_path / "command.json")


@pytest.mark.usefixtures("at_once")
def test_a_plan_made_anew_is_its_next_version_and_the_old_one_stays(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    before = (tmp_path / "plan.json").read_text("utf-8")
    with browser(tmp_path) as client:
        form = {**HOW, "once": "1", "mark": mark_of(tmp_path)}
        first = client.post(f"/plans/{id_of(client)}/solve", data=form)
        again = client.post(f"/plans/{id_of(client)}/solve", data=form)
        assert first.url == again.url, "a form that is sent twice is one job"
        job = ended(client, first)
        assert "the same" in words(client.get(f"/jobs/{job.id}"))
        for _ in range(2):  # a second click keeps once
            assert client.post(f"/jobs/{job.id}/keep", data={"by": "QA"}).status_code == 200
        (step,) = history(tmp_path / "plan.json")
        assert (step.by, step.before) == ("QA", before)


@pytest.mark.usefixtures("at_once")
def test_what_was_changed_meanwhile_is_not_written_over_and_both_are_shown(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        form = {**HOW, "once": "1", "mark": mark_of(tmp_path)}
        job = ended(client, client.post(f"/plans/{id_of(client)}/solve", data=form))
        path = tmp_path / "plan.json"
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        answer = client.post(f"/jobs/{job.id}/keep", data={"by": ""})
        assert answer.status_code == 409
        assert "Reviews:" in words(answer)
        assert history(path) == ()


def test_a_form_from_an_older_version_begins_nothing(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        form = {**HOW, "once": "1", "mark": "0" * 64}
        assert client.post(f"/plans/{id_of(client)}/solve", data=form).status_code == 409


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"seconds": "0"}, 422),
        ({"seconds": "nan"}, 422),
        ({"seconds": "1e9"}, 422),
        ({"workers": "99"}, 422),
        ({"without": "no-such-rule"}, 422),
        ({"instance": "../../etc/passwd"}, 422),
        ({"instance": "<script>"}, 422),
    ],
)
def test_a_wrong_form_is_refused_in_words(tmp_path: Path, changed: dict[str, str], status: int) -> None:
    with browser(tmp_path) as client:
        answer = client.post("/solve", data={**HOW, "once": "1", "instance": "two-schools", **changed})
        assert answer.status_code == status
        assert "Expected" in words(answer)
        assert "<script>" not in answer.text


@pytest.mark.usefixtures("at_once")
def test_a_plan_that_people_count_on_is_filled_but_not_planned_over(tmp_path: Path) -> None:
    path = plan_folder(tmp_path) / "plan.json"
    plan = load_schedule(path, load_instance("two-schools"))
    path.write_text(dumps(plan.model_copy(update={"states": (ReviewStates(review="review-ash", pins=("slot",)),)})))
    with browser(tmp_path) as client:
        form = {**HOW, "mark": mark_of(tmp_path)}
        anew = ended(client, client.post(f"/plans/{id_of(client)}/solve", data={**form, "once": "1"}))
        assert "moves only by repairs" in words(client.get(f"/jobs/{anew.id}"))
        assert client.post(f"/jobs/{anew.id}/keep", data={}).status_code == 422
        assert history(path) == ()
        filled = ended(
            client, client.post(f"/plans/{id_of(client)}/solve", data={**form, "once": "2", "fills": "true"})
        )
        assert "--keep plan.json -o plan.json" in filled.about["command"]
        assert client.post(f"/jobs/{filled.id}/keep", data={}).status_code == 200
        assert [step.what for step in history(path)] == ["filled: solve --keep"]


NO_NAMES = ("../x", "CON", "a/b", ".x", "plan.json", "x.changes.json", "x" * 300, "", "\u202ex\x00", "aux.json", "x .")


@pytest.mark.usefixtures("at_once")
def test_a_name_that_is_taken_or_none_is_refused(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    before = sorted(tmp_path.iterdir())
    with browser(tmp_path) as client:
        form = {**HOW, "once": "1", "mark": mark_of(tmp_path)}
        job = ended(client, client.post(f"/plans/{id_of(client)}/solve", data=form))
        for name in NO_NAMES:
            assert client.post(f"/jobs/{job.id}/save", data={"name": name}).status_code == 422, name
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_proven_impossible_says_what_clashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any, **__: Any) -> Renewed:
        raise Impossible("No schedule is possible. What clashes:", ["A <b>clash</b>."])

    monkeypatch.setattr(solve, "renew", nothing)
    with browser(tmp_path) as client:
        job = ended(client, client.post("/solve", data={**HOW, "once": "1", "instance": "two-schools"}))
        said = client.get(f"/jobs/{job.id}")
        assert words(said).count("No schedule is possible.") == 1
        assert "A &lt;b&gt;clash" in said.text


def flood(client: TestClient, times: int) -> list[int]:
    """The answers to so many different forms, sent at once."""
    jobs: Any = client.app.state.page.jobs  # type: ignore[attr-defined]
    blocker = jobs.submit("solving", "it", lambda job: job.stop.wait(600), "", course=None)
    while blocker.state == "waiting":
        threading.Event().wait(0.01)
    answers = [
        client.post("/solve", data={**HOW, "once": f"f{n}", "instance": "two-schools"}, follow_redirects=False)
        for n in range(times)
    ]
    assert client.get("/jobs").status_code == 200
    return [answer.status_code for answer in answers]


def test_a_flood_of_forms_is_refused_beyond_the_queue(tmp_path: Path) -> None:
    """L8, a small sample: one runs, 20 wait, the rest is told to come again."""
    with browser(tmp_path) as client:
        assert flood(client, MOST_WAITING + 5) == [303] * MOST_WAITING + [429] * 5


@pytest.mark.soak
def test_500_forms_in_ten_seconds(tmp_path: Path) -> None:
    """L8."""
    with browser(tmp_path) as client:
        codes = flood(client, 499)
        assert (codes.count(303), codes.count(429)) == (MOST_WAITING, 499 - MOST_WAITING)


@pytest.mark.soak
@pytest.mark.parametrize("fault", [one for one in FAULTS if one != "hang"])
def test_a_crash_keeps_the_best_and_the_job_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """F3."""
    monkeypatch.setattr(solving, "solve_in_child", partial(solving.solve_in_child, work=always(fault)))
    with browser(tmp_path) as client:
        job = ended(client, client.post("/solve", data={**HOW, "once": "1", "instance": "two-schools"}))
        said = words(client.get(f"/jobs/{job.id}"))
        assert not job.failure
        assert "The solver's process" in said and "safe mode" in said and "What was found" in said
        assert client.post(f"/jobs/{job.id}/save", data={"name": "kept"}).status_code == 200


@pytest.mark.soak
@pytest.mark.parametrize("found", [True, False])
def test_stop_ends_a_child_that_hears_nothing_and_keeps_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: bool
) -> None:
    monkeypatch.setattr(solving, "solve_in_child", partial(solving.solve_in_child, work=always("hang", found=found)))
    with browser(tmp_path) as client:
        answer = client.post("/solve", data={**HOW, "seconds": "600", "once": "1", "instance": "two-schools"})
        page: Any = client.app.state.page  # type: ignore[attr-defined]
        job = page.jobs.get(answer.url.path.rpartition("/")[2])
        while job.state == "waiting" or (found and not job.about["course"].has_found):
            threading.Event().wait(0.02)
        client.post(f"/jobs/{job.id}/stop")
        assert ended(client, answer).state == "stopped"
        assert (job.result is not None) == found
        assert "Stopped." in words(client.get(f"/jobs/{job.id}"))
