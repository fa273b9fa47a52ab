"""Sheet Policy: every rule and goal with its numbers, as rows of part, setting and value.

The rows are walked off the policy's own fields: a new number of a rule has its row by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from models.policy import GoalId, Policy, SizeBand, SwitchableRuleId
from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.values import Wrong, shown, text_of, value_of
from scheduler.desk.workbook.files.grids import CellValue
from scheduler.desk.workbook.sheets import POLICY, Column, Kind
from scheduler.goals import GOALS
from scheduler.rules import RULES

ON = "on"
NO_BAND = "none"
"""What stands in the row of a size band that there usually is, and now is not."""
_PLACE = "place among the goals (0: none)"
_UNITS, _PERCENT = "later goals may give back (units)", "later goals may give back (percent)"

_MEANINGS: dict[tuple[str | int, ...], str] = {
    ("slot", "days"): "How many days in one week a review lasts.",
    ("travel", "by"): "What journeys count: straight km, road (km by road) or minutes. For the last two, qa-scheduler "
    "travel measures them into a file beside this workbook.",
    ("travel", "straight_factor"): "What a straight km counts where a journey was not measured.",
}


@dataclass(frozen=True)
class Units:
    """Of what a policy has the numbers. usual: the network's own policy. switchable: ids of rules that may be off."""

    usual: Any
    rules: Sequence[Any]
    goals: Sequence[Any]
    switchable: Sequence[str]


TERM_UNITS = Units(Policy(), RULES, sorted(GOALS, key=lambda goal: get_args(GoalId).index(goal.id)),
                   get_args(SwitchableRuleId))  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One row. keys: where its value stands in the policy's JSON; empty for what is made of several (on, place)."""

    part: str
    name: str
    column: Column
    value: Any
    usual: Any
    meaning: str = ""
    keys: tuple[str | int, ...] = ()


def settings(policy: Any, of: Units = TERM_UNITS) -> Iterator[Setting]:
    """Every row of the sheet, in the order of rules, then of goals."""
    usual, numbers = of.usual, dict(_numbers(policy, of.usual))
    for rule in of.rules:
        sentence = rule.sentence(policy)
        if rule.id in of.switchable:
            yield Setting(rule.id, ON, _column(Kind.YES), policy.is_on(rule.id), True, sentence)
        for number, first in zip(numbers.pop(rule.id, ()), (True, *[False] * 99), strict=False):
            said = sentence if first and rule.id not in of.switchable else ""
            yield Setting(rule.id, number.name, number.column, number.value, number.usual, said, number.keys)
    order = {goal.goal: n for n, goal in enumerate(policy.goals, 1)}
    usually = {goal.goal: n for n, goal in enumerate(usual.goals, 1)}
    sentences = {goal.id: goal.sentence(policy) for goal in of.goals}
    by_goal, usual_goal = {goal.goal: goal for goal in policy.goals}, {goal.goal: goal for goal in usual.goals}
    for goal in sentences:
        yield Setting(goal, _PLACE, _column(Kind.WHOLE), order.get(goal, 0), usually.get(goal, 0), sentences[goal])
        mine, its = by_goal.get(goal), usual_goal.get(goal)
        units, percent = (mine.tolerance, mine.tolerance_percent) if mine else (0, 0)
        yield Setting(goal, _UNITS, _column(Kind.WHOLE), units, its.tolerance if its else 0)
        yield Setting(goal, _PERCENT, _column(Kind.NUMBER), percent, its.tolerance_percent if its else 0)
        for number in numbers.pop(goal, ()):
            yield Setting(goal, number.name, number.column, number.value, number.usual, "", number.keys)
    for part, left in numbers.items():
        for number in left:
            said = _MEANINGS.get(number.keys, "")
            yield Setting(part, number.name, number.column, number.value, number.usual, said, number.keys)


def _column(kind: Kind, words: tuple[str, ...] = ()) -> Column:
    return Column("Value", "value", kind, "", words=words)


def _numbers(policy: Any, usual: Any) -> Iterator[tuple[str, list[Setting]]]:
    """By part, every number that the policy has, with its place in the JSON."""
    for name, info in type(usual).model_fields.items():
        part = getattr(policy, name)
        if isinstance(part, BaseModel):
            key = str(info.alias or name.replace("_", "-"))
            yield key, list(_fields(key, part, getattr(usual, name)))


def _fields(key: str, part: BaseModel, usual: BaseModel) -> Iterator[Setting]:
    for field, info in type(part).model_fields.items():
        value, was = getattr(part, field), getattr(usual, field)
        if isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in (*value, *was)):
            for n in range(max(len(value), len(was))):
                one, before = (each[n] if n < len(each) else None for each in (value, was))
                there: Any = one or before
                for inner in type(there).model_fields:
                    name = f"{_words(field).removesuffix('s')} {n + 1}: {_words(inner)}"
                    now, then = (getattr(each, inner) if each else None for each in (one, before))
                    if now is None and then is None:
                        continue
                    yield Setting(key, name, _column(Kind.WHOLE), now, then, "", (key, field, n, inner))
        else:
            words = get_args(info.annotation) if isinstance(was, str) else ()
            yield Setting(key, _words(field), _column(_kind(was), words), value, was, "", (key, field))


