"""Forms for changes, one for each kind, made from the models: what is asked, what may be chosen, and what was typed.

A form's fields are those of the kind's model, those of a record in it by its name: `reviewer.id`. What was typed
becomes the change as a file of changes has it, is read as such, and what is wrong with it stands at its field.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from models.base import Fact
from models.calendar import Days
from models.change import Change
from models.problem import InvalidInput, Problem
from scheduler.changes.kinds import KINDS
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.naming import with_id
from scheduler.page.home import Opened
from scheduler.plan import Plan
from scheduler.showing.table import Slot
from scheduler.storage.changes import load_changes
from scheduler.words import listed

Said = Mapping[str, Sequence[str]]
"""What was typed: by the name of a field, as forms are sent."""

_FOLLOWS = ("leave-review", "type-over")  # they follow from others, and are in no file of changes
_FILLED_IN = frozenset(
    ("kind", "slot", "booked", "under_way", "but", "ranks", "possible", "declined_by", "left_by", "first_claim")
)
_LISTS = {"review": "reviews", "person": "people", "school": "schools", "host": "schools", "lead": "leads"}
_LISTS |= {"schools": "schools", "conflicts": "schools", "hub": "hubs", "term": "terms", "calendar": "calendars"}
_LISTS |= {"rule": "rules", "number": "numbers"}
_LABELS = {
    "notice": "Known on",
    "why": "Why, for whoever reads the history",
    "by": "Seats more, or fewer with a minus",
    "value": "New value",
    "reviewer.furthest_km": "Travels at most, in km",
    "reviewer.offers_two": "Offers a second review a term",
    "reviewer.reserve": "Only stands in",
}
_HINTS = {
    "schools": "ids with commas between them",
    "conflicts": "ids of schools, with commas between them",
    "days": "such as 2018-10-22/2018-10-26, with commas between them",
    "words": "with commas between them",
}


class Asks(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    DATE = "date"
    DATES = "dates"  # some of them, the best first
    NUMBER = "number"
    YES = "yes"
    ONE = "one"  # of a few choices
    SOME = "some"  # of a few choices, any of them
    WORDS = "words"  # several, with commas between them
    VALUE = "value"  # a number, or true or false


@dataclass(frozen=True)
class Choice:
    """What can be chosen: the value that is sent, and what people read. name: what they may type instead."""

    value: str
    label: str
    name: str = ""


@dataclass(frozen=True)
class Field:
    """A field of a form. name: as it is sent. among: the list that completes what is typed.

    said: what was typed. problem: what is wrong with that, in a sentence.
    """

    name: str
    label: str
    asks: Asks
    needed: bool
    choices: tuple[Choice, ...] = ()
    among: str = ""
    hint: str = ""
    said: tuple[str, ...] = ()
    problem: str = ""

    @property
    def value(self) -> str:
        return self.said[0] if self.said else ""


@dataclass(frozen=True)
class Form:
    """The form of a kind of change. problems: those that belong to no field of it."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    problems: tuple[str, ...] = ()

    @property
    def lists(self) -> frozenset[str]:
        """Which lists its fields are completed from."""
        return frozenset(field.among for field in self.fields if field.among)


KIND_TITLES: tuple[Choice, ...] = tuple(
    Choice(kind.id, kind.to_anybody[0].upper() + kind.to_anybody[1:]) for kind in KINDS if kind.id not in _FOLLOWS
)
"""The kinds of change that somebody can enter."""
_MODELS: dict[str, type[Fact]] = {kind.id: kind.of for kind in KINDS if kind.id not in _FOLLOWS}


