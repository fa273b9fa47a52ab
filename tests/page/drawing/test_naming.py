"""Ids in what is said lead to what they name, and the words stay as they are."""

from pathlib import Path

import pytest

from scheduler.page.drawing.naming import named
from scheduler.page.home import Home, Opened
from tests.page.browsing import plan_folder


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    home = Home(plan_folder(tmp_path_factory.mktemp("home")))
    return home.open(home.plans()[0].id)


def test_an_id_is_a_link_with_its_name_beside_it(opened: Opened) -> None:
    said = named(opened)("no longer review-ash, on 2018-10-29.")
    link = f'<a class="id" href="/plans/{opened.id}/reviews/review-ash" data-name="Ash School">review-ash</a>'
    assert said == f"no longer {link}, on 2018-10-29."


@pytest.mark.parametrize("text", ["2018", "nobody", "", "<b>1 of 144</b>", "review-ashes"])
def test_what_is_no_id_stays_a_text(opened: Opened, text: str) -> None:
    said = named(opened)(text)
    assert "<a" not in str(said)


def test_what_stands_beside_an_id_is_escaped(opened: Opened) -> None:
    assert named(opened)("<script> review-ash").startswith("&lt;script&gt; <a")


def test_digits_are_an_id_only_where_they_are_all_that_is_said(tmp_path: Path) -> None:
    home = Home(plan_folder(tmp_path, "three-hubs"))
    opened = home.open(home.plans()[0].id)
    school = opened.instance.schools[0].id
    assert "<a" in str(named(opened)(school))
    assert ("<a" in str(named(opened)(f"{school} km"))) != school.isdecimal()
