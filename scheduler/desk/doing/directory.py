"""The directory: schools found by what is typed, and supporters brokered. See `qa-scheduler directory` and `broker`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import TypeVar

from models.instance import Instance
from models.network import Phase
from models.problem import InvalidInput, Problem
from scheduler.desk.doing.ends import Untrue
from scheduler.desk.looking.wanted import unknown
from scheduler.desk.places import postcodes
from scheduler.desk.places.degrees import degrees
from scheduler.directory.brokering import PER_SUPPORTER, Brokered, Terms, broker, terms_of
from scheduler.directory.judging import wrong
from scheduler.directory.searching import Found, Near, Role, Wanted, search
from scheduler.directory.tables import directory_table, how_many
from scheduler.showing.table import Table
from scheduler.words import either, listed

T = TypeVar("T")
Said = Mapping[str, str]
"""What is asked, by name, as it was typed; what is empty is not asked."""
ROLES = {"strong-in": Role.STRONG_IN, "works-on": Role.WORKS_ON}
_MOST_KM = 20_100
_MOST_MEANT = 3
_MOST_PLACES = 20


@dataclass(frozen=True)
class Answer:
    """The schools that were found, as a table, with what is to be known of them. asked: what was understood."""

    wanted: Wanted
    found: tuple[Found, ...]
    table: Table
    said: str
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> list[Table | str]:
        return [self.said, *self.notes, self.table]


def find(instance: Instance, asked: Said, directory: Callable[[], postcodes.Directory] = postcodes.Directory) -> Answer:
    """The schools that are as asked: area, role (a key of ROLES), phase, hub, trust, near, within, words.

    near: a school's id or name, or a postcode. directory: of postcodes; it is opened only where one is asked for.

    Raises:
        InvalidInput: with everything of it that does not exist; or a postcode is asked for and there is no directory.
    """
    said = {name: value.strip() for name, value in asked.items()}
    trouble: list[Problem] = []

    def of(read: Callable[[Instance, str], T], name: str, nothing: T) -> T:
        return _tried(lambda: read(instance, said[name]), nothing, trouble) if said.get(name) else nothing

    nowhere: tuple[Near | None, tuple[str, ...]] = (None, ())
    near, notes = of(lambda facts, text: _near(facts, text, directory), "near", nowhere)
    wanted = Wanted(
        area=of(_area, "area", ""),
        role=of(_role, "role", None),
        phase=of(_phase, "phase", ""),
        hub=of(_hub, "hub", ""),
        trust=of(_trust, "trust", ""),
        near=near,
        within_km=of(lambda _, text: kilometres(text), "within", None),
        words=said.get("words", ""),
    )
    trouble += _left_out(said)
    if trouble:
        raise InvalidInput(trouble)
    found = search(instance, wanted)
    table = directory_table(instance, found, wanted)
    return Answer(wanted, found, table, how_many(instance, found, wanted), notes)


def supporters(instance: Instance, areas: Sequence[str] = (), within: str = "", per_supporter: str = "") -> Brokered:
    """Who supports whom, which has passed the check. areas: none: all. within: in km; as it was typed, as the others.

    Raises:
        InvalidInput: with everything of it that does not exist.
        Untrue: the check has found something, so nothing is said.
    """
    trouble: list[Problem] = []
    usual = terms_of(instance)
    named = [_tried(partial(_area, instance, one.strip()), "", trouble) for one in areas if one.strip()]
    km = _tried(partial(kilometres, within.strip()), 0.0, trouble) if within.strip() else usual.within_km
    most = _tried(partial(_places, per_supporter.strip()), 1, trouble) if per_supporter.strip() else PER_SUPPORTER
    if trouble:
        raise InvalidInput(trouble)
    found = broker(instance, Terms(tuple(dict.fromkeys(named)) or usual.areas, km, most))
    if odd := list(wrong(instance, found)):
        raise Untrue("What was found does not pass the check, so it is not shown.", odd)
    return found


def _places(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= _MOST_PLACES):
        raise _refused("per-supporter", text, f"a whole number from 1 to {_MOST_PLACES}", "Give one, such as 2.")
    return int(text)


def _tried(read: Callable[[], T], nothing: T, trouble: list[Problem]) -> T:
    """What is read; where it cannot be, nothing, and what is wrong stands with the other troubles."""
    try:
        return read()
    except InvalidInput as error:
        trouble += error.problems
        return nothing


def _left_out(said: Said) -> Iterator[Problem]:
    """What is asked without what it is about."""
    for name, about, remedy in (
        ("within", "near", "Say of which school or postcode, or leave it out."),
        ("role", "area", "Say which area, or leave it out."),
    ):
        if said.get(name) and not said.get(about):
            yield Problem(where=name, value=f"{said[name]!r} alone", expected=f"{about} beside it", remedy=remedy)


def kilometres(text: str, where: str = "within") -> float:
    """A distance as it was typed.

    Raises:
        InvalidInput: it is none.
    """
    try:
        km = float(text)
    except ValueError:
        km = -1.0
    if not isfinite(km) or not 0 <= km <= _MOST_KM:
        raise _refused(where, text, f"km, from 0 to {_MOST_KM:,}", "Give a number, such as 60.")
    return km


def _refused(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=repr(value), expected=expected, remedy=remedy)])


def _known(where: str, text: str, ids: Mapping[str, str], expected: str = "") -> str:
    """The id of what is called so. ids: by each name."""
    called = {name.casefold(): id for name, id in ids.items()}
    found = called.get(text.casefold())
    if found is None:
        raise InvalidInput(unknown(where, text, list(ids), expected))
    return found


def _area(instance: Instance, text: str) -> str:
    return _known("area", text, {area: area for area in instance.areas})


def _role(_: Instance, text: str) -> Role | None:
    return ROLES[_known("role", text, {name: name for name in ROLES})]


def _phase(_: Instance, text: str) -> str:
    return _known("phase", text, {phase.value: phase.value for phase in Phase})


def _hub(instance: Instance, text: str) -> str:
    names = {hub.name: hub.id for hub in instance.hubs} | {hub.id: hub.id for hub in instance.hubs}
    return _known("hub", text, names, "a hub's id or name")


def _trust(instance: Instance, text: str) -> str:
    trusts = {school.trust: school.trust for school in instance.schools if school.trust}
    return _known("trust", text, trusts, "the name of a trust")


def _near(
    instance: Instance, text: str, directory: Callable[[], postcodes.Directory]
) -> tuple[Near | None, tuple[str, ...]]:
    """Where it is: a school first, by its id or name, then a postcode; and what is to be known of it."""
    named = [one for one in instance.schools if text.casefold() in (one.id.casefold(), one.name.casefold())]
    if len(named) == 1:
        return Near(named[0].name, named[0].places, named[0].id), ()
    if named:
        ids = listed([one.id for one in named])
        raise _refused("near", text, f"one school; {ids} are called so", "Give the id.")
    if postcodes.is_like_one(text):
        return _at_postcode(text, directory())
    raise InvalidInput(_no_school(instance, text))


def _no_school(instance: Instance, text: str) -> Iterator[Problem]:
    """Who may be meant: schools whose names hold it, else the one that is written most alike."""
    expected = "a school's id or name, or a whole postcode"
    holding = [repr(one.name) for one in instance.schools if text.casefold() in one.name.casefold()]
    if 0 < len(holding) <= _MOST_MEANT:
        yield Problem(where="near", value=repr(text), expected=expected, remedy=f"Maybe {either(holding)} is meant.")
        return
    known = [name for one in instance.schools for name in (one.name, one.id)]
    yield from unknown("near", text, known, expected)


def _at_postcode(text: str, directory: postcodes.Directory) -> tuple[Near, tuple[str, ...]]:
    answer = directory.look_up([text])[text]
    if answer.reference is None:
        raise _refused("near", text, f"a postcode of the directory ({answer.why_not})", "Correct it.")
    (place,) = degrees([answer.reference])
    name = postcodes.spaced(postcodes.squeezed(text))
    old = (f"{name} is terminated; distances are from where it was last.",) if answer.is_terminated else ()
    return Near(name, ((place.latitude, place.longitude),)), (*old, postcodes.LICENCE)
