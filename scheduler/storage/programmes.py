"""Instances of programmes, and groups, from files: read whole or refused whole, with every problem found."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.problem import InvalidInput, Problem
from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.programmes import BY_ID, programme_of
from scheduler.programmes.changing import effective, in_force, problems
from scheduler.programmes.unit import Programme
from scheduler.storage.fields import field_problems, read_model, unreadable_format
from scheduler.storage.files import read_text
from scheduler.storage.instances import bundled_programmes, instance_of, programme_text
from scheduler.storage.kinds import Kind, another_kind
from scheduler.storage.parsing import parse

Entry = tuple[str, int]
"""One entry of an instance's list: the list's name, and its number."""
_KEY = '"programme"'
_ENTRY = re.compile(r"\$\.(\w+)\[(\d+)\]")


def is_of_a_programme(name: str | Path) -> bool:
    """Whether a file, or the bundled instance of that name, is of a programme; False where it cannot be read."""
    try:
        text = _text(name)
        raw: Any = json.loads(text) if _KEY in text else None  # a network's instance is large: it is read once
    except (InvalidInput, ValueError, RecursionError):
        return False
    return isinstance(raw, dict) and "programme" in raw


def load_programme(name: str | Path) -> ProgrammeInstance:
    """The instance of a programme in a file, or the bundled one of that name.

    Raises:
        InvalidInput: with every problem found.
    """
    return parse_programme(_text(name), str(name))


def _text(name: str | Path) -> str:
    if str(name) in bundled_programmes():
        return programme_text(str(name))
    return read_text(Path(name))


def parse_programme(text: str, source: str = "") -> ProgrammeInstance:
    """The instance of a programme that a JSON text stands for. `source` names the text in messages."""
    raw = _parsed(text, source)
    if "programme" not in raw:
        instance_of(raw, source)  # says what is wrong with it, if it is wrong
        raise InvalidInput([_no_programme(raw)], source)
    mistaken = another_kind(raw, Kind.PROGRAMME)
    if mistaken is not None:
        raise InvalidInput([mistaken], source)
    return programme_from(raw, source)


def programme_from(raw: dict[str, Any], source: str = "", doubtful: Collection[Entry] = ()) -> ProgrammeInstance:
    """The instance of a programme that plain values stand for, as JSON has them.

    doubtful: entries of which not all could be read, so that they are not judged.

    Raises:
        InvalidInput: with every problem found: in single fields, and between entries that are valid themselves.
    """
    unit = unit_named(raw.get("programme"))
    if unit is None:
        raise InvalidInput([_no_programme(raw)], source)
    try:
        instance, wrong = read_model(unit.facts, raw), []
    except ValidationError as error:
        instance, wrong = None, list(field_problems(error, unit.facts))
    found = [problem for _, problem in wrong]
    gone = {*doubtful, *((str(loc[0]), loc[1]) for loc, _ in wrong if len(loc) > 1 and isinstance(loc[1], int))}
    if wrong or gone:
        found += _between_the_others(
            raw, unit, gone, {str(loc[1]) for loc, _ in wrong if loc[:1] == ("policy",) and len(loc) > 1}
        )
    elif instance is not None:
        found += _between_entries(instance, unit)
    if found or instance is None:
        raise InvalidInput(found, source)
    return instance


def unit_named(programme: Any) -> Programme | None:
    """The programme of that id."""
    return BY_ID.get(programme) if isinstance(programme, str) else None


def _between_the_others(
    raw: dict[str, Any], unit: Programme, gone: set[Entry], of_policy: set[str]
) -> Iterator[Problem]:
    """Problems between the entries that are right, at the places they have in all of them.

    gone: the others. of_policy: the parts of the policy that are wrong; the usual ones stand in for them. Nothing is
    said of what names an entry that is gone, nor where the others alone are no instance.
    """
    kept = {name: [n for n in range(len(raw[name])) if (name, n) not in gone] for name, _ in gone}
    rest = raw | {name: [raw[name][n] for n in numbers] for name, numbers in kept.items()}
    if isinstance(raw.get("policy"), dict):
        rest["policy"] = {name: value for name, value in raw["policy"].items() if name not in of_policy}
    try:
        instance = read_model(unit.facts, rest)
    except ValidationError:
        return
    ids = {str(raw[name][n]["id"]) for name, n in gone if isinstance(raw[name][n], dict) and "id" in raw[name][n]}

    def there(found: re.Match[str]) -> str:
        name, n = found[1], int(found[2])
        return f"$.{name}[{kept[name][n] if name in kept else n}]"

    for problem in _between_entries(instance, unit):
        if not any(problem.value.startswith(f"'{one}") for one in ids):
            said = {field: _ENTRY.sub(there, getattr(problem, field)) for field in type(problem).model_fields}
            yield Problem(**said)


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        raw, oddities = parse(text)
    except InvalidInput as error:
        raise InvalidInput(error.problems, source) from None
    wrong = unreadable_format(raw)
    if wrong or oddities:
        raise InvalidInput([*oddities, *((wrong,) if wrong else ())], source)
    assert isinstance(raw, dict)
    return raw


def _no_programme(raw: dict[str, Any]) -> Problem:
    found = raw.get("programme")
    near = get_close_matches(str(found), BY_ID, n=1)
    return Problem(
        where="$.programme",
        value="nothing: it is an instance of a term" if found is None else repr(found),
        expected=f"one of {', '.join(BY_ID)}",
        remedy=f"Maybe {near[0]!r} is meant." if near else "Name the programme.",
    )


def _between_entries(instance: ProgrammeInstance, unit: Programme) -> Iterator[Problem]:
    """Ids that stand twice, or that nobody has."""
    listed = dict(_with_ids(instance))
    again = [problem for name, ids in listed.items() for problem in _one_id_each(name, ids)]
    yield from again or _everybody_once(instance, listed)
    calendars, hubs = [one.id for one in instance.calendars], [one.id for one in instance.hubs]
    for n, school in enumerate(instance.schools):
        yield from _unknown(f"$.schools[{n}].calendar", [school.calendar], calendars, "calendars")
        yield from _unknown(f"$.schools[{n}].hub", [school.hub], hubs, "hubs")
    known = list(
        dict.fromkeys(
            (
                *instance.members,
                *map(instance.as_waived, instance.members),
                *instance.people,
                *instance.places,
                *instance.school_by_id,
            )
        )
    )
    for n, pair in enumerate(instance.conflicts):
        for k, who in enumerate(pair):
            yield from _unknown(f"$.conflicts[{n}][{k}]", [who], known, "schools and people")
    for n, waiver in enumerate(instance.waivers):
        yield from _unknown(f"$.waivers[{n}].rule", [waiver.rule], unit.switchable, "rules that can be set aside")
        yield from _unknown(f"$.waivers[{n}].member", [waiver.member], known, "schools and people")
        yield from _unknown(f"$.waivers[{n}].place", [waiver.place], known, "schools and people")
    for n, group in enumerate(instance.fixed):
        yield from _of_group(f"$.fixed[{n}]", group, instance)
    yield from _unknown("$.policy.without", instance.policy.without, unit.switchable, "rules that can be switched off")
    goals = [goal.goal for goal in instance.policy.goals]
    yield from _unknown("$.policy.goals", goals, [goal.id for goal in unit.goals], "goals")
    for where, ids, known_ids, collection in instance.named():
        yield from _unknown(where, ids, list(known_ids), collection)


def _twice(where: str, ids: Iterable[str]) -> Iterator[Problem]:
    for one, often in Counter(ids).items():
        if often > 1:
            yield Problem(where=where, value=f"{one!r} {often} times", expected="each id once", remedy="Rename one.")


def _with_ids(instance: ProgrammeInstance) -> Iterator[tuple[str, list[str]]]:
    """Every list of entries with ids of their own, by its name; groups that stand may share one."""
    for name in type(instance).model_fields:
        entries = getattr(instance, name)
        if name != "fixed" and isinstance(entries, tuple):
            ids = [str(one.id) for one in entries if hasattr(one, "id")]
            if ids:
                yield name, ids


def _one_id_each(name: str, ids: list[str]) -> Iterator[Problem]:
    """Entries of a list whose id one before has."""
    first: dict[str, int] = {}
    for n, one in enumerate(ids):
        if first.setdefault(one, n) != n:
            remedy = f"It is the id at $.{name}[{first[one]}].id, too: rename one."
            yield Problem(where=f"$.{name}[{n}].id", value=repr(one), expected="each id once", remedy=remedy)


def _everybody_once(instance: ProgrammeInstance, listed: dict[str, list[str]]) -> Iterator[Problem]:
    """Members and people of different lists who have one id: at the last entry with it, where there is one."""
    for who, often in Counter((*instance.members, *instance.people)).items():
        if often > 1:
            places = [
                f"$.{name}[{ids.index(who)}].id"
                for name, ids in listed.items()
                if who in ids and name not in ("calendars", "hubs")
            ]
            remedy = f"It is the id at {places[0]}, too: rename one." if len(places) > 1 else "Rename one."
            where = places[-1] if places else "$ (members and people)"
            yield Problem(where=where, value=repr(who), expected="each id once", remedy=remedy)


def _unknown(where: str, ids: Iterable[str], known: list[str], collection: str) -> Iterator[Problem]:
    for one in ids:
        if one not in known:
            near = get_close_matches(one, known, n=1)
            yield Problem(
                where=where,
                value=repr(one),
                expected=f"an id listed under {collection}",
                remedy=f"Maybe {near[0]!r} is meant." if near else "Maybe it is misspelt.",
            )


def _of_group(where: str, group: Group, instance: ProgrammeInstance) -> Iterator[Problem]:
    members, places = list(instance.members), list(instance.places)
    comers = [*members, *instance.people, *instance.school_by_id]
    yield from _twice(f"{where}.members", group.members)
    yield from _unknown(f"{where}.members", group.members, members, "members")
    if group.place is not None:
        yield from _unknown(f"{where}.place", [group.place], places, "places")
    for often in Counter(group.meetings).values():
        if often > 1:
            value, remedy = f"one of them {often} times", "Remove what is too many."
            yield Problem(where=f"{where}.meetings", value=value, expected="each meeting once", remedy=remedy)
    for n, meeting in enumerate(group.meetings):
        at = f"{where}.meetings[{n}]"
        yield from _unknown(f"{at}.at", [meeting.at], list(instance.school_by_id), "schools")
        yield from _unknown(f"{at}.who", meeting.who, comers, "members or people")
        yield from _unknown(f"{at}.led_by", [meeting.led_by] if meeting.led_by else [], comers, "members or people")


def load_plan(path: str | Path, instance: ProgrammeInstance) -> tuple[ProgrammeInstance, Groups]:
    """The groups in a file, and the facts by which they are judged: with the changes that they have seen.

    Raises:
        InvalidInput: with every problem found.
    """
    made = load_groups(path, instance)
    return in_force(instance, made), made


def load_groups(path: str | Path, instance: ProgrammeInstance) -> Groups:
    """The groups in a file, made for the instance. Whether they break a rule is for the checks to say.

    Raises:
        InvalidInput: with every problem found, also if they are of another instance.
    """
    return parse_groups(read_text(Path(path)), instance, str(path))


def parse_groups(text: str, instance: ProgrammeInstance, source: str = "") -> Groups:
    """The groups that a JSON text stands for. `source` names the text in messages."""
    raw = _parsed(text, source)
    mistaken = another_kind(raw, Kind.GROUPS)
    if mistaken is not None:
        raise InvalidInput([mistaken], source)
    try:
        made = read_model(Groups, raw)
    except ValidationError as error:
        raise InvalidInput((problem for _, problem in field_problems(error, Groups)), source) from None
    found = list(problems(instance, made.changes))
    if not found:
        found = list(_groups_problems(made, effective(instance, made.changes)))
    if not found:
        found = list(_all_of("$.before", made.before or (), instance))  # before anybody left
    if found:
        raise InvalidInput(found, source)
    return made


def _groups_problems(made: Groups, instance: ProgrammeInstance) -> Iterator[Problem]:
    for key, found, meant in (
        ("programme", made.programme, programme_of(instance).id),
        ("instance", made.instance, instance.name),
    ):
        if found != meant:
            remedy = "They are of another instance: name that one, or other groups."
            yield Problem(where=f"$.{key}", value=repr(found), expected=repr(meant), remedy=remedy)
            return
    yield from _all_of("$.groups", made.groups, instance)


def _all_of(where: str, groups: tuple[Group, ...], instance: ProgrammeInstance) -> Iterator[Problem]:
    yield from _twice(where, (group.id for group in groups))
    for n, group in enumerate(groups):
        yield from _of_group(f"{where}[{n}]", group, instance)
