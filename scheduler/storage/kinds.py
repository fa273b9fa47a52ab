"""What kind of file a file is, as far as one must know before it is written over."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.problem import Problem


class Kind(StrEnum):
    """The kinds of files that commands write as a whole, as messages call them."""

    INSTANCE = "an instance"
    SCHEDULE = "a schedule"
    REPAIRS = "repairs"
    PICTURE = "an SVG picture"
    PROGRAMME = "an instance of a programme"
    GROUPS = "groups of a programme"
    AUDIT = "the audit of a draw"


_KEYS = {
    Kind.REPAIRS: {"schedule_sha256", "repairs"},
    Kind.AUDIT: {"groups_sha256", "drawn_from"},
    Kind.GROUPS: {"programme", "instance", "groups"},
    Kind.PROGRAMME: {"programme", "schools"},
    Kind.INSTANCE: {"schools", "reviews"},
    Kind.SCHEDULE: {"instance", "reviews"},
}


def kind_of(path: Path) -> Kind | None:
    """What the file is by its first keys; None if it is none of these, or cannot be read."""
    try:
        content = path.read_bytes()
        if content.startswith(b"<svg"):  # as we write it; what another program has saved is not ours to replace
            return Kind.PICTURE
        raw: Any = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return None
    return _by_keys(raw)


def another_kind(raw: Any, wanted: Kind) -> Problem | None:
    """One sentence for a file that is whole and of another kind, such as a schedule where groups are meant."""
    found = _by_keys(raw)
    if found in (None, wanted):
        return None
    return Problem(
        where="$", value=found, expected=wanted, remedy="Name the instance first, then what was made for it."
    )


def _by_keys(raw: Any) -> Kind | None:
    return next((kind for kind, keys in _KEYS.items() if isinstance(raw, dict) and keys <= raw.keys()), None)
