"""Getting Ahead London's decisions: who is coached by whom, whom they shadow on which day, and when they meet.

runs      (coach)                    the coach has a group
joins     (participant, coach)       the participant is in the coach's group
shadow    (participant, coach, day)  the participant shadows the coach that day
meeting   (coach, term, day)         the group meets its coach that day
smaller (coach), larger (coach): the group has one fewer, or one more, than three
unplaced (participant), unshadowed (participant), unmet (coach, term), furthest: what the goals count
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from models.programmes.getting_ahead_london import GettingAheadLondon
from models.programmes.groups import Group, Meeting
from scheduler.programmes.columns import Attendance, GroupColumns
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.getting_ahead_london.dating import Dating
from scheduler.programmes.getting_ahead_london.facts import MEETING, SHADOW_DAY, offered
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.rows import Block, Rows, join


class Columns(GroupColumns):
    """The columns. forbidden: (participant, coach) that a rule keeps apart, whoever else is there."""

    def __init__(self, facts: ProgrammeFacts[GettingAheadLondon], forbidden: Bools | bool) -> None:
        instance = self.instance = facts.instance
        people, coaches, terms = len(instance.participants), len(instance.coaches), len(instance.terms)
        shadowed, met = offered(instance)
        days = sorted({*(day for _, day in shadowed), *(day for _, _, day in met)})
        n = {"participant": people, "coach": coaches, "term": terms, "day": len(days), "week": len(days), "all": 1}
        super().__init__(facts, (*instance.members, *instance.people), days, n)
        self.number = {who: k for k, who in enumerate(instance.people)}
        self.on = {day: k for k, day in enumerate(days)}
        self.km = facts.km(facts.homes, [instance.school_by_id[coach.school] for coach in instance.coaches])
        every, each = np.arange(people), np.arange(coaches)
        participant, coach = np.nonzero(np.broadcast_to(np.logical_not(forbidden), (people, coaches)))
        self.runs = self.block("runs", {"coach": each})
        self.joins = self.block("joins", {"participant": participant, "coach": coach}, priced_by=participant)
        self.shadow = self._shadow(_ints([(coach, self.on[day]) for coach, day in shadowed], 2))
        where, term, day = _ints([(coach, term, self.on[day]) for coach, term, day in met], 3).T
        self.meeting = self.block("meeting", {"coach": where, "term": term, "day": day})
        self.smaller, self.larger = (self.block(name, {"coach": each}) for name in ("smaller", "larger"))
        self.unplaced = self.block("unplaced", {"participant": every})
        self.unshadowed = self.block("unshadowed", {"participant": every})
        pair = dict(zip(("coach", "term"), np.divmod(np.arange(coaches * terms), terms), strict=True))
        self.unmet = self.block("unmet", pair, instance.policy.dates.meetings_a_term)
        self.furthest = self.block("furthest", {"all": np.zeros(1, dtype=np.int64)}, int(self.km.max(initial=0)))

    def _shadow(self, days: Ints) -> Block:
        """Every participant on every day that their possible coach offers."""
        at, offer = join(self.joins.keys["coach"], days[:, 0])
        self._pair = self.joins.columns[at]
        participant, coach = (self.joins.keys[key][at] for key in ("participant", "coach"))
        keys = {"participant": participant, "coach": coach, "day": days[offer, 1]}
        return self.block("shadow", keys, priced_by=self.n["participant"] + participant)

    @property
    def stages(self) -> tuple[Ints, ...]:
        return self.runs.columns, self.joins.columns, np.concatenate([self.meeting.columns, self.shadow.columns])

    @property
    def belongs(self) -> tuple[Ints, Ints]:
        joins, runs = self.joins, self.runs
        who = np.concatenate([joins.keys["participant"], self.n["participant"] + runs.keys["coach"]])
        return who, np.concatenate([joins.columns, runs.columns])

    @cached_property
    def dated(self) -> Ints:
        blocks = (self.shadow, self.meeting, self.unshadowed, self.unmet)
        return np.concatenate([block.columns for block in blocks])

    @cached_property
    def needs(self) -> Ints:
        """A shadow day needs its pair, a pair and a meeting need that the coach has a group."""
        needs = np.full(len(self), -1, dtype=np.int64)
        needs[self.shadow.columns] = self._pair
        for block in (self.joins, self.meeting, self.unmet):
            needs[block.columns] = self.runs.columns[block.keys["coach"]]
        return needs

    def undatable(self, values: Ints) -> list[Ints]:
        keys, chosen = self.joins.keys, values[self.joins.columns] > 0
        lacks = np.bincount(self.unmet.keys["coach"], values[self.unmet.columns], self.n["coach"]) > 0
        lacks[keys["coach"][chosen & (values[self.unshadowed.columns][keys["participant"]] > 0)]] = True
        found = []
        for coach in np.flatnonzero(lacks).tolist():
            here = self.joins.where(chosen & (keys["coach"] == coach))
            some = self._dating.cannot_be_together(coach, here.keys["participant"].tolist())
            found.append(here.columns[np.isin(here.keys["participant"], some)])
        return [columns for columns in found if len(columns)]

    @cached_property
    def _dating(self) -> Dating:
        return Dating(self.facts)

    @property
    def is_undatable_certain(self) -> bool:
        """A group's dates hang on nobody outside it. The matching takes two rules as in force, and knows no waiver."""
        policy = self.instance.policy
        return policy.is_on("one-place") and policy.is_on("dates") and not self.instance.waivers

    @cached_property
    def attendance(self) -> Attendance:
        """To a meeting come the coach, and whoever is in the group; to a shadow day the coach and that participant."""
        joins, met = join(self.joins.keys["coach"], self.meeting.keys["coach"])
        participants, meeting, shadow = self.n["participant"], self.meeting, self.shadow
        return Attendance(
            np.concatenate(
                [
                    self.joins.keys["participant"][joins],
                    participants + meeting.keys["coach"],
                    shadow.keys["participant"],
                    participants + shadow.keys["coach"],
                ]
            ),
            np.concatenate([self.joins.columns[joins], np.full(len(meeting) + 2 * len(shadow), -1, dtype=np.int64)]),
            np.concatenate([meeting.columns[met], meeting.columns, shadow.columns, shadow.columns]),
            np.concatenate([meeting.keys["day"][met], meeting.keys["day"], shadow.keys["day"], shadow.keys["day"]]),
        )

    def one_place_rows(self, week: Ints) -> Iterator[Rows]:
        """A coach has one day a week at most; nobody comes to any day but their own coach's."""
        shadow, meeting = (
            block.with_key("week", week[block.keys["day"]], self.n["week"]) for block in (self.shadow, self.meeting)
        )
        yield shadow.sum_by("coach", "week") + meeting.sum_by("coach", "week") <= 1

    def groups(self, values: Ints) -> tuple[Group, ...]:
        ids, coaches = self.instance.members, self.instance.people
        members: dict[int, list[str]] = defaultdict(list)
        for participant, coach in self._taken(self.joins, values, "participant", "coach"):
            members[coach].append(ids[participant])
        dates: dict[int, list[Meeting]] = defaultdict(list)
        for participant, coach, day in self._taken(self.shadow, values, "participant", "coach", "day"):
            dates[coach].append(self._date(SHADOW_DAY, coach, day, (ids[participant],)))
        for coach, day in self._taken(self.meeting, values, "coach", "day"):
            dates[coach].append(self._date(MEETING, coach, day, ()))
        return tuple(
            Group(
                id=coaches[coach],
                place=coaches[coach],
                members=tuple(members[coach]),
                meetings=tuple(sorted(dates[coach], key=lambda one: (one.day, one.who))),
            )
            for coach in np.flatnonzero(values[self.runs.columns]).tolist()
        )

    @staticmethod
    def _taken(block: Block, values: Ints, *keys: str) -> Iterator[tuple[int, ...]]:
        """The keys of every column of a block that is chosen."""
        chosen = np.flatnonzero(values[block.columns])
        return zip(*(block.keys[key][chosen].tolist() for key in keys), strict=True)

    def _date(self, kind: str, coach: int, day: int, who: tuple[str, ...]) -> Meeting:
        leads = self.instance.coaches[coach]
        return Meeting(kind=kind, day=self.days[day], at=leads.school, who=who, led_by=leads.id)

    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        said = [part for group in groups for part in self._said(group)]
        if None in said or len(set(said)) < len(said):
            return None
        codes = self._codes(*_ints([part for part in said if part is not None], 3).T)
        order, sought = self._sorted
        place = np.minimum(np.searchsorted(sought, codes), len(sought) - 1)
        return order[place] if len(codes) == 0 or (sought[place] == codes).all() else None

    def _said(self, group: Group) -> Iterator[tuple[int, int, int] | None]:
        """(coach, participant, day) of every decision in a group, -1 for none; None for what no column says."""
        coach = None if group.place is None else self.number.get(group.place)
        if coach is None:
            yield None
            return
        yield coach, -1, -1
        yield from ((coach, self.facts.member[member], -1) for member in group.members)
        for one in group.meetings:
            day = self.on.get(one.day)
            who = one.who if one.kind == SHADOW_DAY and len(one.who) == 1 else ()
            if day is None or one != self._date(SHADOW_DAY if who else MEETING, coach, day, who):
                yield None
            else:
                yield coach, self.facts.member[who[0]] if who else -1, day

    def _codes(self, coach: Ints, participant: Ints, day: Ints) -> Ints:
        """One number for who decides what, -1 for none."""
        people, days = self.n["participant"] + 1, self.n["day"] + 1
        return np.asarray((coach * people + participant + 1) * days + day + 1)

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        """The columns of all decisions in the order of their codes, and those codes."""
        blocks = (self.runs, self.joins, self.shadow, self.meeting)
        none = [np.full(len(block), -1, dtype=np.int64) for block in blocks]
        keys = (
            np.concatenate([block.keys.get(key, nobody) for block, nobody in zip(blocks, none, strict=True)])
            for key in ("coach", "participant", "day")
        )
        codes, columns = self._codes(*keys), np.concatenate([block.columns for block in blocks])
        order = np.argsort(codes, kind="stable")
        return columns[order], codes[order]

    def completed(self, values: Ints) -> Ints:
        runs, joins, shadow, meeting = (
            values[block.columns] for block in (self.runs, self.joins, self.shadow, self.meeting)
        )
        policy, n, keys = self.instance.policy, self.n, self.joins.keys
        over = np.bincount(keys["coach"], joins, n["coach"]) - policy.three.participants * runs
        values[self.smaller.columns], values[self.larger.columns] = np.clip(-over, 0, 1), np.clip(over, 0, 1)
        placed = np.bincount(keys["participant"], joins, n["participant"])
        values[self.unplaced.columns] = np.maximum(1 - placed, 0)
        shadowed = np.bincount(self.shadow.keys["participant"], shadow, n["participant"])
        values[self.unshadowed.columns] = np.maximum(np.minimum(placed, 1) - shadowed, 0)
        pair = self.meeting.keys["coach"] * n["term"] + self.meeting.keys["term"]
        met = np.bincount(pair, meeting, n["coach"] * n["term"])
        due = policy.dates.meetings_a_term * np.repeat(runs, n["term"])
        values[self.unmet.columns] = np.maximum(due - met, 0)
        values[self.furthest.columns] = (joins * self.km[keys["participant"], keys["coach"]]).max(initial=0)
        return values


def _ints(entries: Sequence[tuple[int, ...]], keys: int) -> Ints:
    """The entries as an array, a row each, also where there are none."""
    return np.array(entries, dtype=np.int64).reshape(-1, keys)
