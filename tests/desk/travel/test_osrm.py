"""A local server that speaks the protocol of OSRM's table service."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from models.network import Site
from models.problem import InvalidInput
from scheduler.desk.travel.counting import homes, hosts
from scheduler.desk.travel.matrix_file import read_matrix
from scheduler.desk.travel.osrm import Server
from scheduler.storage import dumps
from tests.cli.test_repairs import run
from tests.travel.test_travel import SMALL

HOMES, HOSTS = tuple(homes(SMALL)), tuple(hosts(SMALL))


class Osrm:
    """What it was asked, and what it answers: a status with a text, or None for a table of 90 s and 1,499 m each."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: tuple[int, Any] | None = None

    def reply(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        if self.answer is not None:
            return self.answer
        query = parse_qs(urlsplit(path).query)
        places = urlsplit(path).path.removeprefix("/table/v1/driving/").split(";")
        start, end = ([places[int(k)] for k in query[name][0].split(";")] for name in ("sources", "destinations"))
        seconds = [[None if one == other else 90 for other in end] for one in start]
        metres = [[None if one == other else 1_499.4 for other in end] for one in start]
        return 200, {"code": "Ok", "durations": seconds, "distances": metres}


@pytest.fixture
def osrm() -> Osrm:
    return Osrm()


@pytest.fixture
def url(osrm: Osrm) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = osrm.reply(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write((content if isinstance(content, str) else json.dumps(content)).encode())

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()


def test_it_is_asked_in_parts_and_each_only_once(osrm: Osrm, url: str, tmp_path: Path) -> None:
    server = Server(url, tmp_path / "cache", at_once=2)
    found = server.measured(HOMES, HOSTS)
    assert [(home.id, host.id) for home in HOMES for host in HOSTS] == [("B", "A"), ("C", "A"), ("L1", "A")]
    assert found == {("B", "A"): (2, 1), ("C", "A"): (2, 1)}, (
        "90 s and 1.4994 km; the lead lives at the school: no road"
    )
    assert len(osrm.asked) == 2
    assert osrm.asked[0].endswith("?sources=0;1&destinations=2&annotations=duration,distance")
    assert server.measured(HOMES, HOSTS) == found and len(osrm.asked) == 2


def test_longitude_comes_first(osrm: Osrm, url: str, tmp_path: Path) -> None:
    Server(url, tmp_path).measured(HOMES[:1], HOSTS)
    first = osrm.asked[0].removeprefix("/table/v1/driving/").split(";")[0]
    assert first == f"{HOMES[0].longitude:.5f},{HOMES[0].latitude:.5f}"


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ((400, {"code": "TooBig", "message": "Too many table coordinates"}), "TooBig: Too many.*--at-once"),
        ((400, "nonsense"), "a refusal \\(400"),
        ((500, ""), "a refusal \\(500"),
        ((200, "<html>"), "no JSON"),
        ((200, {"code": "NoTable"}), "'NoTable'"),
        ((200, [1]), "no object"),
        ((200, {"code": "Ok", "durations": [[1]]}), "rows are not those asked for"),
        ((200, {"code": "Ok", "durations": [["x"], [1], [1]]}), "'x' is no length"),
        ((200, {"code": "Ok", "durations": [[-1], [1], [1]]}), "-1 is no length"),
        ((200, {"code": "Ok", "distances": [[1e12], [1], [1]]}), "no length"),
    ],
)
def test_what_goes_wrong_is_said(answer: tuple[int, Any], what: str, osrm: Osrm, url: str, tmp_path: Path) -> None:
    osrm.answer = answer
    with pytest.raises(InvalidInput, match=what) as refused:
        Server(url, tmp_path / "cache").measured(HOMES, HOSTS)
    assert "0 of 1 part answered so far" in refused.value.problems[0].remedy
    assert not (tmp_path / "cache").exists()


def test_a_server_of_durations_alone(osrm: Osrm, url: str, tmp_path: Path) -> None:
    osrm.answer = 200, {"code": "Ok", "durations": [[60], [119], [None]]}
    assert Server(url, tmp_path).measured(HOMES, HOSTS) == {("B", "A"): (1, None), ("C", "A"): (2, None)}


def test_a_cache_that_is_damaged_is_asked_again(osrm: Osrm, url: str, tmp_path: Path) -> None:
    server = Server(url, tmp_path)
    found = server.measured(HOMES, HOSTS)
    for kept in tmp_path.iterdir():
        kept.write_text("{")
    assert server.measured(HOMES, HOSTS) == found and len(osrm.asked) == 2


def test_nobody_there_and_a_timeout(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no answer .*refused"):
        Server("http://127.0.0.1:9", tmp_path).measured(HOMES, HOSTS)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(InvalidInput, match=r"no answer .*timed out"):
        Server(f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path, timeout_seconds=0.1).measured(HOMES, HOSTS)


@pytest.mark.parametrize("url", ["localhost:5000", "file:///etc/passwd", "ftp://x"])
def test_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="an address such as"):
        Server(url, tmp_path).measured(HOMES, HOSTS)


def test_the_command_writes_a_matrix(osrm: Osrm, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(dumps(SMALL))
    words = ("travel", "small.json", "--osrm", url, "--cache", "kept", "-o", "m.csv")
    result = run(*words)
    assert (result.exit_code, result.stdout.strip()) == (
        0,
        "2 journeys measured; 1 without a road. Written to m.csv.",
    ), result.output
    assert Path("m.csv").read_text() == "from,to,minutes,km\nB,A,2,1\nC,A,2,1\n"
    assert read_matrix(Path("m.csv"), SMALL.school_by_id).matrix.ids == ("A", "B", "C")
    assert run(*words).exit_code == 2 and run(*words, "--force").exit_code == 0


def test_what_has_several_sites_is_as_near_as_the_nearest_of_them(osrm: Osrm, url: str, tmp_path: Path) -> None:
    """A trust's schools 7 and 4 minutes off, and 3 and 5 km: 4 minutes and 3 km."""
    sites = tuple(Site(id=f"s{n}", name=f"Site {n}", latitude=51 + n, longitude=0) for n in (1, 2))
    trust = HOMES[0].model_copy(update={"sites": sites})
    osrm.answer = 200, {"code": "Ok", "durations": [[420], [240]], "distances": [[3_000], [5_000]]}
    assert Server(url, tmp_path).measured([trust], HOSTS) == {(trust.id, HOSTS[0].id): (4, 3)}
    assert osrm.asked[0].split("/")[-1].startswith("0.00000,52.00000;0.00000,53.00000;")
