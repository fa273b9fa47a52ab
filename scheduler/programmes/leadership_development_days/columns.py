"""The decisions of Leadership Development Days: on which day which offer runs, and which wish sends a pair there.

    runs     (offer, day)        the day runs
    attends  (wish, offer, day)  the wish sends a pair to it
    unplaced (wish)              pairs that go nowhere
    unreached (hub)              the hub neither hosts nor attends

The day stands in both, so that who is free when is a matter of single columns, and each pair hangs on its own day.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from models.programmes.groups import Group, Meeting
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, Wish, pairs_of
from scheduler.programmes.columns import Attendance, GroupColumns, all_chosen
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.rows import Block, Rows

KIND = "day"


class Columns(GroupColumns):
    """The columns. forbidden: (wish, offer) that a rule keeps apart, whoever else is there."""

    def __init__(self, facts: ProgrammeFacts[LeadershipDevelopmentDays], forbidden: Bools | bool) -> None:
        instance = self.instance = facts.instance
        days = sorted({day for offer in instance.offers for day in offer.days})
        schools, hubs = [school.id for school in instance.schools], [hub.id for hub in instance.hubs]
        wishes, offers = len(instance.wishes), len(instance.offers)
        n = {
            "wish": wishes,
            "offer": offers,
            "day": len(days),
            "week": len(days),
            "hub": len(hubs),
            "school": len(schools),
            "area": len(instance.areas),
            "pair": wishes * offers,
        }
        super().__init__(facts, schools, days, n)
        number = {school: k for k, school in enumerate(schools)}
        self.hub_of = np.array([hubs.index(school.hub) for school in instance.schools], dtype=np.int64)
        self._area = np.array([instance.areas.index(offer.area) for offer in instance.offers], dtype=np.int64)
        self.host = np.array([number[offer.school] for offer in instance.offers], dtype=np.int64)
        self.home = np.array([number[wish.school] for wish in instance.wishes], dtype=np.int64)
        self.hub_of_host = self.hub_of[self.host]
        self.rank = _ranks(instance)
        self.km = facts.km(instance.schools, instance.schools)[np.ix_(self.home, self.host)].reshape(wishes, offers)
        self.runs = self._runs()
        self.attends = self._attends((self.rank >= 0) & ~np.broadcast_to(forbidden, (wishes, offers)))
        most = np.array([wish.pairs for wish in instance.wishes], dtype=np.int64)
        self.unplaced = self.block("unplaced", {"wish": np.arange(wishes)}, most)
        self.unreached = self.block("unreached", {"hub": np.arange(len(hubs))})

    def _runs(self) -> Block:
        number = {day: k for k, day in enumerate(self.days)}
        pairs = [(k, number[day]) for k, offer in enumerate(self.instance.offers) for day in dict.fromkeys(offer.days)]
        offer, day = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        keys = {"offer": offer, "day": day, "school": self.host[offer], "hub": self.hub_of[self.host[offer]]}
        return self.block("runs", keys)

    def _attends(self, possible: Bools) -> Block:
        wish, run = np.nonzero(possible[:, self.runs.keys["offer"]])
        offer, day = self.runs.keys["offer"][run], self.runs.keys["day"][run]
        home = self.home[wish]
        keys = {
            "wish": wish,
            "offer": offer,
            "day": day,
            "run": run,
            "school": home,
            "hub": self.hub_of[home],
            "area": self._area[offer],
        }
        self.n["run"] = len(self.runs)
        return self.block("attends", keys, priced_by=len(self.runs) + run)

    @property
    def stages(self) -> tuple[Ints, ...]:
        return self.runs.columns, self.attends.columns

    @property
    def belongs(self) -> tuple[Ints, Ints]:
        """Nobody belongs to a group but on its day."""
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing

    @cached_property
    def attendance(self) -> Attendance:
        """The host is there if the day runs, and a school if it sends a pair."""
        blocks = (self.runs, self.attends)
        who, day = (np.concatenate([block.keys[key] for block in blocks]) for key in ("school", "day"))
        date = np.concatenate([block.columns for block in blocks])
        return Attendance(who, np.full(len(date), -1, dtype=np.int64), date, day)

    def one_place_rows(self, week: Ints) -> Iterator[Rows]:
        if len(week):
            here = [
                block.with_key("week", week[block.keys["day"]], self.n["week"]) for block in (self.attends, self.runs)
            ]
            yield here[0].sum_by("school", "week") + here[1].sum_by("school", "week") <= 1

    def fixed_rows(self) -> Iterator[Rows]:
        """Each fixed pair goes to that offer, on whichever day it runs, and each fixed day runs."""
        offers = {offer: k for k, offer in enumerate(self.instance.places)}
        wishes = {wish.id: k for k, wish in enumerate(self.instance.wishes)}
        for group in self.instance.fixed:
            offer = offers[group.place or group.id]
            for member in group.members:
                wish = wishes[self.instance.wish_of[member].id]
                there = np.flatnonzero((self.attends.keys["wish"] == wish) & (self.attends.keys["offer"] == offer))
                if len(there):
                    goes = self.attends.where(there).with_key("all", there * 0, 1)
                    yield goes.sum_by("all") >= 1
                else:
                    yield all_chosen(None)
            yield all_chosen(self.chosen([group.model_copy(update={"members": ()})]))

    def groups(self, values: Ints) -> tuple[Group, ...]:
        runs = np.flatnonzero(values[self.runs.columns])
        going: dict[int, list[int]] = {int(run): [] for run in runs}
        for k in np.flatnonzero(values[self.attends.columns]):
            going.setdefault(int(self.attends.keys["run"][k]), []).append(int(self.attends.keys["wish"][k]))
        names = self._numbered(going)
        return tuple(self._day(run, sorted(names[run])) for run in sorted(going))

    def _day(self, run: int, members: list[tuple[int, str]]) -> Group:
        offer = self.instance.offers[self.runs.keys["offer"][run]]
        meeting = Meeting(kind=KIND, day=self.days[self.runs.keys["day"][run]], at=offer.school)
        return Group(id=offer.id, place=offer.id, members=tuple(one for _, one in members), meetings=(meeting,))

    def _numbered(self, going: dict[int, list[int]]) -> dict[int, list[tuple[int, str]]]:
        """Which pair of a wish goes where: the fixed one where one is fixed, else the next."""
        fixed = {(member, group.place or group.id) for group in self.instance.fixed for member in group.members}
        found: dict[int, list[tuple[int, str]]] = {run: [] for run in going}
        for k, wish in enumerate(self.instance.wishes):
            runs = [run for run in sorted(going) for one in going[run] if one == k]
            found_here = self._pairs_for(wish, runs, fixed)
            for run, pair in zip(runs, found_here, strict=True):
                found[run].append((k, pair))
        return found

    def _pairs_for(self, wish: Wish, runs: list[int], fixed: set[tuple[str, str]]) -> list[str]:
        places = [self.instance.offers[self.runs.keys["offer"][run]].id for run in runs]
        named = {place: pair for place in places for pair in pairs_of(wish) if (pair, place) in fixed}
        free = [pair for pair in pairs_of(wish) if pair not in named.values()]
        free += [f"{wish.id}-{len(pairs_of(wish)) + 1 + k}" for k in range(len(runs))]  # more than it has: judged so
        return [named[place] if place in named else free.pop(0) for place in places]

    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        runs = {pair: k for k, pair in enumerate(self._pairs(self.runs, "offer", "day"))}
        attends = {pair: k for k, pair in enumerate(self._pairs(self.attends, "wish", "run"))}
        offers = {offer: k for k, offer in enumerate(self.instance.places)}
        wishes = {wish.id: k for k, wish in enumerate(self.instance.wishes)}
        days = {day: k for k, day in enumerate(self.days)}
        found: list[int] = []
        for group in groups:
            if group.place is None or len(group.meetings) > 1 or (group.members and not group.meetings):
                return None
            for one in group.meetings:
                offer = offers[group.place]
                run = runs.get((offer, days.get(one.day, -1)))
                fits = one.kind == KIND and one.at == self.instance.offers[offer].school and not one.who
                if run is None or not fits or one.led_by is not None:
                    return None
                goes = [attends.get((wishes[self.instance.wish_of[member].id], run)) for member in group.members]
                if None in goes:
                    return None
                found += [int(self.runs.columns[run]), *(int(self.attends.columns[k]) for k in goes if k is not None)]
        return np.array(found, dtype=np.int64) if len(set(found)) == len(found) else None

    @staticmethod
    def _pairs(block: Block, one: str, other: str) -> list[tuple[int, int]]:
        return list(zip(block.keys[one].tolist(), block.keys[other].tolist(), strict=True))

    def completed(self, values: Ints) -> Ints:
        runs, attends = values[self.runs.columns], values[self.attends.columns]
        most = np.array([wish.pairs for wish in self.instance.wishes], dtype=np.int64)
        placed = np.bincount(self.attends.keys["wish"], attends, self.n["wish"])
        values[self.unplaced.columns] = np.maximum(most - placed, 0)
        attending = np.bincount(self.attends.keys["hub"], attends, self.n["hub"])
        hosting = np.bincount(self.runs.keys["hub"], runs, self.n["hub"])
        values[self.unreached.columns] = (attending + hosting) == 0
        return values


def _ranks(instance: LeadershipDevelopmentDays) -> Ints:
    """(wish, offer): how many areas the wish has before the offer's; -1 where it does not wish for it."""
    return np.array(
        [
            [wish.areas.index(offer.area) if offer.area in wish.areas else -1 for offer in instance.offers]
            for wish in instance.wishes
        ],
        dtype=np.int64,
    ).reshape(len(instance.wishes), len(instance.offers))
