"""Who could be where: every thinkable (person, date), on which the rules say what is forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.calendar import school_year_start
from models.policy import Policy
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.distance import Places, travel_km, whole_km
from scheduler.tables.facts import Dates, Facts, People


@dataclass(frozen=True)
class Candidates:
    """Every thinkable (person, date), on two axes: people down (n, 1), dates across (1, m). Rules say which are out.

    are_reviewers: whether the people are reviewers (with a home school) or leads. Arrays of one axis broadcast.
    """

    facts: Facts
    are_reviewers: bool

    @cached_property
    def people(self) -> People:
        return self.facts.instance.reviewers if self.are_reviewers else self.facts.instance.leads

    @cached_property
    def number(self) -> dict[str, int]:
        """Number of each person's id."""
        return self.facts.reviewers if self.are_reviewers else self.facts.leads

    @property
    def policy(self) -> Policy:
        return self.facts.policy

    @property
    def dates(self) -> Dates:
        return self.facts.dates

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.people), len(self.dates.review)

    @property
    def home(self) -> Ints:
        """(n, 1): a reviewer's school; -1 for leads."""
        if not self.are_reviewers:
            return np.full((len(self.people), 1), -1, dtype=np.int64)
        return self.facts.reviewer_home[:, None]

    @property
    def home_hub(self) -> Ints:
        """(n, 1): a reviewer's hub; -1 for leads."""
        if not self.are_reviewers:
            return self.home
        return self.facts.school_hub[self.home]

    @property
    def host_hub(self) -> Ints:
        """(1, m): the host's hub."""
        return self.facts.school_hub[self.dates.host][None, :]

    @cached_property
    def km_by_review(self) -> Floats:
        """(n, reviews): great-circle distance from home to host, not rounded."""
        hosts = [self.facts.schools[review.host] for review in self.facts.instance.reviews]
        host_places = self.facts.school_places[hosts]
        if not self.are_reviewers:
            return Places.of(self.facts.instance.leads).km_to(host_places)
        return self.facts.school_places.km_to(host_places)[self.facts.reviewer_home]

    @cached_property
    def travel_by_review(self) -> Ints:
        """(n, reviews): what the journey from home to host counts in the goals, in whole units."""
        instance = self.facts.instance
        if instance.policy.travel.measure is None:
            return whole_km(self.km_by_review)
        hosts = tuple(instance.school_by_id[review.host] for review in instance.reviews)
        if not self.are_reviewers:
            return travel_km(instance, instance.leads, hosts)
        return travel_km(instance, instance.schools, hosts)[self.facts.reviewer_home]

    @property
    def furthest_km(self) -> Floats:
        """(n, 1): how far each reviewer goes."""
        policy_km = self.policy.locality.furthest_km
        return np.array(
            [
                min(policy_km, policy_km if person.furthest_km is None else person.furthest_km)
                for person in self.facts.instance.reviewers
            ],
            dtype=float,
        ).reshape(-1, 1)

    @property
    def trust_pairs(self) -> tuple[Ints, Ints]:
        """(n, 1) and (1, m): the person's trust and the host's, as numbers; without a trust, -1 and -2."""
        schools = self.facts.instance.schools
        names = {name: k for k, name in enumerate(sorted({school.trust for school in schools if school.trust}))}
        of_school = np.array([names.get(school.trust or "", -1) for school in schools], dtype=np.int64)
        if self.are_reviewers:
            mine = of_school[self.home]
        else:
            leads = self.facts.instance.leads
            mine = np.array([names.get(lead.trust or "", -1) for lead in leads], dtype=np.int64).reshape(-1, 1)
        hosts = of_school[self.dates.host]
        return mine, np.where(hosts < 0, -2, hosts)[None, :]

    def meet(self, pairs: Iterable[tuple[str, str]]) -> Bools:
        """(n, m): True where (person id, host id) is among the pairs. People of the other kind are ignored."""
        met = np.zeros((len(self.people), self.facts.n["school"]), dtype=bool)
        for person, school in pairs:
            if person in self.number:
                met[self.number[person], self.facts.schools[school]] = True
        return met[:, self.dates.host]

    @property
    def free(self) -> Bools:
        """(n, m): not away, and for reviewers their school is open, on all days."""
        present = self.facts.present(self.people)
        if self.are_reviewers:
            present = present & self.facts.school_open[self.facts.reviewer_home]
        return _all_days(present, self.policy.slot.days)[:, self.dates.day]

    @property
    def host_open(self) -> Bools:
        """(1, m): the host is open, and the term runs, on all days."""
        facts, dates, length = self.facts, self.dates, self.policy.slot.days
        terms = [facts.instance.term_by_id[term] for term in facts.terms]
        first = np.array([facts.day(term.first_day) for term in terms], dtype=np.int64)[dates.term]
        last = np.array([facts.day(term.last_day) for term in terms], dtype=np.int64)[dates.term]
        in_term = (first <= dates.day) & (dates.day + length - 1 <= last)
        return (in_term & _all_days(facts.school_open, length)[dates.host, dates.day])[None, :]

    def at(self, pairs: Iterable[tuple[str, str]]) -> Bools:
        """(n, m): True where (person id, review id) is among the pairs. People of the other kind are ignored."""
        found = np.zeros((len(self.people), self.facts.n["review"]), dtype=bool)
        for person, review in pairs:
            if person in self.number:
                found[self.number[person], self.facts.reviews[review]] = True
        return found[:, self.dates.review]

    @property
    def earlier_visits(self) -> list[tuple[str, str]]:
        """(person, host) of visits that still count for independence."""
        instance = self.facts.instance
        since = school_year_start(instance.school_year) - self.policy.independence.school_years
        return [
            (visit.person, visit.host) for visit in instance.visits if school_year_start(visit.school_year) >= since
        ]


def _all_days(table: Bools, length: int) -> Bools:
    """(row, day) -> (row, day): whether a slot of so many days that begins on the day is True throughout."""
    whole = table.copy()
    for shift in range(1, length):
        whole[:, :-shift] &= table[:, shift:]
        whole[:, -shift:] = False
    return whole
