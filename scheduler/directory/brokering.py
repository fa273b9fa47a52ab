"""Supporters for schools: who helps whom with an area, as many as possible in the fewest km, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from models.instance import Instance
from models.network import School
from scheduler.directory.matching import Matching, matched
from scheduler.directory.reach import NOBODY, Reach
from scheduler.words import count, listed

PER_SUPPORTER = 2
_NAMED = 3  # of those who are taken, so many nearest are named


@dataclass(frozen=True)
class Terms:
    """On what terms supporters are sought. areas: for which. per_supporter: places that a school supports at most."""

    areas: tuple[str, ...]
    within_km: float
    per_supporter: int = PER_SUPPORTER


@dataclass(frozen=True)
class Support:
    """A school that works on an area, and the one that supports it, so many whole km away."""

    school: School
    area: str
    supporter: School
    km: int


class Why(StrEnum):
    """Why a place has no supporter."""

    NOBODY = "nobody else is strong in it"
    OWN_HUB = "all who are strong in it are in the own hub"
    OWN_HUB_NEAR = "all within reach are in the own hub"
    NOBODY_NEAR = "nobody is within reach"
    TAKEN = "all within reach are taken"


@dataclass(frozen=True)
class Missing:
    """A school that works on an area and has no supporter for it. said: why, with names."""

    school: School
    area: str
    why: Why
    said: str


@dataclass(frozen=True)
class Brokered:
    """Who supports whom, place by place, and what is missing. strong_in: of each area how many schools are.

    is_proven: no choice has more places with a supporter, nor as many in fewer km.
    """

    terms: Terms
    pairs: tuple[Support, ...]
    missing: tuple[Missing, ...]
    strong_in: dict[str, int]
    is_proven: bool

    @property
    def km(self) -> int:
        """All their km."""
        return sum(pair.km for pair in self.pairs)


def terms_of(instance: Instance) -> Terms:
    """The usual terms: all areas, and as far as the policy lets reviewers travel."""
    return Terms(instance.areas, instance.policy.locality.furthest_km)


def broker(instance: Instance, terms: Terms) -> Brokered:
    """The best choice of supporters.

    Each school has at most one supporter for each area that it works on: one that is strong in it, outside its hub and
    within reach. A supporter of one school with two areas supports two places.
    """
    reach = Reach(instance.schools, terms.areas, terms.within_km)
    found = matched(reach, terms.per_supporter)
    supported = list(zip(reach.places, found.supporter.tolist(), found.km.tolist(), strict=True))
    schools = reach.schools
    return Brokered(
        terms,
        tuple(Support(schools[n], area, schools[by], km) for (n, area), by, km in supported if by != NOBODY),
        tuple(_missing(reach, found)),
        {area: len(strong) for area, strong in reach.strong.items()},
        found.is_proven,
    )


def _missing(reach: Reach, found: Matching) -> Iterator[Missing]:
    taken: dict[int, list[str]] = {}
    for (n, area), by in zip(reach.places, found.supporter.tolist(), strict=True):
        taken.setdefault(by, []).append(f"{reach.schools[n].name} ({area})")
    for place in (found.supporter == NOBODY).nonzero()[0].tolist():
        n, area = reach.places[place]
        yield Missing(reach.schools[n], area, *_why(reach, place, taken))


def _why(reach: Reach, place: int, taken: dict[int, list[str]]) -> tuple[Why, str]:
    others, km = reach.others(place)
    if not len(others):
        return Why.NOBODY, Why.NOBODY.value
    is_own, is_near = reach.are_of_one_hub(place, others), km <= reach.within_km
    names = [reach.schools[n].name for n in others.tolist()]
    if is_own.all():
        return Why.OWN_HUB, f"{Why.OWN_HUB}: {_some(names)}"
    first = int((~is_own).argmax())
    if not is_near[first]:
        nearest = f"the nearest outside the hub is {names[first]}, {ceil(km[first]):,} km away"
        if not is_near.any():
            return Why.NOBODY_NEAR, f"{Why.NOBODY_NEAR}: {nearest}"
        return Why.OWN_HUB_NEAR, f"{Why.OWN_HUB_NEAR}: {_some(names[:first])}; {nearest}"
    near = (is_near & ~is_own).nonzero()[0].tolist()
    by_whom = [f"{names[k]} by {listed(taken[int(others[k])])}" for k in near]
    return Why.TAKEN, f"{Why.TAKEN}: {_some(by_whom, '; ')}"


def _some(names: list[str], between: str = ", ") -> str:
    """The first few, and how many more there are."""
    more = [f"{count(len(names) - _NAMED, 'other')}"] if len(names) > _NAMED else []
    return between.join([*names[:_NAMED], *more])
