"""Schools by area, phase, hub, trust, words and distance, nearest first."""

from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

from models.instance import Instance
from models.network import School
from scheduler.tables.distance import Places
from scheduler.words import by_number


class Role(StrEnum):
    """How a school stands to an area: an area of its excellence, or one that it wants to learn about."""

    STRONG_IN = "strong in"
    WORKS_ON = "works on"


@dataclass(frozen=True)
class Near:
    """Where distances are counted from. name: what it is called. school: its id, where it is one.

    places: latitudes and longitudes of its places, of which the nearest counts.
    """

    name: str
    places: tuple[tuple[float, float], ...]
    school: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty is not asked, and all that is asked must be so.

    role: how schools stand to the area; None: either way. within_km: of `near`, not rounded. words: each of them must
    stand in what the directory says of a school.
    """

    area: str = ""
    role: Role | None = None
    phase: str = ""
    hub: str = ""
    trust: str = ""
    near: Near | None = None
    within_km: float | None = None
    words: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether anything at all is looked for."""
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True)
class Found:
    """A school. km: from what it should be near, not rounded. roles: how it stands to the area that is asked."""

    school: School
    km: float | None = None
    roles: tuple[Role, ...] = ()


def search(instance: Instance, wanted: Wanted) -> tuple[Found, ...]:
    """The schools that are as wanted, nearest first; without a place to be near, the strong first, hub by hub.

    The school that the others should be near is not among them.
    """
    near, names = wanted.near, {hub.id: hub.name for hub in instance.hubs}
    schools = tuple(
        school
        for school in instance.schools
        if _is_wanted(school, wanted, names[school.hub]) and (near is None or school.id != near.school)
    )
    found = [
        Found(school, km, roles_of(school, wanted.area))
        for school, km in zip(schools, _km(schools, near), strict=True)
        if wanted.within_km is None or km is None or km <= wanted.within_km
    ]
    return tuple(sorted(found, key=lambda one: _order(one, names)))


def roles_of(school: School, area: str) -> tuple[Role, ...]:
    """How the school stands to an area."""
    said = {Role.STRONG_IN: school.strong_in, Role.WORKS_ON: school.works_on}
    return tuple(role for role, areas in said.items() if area in areas)


def _is_wanted(school: School, wanted: Wanted, hub: str) -> bool:
    roles = roles_of(school, wanted.area)
    return (
        (not wanted.area or (bool(roles) and (wanted.role is None or wanted.role in roles)))
        and (not wanted.phase or school.phase.value == wanted.phase)
        and (not wanted.hub or school.hub == wanted.hub)
        and (not wanted.trust or school.trust == wanted.trust)
        and (not wanted.words or _holds(school, wanted.words, hub))
    )


def _holds(school: School, words: str, hub: str) -> bool:
    """Whether each of the words stands somewhere in what the directory says of the school, in capitals or not."""
    said = (school.id, school.name, school.phase.value, hub, school.trust, school.local_authority)
    text = "\n".join(filter(None, (*said, *school.strong_in, *school.works_on))).casefold()
    return all(word in text for word in words.casefold().split())


def _km(schools: tuple[School, ...], near: Near | None) -> list[float] | list[None]:
    if near is None:
        return [None] * len(schools)
    here = Places(np.array(near.places, dtype=float), np.zeros(1, dtype=np.int64))
    km: list[float] = here.km_to(Places.of(schools))[0].tolist()
    return km


def _order(found: Found, hubs: dict[str, str]) -> tuple[object, ...]:
    school = found.school
    first: tuple[object, ...] = (found.km,) if found.km is not None else (Role.STRONG_IN not in found.roles,)
    return *first, by_number(hubs[school.hub]), school.name, school.id
