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
from tests.page.browsing import browser, id_of, mark_of, plan_folder, words


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
        link = next(link for link in re.findall(r'href="([^"]+)"', answer.text) if "rule=outside-hub" in link)
        text = client.get(html.unescape(link)).text
        form = text[text.index('id="waive"') :]
        assert form.startswith('id="waive" open>') and '<option value="outside-hub" selected>' in form
        assert f'name="waiver.person" value="{near[0]}"' in form and "waive-rule notice=DAY" in form
        waiver = {"person": near[0], "review": held.review.id, "rule": "outside-hub", "allowed_by": "QA"}
        said = {f"waiver.{name}": value for name, value in waiver.items()}
        sent = {"mark": mark_of(tmp_path), "notice": "2018-09-03", "then": "seek", "once": "one", **said}
        refused = client.post(f"/plans/{id_of(client)}/changes/waive-rule", data=sent)
        assert refused.status_code == 422 and "waiver.reason" in refused.text
        client.post(f"/plans/{id_of(client)}/changes/waive-rule", data={**sent, "waiver.reason": "agreed"})
        (job,) = client.app.state.page.jobs.all()  # type: ignore[attr-defined]
        client.app.state.page.jobs.stop(job)  # type: ignore[attr-defined]
        assert job.kind == "repairs_job" and "outside-hub waived" in job.title


def test_a_waiver_is_asked_for_in_the_panel_of_the_plan_as_it_is(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        place = f"/plans/{id_of(client)}"
        text = client.get(f"{place}/reviews/review-ash").text
        assert '<details class="part" id="waive">' in text and 'name="waiver.reason"' in text
        assert 'list="people-named"' in text[text.index('name="waiver.person"') :]
        assert client.get(f"{place}/names", params={"waiver.person": "R0", "alone": "true"}).text.count("<option")
