"""Challenge the Gap's decisions: which school is whose workshop school, and on which days the workshops are.

runs      (place)          the school is a workshop school
joins     (school, place)  the school is in the cluster around that one
dates     (place, day)     the cluster has a workshop that day
unplaced  (school), undated (place), one_phase (place): what the goals count
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from models.programmes.challenge_the_gap import ChallengeTheGap
from models.programmes.groups import Group, Meeting
from scheduler.programmes.columns import Attendance, GroupColumns
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.rows import Rows, join

KIND = "workshop"


class Columns(GroupColumns):
    """The columns. forbidden: (school, place) that a rule keeps apart, whoever else is there."""

    def __init__(self, facts: ProgrammeFacts[ChallengeTheGap], forbidden: Bools | bool) -> None:
        instance = self.instance = facts.instance
        schools, days = len(instance.schools), len(instance.workshop_days)
        n = {"school": schools, "place": schools, "day": days, "week": days, "phase": 0}
        super().__init__(facts, instance.members, instance.workshop_days, n)
        self.km = facts.km(instance.schools, instance.schools)
        school, place = np.nonzero(np.broadcast_to(np.logical_not(forbidden), (schools, schools)))
        every = np.arange(schools)
        self.runs = self.block("runs", {"place": every})
        self.joins = self.block("joins", {"school": school, "place": place}, priced_by=schools + school)
        where, day = np.divmod(np.arange(schools * days), max(1, days))
        self.dates = self.block("dates", {"place": where, "day": day})
        self.unplaced = self.block("unplaced", {"school": every})
        self.undated = self.block("undated", {"place": every}, instance.policy.workshops.days)
        self.one_phase = self.block("one phase", {"place": every})

    @property
    def stages(self) -> tuple[Ints, ...]:
        return self.runs.columns, self.joins.columns, self.dates.columns

    @property
    def belongs(self) -> tuple[Ints, Ints]:
        return self.joins.keys["school"], self.joins.columns

    @cached_property
    def attendance(self) -> Attendance:
        """A school comes to a workshop if it is in the cluster."""
        joins, dates = join(self.joins.keys["place"], self.dates.keys["place"])
        return Attendance(
            self.joins.keys["school"][joins],
            self.joins.columns[joins],
            self.dates.columns[dates],
            self.dates.keys["day"][dates],
        )

    def one_place_rows(self, week: Ints) -> Iterator[Rows]:
        """A cluster has one workshop a week at most; nobody is in two clusters."""
        if len(week):
            dates = self.dates.with_key("week", week[self.dates.keys["day"]], self.n["week"])
            yield dates.sum_by("place", "week") <= 1

    def groups(self, values: Ints) -> tuple[Group, ...]:
        ids, days = self.instance.members, self.instance.workshop_days
        members: dict[int, list[str]] = {}
        for k in np.flatnonzero(values[self.joins.columns]):
            members.setdefault(int(self.joins.keys["place"][k]), []).append(ids[self.joins.keys["school"][k]])
        meetings: dict[int, list[Meeting]] = {}
        for k in np.flatnonzero(values[self.dates.columns]):
            place = int(self.dates.keys["place"][k])
            meetings.setdefault(place, []).append(
                Meeting(kind=KIND, day=days[self.dates.keys["day"][k]], at=ids[place])
            )
        return tuple(
            Group(
                id=ids[place],
                place=ids[place],
                members=tuple(members.get(place, ())),
                meetings=tuple(sorted(meetings.get(place, ()), key=lambda one: one.day)),
            )
            for place in np.flatnonzero(values[self.runs.columns]).tolist()
        )

    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        number, day = self.facts.member, {day: k for k, day in enumerate(self.instance.workshop_days)}
        at = {
            pair: k
            for k, pair in enumerate(zip(*(self.joins.keys[key].tolist() for key in ("school", "place")), strict=True))
        }
        found: list[int] = []
        for group in groups:
            if group.place is None:
                return None
            place = number[group.place]
            joins = [at.get((number[member], place)) for member in group.members]
            dates = [day.get(one.day) for one in group.meetings if one.kind == KIND and one.at == group.place]
            if None in joins or None in dates or len(dates) < len(group.meetings):
                return None
            found += [int(self.runs.columns[place])]
            found += [int(self.joins.columns[k]) for k in joins if k is not None]
            found += [int(self.dates.columns[place * self.n["day"] + k]) for k in dates if k is not None]
        return np.array(found, dtype=np.int64) if len(set(found)) == len(found) else None

    def completed(self, values: Ints) -> Ints:
        runs, joins, dates = (values[block.columns] for block in (self.runs, self.joins, self.dates))
        placed = np.bincount(self.joins.keys["school"], joins, self.n["school"])
        values[self.unplaced.columns] = np.maximum(1 - placed, 0)
        dated = np.bincount(self.dates.keys["place"], dates, self.n["place"])
        values[self.undated.columns] = np.maximum(self.instance.policy.workshops.days * runs - dated, 0)
        values[self.one_phase.columns] = runs * (self._phases(joins) <= 1)
        return values

    def _phases(self, joins: Ints) -> Ints:
        """(place): how many phases its cluster has."""
        phase = self.phase[self.joins.keys["school"]]
        there = np.zeros((self.n["place"], int(self.phase.max(initial=0)) + 1), dtype=bool)
        chosen = joins > 0
        there[self.joins.keys["place"][chosen], phase[chosen]] = True
        return np.asarray(there.sum(axis=1), dtype=np.int64)

    @cached_property
    def phase(self) -> Ints:
        """(school): the number of its phase."""
        phases = sorted({school.phase for school in self.instance.schools})
        return np.array([phases.index(school.phase) for school in self.instance.schools], dtype=np.int64)
