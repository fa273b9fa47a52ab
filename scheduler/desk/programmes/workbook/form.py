"""What a programme's workbook looks like: a sheet for each list of its instance, a column for each field of its rows.

Nothing here is about one programme. The model of the instance says what there is, and its docstrings what it means
("days: the days they offer." becomes the note on heading Days). Schools, hubs and areas have the sheets of a term.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from models.base import Fact
from models.calendar import Days
from models.network import Hub, School, Site
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.workbook.files.opening import PROGRAMME_SHEET
from scheduler.desk.workbook.policies import Units
from scheduler.desk.workbook.sheets import AREAS, HUBS, POLICY, SCHOOLS, SITES, Book, Column, Kind, Sheet
from scheduler.programmes.unit import Programme

_OF_SCHOOLS = {
    "calendar": "By which calendar of sheet Calendars it is open; empty where there is only one.",
    "pupils": "How many; leave empty where unknown.",
    "trust": "Its multi-academy trust.",
}
"""What headings of sheet Schools mean here, where that differs from a term."""
_SCHOOLS = replace(
    SCHOOLS,
    about="The schools of the programme.",
    columns=tuple(replace(one, note=_OF_SCHOOLS.get(one.field, one.note)) for one in SCHOOLS.columns),
)
_KNOWN: dict[type[Fact], Sheet] = {Hub: HUBS, School: _SCHOOLS, Site: SITES}
_APART = ("format", "origin", "policy")  # fields of an instance that have their own way
_SENTENCE = re.compile(r"(?:^|(?<=\. ))([a-z_]+(?:, [a-z_]+)*): ")
_MANY = {str: Kind.SOME, int: Kind.WHOLES, date: Kind.DAYS, Days: Kind.STRETCHES}
_SINGLE = {bool: Kind.YES, int: Kind.WHOLE, float: Kind.NUMBER, date: Kind.DAY, Days: Kind.STRETCH, str: Kind.TEXT}
ONE, OTHER = "one", "other"
"""The fields of a row that is a pair."""
START = Sheet(
    PROGRAMME_SHEET,
    "What this workbook is.",
    (
        Column("What", "what", Kind.TEXT, "", needed=True, width=28),
        Column("Value", "value", Kind.TEXT, "", width=60),
        Column("What it means", "", Kind.TEXT, "", also=("meaning", "note"), width=60),
    ),
    needed=True,
)
_ORIGIN = (
    Column("Where the facts come from", "origin.text", Kind.TEXT, "If you like."),
    Column("Made by", "origin.command", Kind.TEXT, "A command, where one has made it."),
    Column("Drawn with seed", "origin.seed", Kind.WHOLE, "Where it was drawn."),
    Column("Licence", "origin.licence", Kind.TEXT, "Of the facts, where they have one."),
    Column("Workbook version", "", Kind.WHOLE, "Of this form: leave it as it is."),
)


@dataclass(frozen=True)
class Part:
    """One sheet, and the instance's list whose entries its rows are.

    model: of each row; None where it is a single value or a pair. inner: where rows are entries of a list within each
    entry of the collection, that list's name; the first column then says of which.
    """

    sheet: Sheet
    collection: str
    model: type[Fact] | None = None
    inner: str = ""

    @property
    def is_pair(self) -> bool:
        return self.model is None and len(self.sheet.columns) > 1


@dataclass(frozen=True)
class Form:
    """The workbook of a programme: all of its sheets, and those whose rows are entries."""

    book: Book
    parts: tuple[Part, ...]

    @property
    def sheet_of(self) -> dict[str, Sheet]:
        """Where the entries of each list stand."""
        return {part.collection: part.sheet for part in self.parts if not part.inner}


@cache
def form_of(unit: Programme) -> Form:
    """The form of a programme's workbook, by the fields of its instances.

    Raises:
        TypeError: a field is of a kind for which there is no column. Of what there is, see docs/adding-a-programme.md.
    """
    fields = {name: info for name, info in unit.facts.model_fields.items() if name not in _APART}
    notes = sentences(unit.facts)
    lists = {name: fields[name] for name in _in_order(fields) if _item_of(fields[name]) is not None}
    facts = [_fact(name, info, unit, notes) for name, info in fields.items() if name not in lists]
    named = frozenset(name for name, info in lists.items() if name == "areas" or _has_ids(_item_of(info)))
    parts = [part for name, info in lists.items() for part in _parts(name, info, named, notes)]
    sheets = START, *(part.sheet for part in parts), POLICY
    return Form(Book(sheets, (*facts, *_ORIGIN)), tuple(parts))


def units_of(unit: Programme) -> Units:
    """Of what a programme's policy has the numbers."""
    return Units(unit.facts.model_fields["policy"].default, unit.rules, unit.goals, unit.switchable)


def _in_order(fields: Iterable[str]) -> list[str]:
    """A programme's own after the schools, before what few fill in."""
    common = [name for name in ProgrammeInstance.model_fields if name in fields]
    at = common.index("schools") + 1
    return [*common[:at], *(name for name in fields if name not in common), *common[at:]]


def sentences(model: type[Fact]) -> dict[str, str]:
    """What the docstrings of a model, and of those it is made of, say of its fields: a sentence each."""
    said: dict[str, str] = {}
    for one in reversed([base for base in model.__mro__ if issubclass(base, Fact)]):
        text = _doc(one)
        found = [at for at in _SENTENCE.finditer(text) if set(at[1].split(", ")) <= model.model_fields.keys()]
        for at, after in zip(found, (*found[1:], None), strict=False):
            about = text[at.end() : after.start() if after else None].strip()
            said |= dict.fromkeys(at[1].split(", "), about[:1].upper() + about[1:])
    return said


