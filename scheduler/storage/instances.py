"""Instances from files and from the bundled ones, validated whole."""

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from models.base import Fact
from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.references import reference_problems, term_number_problems, travel_problems, year_problems
from models.slot import SlotLength
from scheduler.storage.collecting import without_collecting
from scheduler.storage.fields import PIECE, Location, field_problems, read_list, read_model, unreadable_format
from scheduler.storage.files import read_text
from scheduler.storage.kinds import Kind, another_kind
from scheduler.storage.parsing import parse

_SUFFIX = ".json"
PROGRAMMES_FOLDER = resources.files("instances") / "programmes"
_COLLECTIONS: dict[str, type[Fact] | None] = {
    name: item if issubclass(item := get_args(field.annotation)[0], Fact) else None
    for name, field in Instance.model_fields.items()
    if getattr(field.annotation, "__origin__", None) is tuple
}
_KEY_OF = {"ledger": "school", "fixed": "review"}


def bundled_names() -> tuple[str, ...]:
    """The names of the instances that come with the package."""
    files = resources.files("instances").iterdir()
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX)))


def bundled_programmes() -> tuple[str, ...]:
    """The names of the programmes' instances that come with the package."""
    files = PROGRAMMES_FOLDER.iterdir()
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX)))


def programme_text(name: str) -> str:
    """The text of the bundled programme's instance of that name."""
    return (PROGRAMMES_FOLDER / f"{name}{_SUFFIX}").read_text("utf-8")


def load_instance(name: str | Path) -> Instance:
    """The instance in a file, or the bundled one of that name. To read a file named like a bundled one, write ./name.

    Raises:
        InvalidInput: with every problem found.
    """
    source = str(name)
    names = bundled_names()
    if source in names:
        return parse_instance((resources.files("instances") / f"{source}{_SUFFIX}").read_text("utf-8"), source)
    if source in bundled_programmes():
        named = json.loads(programme_text(source))["programme"]
        raise InvalidInput([for_terms_alone(f"an instance of the programme {named!r}")], source)
    path = Path(name)
    if not path.exists() and not path.suffix and path.name == source:
        raise _unknown_name(source, (*names, *bundled_programmes()))
    return parse_instance(read_text(path), source)


@without_collecting()
def parse_instance(text: str, source: str = "") -> Instance:
    """The instance a JSON text stands for. `source` names the text in messages.

    Raises:
        InvalidInput: with every problem found: in single fields, and between entries that are valid themselves.
    """
    try:
        raw, oddities = parse(text)
    except InvalidInput as error:
        raise InvalidInput(error.problems, source) from None
    return instance_of(raw, source, oddities)


def instance_of(raw: Any, source: str = "", oddities: Iterable[Problem] = ()) -> Instance:
    """The instance that plain values stand for, as JSON has them. oddities: what was found in them before.

    Raises:
        InvalidInput: as `parse_instance`.
    """
    wrong_format = unreadable_format(raw)
    if wrong_format:
        raise InvalidInput([wrong_format], source)
    if "programme" in raw and "reviews" not in raw:
        mistaken = another_kind(raw, Kind.PROGRAMME)
        found = f"an instance of the programme {raw['programme']!r}"
        raise InvalidInput([mistaken or for_terms_alone(found)], source)
    instance, wrong_fields = _read(raw)
    oddities = tuple(oddities)
    odd = {problem.where for problem in oddities}
    fields = [problem for _, problem in wrong_fields if problem.where not in odd]
    between = _between_entries(raw, instance, {location for location, _ in wrong_fields})
    problems = [*oddities, *fields, *between]
    if problems or instance is None:
        raise InvalidInput(problems, source)
    return instance


def for_terms_alone(value: str, where: str = "$.programme") -> Problem:
    """Of what is of a programme, where an instance of a term is meant."""
    return Problem(
        where=where,
        value=value,
        expected="an instance of a term",
        remedy="This is for terms alone. docs/programmes.md says what there is for programmes.",
    )


def _read(raw: dict[str, Any]) -> tuple[Instance | None, list[tuple[Location, Problem]]]:
    try:
        return _in_pieces(raw), []
    except ValidationError:
        pass  # what is wrong is said of all of it at once
    try:
        return read_model(Instance, raw), []
    except ValidationError as error:
        return None, list(field_problems(error, Instance))


def _in_pieces(raw: dict[str, Any]) -> Instance:
    """The instance, its long lists read apart from it.

    Raises:
        ValidationError: something is wrong; not with all that is.
    """
    listed = {
        name: raw[name] for name, item in _COLLECTIONS.items() if item is not None and isinstance(raw.get(name), list)
    }
    long = {name: entries for name, entries in listed.items() if len(entries) > PIECE}
    instance = read_model(Instance, raw | {name: entries[:1] for name, entries in long.items()})
    read = {name: tuple(read_list(item, entries)) for name, entries in long.items() if (item := _COLLECTIONS[name])}
    return instance.model_copy(update=read) if read else instance


def _between_entries(raw: dict[str, Any], instance: Instance | None, wrong: set[Location]) -> Iterator[Problem]:
    """Problems between entries; of an instance with wrong fields, between the entries that are right."""
    entries: dict[str, list[tuple[int, Any]]] = {}
    known: dict[str, frozenset[str]] = {}
    for name, item in _COLLECTIONS.items():
        if (name,) in wrong:
            continue
        listed = raw.get(name, [])
        known[name] = frozenset(_ids(name, listed))
        if instance is not None:
            entries[name] = list(enumerate(getattr(instance, name)))
        elif item is not None:
            damaged = {location[1] for location in wrong if location[0] == name}
            entries[name] = [(n, read_model(item, entry)) for n, entry in enumerate(listed) if n not in damaged]
    yield from reference_problems(entries, known, _slot_length(raw, instance))
    if instance is not None:
        yield from travel_problems(instance)
    if ("school_year",) not in wrong:
        yield from year_problems(raw["school_year"], entries)
    if ("terms_in_year",) not in wrong:
        yield from term_number_problems(
            raw.get("terms_in_year", Instance.model_fields["terms_in_year"].default), entries
        )


def _slot_length(raw: dict[str, Any], instance: Instance | None) -> SlotLength | None:
    """How long slots are; None where the file does not say it rightly."""
    if instance is not None:
        return instance.policy.slot
    policy = raw.get("policy", {})
    try:
        return read_model(SlotLength, policy.get("slot", {})) if isinstance(policy, dict) else None
    except ValidationError:
        return None


def _ids(collection: str, listed: list[Any]) -> Iterator[str]:
    for entry in listed:
        value = entry.get(_KEY_OF.get(collection, "id")) if isinstance(entry, dict) else entry
        if isinstance(value, str):
            yield value


def _unknown_name(name: str, names: tuple[str, ...]) -> InvalidInput:
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    remedy = f"Maybe {' or '.join(near)} is meant." if near else "Give the path of a file, or one of these names."
    return InvalidInput(
        [
            Problem(
                where=name,
                value="no such file, and no bundled instance of that name",
                expected=f"a file, or one of {', '.join(names) or 'no names: none is bundled'}",
                remedy=remedy,
            )
        ]
    )