class Forms:
    """The forms of one version of a plan. contacts: the names that the coordinator's workbook knows."""

    def __init__(self, plan: Plan, contacts: Contacts) -> None:
        self._plan, self._contacts = plan, contacts

    def form(self, kind: str, said: Said | None = None, problems: Iterable[Problem] = ()) -> Form:
        """The form of a kind, filled in with what was typed, what is wrong beside it.

        Raises:
            InvalidInput: there is no such kind.
        """
        said, wrong = said or {}, _by_field(problems)
        fields = tuple(
            replace(one, said=tuple(said.get(one.name, one.said)), problem=" ".join(wrong.pop(one.name, ())))
            for one in self._fields(kind)
        )
        others = tuple(sentence for sentences in wrong.values() for sentence in sentences)
        return Form(kind, _title(kind), fields, others)

    def read(self, kind: str, said: Said) -> Change:
        """The change that a form stands for.

        Raises:
            InvalidInput: with everything that is wrong in it; `where` ends in the names of its fields.
        """
        raw: dict[str, Any] = {"kind": kind}
        for field in self._fields(kind):
            value = self._value(field, [text.strip() for text in said.get(field.name, ())])
            if value is not None:
                _put(raw, field.name.split("."), value)
        return load_changes([json.dumps({"format": 1, "changes": [_days_in(raw)]})])[0]

    @cached_property
    def lists(self) -> dict[str, tuple[Choice, ...]]:
        """What is completed, by the names of the lists."""
        facts = self._plan.instance
        reviewers = [self._person(one.id) for one in facts.reviewers]
        leads = [self._person(one.id) for one in facts.leads]
        sections = {name: one for name, one in facts.policy.model_dump(by_alias=True).items() if isinstance(one, dict)}
        numbers = defaultdict[str, list[str]](list)
        for rule, section in sections.items():
            for name in (name for name, value in section.items() if isinstance(value, bool | int | float)):
                numbers[name].append(rule)
        return {
            "reviews": tuple(self._review(one.id) for one in facts.reviews),
            "people": (*leads, *reviewers),
            "leads": tuple(leads),
            "schools": tuple(Choice(one.id, one.name, one.name) for one in facts.schools),
            "hubs": tuple(Choice(one.id, one.name, one.name) for one in facts.hubs),
            "terms": tuple(Choice(one.id, one.id) for one in facts.terms),
            "calendars": tuple(Choice(one.id, one.name, one.name) for one in facts.calendars),
            "rules": tuple(Choice(name, name) for name in sections),
            "numbers": tuple(Choice(name, f"of {listed(rules)}") for name, rules in numbers.items()),
        }

    def _person(self, person: str) -> Choice:
        name = self._contacts.get(person, Contact()).name
        return Choice(person, with_id(person, name), name)

    def _review(self, review: str) -> Choice:
        facts, slot = self._plan.instance, self._plan.planned(review).slot
        host = facts.school_by_id[facts.review_by_id[review].host].name
        return Choice(review, f"{host}, {Slot(slot, facts.policy.slot) if slot else 'not held'}", host)

    def _fields(self, kind: str) -> tuple[Field, ...]:
        fields = _fields_of(kind)
        known = self._plan.schedule.last_notice
        last = (known.isoformat(),) if known else ()
        return tuple(
            replace(
                one,
                choices=self.lists["hubs"] if one.asks == Asks.SOME else one.choices,
                said=last if one.name == "notice" else (),
            )
            for one in fields
        )

    def _value(self, field: Field, texts: Sequence[str]) -> Any:
        """What was typed into a field as JSON has it; None where it is left out."""
        if field.asks == Asks.YES:
            return True if texts else None
        texts = [text for text in texts if text]
        if not texts:
            return None
        if field.asks in (Asks.DATES, Asks.SOME):
            return texts
        if field.asks == Asks.WORDS:
            words = [word.strip() for text in texts for word in re.split(r"[,;\n]", text)]
            return [self._meant(field, word) for word in words if word]
        if field.asks in (Asks.NUMBER, Asks.VALUE):
            return _number(texts[0])
        return self._meant(field, texts[0])

    def _meant(self, field: Field, text: str) -> str:
        """The id that is meant, where somebody typed a name that only one has."""
        choices = self.lists.get(field.among, ())
        if any(choice.value == text for choice in choices):
            return text
        wanted = text.casefold()
        called = [one.value for one in choices if wanted in (one.name.casefold(), one.label.casefold())]
        return called[0] if len(called) == 1 else text


def forms_of(opened: Opened) -> Forms:
    """The forms of a version of a plan, made once."""
    return opened.kept("forms", lambda: Forms(opened.plan, opened.contacts))


def _title(kind: str) -> str:
    return next((one.label for one in KIND_TITLES if one.value == kind), kind)


