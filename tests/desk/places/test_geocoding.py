"""Workbooks without places, a small directory, and a local server that answers as Nominatim does."""

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from models.problem import InvalidInput
from scheduler.desk.places.geocoding import geocoded
from scheduler.desk.places.online import Service
from scheduler.desk.places.postcodes import Directory
from tests.cli.test_repairs import run
from tests.desk.places.test_postcodes import small_directory
from tests.desk.register.test_register import book, said, sheet_of

SCHOOLS: list[list[Any]] = [
    ["Id", "Name", "Postcode", "Latitude", "Longitude"],
    ["1", "Ash School", "SW1A 1AA", None, None],
]
LOST: list[Any] = ["2", "Fir School", "JE1 0BD", None, None]


@pytest.fixture
def asked() -> list[dict[str, list[str]]]:
    """What the server was asked."""
    return []


@pytest.fixture
def answers() -> dict[str, Any]:
    """Of each question what the server says: places, a status, or a text that is no JSON."""
    return {}


@pytest.fixture
def server(asked: list[dict[str, list[str]]], answers: dict[str, Any]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            asked.append(query)
            answer = answers.get(query["q"][0], [])
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()


def place(latitude: str, longitude: str, name: str) -> list[dict[str, str]]:
    return [{"lat": latitude, "lon": longitude, "display_name": name}]


def test_places_come_from_postcodes_on_both_sheets(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", SCHOOLS)
    theirs = load_workbook(path)
    leads = theirs.create_sheet("Leads")
    for row in (["Id", "Name", "Postcode"], ["L01", "A. Person", "B1 1AA"], ["L02", "B. Person", "SWIA 1AA"]):
        leads.append(row)
    theirs.save(path)
    found = geocoded(path, small_directory(tmp_path))
    assert sheet_of(found.content, tmp_path)[1][3:] == [51.50101, -0.14159]
    back = load_workbook(tmp_path / "back.xlsx")["Leads"]
    assert [cell.value for cell in back[1]] == ["Id", "Name", "Postcode", "Latitude", "Longitude"]
    assert [cell.value for cell in back[2]][3:] == [52.47666, -1.90354]
    assert {line.who for line in found.lines} == {"1 Ash School", "L01", "L02"}
    assert found.lines[-1].said == (
        "SWIA 1AA: no postcode; maybe SW1A 1AA is meant. Correct the postcode, or type latitude and longitude"
    )


def test_a_terminated_postcode_is_said_and_its_last_place_used(tmp_path: Path) -> None:
    small_directory(tmp_path)
    with gzip.open(tmp_path / "sw.csv.gz", "wt") as file:
        file.write("SW1A 9ZZ,10,1,1\n")
    found = geocoded(book(tmp_path / "mine.xlsx", SCHOOLS), Directory(tmp_path, tmp_path))
    assert ("Postcode", "look at", "SW1A 1AA: terminated; where it was last is what is said here") in said(
        found.lines, 2
    )
    assert sheet_of(found.content, tmp_path)[1][3:] == [51.50101, -0.14159]


def test_what_is_typed_stays_and_is_compared(tmp_path: Path) -> None:
    path = book(
        tmp_path / "mine.xlsx", [SCHOOLS[0], ["1", "Ash", "SW1A 1AA", 53.5, -2.2], ["2", "Fir", "ZZ9", 53.5, -2.2]]
    )
    lines = geocoded(path, small_directory(tmp_path)).lines
    assert said(lines, 2) == [("Latitude", "kept", "53.5, -2.2; the source says 51.50101, -0.14159, 262 km away")]
    assert said(lines, 3) == [("Postcode", "look at", "ZZ9: only the first half of a postcode")]


def test_what_is_left_is_asked_online_once(
    tmp_path: Path, server: str, asked: list[dict[str, list[str]]], answers: dict[str, Any]
) -> None:
    answers["Fir School, JE1 0BD"] = place("49.1835", "-2.1067", "Fir School, St Helier, Jersey")
    path = book(tmp_path / "mine.xlsx", [*SCHOOLS, LOST, ["3", "Nowhere School", None, None, None]])
    service = Service(tmp_path / "cache" / "places.json", server, pause_seconds=0)
    for _ in range(2):
        found = geocoded(path, small_directory(tmp_path), service)
        assert sheet_of(found.content, tmp_path)[2][3:] == [49.1835, -2.1067]
        assert "found online as Fir School, St Helier, Jersey: look whether that is it" in said(found.lines, 3)[-1][2]
        assert said(found.lines, 4)[-1][2].startswith("no postcode; nothing found online.")
    assert [query["q"] for query in asked] == [["Fir School, JE1 0BD"], ["Nowhere School"]]
    assert asked[0]["countrycodes"] == ["gb,im,je,gg"]


def test_of_leads_nothing_but_the_postcode_is_asked(
    tmp_path: Path, server: str, asked: list[dict[str, list[str]]]
) -> None:
    path = book(tmp_path / "mine.xlsx", [["Id", "Name", "Postcode"], ["L01", "A. Person", "JE1 0BD"]], "Leads")
    geocoded(path, small_directory(tmp_path), Service(tmp_path / "cache.json", server, pause_seconds=0))
    assert [query["q"] for query in asked] == [["JE1 0BD"]]


@pytest.mark.parametrize(("answer", "kind"), [(503, "does not answer"), (429, "does not answer"), ("<html>", "")])
def test_a_server_that_fails_is_said_and_the_rest_is_kept(
    answer: Any, kind: str, tmp_path: Path, server: str, answers: dict[str, Any]
) -> None:
    answers["Fir School, JE1 0BD"] = place("49.1835", "-2.1067", "Fir School")
    answers["Elm School, JE1 0BD"] = answer
    path = book(tmp_path / "mine.xlsx", [*SCHOOLS, LOST, ["3", "Elm School", "JE1 0BD", None, None]])
    service = Service(tmp_path / "cache.json", server, pause_seconds=0, retries=0)
    found = geocoded(path, small_directory(tmp_path), service)
    assert kind in found.notes[0] and "1 of the rows left were not looked up. Go online" in found.notes[0]
    assert sheet_of(found.content, tmp_path)[2][3] == 49.1835
    assert len(json.loads((tmp_path / "cache.json").read_text())) == 1


def test_offline_is_said_in_words(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", [*SCHOOLS, LOST])
    service = Service(tmp_path / "cache.json", "http://127.0.0.1:9", pause_seconds=0, retries=0)
    (note,) = geocoded(path, small_directory(tmp_path), service).notes
    assert note.startswith("http://127.0.0.1:9 does not answer") and "1 of the rows left" in note


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": {"latitude": 1}}', "\x00"])
def test_a_cache_that_is_another_file_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "cache.json").write_text(content)
    with pytest.raises(InvalidInput, match="answers kept earlier"):
        Service(tmp_path / "cache.json").ask([])


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="an address such as"):
        Service(tmp_path / "cache.json", "nominatim").ask(["x"])


def test_the_public_server_is_asked_once_a_second(tmp_path: Path) -> None:
    assert Service(tmp_path / "cache.json").pause_seconds == 1
    assert Service(tmp_path / "cache.json", retries=0).ask([]) == ({}, "")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = small_directory(tmp_path)
    monkeypatch.setattr("scheduler.desk.places.postcodes.Directory", lambda: directory)
    path, out = book(tmp_path / "mine.xlsx", SCHOOLS), tmp_path / "out.xlsx"
    before = path.read_bytes()
    result = run("geocode", str(path), "-o", str(out), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["lines"][0]["what"] == "filled in" and "Royal Mail" in result.stderr
    assert (path.read_bytes(), run("geocode", str(path), "-o", str(path), "--force").exit_code) == (before, 2)
    assert "add it" in run("geocode", str(path), "-o", str(out), "--server", "http://x").output
