"""People at one look, and one of them by themselves, as the commands say it."""

from html import unescape
from pathlib import Path

from click.testing import CliRunner

from models.told import Role, Told, ToldReview
from scheduler.cli import main
from scheduler.storage import dumps, load_instance, load_plan
from tests.page.browsing import browser, id_of, plan_folder, words


def test_people_are_said_as_the_command_says_them(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        said = unescape(words(client.get(f"/plans/{id_of(client)}/people?hub=hub-two&state=published")))
    assert "1 of 8 reviewers: Hub two, something is published." in said
    assert "show four-hubs-term plan.json --by person --hub hub-two --state published" in said
    asked = ("--by", "person", "--hub", "hub-two", "--state", "published")
    printed = CliRunner().invoke(main, ["show", "four-hubs-term", str(tmp_path / "plan.json"), *asked]).stdout
    row = next(line for line in printed.splitlines() if line.startswith("R0003"))
    assert " ".join(row.split()) in said and "R0004" not in said


def test_people_are_sorted_by_any_column(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        up, down = (client.get(f"/plans/{id_of(client)}/people?sort={by}").text for by in ("0", "-0"))
    assert up.index(">R0001<") < up.index(">R0008<") and down.index(">R0008<") < down.index(">R0001<")
    assert 'aria-sort="ascending"><a href=' in up and "sort=-0" in up


def test_who_is_not_booked_is_found(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}/people?state=idle")).split("Those with the furthest")[0]
    assert "4 of 8 reviewers: not booked." in said and "R0002" in said and "R0001" not in said


def test_one_person_has_their_reviews_their_card_and_what_they_were_told(tmp_path: Path) -> None:
    plan_folder(tmp_path, "four-hubs-term")
    file = tmp_path / "plan.json"
    _, schedule = load_plan(file, load_instance("four-hubs-term"))
    slots = {planned.review: planned.slot for planned in schedule.reviews}
    reviews = tuple(ToldReview(review=review, slot=slots[f"review-{host}"]) for review, host in TOLD)
    told = Told(who="L01", role=Role.LEAD, reviews=reviews)
    file.write_text(dumps(schedule.model_copy(update={"told": (told,)})), "utf-8")
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}/people/L01"))
        assert client.get(f"/plans/{id_of(client)}/people/nobody").status_code == 404
        to = client.get(f"/plans/{id_of(client)}/people/R0001/why-not?review=review-fir", follow_redirects=False)
    assert "10 Sep review-beech Beech School lead" in said and "24 Sep review-cedar Cedar School lead" in said
    assert "review-beech Mon-Wed 10 Sep lead yes" in said and "review-cedar Mon-Wed 10 Sep lead no" in said
    assert "Reviews this term 2" in said
    assert to.headers["location"].endswith("/reviews/review-fir?ask=why-not&who=R0001")


TOLD = (("review-beech", "beech"), ("review-cedar", "beech"))
"""Reviews, and hosts in whose slots they were told to be."""
