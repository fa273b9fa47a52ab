"""The directory on the page says what the commands say, and refuses as they do."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from scheduler.cli import main
from scheduler.desk.doing.directory import find, supporters
from scheduler.directory.tables import brokered_parts
from scheduler.showing.table import Table, readable
from scheduler.storage import load_instance
from tests.desk.report.test_page import HOSTILE
from tests.page.browsing import ROOT, browser, id_of, plan_folder, words

TERM = "noe-2018-autumn"


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser of the term's page, of which nothing is written here."""
    with browser(plan_folder(tmp_path_factory.mktemp("term"), TERM)) as client:
        yield client


def test_schools_are_found_as_the_command_finds_them(term: TestClient) -> None:
    asked = {"area": "literacy", "role": "strong-in", "near": "120363", "within": "40"}
    answer = find(load_instance(TERM), asked)
    place = f"/plans/{id_of(term)}/directory"
    page = term.get(place, params=asked)
    said = unescape(words(page))
    in_order = unescape(words(term.get(place, params={**asked, "sort": "-0"})))
    assert f'href="/plans/{id_of(term)}/schools/138094"' in page.text
    assert answer.said in said
    for row in answer.table.rows:
        assert " ".join(" ".join(map(readable, row)).split()) in said
    last, first = (in_order.index(str(answer.table.rows[n][1])) for n in (-1, 0))
    assert last < first
    command = "directory noe-2018-autumn plan.json --area literacy --role strong-in --near 120363 --within 40"
    assert command in said
    done = CliRunner().invoke(main, [*command.replace("plan.json", str(ROOT / "solutions" / f"{TERM}.json")).split()])
    assert answer.said in " ".join(done.stdout.split())


def test_supporters_are_those_of_the_command(term: TestClient) -> None:
    place = f"/plans/{id_of(term)}/directory/supporters"
    said = unescape(words(term.get(place, params={"area": "literacy", "within": "30", "per_supporter": "1"})))
    found = brokered_parts(supporters(load_instance(TERM), ["literacy"], "30", "1"))
    for part in found:
        if isinstance(part, str):
            assert part in said
        else:
            assert all(" ".join(" ".join(map(readable, row)).split()) in said for row in part.rows)
    assert sum(isinstance(part, Table) for part in found) == 4
    assert "broker noe-2018-autumn plan.json --area literacy --within 30 --per-supporter 1" in said


def test_what_is_misspelt_is_said_beside_the_form(term: TestClient) -> None:
    place = f"/plans/{id_of(term)}/directory"
    answer = term.get(place, params={"area": "litercy", "near": "Ash Feild Academy", "words": "kept"})
    brokered = term.get(f"{place}/supporters", params={"within": "far"})
    said = unescape(words(answer))
    assert answer.status_code == brokered.status_code == 422
    assert "Maybe 'literacy' is meant." in said and "Maybe 'Ash Field Academy' is meant." in said
    assert 'value="kept"' in answer.text and "expected km" in unescape(words(brokered))


def test_nothing_that_is_typed_acts(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        place = f"/plans/{id_of(client)}/directory"
        for text in HOSTILE:
            asked = dict.fromkeys(("area", "role", "phase", "hub", "trust", "near", "within", "words"), text)
            answers = [client.get(place, params=asked), client.get(place, params={"words": text})]
            answers.append(client.get(f"{place}/supporters", params={"area": text, "per_supporter": text}))
            assert [answer.status_code for answer in answers] == [422, 200, 422]
            if not text.isprintable() or "<" in text:
                assert not any(text in answer.text for answer in answers)


def test_a_school_says_its_areas_and_who_may_help(term: TestClient) -> None:
    place = f"/plans/{id_of(term)}"
    answer = term.get(f"{place}/schools/120363")
    said = words(answer)
    assert "Strong in: leadership, mathematics. Works on: literacy, teaching." in said
    assert f'href="{place}/directory?area=literacy&amp;role=strong-in&amp;near=120363"' in answer.text


def test_schools_without_areas(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        place = f"/plans/{id_of(client)}/directory"
        assert "2 schools." in words(client.get(place))
        assert "No school says what it is strong in" in words(client.get(f"{place}/supporters"))
