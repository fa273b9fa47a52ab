"""What is wrong with single fields, told by the models and put in words."""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from models.problem import Problem
from scheduler.storage.parsing import path_of, shown

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]
PIECE = 1_000  # so many entries of a list are read at once


def read_model(model: type[Model], raw: Any) -> Model:
    """The model of a parsed value, by JSON's own types: "3" is no number, and 3 is no date.

    Raises:
        ValidationError: with every field that is wrong.
    """
    return model.model_validate_json(_text(raw), strict=True)


def read_list(model: type[Model], raw: Sequence[Any]) -> Iterator[Model]:
    """The models of a list of parsed values, piece by piece: as one text, and parsed again, they would fill the memory.

    So would, for each of them, a set of the names of the fields that were given: equal ones are one, for none changes.

    Raises:
        ValidationError: with the wrong fields of the first piece that has some.
    """
    adapter: TypeAdapter[tuple[Model, ...]] = TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
    given: dict[frozenset[str], set[str]] = {}
    for at in range(0, len(raw), PIECE):
        for one in adapter.validate_json(_text(raw[at : at + PIECE]), strict=True):
            names = one.model_fields_set
            object.__setattr__(one, "__pydantic_fields_set__", given.setdefault(frozenset(names), names))
            yield one


def _text(raw: Any) -> bytes:
    return json.dumps(raw, ensure_ascii=False).encode(errors="replace")


def field_problems(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Location, Problem]]:
    """Each wrong field with its location."""
    for detail in error.errors(include_url=False):
        if not _follows_from_another(detail):
            yield detail["loc"], _problem(detail, model)


def unreadable_format(raw: Any) -> Problem | None:
    """What is wrong with the file's format number: of another format, nothing else can be judged."""
    if not isinstance(raw, dict):
        remedy = "Maybe it is another kind of file."
        return Problem(where="$", value=shown(raw), expected="an object with the key format", remedy=remedy)
    if "format" not in raw:
        return Problem(where="$.format", value="nothing", expected="1", remedy='Add "format": 1.')
    number = raw["format"]
    if type(number) is int and number == 1:
        return None
    newer = type(number) is int and number > 1
    remedy = "A newer qa-scheduler made the file: install that version." if newer else 'Write "format": 1.'
    return Problem(where="$.format", value=shown(number), expected="1", remedy=remedy)


def _follows_from_another(detail: ErrorDetails) -> bool:
    """A list is also called too short when its items are wrong; only a list that is short is meant."""
    context = detail.get("ctx", {})
    return detail["type"] == "too_short" and len(detail["input"]) >= context["min_length"]


def _problem(detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    where, kind = path_of(detail["loc"]), detail["type"]
    if kind == "missing":
        return Problem(where=where, value="nothing", expected="a value", remedy="Add the missing key.")
    if kind == "extra_forbidden":
        return _unknown_key(detail, model)
    if kind == "too_short":
        return Problem(where=where, value="an empty list", expected="at least one entry", remedy="Add what is missing.")
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _unknown_kind(detail)
    if kind == "string_too_short":
        return Problem(where=where, value='""', expected="a text", remedy="Fill it in.")
    return Problem(where=where, value=shown(detail["input"]), **_in_words(detail["msg"]))


def _unknown_kind(detail: ErrorDetails) -> Problem:
    """One of several kinds of objects whose kind is missing or unknown."""
    key = detail["ctx"]["discriminator"].strip("'")
    kinds = re.findall(r"'([^']+)'", detail["ctx"].get("expected_tags", ""))
    found = detail["input"].get(key) if isinstance(detail["input"], dict) else None
    near = get_close_matches(str(found), kinds, n=1)
    return Problem(
        where=f"{path_of(detail['loc'])}.{key}",
        value="nothing" if found is None else shown(found),
        expected=f"one of {', '.join(kinds)}" if kinds else "a kind of change",
        remedy=f"Maybe {near[0]!r} is meant." if near else "See qa-scheduler schema changes.",
    )


def _in_words(message: str) -> dict[str, str]:
    """The library's sentence as what was expected and what to do."""
    text = message.removeprefix("Value error, ")
    expected, _, remedy = text.partition(". ")
    for opening in ("Input should be ", "Input should "):
        expected = expected.removeprefix(opening)
    return {"expected": expected, "remedy": f"{remedy or 'Correct the value'}."}


def _unknown_key(detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    *parents, key = detail["loc"]
    names = _keys(model, tuple(parents))
    near = get_close_matches(str(key), names, n=1)
    return Problem(
        where=path_of(detail["loc"]),
        value=f"the unknown key {key!r}",
        expected=f"one of {', '.join(names)}" if names else "no such key",
        remedy=f"Maybe {near[0]!r} is meant." if near else "Correct or remove it.",
    )


def _keys(model: type[BaseModel], location: Location) -> list[str]:
    """The keys an object at the location may have."""
    schema = _schema(model)
    here = schema
    for step in location:
        kinds = here.get("discriminator", {}).get("mapping", {})
        if step in kinds:  # of several kinds of objects, the one that was read
            here = schema["$defs"][kinds[step].rsplit("/", 1)[1]]
            continue
        inner = here.get("items", {}) if isinstance(step, int) else here.get("properties", {}).get(step, {})
        inner = next((option for option in inner.get("anyOf", ()) if "$ref" in option), inner)
        here = schema["$defs"][inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else inner
    return sorted(here.get("properties", ()))


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()
