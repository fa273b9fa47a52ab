"""Changes written as words: a kind, then its fields, such as: cancel-review review=review-136598 reason=ofsted."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from models.change import Change
from models.problem import InvalidInput, Problem

_MODELS = {str(model.model_fields["kind"].default): model for model in get_args(get_args(Change)[0])}
_LEAST_ALIKE = 0.75


def sources_of(words: Iterable[str], notice: date | None) -> tuple[str, ...]:
    """The sources that `load_changes` takes: files and JSON as they are, and each change in words as its JSON.

    A kind begins a change; `field=value` belongs to the change before it. Several values have commas between them.
    notice: of changes in words that name none.

    Raises:
        InvalidInput: a field stands before any kind, stands twice, or the kind has none of that name.
    """
    sources: list[str | dict[str, Any]] = []
    problems: list[Problem] = []
    for word in words:
        name, is_field, value = word.partition("=")
        if word in _MODELS and not Path(word).exists():
            sources.append({"kind": word})
        elif not is_field or word.lstrip().startswith("{") or Path(word).exists():
            problems += _misspelt(word)
            sources.append(word)
        elif not sources or not isinstance(sources[-1], dict):
            expected = f"a kind before it: {', '.join(_MODELS)}"
            problems.append(_problem(word, "a field of no change", expected, "Write the kind first."))
        else:
            problems += _take(sources[-1], word, name.strip(), value.strip())
    if problems:
        raise InvalidInput(problems)
    return tuple(one if isinstance(one, str) else _text(one, notice) for one in sources)


def as_words(change: Change) -> tuple[str, ...]:
    """A change as `sources_of` takes it: its kind and its fields in words; as JSON where words would say another.

    A text that has the commas between the values of a list in it, for instance, can only be said by JSON.
    """
    said = change.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps({"kind": change.kind, **said}, ensure_ascii=False)
    words = (change.kind, *(f"{name}={_word(value)}" for name, value in said.items()))
    try:
        (read,) = sources_of(words, None)
    except (InvalidInput, ValueError):
        return (text,)
    return words if json.loads(read) == json.loads(text) else (text,)


def _word(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _misspelt(word: str) -> Iterator[Problem]:
    """A word that is no file, and nearly a kind."""
    near = get_close_matches(word, _MODELS, n=1, cutoff=_LEAST_ALIKE)
    if near and not Path(word).exists() and not word.lstrip().startswith("{"):
        yield _problem(
            word,
            "no such kind of change, and no such file",
            f"a file, or one of {', '.join(_MODELS)}",
            f"Maybe {near[0]} is meant.",
        )


def _take(change: dict[str, Any], word: str, name: str, value: str) -> Iterator[Problem]:
    fields = _MODELS[change["kind"]].model_fields
    if name not in fields:
        names = [one for one in fields if one != "kind"]
        near = get_close_matches(name, names, n=1)
        remedy = f"Maybe {near[0]} is meant." if near else "Correct or remove it."
        yield _problem(word, f"the unknown field {name!r}", f"one of {', '.join(names)}", remedy)
    elif name in change:
        yield _problem(word, f"{name} twice", "each field once", "Remove one of the two.")
    else:
        change[name] = _value(fields[name].annotation, value)


def _value(kind: Any, text: str) -> Any:
    """The value as JSON has it: lists by commas, numbers and records as JSON writes them, all else as a text."""
    inner = {kind, *get_args(kind)}
    if getattr(kind, "__origin__", None) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    if text[:1] in "{[" or inner & {int, float, bool}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _text(change: dict[str, Any], notice: date | None) -> str:
    told = {} if notice is None or "notice" in change else {"notice": notice.isoformat()}
    return json.dumps({**change, **told})


def _problem(where: str, value: str, expected: str, remedy: str) -> Problem:
    return Problem(where=where, value=value, expected=expected, remedy=remedy)
