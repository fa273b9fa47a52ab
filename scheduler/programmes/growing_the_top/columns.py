"""Growing the Top's decisions: which schools are a trio, and which day and facilitator each visit has.

trios     a set of schools as one column, if all of its pairs may be together. How far everybody travels and how much
          the schools differ is then the cost of one column, and the relaxation is nearly whole.
visits    (school, day, facilitator)  the school is visited that day
pair      (pair)            two schools are in one trio
near      (school, week)    the school is visited in the weeks that begin with that one and have one visit at most
unplaced, undated (school), furthest: what the goals count
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from models.calendar import week_of
from models.programmes.groups import Group, Meeting
from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.columns import Attendance, GroupColumns, all_chosen
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.trios import Trios
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.distance import whole_km
from scheduler.tables.rows import Block, Rows, join

KIND = "visit"
_TRIED = 60  # visits of a school that are tried where groups that are found are given dates


class Columns(GroupColumns):
    """The columns. forbidden: (school, school) that a rule keeps apart."""

    def __init__(self, facts: ProgrammeFacts[GrowingTheTop], forbidden: Bools | bool) -> None:
        instance = self.instance = facts.instance
        schools, days, size = len(instance.schools), instance.visit_days, instance.policy.trio.schools
        allowed = np.triu(np.broadcast_to(np.logical_not(forbidden), (schools, schools)), 1)
        self.sets = Trios(allowed, (size, size + 1) if instance.policy.trio.larger_groups else (size,))
        self.exact_km = facts.exact_km(instance.schools, instance.schools)
        self.km = whole_km(self.exact_km)
        self.member_km = self.sets.to_the_others(self.km)
        self.calendar_week = _calendar_weeks(days)
        n = {"school": schools, "facilitator": len(instance.facilitators), "day": len(days)}
        n |= {"week": int(self.calendar_week.max(initial=-1)) + 1, "pair": int(allowed.sum()), "larger": 2, "all": 1}
        super().__init__(facts, (*instance.members, *instance.people), days, n)
        self._decisions()
        self._measures(allowed)

    def _decisions(self) -> None:
        schools = self.n["school"]
        self.trios = self.block("trios", {"larger": self.sets.larger}, priced_by=self.sets.first)
        lead, day = np.nonzero(self._offered)
        at = np.repeat(np.arange(schools), len(day))
        keys = {"school": at, "day": np.tile(day, schools), "facilitator": np.tile(lead, schools)}
        self.visits = self.block("visits", keys, priced_by=schools + at)

    def _measures(self, allowed: Bools) -> None:
        schools, weeks = self.n["school"], self.n["week"]
        every, (one, other) = np.arange(schools), np.nonzero(allowed)
        self.pair = self.block("pair", {"pair": np.arange(len(one)), "one": one, "other": other})
        self.number = np.full((schools, schools), -1, dtype=np.int64)  # (school, school): the pair's
        self.number[one, other] = self.number[other, one] = np.arange(len(one))
        at, week = np.divmod(np.arange(schools * weeks), max(1, weeks))
        self.near = self.block("near", {"school": at, "week": week})
        self.unplaced = self.block("unplaced", {"school": every})
        self.undated = self.block("undated", {"school": every})
        self.furthest = self.block("furthest", {"all": every[:1] * 0}, int(self.member_km.max(initial=0)))

    @cached_property
    def _offered(self) -> Bools:
        """(facilitator, day): whether the facilitator offers the day."""
        instance = self.instance
        table = [[day in instance.days_of[one] for day in instance.visit_days] for one in instance.people]
        return np.array(table, dtype=bool).reshape(len(instance.people), len(instance.visit_days))

    @property
    def stages(self) -> tuple[Ints, ...]:
        return self.trios.columns, self.visits.columns

    @property
    def belongs(self) -> tuple[Ints, Ints]:
        return self.members.keys["school"], self.members.columns

    def coming(self, joined: Bools) -> Attendance:
        """Facilitators to every visit that they lead; schools to all visits of the trios among the columns joined."""
        members, visits, schools = self.members.where(joined[self.members.columns]), self.visits, self.n["school"]
        one, other = join(members.columns, members.columns)
        entry, visit = join(members.keys["school"][other], visits.keys["school"])
        leads, trio = schools + visits.keys["facilitator"], members.columns[one[entry]]
        return Attendance(
            np.concatenate([leads, members.keys["school"][one[entry]]]),
            np.concatenate([np.full(len(leads), -1, dtype=np.int64), trio]),
            np.concatenate([visits.columns, visits.columns[visit]]),
            np.concatenate([visits.keys["day"], visits.keys["day"][visit]]),
        )

    @cached_property
    def dated(self) -> Ints:
        blocks = (self.visits, self.pair, self.near, self.undated)
        return np.concatenate([block.columns for block in blocks])

    def not_tried(self, values: Ints) -> Ints:
        """Visits on days on which not all of the trio are free and, of many others, all but some of each school.

        Those left are spread evenly over the offers, for each school others.
        """
        sets, school = self.sets.members
        chosen = values[self.trios.columns][sets] > 0
        all_come = np.zeros((self.n["school"], self.n["day"]), dtype=bool)
        for trio in np.unique(sets[chosen]):
            there = school[sets == trio]
            all_come[there] = self._comes[there].all(axis=0)
        at, day = self.visits.keys["school"], self.visits.keys["day"]
        possible = all_come[at, day] & self._comes[self.n["school"] + self.visits.keys["facilitator"], day]
        most = np.bincount(at, possible, self.n["school"]).astype(np.int64)
        rank = np.cumsum(possible) - 1 - (np.cumsum(most) - most)[at]
        spread = (rank * _TRIED + 7 * at) % np.maximum(most[at], 1) < _TRIED
        pairs = self.together.keys["pair"][values[self.together.columns] > 0]
        return np.concatenate([self.visits.columns[~(possible & spread)], np.delete(self.pair.columns, pairs)])

    @cached_property
    def _comes(self) -> Bools:
        """(who, day): whether they can come."""
        comes = ~self.facts.taken(self.everybody, self.days)
        return (
            comes & self.facts.free(self.everybody, self.days) if self.instance.policy.is_on("availability") else comes
        )

    @cached_property
    def members(self) -> Block:
        """The trios, each once for each of its schools."""
        sets, school = self.sets.members
        return self.trios.where(sets).with_key("school", school, self.n["school"])

    @cached_property
    def together(self) -> Block:
        """The trios, each once for each of its pairs."""
        sets, one, other = self.sets.pairs
        return self.trios.where(sets).with_key("pair", self.number[one, other], self.n["pair"])

    @cached_property
    def in_weeks(self) -> Block:
        """The visits, each once for every week with which a span of weeks begins that reaches to it."""
        weeks = self.instance.policy.visits.weeks
        visit, earlier = np.divmod(np.arange(len(self.visits) * weeks), weeks)
        week = self.calendar_week[self.visits.keys["day"][visit]] - earlier
        return self.visits.where(visit[week >= 0]).with_key("week", week[week >= 0], self.n["week"])

    def kept_away(self, away: Bools) -> Iterator[Rows]:
        """No visit at, or led by, somebody who cannot; and none where a school of the trio cannot come.

        The last is a row for each school and day, over all others that cannot come then: a visit counts as many as
        there can be others, each of those that would be with it counts one. Example: a visited by b and c, of whom
        both cannot: 2 x visit + pair(a, b) + pair(a, c) <= 2.
        """
        visits, schools = self.visits, self.n["school"]
        day = visits.keys["day"]
        at_all = away[visits.keys["school"], day] | away[schools + visits.keys["facilitator"], day]
        yield visits.where(at_all).sum_by("school", "day") <= 0
        one, other = self.pair.keys["one"], self.pair.keys["other"]
        at, comes = np.concatenate([one, other]), np.concatenate([other, one])
        entry, off = np.nonzero(away[comes])
        hinders = self.pair.where(entry % max(1, self.n["pair"])).with_key("school", at[entry], schools)
        hinders = hinders.with_key("day", off, self.n["day"])
        others = self.instance.policy.trio.schools - 1 + len(self.sets.sets) - 1
        yield others * visits.sum_by("school", "day") + hinders.sum_by("school", "day") <= others

    def one_place_rows(self, week: Ints) -> Iterator[Rows]:
        """A facilitator has one visit a week at most. Schools have no more by the rule `visits`, which is always on."""
        visits = self.visits.with_key("week", week[self.visits.keys["day"]], self.n["week"])
        yield visits.sum_by("facilitator", "week") <= 1

    def fixed_rows(self) -> Iterator[Rows]:
        """One trio has all who are in a fixed group, or are visited by it; its visits stay."""
        member, (sets, school) = self.facts.member, self.sets.members
        for group in self.instance.fixed:
            there = {member[one] for one in (*group.members, *(visit.at for visit in group.meetings))}
            named = np.bincount(sets, np.isin(school, list(there)), len(self.sets)) == len(there)
            visits = self._visits_of(group)
            if visits is None or not named.any() or group.place is not None:
                yield all_chosen(None)
                return
            yield all_chosen(visits)
            all_of_them = self.trios.where(named)
            yield all_of_them.with_key("all", all_of_them.columns * 0, 1).sum_by("all") >= 1

    # Between columns and groups

    def groups(self, values: Ints) -> tuple[Group, ...]:
        visits = self._visits_at(values)
        sets, school = self.sets.members
        chosen = values[self.trios.columns][sets] > 0
        members: dict[int, list[int]] = {}
        for trio, at in zip(sets[chosen].tolist(), school[chosen].tolist(), strict=True):
            members.setdefault(trio, []).append(at)
        return tuple(self._as_group(there, visits) for there in sorted(members.values()))

    def _visits_at(self, values: Ints) -> dict[int, Meeting]:
        """The visit of each school that has one."""
        ids, leads, visits = self.instance.members, self.instance.people, {}
        chosen = np.flatnonzero(values[self.visits.columns])
        keys = (self.visits.keys[key][chosen].tolist() for key in ("school", "day", "facilitator"))
        for at, day, lead in zip(*keys, strict=True):
            visits[at] = Meeting(kind=KIND, day=self.days[day], at=ids[at], led_by=leads[lead])
        return visits

    def _as_group(self, there: Sequence[int], visits: dict[int, Meeting]) -> Group:
        ids = [self.instance.members[at] for at in there]
        meetings = sorted((visits[at] for at in there if at in visits), key=lambda visit: (visit.day, visit.at))
        return Group(id=id_of(ids), members=tuple(ids), meetings=tuple(meetings))

    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        found: list[Ints] = []
        for group in groups:
            trio, visits = self._trio_of(group), self._visits_of(group)
            if trio is None or visits is None:
                return None
            found += [trio, visits]
        columns = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        return columns if len(np.unique(columns)) == len(columns) else None

    def _trio_of(self, group: Group) -> Ints | None:
        """The column of a group's members, none for visits alone; None where there should be one and is none."""
        if not group.members and group.meetings and group.place is None:
            return np.zeros(0, dtype=np.int64)
        outside = {visit.at for visit in group.meetings} - set(group.members)
        trio = self.sets.number_of([self.facts.member[one] for one in group.members])
        return None if trio is None or outside or group.place is not None else self.trios.columns[[trio]]

    def _visits_of(self, group: Group) -> Ints | None:
        """The columns of a group's visits; None where one has none."""
        school, day, lead = (
            {each: k for k, each in enumerate(every)}
            for every in (self.instance.members, self.days, self.instance.people)
        )
        found = []
        for one in group.meetings:
            offered = one.led_by is not None and one.day in self.instance.days_of.get(one.led_by, ())
            if one.kind != KIND or one.who or not offered or one.at not in school:
                return None
            found.append(self._visit[school[one.at], lead[str(one.led_by)], day[one.day]])
        return np.array(found, dtype=np.int64)

    @cached_property
    def _visit(self) -> Ints:
        """(school, facilitator, day): the visit's column."""
        table = np.full((self.n["school"], self.n["facilitator"], self.n["day"]), -1, dtype=np.int64)
        table[self.visits.keys["school"], self.visits.keys["facilitator"], self.visits.keys["day"]] = (
            self.visits.columns
        )
        return table

    def completed(self, values: Ints) -> Ints:
        sets, school = self.sets.members
        placed = np.bincount(school, values[self.trios.columns][sets], self.n["school"])
        dated = np.bincount(self.visits.keys["school"], values[self.visits.columns], self.n["school"])
        values[self.unplaced.columns] = np.maximum(1 - placed, 0)
        values[self.undated.columns] = np.maximum(placed - dated, 0)
        values[self.pair.columns] = _any(self.together, values, "pair")
        values[self.near.columns] = _any(self.in_weeks, values, "school", "week")
        travelled = np.bincount(school, self.member_km * values[self.trios.columns][sets], self.n["school"])
        values[self.furthest.columns] = travelled.max(initial=0)
        return values


def id_of(members: Iterable[str]) -> str:
    """The id of a group without a place: the same as long as its members are."""
    return "+".join(sorted(members))


def _any(block: Block, values: Ints, *keys: str) -> Ints:
    """(group of equal keys): 1 if a column of the block is chosen."""
    group = np.ravel_multi_index([block.keys[key] for key in keys], [block.n[key] for key in keys])
    counts = np.bincount(group, values[block.columns], int(np.prod([block.n[key] for key in keys])))
    return (counts > 0).astype(np.int64)


def _calendar_weeks(days: Sequence[date]) -> Ints:
    """(day): the number of its week, from that of the first day on; weeks without a day count."""
    return np.array([(week_of(day) - week_of(days[0])).days // 7 for day in days], dtype=np.int64)