def _fields_of(kind: str) -> tuple[Field, ...]:
    if kind not in _MODELS:
        remedy = "Choose one under Changes."
        problem = Problem(where="kind", value=repr(kind), expected=f"one of {', '.join(_MODELS)}", remedy=remedy)
        raise InvalidInput([problem])
    fields = sorted(_of_model(_MODELS[kind], ""), key=lambda one: (one.name == "why", one.name != "notice"))
    return tuple(fields)


def _of_model(model: type[BaseModel], before: str, needed: bool = True) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        if name not in _FILLED_IN:
            yield from _of_field(f"{before}{name}", info.annotation, needed=needed and info.is_required())


def _of_field(path: str, annotation: Any, *, needed: bool) -> Iterator[Field]:
    name, is_list, kinds = path.rpartition(".")[2], get_origin(annotation) is tuple, _kinds(annotation)
    field = Field(path, _label(path), Asks.TEXT, needed, among=_LISTS.get(name, ""))
    if is_list:
        yield _of_list(field, name, kinds[0])
    elif issubclass(kinds[0], Days):
        yield replace(field, name=f"{path}.first", label="First day", asks=Asks.DATE)
        yield Field(f"{path}.last", "Last day", Asks.DATE, needed=False, hint="empty: that day alone")
    elif issubclass(kinds[0], Fact):
        yield from _of_model(kinds[0], f"{path}.", needed)
    else:
        yield _of_one(field, annotation, kinds)


def _kinds(annotation: Any) -> list[Any]:
    """The types that a value may have, None apart; of a choice among texts, text."""
    if get_origin(annotation) is Literal:
        return [str]
    options = [one for one in get_args(annotation) or (annotation,) if one not in (type(None), Ellipsis)]
    return [str if get_origin(one) is Literal else getattr(one, "__origin__", one) for one in options]


def _label(path: str) -> str:
    parent, _, name = path.rpartition(".")
    words = f"{parent} {name}" if name in ("id", "name") else name
    return _LABELS.get(path, words.replace("_", " ").capitalize())


def _of_list(field: Field, name: str, kind: Any) -> Field:
    if name == "hubs":
        return replace(field, asks=Asks.SOME)
    if name == "slots":
        return replace(field, asks=Asks.DATES, hint="first days, the best first")
    hint = _HINTS["days"] if issubclass(kind, Days) else _HINTS.get(name, _HINTS["words"])
    return replace(field, asks=Asks.WORDS, hint=hint)


def _of_one(field: Field, annotation: Any, kinds: Sequence[Any]) -> Field:
    choices = _choices(annotation, kinds[0])
    if choices:
        offered = tuple(Choice(one, one.replace("-", " ")) for one in choices)
        return replace(field, asks=Asks.ONE, choices=offered, among="")
    if len(kinds) > 1:
        return replace(field, asks=Asks.VALUE, hint="a number, or true or false")
    return replace(field, asks=_ASKS.get(kinds[0], Asks.TEXT))


_ASKS = {bool: Asks.YES, int: Asks.NUMBER, float: Asks.NUMBER, date: Asks.DATE}


def _choices(annotation: Any, kind: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    return tuple(str(one) for one in kind) if issubclass(kind, StrEnum) else ()


def _number(text: str) -> Any:
    """A number, or true or false, as JSON has it; else the text, which the model refuses in words."""
    try:
        found = json.loads(text.lower())
    except ValueError:
        return text
    return found if isinstance(found, bool | int | float) else text


def _put(raw: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        raw = raw.setdefault(step, {})
    raw[path[-1]] = value


def _days_in(raw: dict[str, Any]) -> dict[str, Any]:
    """Days by their first and last as one text, as files have them."""
    return {
        name: "/".join([value.get("first", ""), *([value["last"]] if "last" in value else [])])
        if isinstance(value, dict) and value.keys() <= {"first", "last"}
        else value
        for name, value in raw.items()
    }


def _by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Sentences by the field that they are about: the place's last steps, without the change's number."""
    found: dict[str, list[str]] = {}
    for one in problems:
        path = re.sub(r"^.*\$\.changes\[\d+\]\.?|\[\d+\]", "", one.where)
        name = f"{path}.first" if path == "days" else path
        found.setdefault(name, []).append(f"Found {one.value}; expected {one.expected}. {one.remedy}")
    return found
