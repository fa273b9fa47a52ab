"""The child of a search dies, a browser goes, a button is pressed twice: the page lives, nothing is lost or doubled."""

import errno
import os
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client
from starlette.testclient import TestClient

from scheduler import solving
from scheduler.page.server.jobs import Job, State
from scheduler.storage.versions import history
from tests.faulty import after_reports, once
from tests.page.browsing import browser, id_of, mark_of, plan_folder, words
from tests.page.serving import serving

HOW = {"seconds": "20", "workers": "1", "seed": "0"}
DEADLY = ("SIGSEGV", "SIGABRT", "SIGKILL", "exit code 1")


def ended(client: TestClient, address: str) -> Job:
    app: Any = client.app
    job: Job | None = app.state.page.jobs.get(address.rpartition("/")[2])
    assert job is not None
    while not job.has_ended:
        threading.Event().wait(0.02)
    return job


def solved_with(work: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Job, str]:
    """A job whose search goes wrong, and what the page says of it."""
    monkeypatch.setattr(solving, "solve_in_child", partial(solving.solve_in_child, work=work))
    with browser(plan_folder(folder)) as client:
        form = {**HOW, "once": "1", "mark": mark_of(folder)}
        answer = client.post(f"/plans/{id_of(client)}/solve", data=form)
        job = ended(client, str(answer.url))
        assert client.get("/").status_code == client.get(f"/plans/{id_of(client)}").status_code == 200
        return job, words(client.get(f"/jobs/{job.id}"))


@pytest.mark.soak
@pytest.mark.parametrize("fault", DEADLY * 25)
def test_a_child_that_dies_costs_one_try_and_the_job_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    job, said = solved_with(after_reports(fault, 2), tmp_path, monkeypatch)
    assert job.state == State.DONE and not job.failure
    assert job.result.renewed.schedule is not None
    assert "ended unexpectedly" in said and fault in said and "safe mode" in said


@pytest.mark.parametrize("fault", [DEADLY[0], *(pytest.param(one, marks=pytest.mark.soak) for one in DEADLY[1:])])
def test_what_was_found_before_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    job, said = solved_with(once(fault, found=True), tmp_path, monkeypatch)
    assert job.state == State.DONE and not job.failure
    assert "ended unexpectedly" in said and "safe mode" in said


def test_a_form_that_is_sent_many_times_at_once_is_one_job(tmp_path: Path) -> None:
    """F11: a button that is pressed fifty times, from tabs beside each other."""
    with browser(plan_folder(tmp_path)) as client:
        app: Any = client.app
        waiting = threading.Event()
        app.state.page.jobs.submit("solving", "first", lambda _: waiting.wait(60), "first", course=None)
        form, address = {**HOW, "once": "the same", "mark": mark_of(tmp_path)}, f"/plans/{id_of(client)}/solve"
        led: set[str] = set()

        def press() -> None:
            led.add(client.post(address, data=form, follow_redirects=False).headers["location"])

        presses = [threading.Thread(target=press) for _ in range(50)]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
        assert len(led) == 1 and len(app.state.page.jobs.all()) == 2
        client.post(f"{led.pop()}/stop")
        waiting.set()


def test_a_writing_that_is_sent_many_times_at_once_is_one_step(tmp_path: Path) -> None:
    """F11: one change, and whoever was second is led to where the first one was."""
    with browser(plan_folder(tmp_path)) as client:
        plan = f"/plans/{id_of(client)}"

        def sent(address: str, **form: str) -> None:
            form |= {"mark": mark_of(tmp_path), "by": "QA", "once": address}
            codes: list[int] = []

            def press() -> None:
                codes.append(client.post(f"{plan}/{address}", data=form, follow_redirects=False).status_code)

            presses = [threading.Thread(target=press) for _ in range(20)]
            for one in presses:
                one.start()
            for one in presses:
                one.join()
            assert codes == [303] * 20

        sent("mark", review="review-ash", do="pin")
        sent("letters", on="2018-09-03")
        sent("undo")
        sent("bring-back", step="1")
        assert len(history(tmp_path / "plan.json")) == 4


