"""The kinds of change. To add one: its model in `models/change.py`, a file here, and its entry in `KINDS`."""

from typing import Any

from models.change import Change
from scheduler.changes.kind import ChangeKind
from scheduler.changes.kinds import (
    cancel_review,
    change_number,
    change_team_sizes,
    close_schools,
    decline_offer,
    drop_out,
    end_review,
    lead_joins,
    leave_review,
    other_slot,
    person_leaves,
    reviewer_joins,
    school_joins,
    school_leaves,
    type_over,
    waive_rule,
)

KINDS: tuple[ChangeKind[Any], ...] = (
    cancel_review.KIND,
    drop_out.KIND,
    decline_offer.KIND,
    close_schools.KIND,
    other_slot.KIND,
    reviewer_joins.KIND,
    lead_joins.KIND,
    school_joins.KIND,
    person_leaves.KIND,
    school_leaves.KIND,
    leave_review.KIND,
    end_review.KIND,
    waive_rule.KIND,
    type_over.KIND,
    change_number.KIND,
    change_team_sizes.KIND,
)
_BY_MODEL = {kind.of: kind for kind in KINDS}


def kind_of(change: Change) -> ChangeKind[Any]:
    """What a change says of itself."""
    return _BY_MODEL[type(change)]


def in_words(change: Change) -> str:
    """A change in a few words."""
    return str(kind_of(change).words(change))


def reason(change: Change) -> str:
    """A change in a few words, with why."""
    said = in_words(change)
    if not change.why:
        return said
    return f"{said}: {change.why}" if ")" in (said[-1], change.why[-1]) else f"{said} ({change.why})"
