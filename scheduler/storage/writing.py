"""Models to JSON text: the same model gives the same bytes, one entry a line, so that differences are readable."""

import json
from typing import Any

from models.instance import Instance
from models.schedule import Schedule


def dumps(model: Instance | Schedule) -> str:
    """The file of an instance or a schedule. Entries leave out what is as usual; the policy is written in full."""
    content: dict[str, Any] = {"format": model.format}
    content |= model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"format"})
    if isinstance(model, Instance):
        content |= {"terms_in_year": model.terms_in_year, "policy": model.policy.model_dump(mode="json", by_alias=True)}
    content = {name: content[name] for name in type(model).model_fields if name in content}
    return _object(content, depth=0) + "\n"


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
