"""The hash that ties a schedule's certificate to the facts it was made from."""

import hashlib
import json

from models.instance import Instance
from models.policy import Policy

_USUAL = Policy().model_dump(mode="json", by_alias=True)
_LATER_IN_POLICY = {key: _USUAL[key] for key in ("fixed", "reschedule", "change-kept-small")}
_LATER: dict[str, dict[str, object]] = {
    "reviews": {"possible": None, "declined_by": [], "first_claim": False},
    "fixed": {"complete": False},
}
"""Keys that came later: at their default they say nothing, so that older certificates still hold."""


def instance_sha256(instance: Instance) -> str:
    """Hash of everything an instance says, independent of how its file is laid out.

    Which rules are switched off is not part of it: a certificate lists them itself, and `solve --without` leaves the
    facts as they are.
    """
    facts = instance.model_dump(mode="json", by_alias=True, exclude={"policy": {"without"}})
    for key, usual in _LATER_IN_POLICY.items():
        if facts["policy"][key] == usual:
            del facts["policy"][key]
    for kind, later in _LATER.items():
        for each in facts[kind]:
            for key, usual in later.items():
                if each[key] == usual:
                    del each[key]
    if instance.before is not None:
        facts["before"] = instance.before.model_dump(mode="json")
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
