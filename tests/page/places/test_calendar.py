"""The calendar shows what is looked for, and says by which command the same is found."""

import re
from html import unescape
from pathlib import Path

from click.testing import CliRunner
from starlette.testclient import TestClient

from scheduler.cli import main
from tests.page.browsing import browser, id_of, plan_folder, words


def cards(text: str) -> list[str]:
    """The reviews of the cards on the page."""
    return re.findall(r'data-review="([^"]*)"', text)


def get(client: TestClient, query: str = "") -> str:
    return client.get(f"/plans/{id_of(client)}/calendar{query}").text


def test_a_card_a_review_by_hubs_leads_or_phases(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        for by, head in (("hub", "Hub one"), ("lead", "L01"), ("phase", "primary")):
            text = get(client, f"?by={by}")
            assert sorted(cards(text)) == ["review-beech", "review-cedar", "review-fir", "review-gean"]
            assert re.search(rf'<th scope="row">(<a [^>]*>)?{head}<', text)
        assert f'href="/plans/{id_of(client)}/reviews/review-fir" draggable="true"' in text
        assert 'data-monday="2018-09-17"' in text
        assert "1 published" in text


def test_filters_stay_in_the_address(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        text = get(client, "?by=lead&hub=hub-two&state=published&who=L01")
        assert cards(text) == ["review-cedar"]
        assert "1 of 4 reviews: Hub two, something is published, with L01." in text
        assert "calendar?hub=hub-two&amp;state=published&amp;who=L01&amp;by=date" in text
        assert "map?hub=hub-two&amp;state=published&amp;who=L01" in text
        assert '<option value="hub-two" selected>' in text


def test_one_week_is_one_column(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        text = get(client, "?week=2018-09-19")
        assert cards(text) == ["review-fir"]
        assert set(re.findall(r'data-monday="([^"]*)"', text)) == {"2018-09-17"}


def test_the_list_says_what_the_command_says(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        said = unescape(words(client.get(f"/plans/{id_of(client)}/calendar?by=date&who=Hub%20two&text=L01")))
    assert "qa-scheduler show four-hubs-term plan.json --by week --who 'Hub two' --only L01" in said
    asked = ("--by", "week", "--who", "Hub two", "--only", "L01")
    printed = CliRunner().invoke(main, ["show", "four-hubs-term", str(tmp_path / "plan.json"), *asked]).stdout
    row = "10 Sep 2018 Mon-Wed 10 Sep Beech School L01 R0003 0"
    assert row in said and row in " ".join(printed.split())
    assert ("Fir School" in said, "Fir School" in printed) == (False, False)


def test_a_review_without_a_date_is_listed(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}/calendar"))
        assert "Reviews without a date" in said and "review-beech" in said
        assert "2 reviews." in said


def test_what_does_not_exist_is_refused_in_words(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        answer = client.get(f"/plans/{id_of(client)}/calendar?hub=hub-bech&week=soon")
        assert answer.status_code == 422
        said = unescape(words(answer))
        assert "Maybe 'hub-beech' is meant." in said and "a day such as" in said


def test_somebody_unknown_finds_nothing(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        assert "0 of 2 reviews: with &lt;b&gt;." in get(client, "?who=%3Cb%3E")


def test_names_are_offered_as_they_are_typed(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        offered = client.get(f"/plans/{id_of(client)}/names?who=hub").text
        assert 'value="Hub two (hub-two)"' in offered and "L01" not in offered
