"""A table of schools: every field that a file can say has its column, and headings that people write are known."""

from dataclasses import fields

import pytest

from models.network import School
from scheduler.generating.columns import COLUMNS, KNOWN, nearly_known
from scheduler.generating.schools import SchoolFacts

DRAWN = {"calendar", "closed", "strong_in", "works_on", "sites"}
"""Fields that no file says: the calendar follows from the authority, sites from a trust's schools, others are drawn."""


def test_every_field_of_a_school_has_a_column_or_is_drawn() -> None:
    """A new field is one field here, one in SchoolFacts and one row in COLUMNS; this says which is missing."""
    assert {column.field for column in COLUMNS} == School.model_fields.keys() - DRAWN
    facts = {one.name for one in fields(SchoolFacts)} - {"place", "sites"} | {"latitude", "longitude"}
    assert facts == {column.field for column in COLUMNS}


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("Pupil numbers", "pupils"),
        ("NumberOfPupils", "pupils"),
        ("Number of pupils", "pupils"),
        ("No. of pupils", "pupils"),
        ("pupil", "pupils"),
        ("NOR", "pupils"),
        ("Number on roll", "pupils"),
        ("Trusts (name)", "trust"),
        ("Trust name", "trust"),
        ("Academy Trust", "trust"),
        ("MAT", "trust"),
        ("LA (name)", "local_authority"),
        ("Local Authority", "local_authority"),
        ("Hub name", "hub"),
        ("hubs", "hub"),
        ("Latitude", "lat"),
        ("LONGITUDE (degrees)", "lon"),
        ("PhaseOfEducation (name)", "phase"),
        ("Phase", "phase"),
        ("School name", "school"),
        ("URN number", "urn"),
        ("pupls", "pupils"),
    ],
)
def test_a_heading_that_people_write_is_known(heading: str, known: str) -> None:
    column = next(column for column in COLUMNS if known in column.names)
    assert list(nearly_known({heading, *(KNOWN - set(column.names))})) == [(heading, known)]


@pytest.mark.parametrize(
    "heading", ["Hub lead", "Pupil premium", "Trust contact", "Postcode", "Trusts (code)", "x", ""]
)
def test_other_columns_may_stand_beside_them(heading: str) -> None:
    assert not list(nearly_known({heading, "urn", "name", "phase", "lat", "lon"}))


def test_a_heading_is_nearly_known_only_where_it_would_count() -> None:
    assert not list(nearly_known({"name", "School name", "pupils", "Pupil numbers"}))
    assert list(nearly_known({"phase", "Phase derived"})) == [("Phase derived", "phase_derived")]
