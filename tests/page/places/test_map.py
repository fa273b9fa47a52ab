"""The map shows the journeys that are looked for, and its tables the same ones."""

import re
from pathlib import Path

from tests.page.browsing import browser, id_of, plan_folder, words


def test_the_map_and_its_tables_show_what_is_looked_for(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        place = f"/plans/{id_of(client)}"
        whole, part = (client.get(f"{place}/map{query}").text for query in ("", "?hub=hub-two"))
    drawn = [text.split('class="lines')[1].split("</g>")[0] for text in (whole, part)]
    lines = [re.findall(r"M[-0-9. ]+L[-0-9. ]+", text) for text in drawn]
    assert list(map(len, lines)) == [8, 2]
    assert re.search(
        f'<a href="{place}/reviews/review-cedar"><circle [^>]*/><text [^>]*>Cedar School, Mon-Wed 24 Sep<', part
    )
    assert "reviews/review-fir" in whole and "reviews/review-fir" not in part
    assert f'href="{place}/people/R0001"' in part and f'href="{place}/schools/ash"' in part
    assert "8 journeys." in whole and "2 of 8 journeys: Hub two." in part
    assert "--by reviewer --hub hub-two" in part and "--by lead --hub hub-two" in part
    assert f"{place}/calendar?hub=hub-two" in part


def test_it_is_as_near_as_what_is_left_allows(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        boxes = [
            [float(part) for part in re.search(r'viewBox="([^"]+)" role="group"', client.get(address).text)[1].split()]  # type: ignore[index]
            for address in (f"/plans/{id_of(client)}/map{query}" for query in ("", "?who=R0001", "?who=nobody"))
        ]
    assert boxes[1][2] < boxes[0][2]
    assert boxes[2] == boxes[0]
    assert boxes[1][2] / boxes[1][3] == boxes[0][2] / boxes[0][3]


def test_a_map_without_journeys_is_drawn(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        answer = client.get(f"/plans/{id_of(client)}/map?text=zzz")
        assert answer.status_code == 200 and "0 of 2 journeys" in words(answer)
