"""Trusts in the place of schools: each made of its schools, with nothing that the list of schools does not say.

A trust is where its schools are. Its hub is that of most of its schools, whose leaders know each other; its calendar
that of the authority of most of them. Its pupils are all of theirs, where those of any are known.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from models.network import Phase, Site
from models.problem import InvalidInput, Problem
from scheduler.generating.geography import Place
from scheduler.generating.hubs import hubs_of
from scheduler.generating.schools import SchoolFacts, SchoolList

_FEWEST_SCHOOLS = 2


def largest_trusts(listed: SchoolList, count: int, hubs: int | None) -> SchoolList:
    """The trusts with most schools in the list, by name where as many have as many; in the order of the list.

    hubs: how many to make of the schools; None keeps those of the list, or makes them if it has none.

    Raises InvalidInput if there are fewer trusts of two schools or more.
    """
    members: dict[str, list[SchoolFacts]] = defaultdict(list)
    for school in _in_hubs(listed.schools, hubs):
        if school.trust and (id := _id_of(school.trust)):
            members[id].append(school)
    there = [id for id, schools in members.items() if len(schools) >= _FEWEST_SCHOOLS]
    if count > len(there):
        expected = f"at most {len(there)}, the trusts of two schools or more"
        raise InvalidInput([Problem(where="trusts", value=str(count), expected=expected, remedy="Ask for fewer.")])
    largest = set(sorted(there, key=lambda id: (-len(members[id]), id))[:count])
    text = f"The {count} trusts with most schools of {listed.text}"
    return replace(listed, schools=tuple(_trust(id, members[id]) for id in there if id in largest), text=text)


def _id_of(name: str) -> str:
    """A trust's name in small letters, with a hyphen between words: one trust is often written in several ways."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower().replace("'", "")))


def _in_hubs(schools: Sequence[SchoolFacts], count: int | None) -> list[SchoolFacts]:
    """The schools, each with the name of its hub."""
    hubs, ids = hubs_of(schools, count)
    names = {hub.id: hub.name for hub in hubs}
    return [replace(school, hub=names[id]) for school, id in zip(schools, ids, strict=True)]


def _trust(id: str, schools: Sequence[SchoolFacts]) -> SchoolFacts:
    pupils = [school.pupils for school in schools if school.pupils is not None]
    return SchoolFacts(
        id=id,
        name=schools[0].trust or id,
        phase=_phase([school.phase for school in schools]),
        place=min((school.place for school in schools), key=lambda place: _square_km_to_all(place, schools)),
        pupils=sum(pupils) if pupils else None,
        local_authority=_commonest([school.local_authority for school in schools]),
        trust=schools[0].trust,
        hub=_commonest([school.hub for school in schools]),
        sites=tuple(
            Site(id=school.id, name=school.name, latitude=school.place.latitude, longitude=school.place.longitude)
            for school in schools
        ),
    )


def _square_km_to_all(place: Place, schools: Sequence[SchoolFacts]) -> float:
    return sum(place.square_km_to(school.place) for school in schools)


def _phase(phases: Sequence[Phase]) -> Phase:
    """What a trust's leaders know: all-through where some of its schools are primary and some secondary.

    It is special or AP where most of its schools are.
    """
    usual = [phase for phase in phases if not phase.is_specialist]
    if 2 * len(usual) < len(phases):
        return Phase.SPECIAL if Phase.SPECIAL in phases else Phase.AP
    taught = frozenset[str]().union(*(phase.settings for phase in usual))
    if len(set(usual)) == 1:
        return usual[0]
    if {"primary", "secondary"} <= taught:
        return Phase.ALL_THROUGH
    return Phase.SECONDARY if "secondary" in taught else Phase.PRIMARY


def _commonest(names: Sequence[str | None]) -> str | None:
    """The name that most have; of several the first."""
    return Counter(name for name in names if name).most_common(1)[0][0] if any(names) else None
