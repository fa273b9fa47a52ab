"""The facts of a programme: what all programmes share. Schools, hubs and calendars are those of the network."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from models.base import Fact, Id
from models.calendar import Calendar, Days
from models.instance import Origin
from models.network import Hub, School
from models.policy import OrderedGoal
from models.programmes.groups import Group


class Engaged(Fact):
    """Somebody, or a school, who is taken on some days by something else, such as a review of the term."""

    who: Id
    days: Days
    by: Id


class Absent(Fact):
    """Somebody, or a school, who cannot on some days after all; nothing else takes them."""

    who: Id
    days: Days


class ProgrammeWaiver(Fact):
    """One rule set aside for one member at one place."""

    rule: Id
    member: Id
    place: Id
    allowed_by: Id
    reason: Id


class ProgrammePolicy(Fact):
    """What every programme's policy has: the rules switched off, and the goals in their order."""

    model_config = ConfigDict(alias_generator=lambda field: field.replace("_", "-"))
    without: tuple[str, ...] = ()
    goals: tuple[OrderedGoal, ...] = ()

    def is_on(self, rule: str) -> bool:
        """Whether the rule is enforced."""
        return rule not in self.without

    @model_validator(mode="after")
    def _goals_stand_once(self) -> "ProgrammePolicy":
        names = [goal.goal for goal in self.goals]
        if len(set(names)) != len(names):
            raise ValueError(f"each goal stands once in the list, found {names}. Maybe one was pasted twice")
        if "goals" in self.model_fields_set and not names:
            raise ValueError("at least one goal is decided. Leave the list out for the usual ones")
        return self


class ProgrammeInstance(Fact):
    """The facts of a programme. Members are its schools, unless a programme says that they are people.

    conflicts: pairs of members, or of a member and a place, that are never in one group. engaged: what else takes whom;
    who is not of the programme may be named.
    fixed: groups that stand: their members are together there, and their meetings stay.
    """

    place_is: ClassVar[str | None] = "school"
    """What every group forms around; None where a group may have no place."""

    format: Literal[1] = 1
    programme: str
    name: Id
    origin: Origin
    calendars: tuple[Calendar, ...] = Field(min_length=1)
    areas: tuple[str, ...] = ()
    hubs: tuple[Hub, ...] = ()
    schools: tuple[School, ...] = Field(min_length=1)
    conflicts: tuple[tuple[str, str], ...] = ()
    engaged: tuple[Engaged, ...] = ()
    absent: tuple[Absent, ...] = ()
    fixed: tuple[Group, ...] = ()
    waivers: tuple[ProgrammeWaiver, ...] = ()
    policy: ProgrammePolicy

    @model_validator(mode="after")
    def _fixed_groups_have_a_place(self) -> Self:
        for group in self.fixed:
            if group.place is None and self.place_is is not None:
                raise ValueError(f"fixed group {group.id} has no place. Name its {self.place_is} there")
        return self

    @property
    def members(self) -> tuple[str, ...]:
        """Ids of all who are to be placed."""
        return tuple(school.id for school in self.schools)

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of everybody else who is needed: coaches, facilitators."""
        return ()

    @property
    def places(self) -> tuple[str, ...]:
        """Ids of all around whom, or where, a group can form; schools, unless a programme says otherwise."""
        return tuple(school.id for school in self.schools)

    def named(self) -> Iterator[tuple[str, Iterable[str], Iterable[str], str]]:
        """(where, ids, known ids, of what) of every id that a programme's own entries name."""
        yield from ()

    def home(self, who: str) -> School | None:
        """The school whose days somebody keeps: a school's own, a person's; None for whoever has none."""
        return self.school_by_id.get(who)

    def away(self, who: str) -> tuple[Days, ...]:
        """The days on which somebody, beyond their school's days, cannot come."""
        return ()

    def names(self) -> Iterator[tuple[str, str]]:
        """(id, name) of everything that has a name."""
        yield from ((school.id, school.name) for school in self.schools)

    @cached_property
    def school_by_id(self) -> dict[str, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def calendar_by_id(self) -> dict[str, Calendar]:
        return {calendar.id: calendar for calendar in self.calendars}

    @cached_property
    def name_by_id(self) -> dict[str, str]:
        return dict(self.names())

    @cached_property
    def conflicting(self) -> frozenset[frozenset[str]]:
        return frozenset(frozenset(pair) for pair in self.conflicts)

    @cached_property
    def waived(self) -> frozenset[tuple[str, str, str]]:
        """(rule, member, place) of every waiver."""
        return frozenset((waiver.rule, self.as_waived(waiver.member), waiver.place) for waiver in self.waivers)

    def as_waived(self, member: str) -> str:
        """As whom waivers know a member: themselves, unless a programme says that several are alike."""
        return member

    def is_school_day(self, school: School, day: date) -> bool:
        """Whether the school is open: by its calendar and its own closed days."""
        return self.calendar_by_id[school.calendar].is_school_day(day) and not any(
            day in days for days in school.closed
        )

    def is_free(self, who: str, day: date) -> bool:
        """Whether somebody's school is open on the day, and they are not away."""
        home = self.home(who)
        away = (*self.away(who), *self.absences.get(who, ()), *(self.absences.get(home.id, ()) if home else ()))
        return (home is None or self.is_school_day(home, day)) and not any(day in days for days in away)

    @cached_property
    def absences(self) -> dict[str, tuple[Days, ...]]:
        """By who cannot after all: the days."""
        found: dict[str, tuple[Days, ...]] = {}
        for absent in self.absent:
            found[absent.who] = (*found.get(absent.who, ()), absent.days)
        return found

    def without(self, who: str) -> Self:
        """The same facts without somebody, or without a school and all that is of it: who leaves for good."""
        kept: dict[str, object] = {}
        for name in type(self).model_fields:
            entries = getattr(self, name)
            if isinstance(entries, tuple) and any(isinstance(one, Fact) for one in entries):
                kept[name] = tuple(one for one in entries if not _is_of(one, who))
        conflicts = tuple(pair for pair in self.conflicts if who not in pair)
        fixed = tuple(
            group.model_copy(update={"members": tuple(one for one in group.members if one != who)})
            for group in self.fixed
            if group.place != who
        )
        return self.model_copy(update={**kept, "conflicts": conflicts, "fixed": fixed})


def _is_of(one: object, who: str) -> bool:
    """Whether an entry is somebody's own: by its id, or its school, or whom it is about."""
    return any(getattr(one, field, None) == who for field in ("id", "school", "who", "member", "place"))
