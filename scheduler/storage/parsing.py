"""JSON text to plain values, refusing what JSON allows but no input needs: keys twice, NaN, giant numbers."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from models.problem import InvalidInput, Problem

DEEPEST = 20  # lists and objects in one another; an instance has five
LARGEST = 10**12  # far above any count, distance or degree, far below what arrays can hold


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys stood twice."""

    twice: tuple[str, ...] = ()

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        if len(self) < len(pairs):
            keys = [key for key, _ in pairs]
            self.twice = tuple(key for key in self if keys.count(key) > 1)


def parse(text: str) -> tuple[Any, tuple[Problem, ...]]:
    """The value a JSON text stands for, and what is wrong with its keys, numbers and texts.

    Raises:
        InvalidInput: the text is not JSON, or nested too deep to be an instance or a schedule.
    """
    try:
        raw = json.loads(text, object_pairs_hook=_Object, parse_int=_whole)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        found = repr(text[error.pos : error.pos + 20]) if error.pos < len(text) else "the end of the file"
        raise _refusal(where, found, f"JSON ({error.msg})", "Correct the text there.") from None
    except RecursionError:
        raise _too_deep() from None
    return raw, tuple(_oddities(raw)) if isinstance(raw, _Object | list) else ()


def path_of(location: tuple[str | int, ...]) -> str:
    """The JSON path of a location: ("reviewers", 17, "school") is $.reviewers[17].school."""
    return "$" + "".join(_step(step) for step in location)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if re.fullmatch(r"[\w-]+", step) else f"[{json.dumps(step)}]"


def shown(value: Any) -> str:
    """A value as a message shows it, never longer than a line."""
    if isinstance(value, dict):
        return f"an object with {len(value)} keys"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits)


def _oddities(raw: Any, location: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """What is odd in an object or a list, in the order of the text."""
    if len(location) >= DEEPEST:
        raise _too_deep()
    for name in raw.twice if isinstance(raw, _Object) else ():
        where = path_of((*location, name))
        yield Problem(where=where, value="twice", expected="each key once", remedy="Remove one of the two.")
    steps: Iterable[tuple[str | int, Any]] = raw.items() if isinstance(raw, _Object) else enumerate(raw)
    for key, value in steps:
        if isinstance(value, str):
            if odd := unprintable(value):
                yield Problem(
                    where=path_of((*location, key)),
                    value=f"the character {odd}",
                    expected="printable text",
                    remedy="Remove the character.",
                )
        elif isinstance(value, _Object | list):
            yield from _oddities(value, (*location, key))
        elif isinstance(value, float | int) and not (math.isfinite(value) and abs(value) <= LARGEST):
            remedy = "Maybe digits were pasted twice." if math.isfinite(value) else "Write a number, or leave it out."
            expected = f"a number from -{LARGEST:,} to {LARGEST:,}"
            yield Problem(where=path_of((*location, key)), value=str(value), expected=expected, remedy=remedy)


def unprintable(text: str) -> str | None:
    """The first control character or half of a pair: they would garble a terminal or could not be written again."""
    if text.isprintable():
        return None
    return next((f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"), None)


def _too_deep() -> InvalidInput:
    return _refusal("$", "lists and objects deep in one another", f"at most {DEEPEST} levels", "Check the file.")


def _refusal(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)])
