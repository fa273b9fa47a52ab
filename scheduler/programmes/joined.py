"""A programme's facts and its groups, joined for the checks: plain Python only, no arrays and no solver.

The distance here is geopy's great circle; the engine's own is computed from arrays, so that each guards the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import floor
from typing import Generic

from typing_extensions import TypeVar

from models.network import School
from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.plan import distance_km
from scheduler.words import listed

_NAMED = 12  # so many members at most name a group
Facts = TypeVar("Facts", bound=ProgrammeInstance, default=ProgrammeInstance)


@dataclass(frozen=True)
class Line:
    """One thing that a school or person is asked for: what letters, calendars and other programmes must know of.

    as_what: "member", "host", "coach". kind: of the meeting, or "group" for being in one. at: the school, or whoever it
    forms around. day: None where it has none. led_by: who leads it, where that is part of what they are told.
    leads: they lead it for whoever comes, so that they are told nothing new where only the group is another.
    """

    who: str
    as_what: str
    group: str
    kind: str
    at: str
    day: date | None = None
    led_by: str | None = None
    leads: bool = False

    @property
    def told(self) -> "Line":
        """The same without what may change and they are told nothing."""
        return replace(self, group="") if self.leads else self


class Joined(Generic[Facts]):
    """What groups mean for the facts. All ids are known (`storage` has seen to that).

    names: by id, where others are to be called by name than the facts know, such as who has left.
    """

    def __init__(self, instance: Facts, groups: Groups, names: Mapping[str, str] | None = None) -> None:
        self.instance, self.made = instance, groups
        self._names = instance.name_by_id if names is None else names

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.made.groups

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The first group of each member."""
        found: dict[str, Group] = {}
        for group in self.groups:
            for member in group.members:
                found.setdefault(member, group)
        return found

    @cached_property
    def unplaced(self) -> tuple[str, ...]:
        """Members that are in no group."""
        return tuple(member for member in self.instance.members if member not in self.group_of)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What everybody is asked for."""
        from scheduler.programmes import programme_of

        return tuple(programme_of(self.instance).lines(self))

    def lines_before(self) -> "tuple[Line, ...] | None":
        """The same of the groups that these repair; None where they repair none."""
        if self.made.before is None:
            return None
        earlier = self.made.model_copy(update={"groups": self.made.before, "before": None})
        return Joined(self.instance, earlier).lines

    def name(self, who: str) -> str:
        """How a message names a school or person."""
        name = self._names.get(who, who)
        return name if name == who else f"{name} ({who})"

    def where(self, group: Group) -> str:
        """How a message names a group: by where it forms, or by who is in it; by its id where they are too many."""
        if group.place is not None:
            return self.name(group.place)
        return group.id if len(group.members) > _NAMED else listed([self.name(one) for one in group.members])

    def exact_km(self, one: School, other: School) -> float:
        """Great circle, in whole millimetres; the same from one to the other as back."""
        return distance_km(one, other)

    def km(self, one: str, other: str) -> int:
        """Whole km between the schools of two members or places, half up."""
        at, to = self.instance.home(one), self.instance.home(other)
        return 0 if at is None or to is None else floor(self.exact_km(at, to) + 0.5)

    def waived(self, rule: str, member: str, place: str | None) -> bool:
        """Whether the rule is set aside for the member at that place."""
        return place is not None and (rule, self.instance.as_waived(member), place) in self.instance.waived

    def pairs(self, rule: str) -> Iterator[tuple[Group, str, str]]:
        """(group, member, place) of everybody in a group with a place, without those for whom the rule is waived."""
        for group in self.groups:
            for member in group.members:
                if group.place is not None and not self.waived(rule, member, group.place):
                    yield group, member, group.place
