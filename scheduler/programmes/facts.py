"""Tables of a programme's facts as arrays: how far it is, who is free. Members are numbered in the instance's order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Generic

import numpy as np

from models.calendar import week_of
from models.network import School
from scheduler.programmes.joined import Facts
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.distance import Places, whole_km


class ProgrammeFacts(Generic[Facts]):
    """Arrays of an instance. `member`: the number of each member."""

    def __init__(self, instance: Facts) -> None:
        self.instance = instance
        self.member = {member: k for k, member in enumerate(instance.members)}

    def exact_km(self, some: Sequence[School], others: Sequence[School]) -> Floats:
        """(some, others): great circle."""
        return Places.of(some).km_to(Places.of(others))

    def km(self, some: Sequence[School], others: Sequence[School]) -> Ints:
        """(some, others): whole km, half up."""
        return whole_km(self.exact_km(some, others))

    @cached_property
    def homes(self) -> tuple[School, ...]:
        """The school of each member."""
        found = [self.instance.home(member) for member in self.instance.members]
        assert all(home is not None for home in found), "every member has a school"
        return tuple(home for home in found if home is not None)

    def free(self, who: Sequence[str], days: Sequence[date]) -> Bools:
        """(who, day): whether they can come, by their school's days and their own."""
        open_days = self._open(days)
        free = np.ones((len(who), len(days)), dtype=bool)
        for k, one in enumerate(who):
            home = self.instance.home(one)
            if home is not None:
                free[k] = open_days[home.id]
            absences = self.instance.absences
            gone = (*absences.get(one, ()), *(absences.get(home.id, ()) if home is not None else ()))
            for away in (*self.instance.away(one), *gone):
                free[k] &= ~self._within(days, away.first, away.last)
        return free

    def taken(self, who: Sequence[str], days: Sequence[date]) -> Bools:
        """(who, day): whether something else takes them, or their school, in the week of that day."""
        weeks = np.array([week_of(day).toordinal() for day in days], dtype=np.int64)
        found = np.zeros((len(who), len(days)), dtype=bool)
        those = defaultdict(set)
        for k, one in enumerate(who):
            home = self.instance.home(one)
            for id in (one, *((home.id,) if home is not None else ())):
                those[id].add(k)
        for engaged in self.instance.engaged:
            if taken := those.get(engaged.who):
                first, last = (week_of(day).toordinal() for day in (engaged.days.first, engaged.days.last))
                found[sorted(taken)] |= (weeks >= first) & (weeks <= last)
        return found

    def in_conflict(self, some: Sequence[str], others: Sequence[str]) -> Bools:
        """(some, others): whether they are never to be in one group."""
        at, to = {one: k for k, one in enumerate(some)}, {one: k for k, one in enumerate(others)}
        found = np.zeros((len(some), len(others)), dtype=bool)
        for one, other in self.instance.conflicts:
            for a, b in ((one, other), (other, one)):
                if a in at and b in to:
                    found[at[a], to[b]] = True
        return found

    def waived(self, rule: str, places: Sequence[str]) -> Bools:
        """(member, place): whether the rule is set aside there."""
        number = {place: k for k, place in enumerate(places)}
        found = np.zeros((len(self.member), len(places)), dtype=bool)
        for waiver in self.instance.waivers:
            if waiver.rule == rule and waiver.member in self.member and waiver.place in number:
                found[self.member[waiver.member], number[waiver.place]] = True
        return found

    def _open(self, days: Sequence[date]) -> dict[str, Bools]:
        """Of every school: on which of the days it is open."""
        weekday = np.array([day.weekday() < 5 for day in days], dtype=bool)
        calendars = {}
        for calendar in self.instance.calendars:
            row = np.zeros(len(days), dtype=bool)
            for open_ in calendar.open:
                row |= self._within(days, open_.first, open_.last)
            for closed in calendar.closed:
                row &= ~self._within(days, closed.first, closed.last)
            calendars[calendar.id] = row & weekday
        found = {}
        for school in self.instance.schools:
            row = calendars[school.calendar].copy()
            for closed in school.closed:
                row &= ~self._within(days, closed.first, closed.last)
            found[school.id] = row
        return found

    @staticmethod
    def _within(days: Sequence[date], first: date, last: date) -> Bools:
        return np.array([first <= day <= last for day in days], dtype=bool)


def weeks_of(days: Sequence[date]) -> Ints:
    """The number of each day's week, from 0, in the order of weeks."""
    return np.unique([week_of(day).toordinal() for day in days], return_inverse=True)[1].reshape(-1).astype(np.int64)
