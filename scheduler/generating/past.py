"""A past that is drawn, not solved, and yet keeps the rules: who reviewed whom, when, and the ledger it leaves."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import numpy as np

from models.calendar import Term, week_of
from models.instance import LedgerEntry, Visit
from models.slot import SlotLength
from scheduler.generating.days import number
from scheduler.generating.people import Person, home_of
from scheduler.generating.schools import SchoolFacts
from scheduler.generating.streams import Stream
from scheduler.tables.arrays import Bools

_NEAREST_KM, _FURTHEST_KM = 8.2, 245
_TRIES_A_SEAT = 80
_TRIES_A_LEAD = 12
_VISITS_A_YEAR = 2
_LEADS_A_TERM, _LEADS_A_YEAR = 6, 18
_OF_A_HUB = 2
_INCOMPLETE_IN = 12
_HELD_OF_25 = 22


@dataclass
class Past:
    """Draws visits year by year and remembers them all.

    seats: planned size of each school's review.
    """

    seed: int
    schools: Sequence[SchoolFacts]
    hubs: Sequence[str]
    seats: Sequence[int]
    reviewers: Sequence[Person]
    leads: Sequence[Person]
    open_days: Bools
    length: SlotLength
    visits: list[Visit] = field(default_factory=list)
    received: Counter[int] = field(default_factory=Counter)
    sent: Counter[int] = field(default_factory=Counter)
    vacant: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._pools = _Pools(self.schools, self.reviewers)
        self._been: set[tuple[str, int]] = set()
        self._sent_to: set[tuple[int, int]] = set()
        self._load: Counter[str] = Counter()
        self._in_week: set[tuple[str, date]] = set()
        self._away_in_week: set[tuple[int, date]] = set()
        self._host_week: set[tuple[int, date]] = set()

    def draw_year(self, school_year: str) -> None:
        """A whole earlier year: 88 % of the schools hosted, 89 % of the teams were complete."""
        stream = Stream(self.seed, "past", school_year)
        self._begin_year()
        held = stream.dealt([1] * _HELD_OF_25 + [0] * (25 - _HELD_OF_25), len(self.schools))
        most = [seats + 1 for seats in self.seats]
        self._draw_reviews(stream, school_year, np.flatnonzero(held).tolist(), None, most, most, _LEADS_A_YEAR)

    def begin_this_year(self) -> None:
        """From here on the ledger counts."""
        self._begin_year()

    def draw_term(
        self,
        school_year: str,
        term: Term,
        hosts: Sequence[int],
        slots: Sequence[date],
        due: Sequence[int],
        above_due: int,
    ) -> None:
        """An earlier term of this year: all due reviews held, no school sending more than `above_due` above its due.

        due: what each school must have sent by the end of the term.
        """
        stream = Stream(self.seed, "past", term.id)
        self._load.clear()
        self._host_week.update((host, week_of(slot)) for host, slot in zip(hosts, slots, strict=True))
        most = [seats + above_due for seats in due]
        self._draw_reviews(stream, school_year, hosts, slots, due, most, _LEADS_A_TERM)

    def _begin_year(self) -> None:
        for memory in (self._sent_to, self._load, self._in_week, self._away_in_week, self._host_week):
            memory.clear()
        for account in (self.received, self.sent, self.vacant):
            account.clear()

    def _draw_reviews(
        self,
        stream: Stream,
        school_year: str,
        hosts: Sequence[int],
        slots: Sequence[date] | None,
        wanted: Sequence[int],
        most: Sequence[int],
        leads_load: int,
    ) -> None:
        vacancies = stream.dealt([1] + [0] * (_INCOMPLETE_IN - 1), len(hosts))
        self.vacant.update(dict(zip(hosts, vacancies.tolist(), strict=True)))
        for n in stream.order(len(hosts)).tolist():
            host, slot = hosts[n], None if slots is None else slots[n]
            lead = self._lead(stream, host, slot, leads_load)
            team: list[Person] = []
            for _ in range(self.seats[host] - self.vacant[host]):
                reviewer = self._reviewer(stream, host, slot, team, wanted) or self._reviewer(
                    stream, host, slot, team, most
                )
                if reviewer is not None:
                    self._note(reviewer, host, slot)
                    team.append(reviewer)
            self.received[host] += self.seats[host]
            self.vacant[host] = self.seats[host] - len(team)
            self.visits.extend(self._visit(person, host, school_year, slot) for person in (lead, *team) if person)

    def _visit(self, person: Person, host: int, school_year: str, slot: date | None) -> Visit:
        home = None if person.home is None else self.schools[person.home].id
        return Visit(person=person.id, host=self.schools[host].id, home=home, school_year=school_year, slot=slot)

    def _note(self, reviewer: Person, host: int, slot: date | None) -> None:
        home = home_of(reviewer)
        self._been.add((reviewer.id, host))
        self._sent_to.add((home, host))
        self._load[reviewer.id] += 1
        self.sent[home] += 1
        if slot is not None:
            self._away_in_week.add((home, week_of(slot)))

    def _lead(self, stream: Stream, host: int, slot: date | None, load: int) -> Person | None:
        """One of some who are drawn; nobody known any more, where that would use up the last who can still come."""
        place = self.schools[host].place
        drawn = [self.leads[stream.below(len(self.leads))] for _ in range(_TRIES_A_LEAD)]
        fitting = [lead for lead in drawn if self._lead_fits(lead, host, slot, load)]
        could_still_come = islice((lead for lead in self.leads if self._independent(lead, host)), 2)
        if not fitting or len(tuple(could_still_come)) < 2:
            return None
        lead = min(fitting, key=lambda lead: lead.place.square_km_to(place))
        self._been.add((lead.id, host))
        self._load[lead.id] += 1
        if slot is not None:
            self._in_week.add((lead.id, week_of(slot)))
        return lead

    def _lead_fits(self, lead: Person, host: int, slot: date | None, load: int) -> bool:
        return (
            self._independent(lead, host)
            and self._load[lead.id] < load
            and (slot is None or (lead.id, week_of(slot)) not in self._in_week)
        )

    def _reviewer(
        self, stream: Stream, host: int, slot: date | None, team: Sequence[Person], most: Sequence[int]
    ) -> Person | None:
        pool = self._pools.around(host)
        for _ in range(_TRIES_A_SEAT):
            reviewer = self.reviewers[pool[stream.below(len(pool))]]
            if self._fits(reviewer, host, slot, team, most):
                return reviewer
        return None

    def _fits(
        self, reviewer: Person, host: int, slot: date | None, team: Sequence[Person], most: Sequence[int]
    ) -> bool:
        home = home_of(reviewer)
        load = _VISITS_A_YEAR if slot is None else 1
        return (
            self.sent[home] + self.vacant[home] < most[home]
            and self._load[reviewer.id] < load
            and self.hubs[home] != self.hubs[host]
            and self._independent(reviewer, host)
            and (host, home) not in self._sent_to
            and all(mate.home != home for mate in team)
            and sum(self.hubs[home_of(mate)] == self.hubs[home] for mate in team) < _OF_A_HUB
            and self._within_reach(reviewer, host)
            and (slot is None or self._can_leave(home, slot))
        )

    def _independent(self, person: Person, host: int) -> bool:
        school = self.schools[host]
        return (
            (person.id, host) not in self._been
            and (person.trust is None or person.trust != school.trust)
            and school.id not in person.conflicts
        )

    def _within_reach(self, reviewer: Person, host: int) -> bool:
        furthest = min(reviewer.furthest_km or _FURTHEST_KM, _FURTHEST_KM)
        return _NEAREST_KM**2 <= reviewer.place.square_km_to(self.schools[host].place) <= (furthest * 0.99) ** 2

    def _can_leave(self, home: int, slot: date) -> bool:
        week, first = week_of(slot), number(slot)
        return (
            (home, week) not in self._away_in_week
            and (home, week) not in self._host_week
            and bool(self.open_days[home, first : first + self.length.days].all())
        )

    def ledger(self, debts: Sequence[int]) -> tuple[LedgerEntry, ...]:
        """One entry a school, balanced. debts: what each school brought in from last year (credit below 0)."""
        return tuple(
            LedgerEntry(
                school=school.id,
                planned_size=self.seats[n],
                received=self.received[n],
                debt_brought_in=debts[n],
                sent=self.sent[n],
                credited=self.vacant[n],
                owed=self.received[n] + debts[n] - self.sent[n] - self.vacant[n],
            )
            for n, school in enumerate(self.schools)
        )


class _Pools:
    """Positions of experienced reviewers who live around a host, within about 60 to 120 km; all where those are few."""

    _FEWEST = 60

    def __init__(self, schools: Sequence[SchoolFacts], reviewers: Sequence[Person]) -> None:
        self._cell_of = [_cell(school) for school in schools]
        self._in_cell: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._all = [n for n, person in enumerate(reviewers) if not person.first_timer and not person.reserve]
        for n in self._all:
            self._in_cell[self._cell_of[home_of(reviewers[n])]].append(n)
        self._around: dict[tuple[int, int], list[int]] = {}

    def around(self, host: int) -> list[int]:
        row, column = self._cell_of[host]
        if (row, column) not in self._around:
            pool = [
                n
                for north in (-1, 0, 1)
                for east in (-1, 0, 1)
                for n in self._in_cell.get((row + north, column + east), ())
            ]
            self._around[row, column] = pool if len(pool) >= self._FEWEST else self._all
        return self._around[row, column]


def _cell(school: SchoolFacts) -> tuple[int, int]:
    """A cell of about 60 km by 60 km, in whole ten-thousandths of a degree."""
    return round(school.place.latitude * 10_000) // 5_400, round(school.place.longitude * 10_000) // 8_700