def test_a_step_that_is_refused_is_tried_again(tmp_path: Path) -> None:
    with browser(plan_folder(tmp_path)) as client:
        form = {"mark": mark_of(tmp_path), "by": "QA", "once": "a"}
        assert [client.post(f"/plans/{id_of(client)}/undo", data=form).status_code for _ in range(2)] == [422, 422]


FULL = OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_the_plan_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(plan_folder(tmp_path)) as client:
        before = (tmp_path / "plan.json").read_bytes()
        form = {"mark": mark_of(tmp_path), "review": "review-ash", "do": "pin", "once": "a", "by": "QA"}

        def fails(*_: Any) -> None:
            raise FULL

        with monkeypatch.context() as full:
            full.setattr(os, "fsync", fails)
            answer = client.post(f"/plans/{id_of(client)}/mark", data=form)
            assert answer.status_code == 422
            assert "No space left on device" in words(answer) and "Make room on the disk" in words(answer)
        assert {path.name for path in tmp_path.iterdir()} == {"plan.json"}
        assert (tmp_path / "plan.json").read_bytes() == before
        form["once"] = "b"
        assert client.post(f"/plans/{id_of(client)}/mark", data=form).status_code == 200
        assert len(history(tmp_path / "plan.json")) == 1


def test_halves_of_letters_are_refused(tmp_path: Path) -> None:
    """A form may name UTF-7 as its charset, which has halves of letters; no file and no page can hold those."""
    with browser(plan_folder(tmp_path)) as client:
        before = (tmp_path / "plan.json").read_bytes()
        fields = {
            "mark": mark_of(tmp_path),
            "review": "review-ash",
            "do": "pin",
            "once": "a",
            "by": "+2AA-",
            "why": "+2AA-",
        }
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
        ]
        body = "".join([*parts, "--b--\r\n"])
        answer = client.post(
            f"/plans/{id_of(client)}/mark",
            content=body,
            headers={"content-type": "multipart/form-data; boundary=b; charset=utf-7"},
        )
        assert 400 <= answer.status_code < 500
        assert (tmp_path / "plan.json").read_bytes() == before
        assert client.get("/").status_code == 200


def test_a_job_that_is_followed_is_right_after_reloads_and_leaves_nothing(tmp_path: Path) -> None:
    """L10, an hour's news in a moment: twenty tabs of five browsers, half of which go and come again."""
    with serving(tmp_path) as served:
        page, go_on = served.app.state.page, threading.Event()

        def work(job: Job) -> None:
            while not go_on.is_set():
                job.changes += 1
                go_on.wait(0.001)

        job = page.jobs.submit("repairs_job", "it", work, "1", plan="")
        browsers = [page.keys.session(page.keys.token()) for _ in range(5)]
        ends: list[bool] = []

        def follow(number: int) -> None:
            cookies = {next(iter(served.client.cookies)): browsers[number % 5]}
            with Client(base_url=served.address, cookies=cookies, timeout=30) as tab:
                for is_last in (False, True) if number % 2 else (True,):
                    with tab.stream("GET", f"/jobs/{job.id}/events") as events:
                        lines = events.iter_lines()
                        assert events.status_code == 200 and "event: now" in (next(lines), next(lines))
                        if is_last:
                            ready.release()
                            ends.append("event: end" in lines)

        ready = threading.Semaphore(0)
        tabs = [threading.Thread(target=follow, args=(n,)) for n in range(20)]
        for one in tabs:
            one.start()
        for _ in tabs:
            assert ready.acquire(timeout=30)
        go_on.set()
        for one in tabs:
            one.join()
        assert ends == [True] * 20
        while page.streams:
            threading.Event().wait(0.02)