def _doc(model: type[Fact]) -> str:
    """A model's docstring in one line, as people without a file's keys before them read it."""
    return " ".join((model.__doc__ or "").split()).replace("`", "").replace("None where", "empty where")


def _what(model: type[Fact]) -> str:
    """What an entry is: the docstring before it comes to single fields."""
    text = _doc(model)
    names = model.model_fields.keys()
    starts = (at.start() for at in _SENTENCE.finditer(text) if set(at[1].split(", ")) <= names)
    return text[: next(starts, None)].strip()


def _fact(name: str, info: FieldInfo, unit: Programme, notes: dict[str, str]) -> Column:
    """A row of the first sheet."""
    if name == "programme":
        return Column("Programme", name, Kind.WORD, unit.says, words=(unit.id,), needed=True)
    return _column(name, info, frozenset(), notes)


def _parts(name: str, info: FieldInfo, lists: frozenset[str], notes: dict[str, str]) -> Iterator[Part]:
    item, about = _item_of(info), notes.get(name, "")
    if _is_of_facts(item):
        yield from _of_facts(name, item, info, lists, about)
    elif name == "areas":
        yield Part(AREAS, name)
    else:
        of = get_args(item) if get_origin(item) is tuple else (item,)
        headings = {ONE: "One", OTHER: "Other"} if len(of) == 2 else {"value": _words(name.removesuffix("s"))}
        if len(headings) != len(of):
            raise TypeError(f"{name} has rows of {len(of)} values, for which there is no sheet")
        columns = tuple(
            replace(_column(field, FieldInfo.from_annotation(each), frozenset(), {}), heading=heading, needed=True)
            for (field, heading), each in zip(headings.items(), of, strict=True)
        )
        yield Part(Sheet(_words(name), about or f"{_words(name)}.", columns, name, needed=_is_needed(info)), name)


def _of_facts(name: str, model: type[Fact], info: FieldInfo, lists: frozenset[str], about: str) -> Iterator[Part]:
    """The sheet of a list of entries, and those of the lists within them."""
    known = _KNOWN.get(model)
    have = () if known is None else known.columns
    notes = sentences(model)
    within = {field: of for field, of in model.model_fields.items() if _is_of_facts(_item_of(of))}
    more = tuple(
        _column(field, of, lists, notes)
        for field, of in model.model_fields.items()
        if field not in within and field not in {column.field for column in have}
    )
    title = _words(name) if known is None else known.name
    about = about or (_what(model) if known is None else known.about)
    yield Part(Sheet(title, about, (*have, *more), name, needed=_is_needed(info)), name, model)
    for field, of in within.items():
        inner = _item_of(of)
        assert issubclass(inner, Fact)
        if inner in _KNOWN:
            yield Part(replace(_KNOWN[inner], collection=f"{name}/{field}"), name, inner, field)
            continue
        said = sentences(inner)
        whose = Column(title, "of", Kind.ONE, "Whose it is: the id.", of=(name,), needed=True)
        columns = (whose, *(_column(each, info, lists, said) for each, info in inner.model_fields.items()))
        about = notes.get(field, _what(inner))
        yield Part(Sheet(f"{title} {field}", about, columns, f"{name}/{field}"), name, inner, field)


def _column(name: str, info: FieldInfo, lists: frozenset[str], notes: dict[str, str]) -> Column:
    """The column of a field. One that is called as a list of the instance names its entries, such as school."""
    kind, words = _kind(name, info.annotation)
    of = next((one for one in lists if name in (one, one.removesuffix("s")) and kind in (Kind.TEXT, Kind.SOME)), "")
    if of:
        kind = Kind.ONE if kind == Kind.TEXT else Kind.SOME
    elif kind == Kind.TEXT and info.is_required():
        kind = Kind.ID
    can_be_empty = kind in (*_MANY.values(), Kind.WORDS) or (kind == Kind.ID and not info.metadata)
    needed = info.is_required() and not can_be_empty
    width = 24 if kind in _MANY.values() else 14
    about = notes.get(name, f"By id or name, of sheet {_words(of)}." if of else "")
    return Column(_words(name), name, kind, about, of=(of,) if of else (), words=words, needed=needed, width=width)


def _kind(name: str, annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    """What stands in a field's cells, and the words where only some may."""
    item = _item(annotation)
    of = _bare(annotation) if item is None else item
    if isinstance(of, type) and issubclass(of, StrEnum):
        return (Kind.WORD if item is None else Kind.WORDS), tuple(str(word) for word in of)
    found = (_SINGLE if item is None else _MANY).get(of)
    if found is None:
        raise TypeError(f"{name} is {annotation}, for which there is no column")
    return found, ()


def _item_of(info: FieldInfo) -> Any:
    return _item(info.annotation)


def _item(annotation: Any) -> Any:
    """What a list is of; None where it is none."""
    bare = _bare(annotation)
    arguments = get_args(bare)
    is_list = get_origin(bare) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis
    return _bare(arguments[0]) if is_list else None


def _bare(annotation: Any) -> Any:
    """The type, without limits and without that it may be absent."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        present = [one for one in get_args(annotation) if one is not type(None)]
        return _bare(present[0]) if len(present) == 1 else annotation
    return annotation


def _is_of_facts(item: Any) -> bool:
    return isinstance(item, type) and issubclass(item, Fact) and item is not Days


def _has_ids(item: Any) -> bool:
    return _is_of_facts(item) and "id" in item.model_fields


def _is_needed(info: FieldInfo) -> bool:
    return info.is_required()


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
