"""A new field of a record is whole only when tests draw it and when the ids it holds are looked up."""

from random import Random

import pytest

from models.base import Fact
from models.instance import Fixed, Instance, LedgerEntry, Review, Visit, Waiver
from models.network import School
from models.people import Lead, Reviewer
from models.references import _REFERENCES
from tests.drawing import draw_instance

RECORDS: dict[str, type[Fact]] = {
    "schools": School,
    "reviewers": Reviewer,
    "leads": Lead,
    "reviews": Review,
    "visits": Visit,
    "ledger": LedgerEntry,
    "fixed": Fixed,
    "waivers": Waiver,
}
FIELDS = [(collection, field) for collection, model in RECORDS.items() for field in model.model_fields]
NEVER_DRAWN = {
    ("schools", "local_authority"): "generators choose the calendar by it; no rule reads it",
    ("reviews", "possible"): "of repairs: tests/drawing_changes.py",
    ("reviews", "declined_by"): "of repairs",
    ("reviews", "left_by"): "of repairs",
    ("reviews", "first_claim"): "of a carry-over",
    ("fixed", "complete"): "of repairs",
    ("fixed", "reason"): "words",
    ("waivers", "reason"): "words",
    ("waivers", "allowed_by"): "words",
}
NO_IDS = {
    *(("schools", field) for field in ("name", "local_authority", "trust")),
    ("leads", "trust"),
    ("visits", "school_year"),
    ("fixed", "reason"),
    ("waivers", "reason"),
    ("waivers", "allowed_by"),
    ("waivers", "rule"),
}
"""Texts that are no ids of other records."""


@pytest.fixture(scope="module")
def drawn() -> list[Instance]:
    return [draw_instance(Random(seed)) for seed in range(60)]


@pytest.mark.parametrize(("collection", "field"), FIELDS)
def test_every_field_is_drawn(collection: str, field: str, drawn: list[Instance]) -> None:
    """What is never drawn is held by no test of all rules: neither check nor rows need read it alike."""
    values = {repr(getattr(entry, field)) for instance in drawn for entry in getattr(instance, collection)}
    assert (len(values) > 1) == ((collection, field) not in NEVER_DRAWN)


@pytest.mark.parametrize(("collection", "field"), FIELDS)
def test_every_id_of_another_record_is_looked_up(collection: str, field: str) -> None:
    """An unknown id is refused, unless the field is an id itself or holds words. `left_by` was not looked up."""
    looked_up = {(name, each) for name, each, _, _ in _REFERENCES}
    annotation = RECORDS[collection].model_fields[field].annotation
    is_text = annotation is str or str(annotation) in ("tuple[str, ...]", "str | None")
    assert is_text <= ((collection, field) in looked_up or field == "id" or (collection, field) in NO_IDS)
