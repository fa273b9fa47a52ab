"""The folder as the page sees it, also where others have been in it."""

import os
from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.desk.folder import SETTINGS
from scheduler.page.home import Home, NoSuchPlan
from tests.page.browsing import browser, id_of, plan_folder, words


def test_settings_that_cannot_be_read_are_named_and_the_page_goes_on(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    for content in ("by = 7", "plan = [", "\xff", 'plan = "plan.txt"', 'nonsense = "x"'):
        (tmp_path / SETTINGS).write_text(content, "latin-1")
        with browser(tmp_path) as client:
            for path in ("/", f"/plans/{id_of(client)}", "/nothing"):
                answer = client.get(path)
                assert answer.status_code == (404 if path == "/nothing" else 200)
                assert "settings of this folder cannot be read" in words(answer)


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '{"instance": "two-schools", "reviews": 7}', "\x00", "[" * 100_000]
)
def test_a_plan_that_is_broken_meanwhile_is_refused_in_words(tmp_path: Path, content: str) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        id = id_of(client)
        (tmp_path / "plan.json").write_text(content, "utf-8")
        assert client.get(f"/plans/{id}").status_code in (404, 422)
        assert client.get("/").status_code == 200
        (tmp_path / "plan.json").unlink()
        assert client.get(f"/plans/{id}").status_code == 404
        plan_folder(tmp_path)
        assert client.get(f"/plans/{id}").status_code == 200


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone.json")
    (tmp_path / "round.json").symlink_to(tmp_path / "round.json")
    home = Home(plan_folder(tmp_path))
    assert [one.name for one in home.plans()] == ["plan.json"]
    assert home.instances() == ()
    with pytest.raises(InvalidInput, match=r"pipe\.xlsx"):
        home.load("pipe.xlsx")


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "gone")
    assert (home.plans(), home.instances()) == ((), ())
    with pytest.raises(NoSuchPlan):
        home.open("0" * 12)


def test_what_is_kept_of_a_version_is_made_once_and_has_an_end(tmp_path: Path) -> None:
    home = Home(plan_folder(tmp_path))
    opened = home.open(home.plans()[0].id)
    made: list[int] = []
    for _ in range(3):
        assert opened.kept("it", lambda: made.append(1) or "made") == "made"  # type: ignore[func-returns-value]
    assert made == [1]
    for n in range(2_000):
        opened.kept(n, lambda: None)
    assert len(opened._kept) <= 500
