"""Tables derived once from an instance: who is where, who is free, and how far it is. Everything is a numpy array.

Axes are numbered in the order of the instance: school, reviewer, lead, review, term. A *date* is one possible slot of
one review; a *day* counts from the first day that matters.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from models.calendar import WEDNESDAY, Days, Term, week_of
from models.instance import Instance, Review
from models.network import Phase
from models.people import Lead, Reviewer
from models.policy import Policy
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.distance import Places, travel_km

People = tuple[Reviewer, ...] | tuple[Lead, ...]

_NAMES_A_WORD = 62
_SETTINGS = sorted(set().union(*(phase.settings for phase in Phase)))


def _masks(sets: Sequence[Collection[str]], names: Sequence[str]) -> Ints:
    """(set, word): each set of names as bits, 62 names a word."""
    number = {name: k for k, name in enumerate(names)}
    masks = np.zeros((len(sets), -(-len(number) // _NAMES_A_WORD)), dtype=np.int64)
    for k, members in enumerate(sets):
        for name in members:
            word, bit = divmod(number[name], _NAMES_A_WORD)
            masks[k, word] |= 1 << bit
    return masks


class Facts:
    """The tables. `n` gives the length of each axis that rows can be grouped by.

    Of a part of a network some facts hang on the rest of it. elsewhere: the reviews that are in no part of these
    tables. even: by Monday, how many reviews crowd nobody here; None where the instance is the whole. whole: the
    network, for journeys earlier this school year to hosts that are not in the part.
    """

    def __init__(
        self,
        instance: Instance,
        elsewhere: Iterable[Review] = (),
        even: Mapping[date, int] | None = None,
        whole: Instance | None = None,
    ) -> None:
        self.instance, self._elsewhere, self._even = instance, tuple(elsewhere), even
        self._whole = instance if whole is None else whole
        self.schools = {school.id: k for k, school in enumerate(instance.schools)}
        self.reviewers = {reviewer.id: k for k, reviewer in enumerate(instance.reviewers)}
        self.leads = {lead.id: k for k, lead in enumerate(instance.leads)}
        self.reviews = {review.id: k for k, review in enumerate(instance.reviews)}
        self.terms = {term.id: k for k, term in enumerate(sorted(instance.terms, key=lambda term: term.number))}
        self._hubs = {hub.id: k for k, hub in enumerate(instance.hubs)}
        self.dates = Dates.of(self)
        self.allowed: dict[tuple[bool | str, ...], Bools] = {}  # see `columns.eligible`

    @property
    def policy(self) -> Policy:
        return self.instance.policy

    @cached_property
    def n(self) -> dict[str, int]:
        """Length of every axis."""
        schools, hubs = len(self.schools), len(self._hubs)
        return {
            "reviewer": len(self.reviewers),
            "lead": len(self.leads),
            "home": schools,
            "host": schools,
            "school": schools,
            "hub": hubs,
            "review": len(self.reviews),
            "term": len(self.terms),
            "date": len(self.dates.review),
            "week": len(self.dates.weeks),
            "pin": len(self.pins),
            "term week": len(self.term_weeks.term),
        }

    # Schools

    @cached_property
    def school_hub(self) -> Ints:
        return np.array([self._hubs[school.hub] for school in self.instance.schools], dtype=np.int64)

    @cached_property
    def school_places(self) -> Places:
        return Places.of(self.instance.schools)

    @cached_property
    def school_settings(self) -> Ints:
        """(school, word), as bits: what each school teaches; two schools' phases fit where they have one in common."""
        return _masks([school.phase.settings for school in self.instance.schools], _SETTINGS)

    @cached_property
    def school_is_specialist(self) -> Bools:
        return np.array([school.phase.is_specialist for school in self.instance.schools], dtype=bool)

    @cached_property
    def school_strong_in(self) -> Ints:
        """(school, word): its areas of excellence, as bits."""
        return _masks([school.strong_in for school in self.instance.schools], self.instance.areas)

    @cached_property
    def school_works_on(self) -> Ints:
        """(school, word): the areas it wants to learn about, as bits."""
        return _masks([school.works_on for school in self.instance.schools], self.instance.areas)

    @cached_property
    def release(self) -> Ints:
        """Reviewers each school can spare in a week."""
        limits = self.policy.school_release
        return np.array(
            [
                limits.reviewers_large
                if school.pupils is not None and school.pupils >= limits.large_from_pupils
                else limits.reviewers
                for school in self.instance.schools
            ],
            dtype=np.int64,
        )

    @cached_property
    def due(self) -> Ints:
        """(school, term): reviewers to send by the end of the term, from the instance's beginning."""
        return self._by_school_and_term(self.instance.due)

    @cached_property
    def most(self) -> Ints:
        """(school, term): reviewers a school may send at most by the end of the term."""
        return self._by_school_and_term(self.instance.most)

    def _by_school_and_term(self, number: Callable[[str, Term], int]) -> Ints:
        terms = [self.instance.term_by_id[term] for term in self.terms]
        return np.array([[number(school, term) for term in terms] for school in self.schools], dtype=np.int64)

    # Goals

    @cached_property
    def review_size(self) -> Ints:
        """Team size of every review."""
        return np.array([self.instance.size(review) for review in self.instance.reviews], dtype=np.int64)

    @cached_property
    def hosts_elsewhere(self) -> Bools:
        """(school, week): whether it may be reviewed then by a review that is not in this part of a network."""
        found = np.zeros((self.n["school"], self.n["week"]), dtype=bool)
        number = {int(day) // 7: k for k, day in enumerate(self.dates.weeks)}
        for review in self._elsewhere:
            if review.host in self.schools:
                weeks = {self.day(slot) // 7 for slot in review.possible_slots} & number.keys()
                found[self.schools[review.host], [number[week] for week in weeks]] = True
        return found

    @cached_property
    def term_weeks(self) -> "TermWeeks":
        """The weeks of each term in which a review of the term can be."""
        term, week = np.unique(np.stack([self.dates.term, self.dates.week]), axis=1)
        return TermWeeks(term, week)

    @cached_property
    def even(self) -> Ints:
        """(term week): reviews that crowd nobody."""
        if self._even is None:
            return self.reviews_a_week[self.term_weeks.term]
        mondays = [self.day_date(int(self.dates.weeks[week])) for week in self.term_weeks.week]
        return np.array([self._even.get(monday, 0) for monday in mondays], dtype=np.int64)

    @cached_property
    def reviews_a_week(self) -> Ints:
        """(term): its due reviews over its school weeks, rounded up."""
        due = Counter(review.term for review in self.instance.reviews)
        terms = [self.instance.term_by_id[term] for term in self.terms]
        return np.array([-(-due[term.id] // max(1, self._school_weeks(term))) for term in terms], dtype=np.int64)

    def _school_weeks(self, term: Term) -> int:
        calendar, days = self.instance.calendar_by_id[term.calendar], Days(first=term.first_day, last=term.last_day)
        return sum(day.weekday() == WEDNESDAY and calendar.is_school_day(day) for day in days)

    def past_travel(self, key: str) -> tuple[Ints, Ints]:
        """Whole km as they count, and visits, of every reviewer, or every school ("home"), earlier this school year."""
        instance = self._whole
        number = self.reviewers if key == "reviewer" else self.schools
        km, visits = np.zeros(len(number), dtype=np.int64), np.zeros(len(number), dtype=np.int64)
        for visit in instance.visits:
            who = visit.person if key == "reviewer" else visit.home
            if visit.home is not None and visit.school_year == instance.school_year and who in number:
                home, host = instance.school_by_id[visit.home], instance.school_by_id[visit.host]
                km[number[who]] += int(travel_km(instance, (home,), (host,))[0, 0])
                visits[number[who]] += 1
        return km, visits

    # People

    @cached_property
    def reviewer_home(self) -> Ints:
        return np.array([self.schools[person.school] for person in self.instance.reviewers], dtype=np.int64)

    @cached_property
    def reviewer_is_first_timer(self) -> Bools:
        return np.array([person.is_first_timer for person in self.instance.reviewers], dtype=bool)

    @cached_property
    def reviewer_load(self) -> Ints:
        """Reviews each reviewer joins at most in a term."""
        load = self.policy.reviewer_load
        return np.array(
            [load.reviews_if_offered if person.offers_two else load.reviews for person in self.instance.reviewers],
            dtype=np.int64,
        )

    # Days

    @cached_property
    def first_day(self) -> date:
        """The Monday from which days are counted."""
        return week_of(min(self._days_that_matter))

    @cached_property
    def _day_count(self) -> int:
        return (max(self._days_that_matter) - self.first_day).days + 1 + self.policy.slot.days

    @cached_property
    def _days_that_matter(self) -> list[date]:
        instance = self.instance
        days = [day for term in instance.terms for day in (term.first_day, term.last_day)]
        days += [slot for review in instance.reviews for slot in (*review.slots, *review.possible_slots)]
        days += [fixed.slot for fixed in instance.fixed if fixed.slot]
        if instance.before is not None:
            days += [instance.before.notice, *(planned.slot for planned in instance.before.reviews if planned.slot)]
        return days + [visit.slot for visit in instance.visits if visit.slot]

    def day(self, day: date) -> int:
        """The number of a day."""
        return (day - self.first_day).days

    def day_date(self, number: int) -> date:
        """The day of a number."""
        return self.first_day + timedelta(days=number)

    def _mark(self, row: Bools, ranges: tuple[Days, ...], value: bool) -> None:
        for days in ranges:
            row[max(0, self.day(days.first)) : max(0, self.day(days.last) + 1)] = value

    @cached_property
    def school_open(self) -> Bools:
        """(school, day): whether the school is open."""
        weekday = np.array([(self.first_day + timedelta(days=k)).weekday() < 5 for k in range(self._day_count)])
        calendars = {}
        for calendar in self.instance.calendars:
            row = np.zeros(self._day_count, dtype=bool)
            self._mark(row, calendar.open, True)
            self._mark(row, calendar.closed, False)
            calendars[calendar.id] = row & weekday
        table = np.empty((len(self.schools), self._day_count), dtype=bool)
        for k, school in enumerate(self.instance.schools):
            table[k] = calendars[school.calendar]
            self._mark(table[k], school.closed, False)
        return table

    @cached_property
    def school_days_before(self) -> Ints:
        """(school, day): school days of the school before that day, from the first."""
        table = np.zeros((len(self.schools), self._day_count + 1), dtype=np.int64)
        np.cumsum(self.school_open, axis=1, out=table[:, 1:])
        return table

    def present(self, people: People) -> Bools:
        """(person, day): whether they are not away; whether their school is open is another matter."""
        table = np.ones((len(people), self._day_count), dtype=bool)
        for k, away in enumerate([person.away for person in people]):
            self._mark(table[k], away, False)
        return table

    def is_short_notice(self, home: Ints, day: Ints) -> Bools:
        """Whether fewer school days than the policy calls short notice lie after the notice up to the day.

        home: of each day the school whose days are counted; -1 for leads, for whom the term's calendar counts.
        """
        assert self.instance.before is not None
        notice, limit = self.day(self.instance.before.notice), self.policy.change_kept_small.short_notice_school_days
        table = np.concatenate([self.school_days_before, self._term_days_before])
        after = np.maximum(day, notice)  # up to a day that has passed lie none, not fewer
        return np.asarray(table[home, after + 1] - table[home, notice + 1] < limit)

    @property
    def _term_days_before(self) -> Ints:
        """(1, day): school days of the terms' own calendars before that day, from the first."""
        row = np.zeros((1, self._day_count + 1), dtype=np.int64)
        for number in range(self._day_count):
            day = self.day_date(number)
            row[0, number + 1] = row[0, number] + is_term_day(self.instance, day)
        return row

    # Decisions already taken

    @cached_property
    def left(self) -> frozenset[tuple[str, str, date]]:
        """(person, review, slot) of all who left a review that had begun."""
        fixed = self.instance.fixed_by_review
        slots = {review.id: fixed[review.id].slot for review in self.instance.reviews if review.id in fixed}
        return frozenset(
            (person, review.id, slot)
            for review in self.instance.reviews
            for person in review.left_by
            if (slot := slots.get(review.id)) is not None
        )

    @cached_property
    def pins(self) -> tuple["Pin", ...]:
        """Every single decision that is fixed."""
        pins = []
        for fixed in self.instance.fixed:
            review = self.reviews[fixed.review]
            if fixed.slot is not None:
                pins.append(Pin(review, "slot", self.day(fixed.slot), fixed.review, str(fixed.slot)))
            if fixed.lead is not None:
                pins.append(Pin(review, "lead", self.leads[fixed.lead], fixed.review, fixed.lead))
            pins += [
                Pin(review, "reviewer", self.reviewers[person], fixed.review, person) for person in fixed.reviewers
            ]
        return tuple(pins)


@dataclass(frozen=True)
class Pin:
    """One fixed decision: this review has this slot, lead or reviewer (`value` is a day, or a person's number)."""

    review: int
    kind: str
    value: int
    review_id: str
    value_id: str

    @property
    def sentence(self) -> str:
        """The decision in words."""
        return {
            "slot": f"{self.review_id} begins on {self.value_id}",
            "lead": f"{self.value_id} leads {self.review_id}",
            "reviewer": f"{self.value_id} joins {self.review_id}",
        }[self.kind]


@dataclass(frozen=True)
class TermWeeks:
    """Weeks of terms, in the order of terms. All arrays have one entry a week of a term."""

    term: Ints
    week: Ints

    def numbers(self, term: Ints, week: Ints) -> Ints:
        """Which week of a term each is."""
        width = 1 + int(self.week.max(initial=0))
        return np.asarray(np.searchsorted(self.term * width + self.week, term * width + week))


@dataclass(frozen=True)
class Dates:
    """Every possible date: one slot of one review. All arrays have one entry a date.

    day: its first day. rank: 0 for the host's first choice. weeks: the Mondays that occur.
    """

    review: Ints
    day: Ints
    week: Ints
    rank: Ints
    host: Ints
    term: Ints
    size: Ints
    weeks: Ints

    @classmethod
    def of(cls, facts: Facts) -> "Dates":
        """All possible slots of every review; one that the host did not rank stands one behind its last."""
        instance = facts.instance
        found = []
        for k, due in enumerate(instance.reviews):
            slots = list(due.possible_slots)
            fixed = instance.fixed_by_review.get(due.id)
            if fixed is not None and fixed.slot is not None and fixed.slot not in slots:
                slots.append(fixed.slot)
            of_review = facts.schools[due.host], facts.terms[due.term], instance.size(due)
            found += [(k, facts.day(slot), due.rank(slot), *of_review) for slot in slots]
        review, day, rank, host, term, size = np.array(found, dtype=np.int64).reshape(-1, 6).T
        weeks, week = np.unique(day // 7, return_inverse=True)
        return cls(review=review, day=day, week=week, rank=rank, host=host, term=term, size=size, weeks=weeks * 7)


def is_term_day(instance: Instance, day: date) -> bool:
    """Whether the day is a school day by the calendar of the term it lies in."""
    return any(day in term and instance.calendar_by_id[term.calendar].is_school_day(day) for term in instance.terms)
