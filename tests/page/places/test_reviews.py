"""A review's panel says what the commands say."""

import html
import re
from pathlib import Path

from scheduler.changes.places import asked
from scheduler.explaining.obstacles import why_not
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


def test_a_rule_that_could_be_waived_leads_to_its_waiver(tmp_path: Path) -> None:
    plan_folder(tmp_path, "three-hubs-24")
    plan = Plan(*load_plan(tmp_path / "plan.json", load_instance("three-hubs-24")))
    held = next(one for one in plan.held if one.reviewers)
    about, near = (
        asked(plan, f"{held.review.id}/{held.reviewers[0].id}"),
        [one.id for one in plan.instance.reviewers if plan.instance.school_by_id[one.school].hub == held.host.hub],
    )
    assert why_not(plan, about, near[0])[0].needs_only_waivers
    with browser(tmp_path) as client:
        said = {"ask": "why-not", "seat": held.reviewers[0].id, "who": near[0]}
        answer = client.get(f"/plans/{id_of(client)}/reviews/{held.review.id}", params=said)
        assert f"Waive outside-hub for {near[0]} here" in words(answer)
        form = next(link for link in re.findall(r'href="([^"]+)"', answer.text) if "waiver.rule=outside-hub" in link)
        assert f'value="{near[0]}"' in client.get(html.unescape(form)).text
