"""A review's panel says what the commands say."""

from pathlib import Path

from scheduler.plan import Plan
from scheduler.showing.one_review import one_review
from scheduler.showing.table import Table, readable
from scheduler.storage import load_instance, load_plan
from tests.page.browsing import browser, id_of, plan_folder, words


def test_it_says_what_show_review_says(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    plan = Plan(*load_plan(tmp_path / "plan.json", load_instance("two-schools")))
    with browser(tmp_path) as client:
        for review in plan.instance.reviews:
            said = words(client.get(f"/plans/{id_of(client)}/reviews/{review.id}")).casefold()
            for part in one_review(plan, review):
                cells = [readable(cell) for row in part.rows for cell in row] if isinstance(part, Table) else [part]
                assert all(" ".join(cell.casefold().split()) in said for cell in cells)
            assert f"qa-scheduler show two-schools plan.json --review {review.id}" in said


def test_htmx_gets_the_panel_alone(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        address = f"/plans/{id_of(client)}/reviews/review-ash"
        alone = client.get(address, headers={"hx-target": "panel"}).text
        assert "<html" not in alone and "Ash" in alone


def test_a_review_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        answer = client.get(f"/plans/{id_of(client)}/reviews/review-asj")
        assert answer.status_code == 422
        assert "Maybe review-ash" in words(answer)
