"""The overview says what the command says."""

from pathlib import Path

from scheduler.plan import Plan
from scheduler.showing.summary import achieved
from scheduler.storage import load_instance, load_plan
from tests.page.browsing import browser, id_of, plan_folder, words


def test_it_says_what_show_says(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    plan = Plan(*load_plan(tmp_path / "plan.json", load_instance("two-schools")))
    with browser(tmp_path) as client:
        said = words(client.get(f"/plans/{id_of(client)}"))
        assert all(sentence in said for sentence in achieved(plan))
        assert "qa-scheduler show two-schools plan.json" in said


def test_it_says_what_is_next_and_where_it_is_done(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        text = client.get(f"/plans/{id_of(client)}").text
    assert "1 review is not held." in text and f"/plans/{text.split('/plans/')[1][:12]}/calendar?state=vacant" in text
    assert "qa-scheduler show two-schools plan.json --by week --state vacant" in text
