"""The slot strip says what the engine says: at once what is needed at least, then exactly, and nothing is changed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from models.change import OtherSlot
from models.policy import CHANGE_GOAL
from scheduler.changes.situation import asked_on
from scheduler.repairs.rescheduling import reschedule
from scheduler.repairs.slot_strip import Strip, strip_of
from scheduler.showing.changed.slots import at_least, exactly
from scheduler.storage import load_instance, load_plan
from tests.page.browsing import browser, id_of, mark_of, plan_folder, words
from tests.solving import PLAIN


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_folder(tmp_path_factory.mktemp("home"), "three-hubs")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with browser(folder) as client:
        yield client


@pytest.fixture(scope="module")
def known(folder: Path) -> Strip:
    """The strip of the first review that is held, by the engine itself."""
    instance = load_instance("three-hubs")
    _, schedule = load_plan(folder / "plan.json", instance)
    review = next(one.review for one in schedule.reviews if one.slot is not None)
    return strip_of(instance, schedule, review, asked_on(instance, schedule))


def at(client: TestClient, known: Strip, query: str = "") -> str:
    return f"/plans/{id_of(client)}/reviews/{known.review}/strip{query}"


def test_every_slot_says_at_once_what_is_needed_at_least(client: TestClient, folder: Path, known: Strip) -> None:
    answer = client.get(at(client, known))
    assert answer.status_code == 200
    said = words(answer)
    assert known.slots
    assert all(at_least(known.bounds[slot]) in said for slot in known.slots)
    assert mark_of(folder) not in answer.text, "nothing is to be applied before a slot is chosen"


def test_the_one_looked_at_is_exact_and_what_reschedule_finds(client: TestClient, folder: Path, known: Strip) -> None:
    before = (folder / "plan.json").read_bytes()
    slot = min(known.slots, key=lambda slot: (not known.bounds[slot].is_whole, slot))
    change = OtherSlot(notice=known.notice, review=known.review, slots=(slot,))
    forced = reschedule(known.instance, known.schedule, [change], PLAIN, other_kinds=False).repairs[0].schedule
    found = known.exact(slot, PLAIN)
    assert forced is not None
    assert forced.certificate is not None
    assert found.told is not None
    assert found.told.counted == {goal.goal: goal.value for goal in forced.certificate.goals}[CHANGE_GOAL]
    said = words(client.get(at(client, known, f"?slot={slot}")))
    assert exactly(found) in said
    assert "Take this repair, to apply it" in said
    assert (folder / "plan.json").read_bytes() == before


def test_the_repair_that_is_looked_at_can_be_taken_and_applied(known: Strip, tmp_path: Path) -> None:
    folder = plan_folder(tmp_path, "three-hubs")
    slot = min(known.slots, key=lambda slot: (not known.bounds[slot].is_whole, slot))
    with browser(folder) as client:
        sent = {"mark": mark_of(folder), "on": known.notice.isoformat(), "slot": slot.isoformat()}
        taken = client.post(at(client, known), data=sent)
        assert taken.url.path.endswith("/repairs")
        assert "Apply repair 1" in words(taken)
        client.post(f"/plans/{id_of(client)}/repairs/apply", data={"mark": mark_of(folder), "number": "1"})
    now = load_plan(folder / "plan.json", load_instance("three-hubs"))[1]
    assert next(one.slot for one in now.reviews if one.review == known.review) == slot


def test_a_week_leads_to_its_best_slot(client: TestClient, known: Strip) -> None:
    slot = known.slots[0]
    monday = slot - timedelta(days=slot.weekday())
    answer = client.get(at(client, known, f"?week={monday}"), follow_redirects=False)
    assert answer.status_code == 303
    chosen = date.fromisoformat(re.findall(r"slot=([0-9-]+)", answer.headers["location"])[0])
    assert 0 <= (chosen - monday).days < 5


@pytest.mark.parametrize(("slot", "said"), [("1999-01-01", "slot of the review"), ("soon", "a date such as")])
def test_a_slot_that_cannot_be_asked_for_is_said(client: TestClient, known: Strip, slot: str, said: str) -> None:
    answer = client.get(at(client, known, f"?slot={slot}"))
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_review_that_has_begun_says_that_it_stays(client: TestClient, known: Strip) -> None:
    answer = client.get(at(client, known, "?on=2019-06-01"))
    assert answer.status_code == 200
    assert "It cannot be moved" in words(answer)
