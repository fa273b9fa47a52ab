"""The hash that ties a schedule's certificate to the facts it was made from: of what is said, not of what is defaulted.

A field that a model gets later says nothing while it is at its default, so certificates of older versions still hold.
Fields of the first version are always part of the hash, at their default too. They are listed here once and for all:
whoever adds a field to a model leaves this list alone.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from models.base import Fact
from models.instance import Instance

_FIRST = {
    "Instance": "format name origin school_year terms_in_year terms calendars areas hubs schools reviewers leads "
    "reviews visits ledger fixed waivers policy",
    "Origin": "text command seed licence",
    "Term": "id number calendar first_day last_day",
    "Calendar": "id name open closed",
    "Hub": "id name",
    "School": "id name hub phase latitude longitude pupils local_authority trust calendar closed strong_in works_on",
    "Reviewer": "id school completed_reviews offers_two furthest_km conflicts away reserve",
    "Lead": "id latitude longitude trust conflicts away",
    "Review": "id host term slots size",
    "Visit": "person host home school_year slot",
    "LedgerEntry": "school planned_size received debt_brought_in sent credited owed",
    "Fixed": "review slot lead reviewers reason",
    "Waiver": "rule person review allowed_by reason",
    "Policy": "without locality independence one_place team_size lead_load reviewer_load school_release team_mix "
    "experience phase commitment goals quality fairness",
    "Locality": "nearest_km furthest_km",
    "Independence": "school_years",
    "OnePlace": "gap_school_days",
    "TeamSize": "bands seats_above seats_unknown fewest_reviewers",
    "SizeBand": "up_to_pupils seats",
    "LeadLoad": "reviews",
    "ReviewerLoad": "reviews reviews_if_offered",
    "SchoolRelease": "reviewers large_from_pupils reviewers_large",
    "TeamMix": "of_a_school of_a_hub",
    "Experience": "first_timers",
    "PhaseSeat": "kept_seats",
    "Commitment": "above_due strict",
    "FixedDecisions": "published_moves",
    "Reschedule": "accepted notice_school_days",
    "ChangeKeptSmall": "lead_times short_notice_times short_notice_school_days booked_times",
    "Goal": "goal tolerance tolerance_percent",
    "Quality": "other_phase_km slot_rank_km area_match_km crowded_week_km",
    "Fairness": "fair_percent",
    "Before": "notice changes reviews states empty_seats short free gave_up forfeited reserves",
    "PlannedReview": "review slot lead reviewers",
    "ReviewStates": "review slot lead reviewers pins booked",
}


def instance_sha256(instance: Instance) -> str:
    """Hash of everything an instance says, independent of how its file is laid out.

    Which rules are switched off is not part of it: a certificate lists them itself, and `solve --without` leaves the
    facts as they are.
    """
    facts = said(instance)
    del facts["policy"]["without"]
    if instance.before is not None:
        facts["before"] = said(instance.before)
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def said(fact: Fact) -> dict[str, Any]:
    """The content of a record without what later fields leave at their default."""
    content = fact.model_dump(mode="json", by_alias=True)
    _leave_out_unsaid(content, type(fact))
    return content


def _leave_out_unsaid(content: Any, model: type[Fact]) -> None:
    if not _has_later(model):
        return
    if isinstance(content, list):
        for entry in content:
            _leave_out_unsaid(entry, model)
    elif isinstance(content, dict):
        for key, usual in _later(model).items():
            if key in content and content[key] == usual:
                del content[key]
        for key, inner in _inner(model).items():
            if key in content:
                _leave_out_unsaid(content[key], inner)


@cache
def _later(model: type[Fact]) -> dict[str, Any]:
    """The fields that came later, by their name in files, with their defaults."""
    first = _FIRST.get(model.__name__, "").split()
    return {
        field.alias or name: _default(field)
        for name, field in model.model_fields.items()
        if name not in first and not field.is_required()
    }


def _default(field: FieldInfo) -> Any:
    """The default as a file has it."""
    kind: Any = field.annotation
    return TypeAdapter(kind).dump_python(field.get_default(), mode="json", by_alias=True)


@cache
def _inner(model: type[Fact]) -> dict[str, type[Fact]]:
    """The fields that hold records, or lists of records."""
    found = {field.alias or name: next(_records(field.annotation), None) for name, field in model.model_fields.items()}
    return {name: inner for name, inner in found.items() if inner is not None}


@cache
def _has_later(model: type[Fact]) -> bool:
    return bool(_later(model)) or any(_has_later(inner) for inner in _inner(model).values())


def _records(annotation: Any) -> Iterator[type[Fact]]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    for part in get_args(annotation):
        yield from _records(part)
