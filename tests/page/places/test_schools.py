"""Schools at one look, and one by itself, as the commands say it."""

from html import unescape
from pathlib import Path

from click.testing import CliRunner

from scheduler.cli import main
from tests.page.browsing import browser, id_of, plan_folder, words


def test_schools_are_said_as_the_command_says_them(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        for by in ("school", "account"):
            said = unescape(words(client.get(f"/plans/{id_of(client)}/schools?by={by}&who=R0003")))
            printed = (
                CliRunner()
                .invoke(main, ["show", "four-hubs-term", str(tmp_path / "plan.json"), "--by", by, "--who", "R0003"])
                .stdout
            )
            for name in ("Beech School", "Cedar School"):
                row = next(line for line in printed.splitlines() if line.startswith(name))
                assert " ".join(row.split()) in said
            assert "2 of 8 schools: with R0003." in said
            assert f"--by {by} --who R0003" in said


def test_schools_that_send_fewer_than_due_are_found(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}/schools?state=short"))
        place = client.get(f"/plans/{id_of(client)}/schools").text
    assert "schools: sends fewer than due." in said
    assert f'href="/plans/{id_of(client)}/reviews/review-ash"' in place


def test_one_school_has_who_comes_whom_it_sends_and_its_account(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}/schools/cedar"))
        assert client.get(f"/plans/{id_of(client)}/schools/nowhere").status_code == 404
    assert "R0001 Ash School Mon-Wed 24 Sep Cedar School" in said
    assert "R0003 Cedar School Mon-Wed 10 Sep Beech School" in said
    assert "Its account, before and after" in said and "No letter has told anything yet." in said


def test_hubs_are_a_square(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        answer = client.get(f"/plans/{id_of(client)}/hubs")
    assert '<table class="square">' in answer.text and "show four-hubs-term plan.json --by hub" in words(answer)