def _kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return Kind.YES
    if isinstance(value, tuple):
        return Kind.WHOLES if value and all(isinstance(one, int) for one in value) else Kind.SOME
    if isinstance(value, str):
        return Kind.WORD
    return Kind.NUMBER if isinstance(value, float) else Kind.WHOLE


def _words(field: str) -> str:
    return field.replace("_", " ")


def read_policy(draft: Draft, of: Units = TERM_UNITS) -> None:
    """The policy as its JSON has it: what the sheet leaves out is as usual."""
    rows = {(heading_alike(one.part), heading_alike(one.name)): one for one in settings(of.usual, of)}
    said: dict[tuple[str, str], Any] = {}
    for found, row in draft.rows(POLICY):
        setting = _setting(draft, found, row, rows)
        if setting is None:
            continue
        cell = found.first(row, POLICY.column("value"))
        if cell is None:
            continue
        place = found.place_of(row.number, "value")
        try:
            said[setting.part, setting.name] = _value(setting, cell)
        except Wrong as error:
            draft.remarks.wrong(place, shown(cell), error.expected, error.remedy)
            continue
        draft.places[_path(setting)] = place
    _refuse_equal_places(draft, said)
    if said:
        known = {(one.part, one.name): one for one in (*rows.values(), *_more(said))}
        draft.raw["policy"] = _policy(said, known, of.switchable)


def _refuse_equal_places(draft: Draft, said: dict[tuple[str, str], Any]) -> None:
    """Two goals cannot stand at one place."""
    first: dict[int, str] = {}
    for (part, name), number in said.items():
        if name != _PLACE or not number:
            continue
        if number in first:
            place = draft.places[f"$.policy/{part}/{name}"]
            draft.remarks.wrong(
                place, str(number), "a place that no other goal has", f"{first[number]} has it, too: correct one."
            )
        first.setdefault(number, part)


def _path(setting: Setting) -> str:
    steps = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in setting.keys)
    return f"$.policy{steps}" if setting.keys else f"$.policy/{setting.part}/{setting.name}"


def _value(setting: Setting, cell: CellValue) -> Any:
    if "bands" in setting.keys and text_of(cell).casefold() == NO_BAND:
        return None
    text = text_of(cell)
    if setting.column.kind in (Kind.SOME, Kind.WHOLES) and text.casefold() in ("none", "-"):
        return []
    if setting.column.kind == Kind.SOME:
        return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]
    return value_of(setting.column, cell, {})


def _setting(draft: Draft, found: Found, row: Row, rows: dict[tuple[str, str], Setting]) -> Setting | None:
    """The setting of a row; a remark where there is none of that name."""
    values, wrong = draft.fields(found, row)
    if wrong or not {"part", "setting"} <= values.keys():
        return None
    key = heading_alike(values["part"]), heading_alike(values["setting"])
    setting = rows.get(key) or _band(*key)
    if setting is None:
        names = {one.name: None for (part, _), one in rows.items() if part == key[0]}
        parts = {one.part: None for one in rows.values()}
        field, expected = ("setting", f"one of {', '.join(names)}") if names else ("part", "the id of a rule or goal")
        near = get_close_matches(values[field].casefold(), names or parts, n=1)
        remedy = f"Maybe {near[0]} is meant." if near else "Correct it, or remove the row."
        draft.remarks.wrong(found.place_of(row.number, field), repr(values[field]), expected, remedy)
    return setting


def _band(part: str, name: str) -> Setting | None:
    """A size band behind those that are usual."""
    words = name.split()
    if (
        part != "team size"
        or words[:1] != ["band"]
        or len(words) < 3
        or not words[1].isdigit()
        or not 0 < int(words[1]) < 100
    ):
        return None
    inner = "_".join(words[2:])
    if inner not in SizeBand.model_fields:
        return None
    number = int(words[1])
    label = f"band {number}: {_words(inner)}"
    return Setting("team-size", label, _column(Kind.WHOLE), None, None, "", ("team-size", "bands", number - 1, inner))


def _more(said: dict[tuple[str, str], Any]) -> Iterator[Setting]:
    for part, name in said:
        band = _band(heading_alike(part), heading_alike(name))
        if band is not None:
            yield band


def _policy(
    said: dict[tuple[str, str], Any], known: dict[tuple[str, str], Setting], switchable: Sequence[str]
) -> dict[str, Any]:
    policy: dict[str, Any] = {}
    bands: dict[int, dict[str, int]] = {}
    for key, value in said.items():
        match known[key].keys:
            case (str(part), "bands", int(n), str(inner)):
                bands.setdefault(n, {}).update({} if value is None else {inner: value})
            case (str(part), str(field)):
                policy.setdefault(part, {})[field] = value
    if bands:
        policy.setdefault("team-size", {})["bands"] = [bands[n] for n in sorted(bands) if bands[n]]
    off = [part for (part, name), value in said.items() if name == ON and value is False]
    policy["without"] = [rule for rule in switchable if rule in off]
    places = {part: value for (part, name), value in said.items() if name == _PLACE and value}
    if places:
        policy["goals"] = [
            {
                "goal": goal,
                "tolerance": said.get((goal, _UNITS), 0),
                "tolerance_percent": said.get((goal, _PERCENT), 0),
            }
            for goal in sorted(places, key=lambda goal: places[goal])
        ]
    return policy
