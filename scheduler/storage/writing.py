"""Models to JSON text: the same model gives the same bytes, one entry a line, so that differences are readable."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from models.change import Change, Changes
from models.history import Entry, Proposals
from models.instance import Instance
from models.policy import Policy
from models.programmes.audit import Audit
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from models.schedule import Schedule

_LATER = ("slot", "travel")
"""Parts of the policy that the first files do not have."""
SEAL = "sha256"
"""The key of a line's seal. Lines of version 0.1.0 have none."""


def dumps(model: Instance | Schedule | Proposals | Changes | ProgrammeInstance | Groups | Audit) -> str:
    """The file of any of these. What is as usual is left out; the policy is in full."""
    content: dict[str, Any] = {"format": model.format}
    content |= model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"format"})
    if isinstance(model, Schedule | Proposals | Changes | Groups) and model.changes:
        content["changes"] = _changes(model.changes)
    if isinstance(model, Proposals):
        content["repairs"] = [
            {**entry, **({"schedule": _schedule(repair.schedule)} if repair.schedule else {})}
            for entry, repair in zip(content["repairs"], model.repairs, strict=True)
        ]
    if isinstance(model, Instance):
        content |= {"terms_in_year": model.terms_in_year, "policy": _policy(model.policy)}
    if isinstance(model, ProgrammeInstance):
        content |= {"programme": model.programme, "policy": model.policy.model_dump(mode="json", by_alias=True)}
    content = {name: content[name] for name in type(model).model_fields if name in content}
    return _object(content, depth=0) + "\n"


def _policy(policy: Policy) -> dict[str, Any]:
    """In full, but for what is as usual of that of which files of before say nothing."""
    content, usual = (each.model_dump(mode="json", by_alias=True) for each in (policy, Policy()))
    return {name: content[name] for name in content if name not in _LATER or content[name] != usual[name]}


def dumps_line(entry: Entry) -> str:
    """One line of a history, sealed: whether somebody changed it later can be told."""
    content = {**entry.model_dump(mode="json", exclude_defaults=True), "changes": _changes(entry.changes)}
    return _compact({**content, SEAL: seal(content)}) + "\n"


def seal(content: dict[str, Any]) -> str:
    """What a line's content is known by, as it is said: what it leaves out has no part in it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _schedule(schedule: Schedule) -> dict[str, Any]:
    content = schedule.model_dump(mode="json", exclude_defaults=True)
    return {**content, "format": schedule.format, "changes": _changes(schedule.changes)}


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes without what is as usual, but with their kind, by which they are told apart."""
    return [{"kind": one.kind, **one.model_dump(mode="json", exclude_defaults=True)} for one in changes]


def _object(content: dict[str, Any], depth: int) -> str:
    """An object with a key a line, down to the second level; below, and in lists, one line an entry."""
    indent = "  " * (depth + 1)
    lines = [f"{indent}{_compact(key)}: {_value(value, depth + 1)}" for key, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"


def _value(value: Any, depth: int) -> str:
    if isinstance(value, dict) and value and depth < 2:
        return _object(value, depth)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        indent = "  " * (depth + 1)
        return "[\n" + ",\n".join(indent + _compact(entry) for entry in value) + "\n" + "  " * depth + "]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
