"""Forms for changes: one for each kind somebody can enter, read as a file of changes is."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from models.change import Change
from models.instance import Instance
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.kinds import KINDS
from scheduler.changes.refusals import problems
from scheduler.desk.contacts import Contact
from scheduler.page.drawing.forms import _FILLED_IN, KIND_TITLES, Asks, Form, Forms
from scheduler.plan import Plan
from scheduler.storage import load_changes, load_instance, load_schedule
from tests.page.browsing import ROOT

RAW: dict[str, dict[str, Any]] = {
    "cancel-review": {"review": "review-101", "reason": "ofsted", "why": "phoned"},
    "drop-out": {"person": "R1", "days": "2018-10-22/2018-10-26"},
    "decline-offer": {"person": "R1", "review": "review-101"},
    "close-schools": {"schools": ["101", "102"], "hubs": ["H1"], "days": "2018-10-22"},
    "other-slot": {"review": "review-101", "slots": ["2018-10-22", "2018-10-29"]},
    "reviewer-joins": {
        "reviewer": {"id": "R9", "school": "101", "completed_reviews": 2, "offers_two": True, "furthest_km": 80}
    },
    "lead-joins": {"lead": {"id": "L9", "latitude": 51.5, "longitude": -0.25, "away": ["2018-10-22/2018-10-26"]}},
    "school-joins": {
        "school": {
            "id": "9", "name": "Nine", "hub": "H9", "phase": "primary", "latitude": 51.5, "longitude": 0,
            "calendar": "england",
        },
        "hub": {"id": "H9", "name": "Ninth"},
        "review": {"id": "review-9", "host": "9", "term": "autumn", "slots": ["2018-11-05"], "size": 2},
    },
    "person-leaves": {"person": "R1"},
    "school-leaves": {"school": "101"},
    "end-review": {"review": "review-101"},
    "waive-rule": {
        "waiver": {"rule": "locality", "person": "R1", "review": "review-101", "allowed_by": "QA", "reason": "agreed"}
    },
    "change-number": {"rule": "locality", "number": "nearest_km", "value": 20},
    "change-team-sizes": {"by": -1},
}  # fmt: skip


def forms() -> tuple[Instance, Schedule, Forms]:
    facts = load_instance("two-schools")
    schedule = load_schedule(ROOT / "solutions" / "two-schools.json", facts)
    contacts = {facts.reviewers[0].id: Contact("Ann <script> O'Neill")}
    return facts, schedule, Forms(Plan(facts, schedule), contacts)


def typed(form: Form, raw: dict[str, Any]) -> dict[str, list[str]]:
    """A change as somebody types it into the form."""
    return {field.name: list(texts) for field in form.fields if (texts := list(_typed(field.name, raw)))}


def _typed(name: str, raw: Any) -> Iterator[str]:
    for step in name.split("."):
        if isinstance(raw, str) and "-" in raw:  # days
            first, _, last = raw.partition("/")
            raw = first if step == "first" else last
        else:
            raw = raw.get(step) if raw is not None else None
    texts = raw if isinstance(raw, list) else [raw]
    yield from (
        text if isinstance(text, str) else json.dumps(text) for text in texts if text is not None and text is not False
    )


def test_every_kind_that_is_in_files_has_a_form() -> None:
    assert {one.value for one in KIND_TITLES} == {kind.id for kind in KINDS} - {"leave-review", "type-over"}
    assert RAW.keys() == {one.value for one in KIND_TITLES}


@pytest.mark.parametrize("kind", RAW)
def test_what_is_typed_is_the_change_that_a_file_has(kind: str) -> None:
    raw = {"kind": kind, "notice": "2018-10-01", **RAW[kind]}
    change: Change = load_changes([json.dumps(raw)])[0]
    _, _, asked = forms()
    assert asked.read(kind, typed(asked.form(kind), raw)) == change


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.id))
def test_a_field_is_asked_or_filled_in_from_the_schedule(kind: Any) -> None:
    if kind.id not in RAW:
        return
    asked = {field.name.partition(".")[0] for field in forms()[2].form(kind.id).fields}
    assert asked | _FILLED_IN >= kind.of.model_fields.keys()
    assert not asked & _FILLED_IN


def test_what_is_wrong_stands_at_its_field() -> None:
    _, _, asked = forms()
    said = {"notice": ["2018-13-01"], "person": [""], "days.last": ["2018-10-26"]}
    with pytest.raises(InvalidInput) as refused:
        asked.read("drop-out", said)
    form = asked.form("drop-out", said, refused.value.problems)
    wrong = {field.name for field in form.fields if field.problem}
    assert wrong == {"notice", "person", "days.first"}
    assert not form.problems
    assert next(field.value for field in form.fields if field.name == "notice") == "2018-13-01"


def test_what_does_not_fit_the_plan_stands_at_its_field_too() -> None:
    facts, schedule, asked = forms()
    said = {"notice": ["2018-10-01"], "schools": ["nowhere, 102"], "hubs": ["H0"], "days.first": ["2018-10-22"]}
    wrong = problems(facts, schedule, [asked.read("close-schools", said)])
    form = asked.form("close-schools", said, wrong)
    assert {field.name for field in form.fields if field.problem} >= {"schools", "hubs"}


def test_a_name_that_is_typed_means_its_id() -> None:
    facts, _, asked = forms()
    person, host = facts.reviewers[0].id, facts.school_by_id[facts.reviews[0].host].name
    said = {"notice": ["2018-10-01"], "person": ["ann <script> o'neill"], "review": [host]}
    change: Any = asked.read("decline-offer", said)
    assert (change.person, change.review) == (person, facts.reviews[0].id)
    assert change.notice == date(2018, 10, 1)


def test_every_list_that_completes_is_there() -> None:
    _, _, asked = forms()
    for kind in RAW:
        form = asked.form(kind)
        assert form.lists <= asked.lists.keys()
        assert all(field.choices for field in form.fields if field.asks in (Asks.ONE, Asks.SOME))


def test_an_unknown_kind_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="leave-review"):
        forms()[2].form("leave-review")
