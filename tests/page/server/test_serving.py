"""The page over the line, to whoever means it no good: hosts, sites, bodies, floods, odd addresses."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from models.problem import InvalidInput
from scheduler.page.server import serving as the_server
from scheduler.page.server.safety import ENTER, MOST_BYTES
from scheduler.page.server.serving import listening_at
from tests.page.browsing import ROOT, mark_of, plan_folder
from tests.page.serving import Serving, serving

SLOW = 0.5


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(plan_folder(tmp_path_factory.mktemp("served")), body_seconds=SLOW) as one:
        yield one


def said(line: socket.socket) -> str:
    """All that comes until the other side has ended."""
    found = b""
    while chunk := line.recv(65536):
        found += chunk
    return found.decode("latin-1")


def test_it_listens_on_this_machine_alone(served: Serving) -> None:
    others = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), served.port, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        if not str(address).startswith("127."):
            with pytest.raises(OSError):
                socket.create_connection((str(address), served.port), timeout=2)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "[::1]", "127.0.0.1", "x" * 5000])
def test_another_host_is_refused_before_anything_else(served: Serving, host: str) -> None:
    answer = served.client.get("/", headers={"host": host})
    assert answer.status_code == 400 and "this machine only" in answer.text


def test_what_a_proxy_says_is_not_believed(served: Serving) -> None:
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
    assert "evil" not in served.client.get("/jobs/", headers=headers).text


def test_a_form_of_another_site_reaches_nobody(served: Serving) -> None:
    before = len(served.app.state.page.keys._tokens)
    for headers in (
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://evil.example"},
        {"origin": f"https://127.0.0.1:{served.port}", "sec-fetch-site": "same-site"},
    ):
        assert served.client.post("/another-browser", headers=headers).status_code == 403
    assert len(served.app.state.page.keys._tokens) == before


def test_without_a_session_nothing_is_said(served: Serving) -> None:
    with served.stranger() as stranger:
        for path in ("/", "/jobs", "/static/page.css", "/nothing", f"{ENTER}?token=", f"{ENTER}?token=guessed"):
            assert stranger.get(path).status_code == 403, path
        assert stranger.post("/another-browser").status_code == 403


def test_looking_at_an_address_beforehand_does_not_use_it_up(served: Serving) -> None:
    token = {"token": served.app.state.page.keys.token()}
    with served.stranger() as stranger:
        assert stranger.head(ENTER, params=token).status_code == 403
        assert stranger.get(ENTER, params=token).status_code == 303
        stranger.cookies.clear()
        assert stranger.get(ENTER, params=token).status_code == 403


def test_tokens_and_sessions_that_are_kept_have_an_end(served: Serving) -> None:
    keys = served.app.state.page.keys
    for _ in range(500):
        keys.session(keys.token())
        keys.token()
        assert keys.knows(next(iter(served.client.cookies.values())))
    assert len(keys._tokens) <= 50 and len(keys._sessions) <= 50


def test_a_body_of_21_mb_is_refused_in_words(served: Serving) -> None:
    answer = served.client.post("/another-browser", content=b"x" * 21_000_000)
    assert answer.status_code == 413 and "20 MB" in answer.text


def test_a_body_without_a_length_is_refused_once_it_is_too_large(served: Serving) -> None:
    answer = served.client.post("/another-browser", content=(b"x" * 1_000_000 for _ in range(25)))
    assert answer.status_code == 413 and "20 MB" in answer.text


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 20, "9" * 5000, "-1", "1e3", "0x10", "\xb2"])
def test_a_length_that_is_none_is_refused(served: Serving, length: str) -> None:
    with served.opened() as line:
        line.sendall(_post(served, f"Content-Length: {length}"))
        status = int(said(line).split()[1])
    assert 400 <= status < 500


def test_a_slow_body_is_given_up(served: Serving) -> None:
    with served.opened() as line:
        line.sendall(_post(served, "Content-Length: 100") + b"half of it")
        answer = said(line)
    assert " 408 " in answer and "took longer than 0.5 s" in answer
    assert served.client.get("/").status_code == 200


def test_slow_bodies_do_not_keep_others_from_looking(served: Serving) -> None:
    lines = [served.opened() for _ in range(20)]
    for line in lines:
        line.sendall(_post(served, "Content-Length: 100"))
    assert served.client.get("/").status_code == 200
    for line in lines:
        line.close()
    assert served.client.post("/another-browser").status_code == 200


def test_who_connects_and_says_nothing_is_sent_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_server, "_IDLE_SECONDS", 0.2)
    with serving(tmp_path) as served, served.opened() as silent, served.opened() as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        for line in (silent, slow):
            with suppress(ConnectionResetError):
                assert line.recv(1) == b""
        assert served.client.get("/").status_code == 200


ODD = (
    *("/plans/..", "/plans/../../etc/passwd", "/plans/%2e%2e%2fplan.json", "/plans/plan.json", "/plans/%00"),
    *("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fsafety.py", "/static//etc/passwd", "/static/"),
    *("/report/../../page/safety.py", "//evil.example/", "/\\evil.example", "/%0d%0aSet-Cookie:%20x=1", "/%ff%fe"),
    *("/jobs/%f0%9f%98%80", "/jobs/" + "x" * 5000, "/plans/" + "%25" * 500, "/?x=%ff&x=%00", "/plans/%ed%a0%80"),
)


@pytest.mark.parametrize("path", ODD)
def test_an_odd_address_is_answered_in_words(served: Serving, path: str) -> None:
    with served.opened() as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {served.cookie}\r\n"
            "Connection: close\r\n\r\n".encode("latin-1")
        )
        answer = said(line)
    assert int(answer.split()[1]) in (200, 303, 307, 400, 404, 405, 422), answer[:300]
    assert "set-cookie" not in answer.split("\r\n\r\n")[0].lower()
    assert "root:" not in answer and "from fastapi" not in answer


def test_letters_that_are_none_are_refused(served: Serving) -> None:
    """By the charset a form names, letters can be halves of letters: no file and no page can hold those."""
    half = 'multipart/form-data; boundary=b; charset="utf-7"'
    body = b'--b\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nutf-7\r\n--b--\r\n'
    answer = served.client.post("/another-browser", content=body, headers={"content-type": half})
    assert answer.status_code < 500


def test_a_port_that_is_taken_is_named(served: Serving) -> None:
    with pytest.raises(InvalidInput) as refused:
        listening_at(served.port)
    assert f"port {served.port}: Address already in use" in str(refused.value)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
def test_an_interrupt_ends_it_with_nothing_left(tmp_path: Path, number: signal.Signals) -> None:
    folder = plan_folder(tmp_path / "term")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    process = _page(folder)
    address = str(json.loads(_object_of(process))["address"])
    with socket.create_connection(("127.0.0.1", int(address.split(":")[2].split("/")[0]))):
        process.send_signal(number)
        assert process.wait(20) == 130
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.soak
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupt_while_a_term_is_solved_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """F2: no process, no file, no harm."""
    folder = plan_folder(tmp_path / "term", "noe-2018-autumn")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    process = _page(folder)
    address = str(json.loads(_object_of(process))["address"])
    own = {"sec-fetch-site": "same-origin", "origin": address.partition("/enter")[0]}
    with Client(headers=own, follow_redirects=True, timeout=60) as client:
        client.get(address)
        found = re.search(r"/plans/\w{12}", client.get(own["origin"]).text)
        assert found is not None
        form = {"seconds": "300", "workers": "2", "seed": "0", "once": "1", "mark": mark_of(folder)}
        assert client.post(f"{own['origin']}{found[0]}/solve", data=form).status_code == 200
        while len(begun := _children(process.pid)) < 2:  # one of them tidies up after the others
            threading.Event().wait(0.1)
        threading.Event().wait(3)
        process.send_signal(number)
        assert process.wait(20) == 130
    for child in begun:
        while Path(f"/proc/{child}").exists():
            threading.Event().wait(0.05)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_browser_of_many_tabs_follows_few_jobs_and_gets_its_answers(served: Serving) -> None:
    """Six connections are all that a browser has for one address: those that follow a job must leave some."""
    page, go_on = served.app.state.page, threading.Event()
    job = page.jobs.submit("repairs_job", "it", lambda _: go_on.wait(30) and None, "tabs", plan="")
    head = f"GET /jobs/{job.id}/events HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {served.cookie}\r\n\r\n"
    lines = []
    for _ in range(7):
        lines.append(served.opened())
        lines[-1].sendall(head.encode())
        assert lines[-1].recv(12) in (b"HTTP/1.1 200", b"HTTP/1.1 204")
    assert sum(page.streams.values()) == 4
    for line in lines:
        line.close()
    while page.streams:
        threading.Event().wait(0.02)
    go_on.set()


def _children(parent: int) -> list[str]:
    """The processes that any thread of a process has begun."""
    return [one for path in Path(f"/proc/{parent}/task").glob("*/children") for one in path.read_text().split()]


def _page(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "scheduler.cli", "page", str(folder), "--no-browser", "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def _object_of(process: Any) -> str:
    found = ""
    while not found.endswith("}\n"):
        found += process.stdout.readline()
    return found


def _post(served: Serving, header: str) -> bytes:
    lines = (
        *("POST /another-browser HTTP/1.1", f"Host: 127.0.0.1:{served.port}", f"Origin: {served.address}"),
        *(f"Cookie: {served.cookie}", header, "Connection: close", "", ""),
    )
    return "\r\n".join(lines).encode("latin-1")
