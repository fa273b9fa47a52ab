"""Changes from files, or from single ones written as JSON."""

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from models.change import Change, Changes
from models.problem import InvalidInput, Problem
from scheduler.storage.fields import field_problems, read_model, unreadable_format
from scheduler.storage.files import read_text
from scheduler.storage.parsing import parse

_EXAMPLE = '{"kind": "cancel-review", "notice": "2018-10-01", "review": "review-136598", "reason": "ofsted"}'


def load_changes(sources: Iterable[str]) -> tuple[Change, ...]:
    """The changes of all sources in their order: each the name of a file, or one change as a JSON object.

    Raises:
        InvalidInput: with every problem found in all of them.
    """
    found: list[Change] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            found += _changes(source)
        except InvalidInput as error:
            problems += [_placed(problem, source) for problem in error.problems]
    if problems:
        raise InvalidInput(problems)
    return tuple(found)


def _placed(problem: Problem, source: str) -> Problem:
    return (
        problem
        if source.lstrip().startswith("{")
        else problem.model_copy(
            update={"where": problem.where if problem.where == source else f"{source} {problem.where}"}
        )
    )


def _changes(source: str) -> tuple[Change, ...]:
    is_text = source.lstrip().startswith("{")
    raw, oddities = parse(source if is_text else read_text(Path(source)))
    if is_text and isinstance(raw, dict) and "changes" not in raw:
        raw = {"format": 1, "changes": [raw]}
    wrong_format = unreadable_format(raw)
    if wrong_format:
        if isinstance(raw, dict) and "format" in raw:
            raise InvalidInput([wrong_format])
        remedy = f"A change is written {_EXAMPLE}, and a file of them " + '{"format": 1, "changes": [...]}.'
        raise InvalidInput([wrong_format.model_copy(update={"remedy": remedy})])
    if oddities:
        raise InvalidInput(oddities)
    try:
        return read_model(Changes, raw).changes
    except ValidationError as error:
        found = [problem for _, problem in field_problems(error, Changes)]
        raise InvalidInput(one.model_copy(update={"where": _without_kind(one.where)}) for one in found) from None


def _without_kind(where: str) -> str:
    """The place in the file: a change's kind is no step on the way to its fields."""
    return re.sub(r"^(\$\.changes\[\d+\])\.[a-z]+(?:-[a-z]+)+", r"\1", where)
