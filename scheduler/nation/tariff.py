"""Fairness as a sum over journeys, for a bound over all regions: what each journey counts, and no schedule is below it.

What somebody travels beyond what is fair hangs on all their journeys together, so no review can take its cheapest team
by it. But it is never below a sum over single journeys. With m metres a visit that are fair, a journey is `over` beyond
that (below 0: within), and `alone` = max(0, over) if it is the only one. A journey makes up for others at most by what
the nearest review lies `within` m. A school has one of these sums:

- It sends one at most: alone. That is exact.
- One is due: alone - within for each journey, and within once besides. That is exact where one is sent. Where none is,
  one who is due is missing: for each that may be missing, within is given back.
- Its journeys together: over for each. That is exact where they are unfair together.
- Nothing. That is exact where they are fair.

Who joins one review at most counts alone for it; who may join several, nothing. Earlier journeys of the school year
come to `past` metres beyond fair, and count with the others. Each of these sums gives a bound; a school has the one
that is exact, or nearly, in the best schedule known.

Example. Fair are 60 km, and the nearest review is 20 km away, 40 within. A school sends one, over 90 km: alone 30, and
30 - 40 + 40 = 30. Would it send another over 25 km, too, both would be 115 - 120 = 5 within what is fair; counted is
30 - 40 + 0 - 40 + 40 = -10: no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from scheduler.nation.loads import most_joined, most_sent
from scheduler.plan import Plan
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.facts import Facts


@dataclass(frozen=True, eq=False)
class Tariff:
    """schools, people: the ids of those it is for. visit_m: metres a visit that are fair. m_a_km: for a km of quality.

    alone, together: (school) whether its journeys count alone, or together; else nothing. less: (school) what is taken
    off each journey that counts alone. within: (school) what its nearest lies within what is fair. past: (school), and
    past_of: (reviewer), metres beyond fair of earlier visits this school year, as far as they may count. once:
    (reviewer) whether they join one review at most.
    """

    schools: tuple[str, ...]
    people: tuple[str, ...]
    visit_m: int
    m_a_km: float
    alone: Bools
    together: Bools
    less: Ints
    within: Ints
    past: Ints
    past_of: Ints
    once: Bools

    @classmethod
    def of(cls, facts: Facts, plan: Plan, nearest_km: Ints, visit_m: int, m_a_km: float) -> "Tariff":
        """facts: of the whole network, of one term. plan: a good schedule of it.

        nearest_km: (school) no journey from it is shorter.
        """
        (km, visits), (km_of, visits_of) = facts.past_travel("home"), facts.past_travel("reviewer")
        past, past_of = 1000 * km - visit_m * visits, 1000 * km_of - visit_m * visits_of
        sent, over = np.zeros_like(past), past.copy()
        for seat in plan.seats:
            home = facts.schools[seat.home.id]
            sent[home] += 1
            over[home] += 1000 * seat.km - visit_m
        is_unfair, single = (sent > 0) & (over > 0), most_sent(facts) <= 1
        one = ~single & is_unfair & (sent == 1) & (facts.due[:, -1] > 0)
        within = np.maximum(visit_m - 1000 * nearest_km, 0)
        less = np.where(one, within, 0)
        past = np.where(one, np.minimum(past, less), past)
        alone, once = single | one, (most_joined(facts) <= 1) | single[facts.reviewer_home]
        schools, people = tuple(facts.schools), tuple(facts.reviewers)
        return cls(schools, people, visit_m, m_a_km, alone, is_unfair & ~alone, less, within, past, past_of, once)

    def some(self, schools: Iterable[str], people: Iterable[str]) -> "Tariff":
        """The same for some of them, in this order, and for schools none of whose people are among them.

        Raises KeyError for people whom it is not for.
        """
        schools, people = tuple(schools), tuple(people)
        number = {school: k for k, school in enumerate(self.schools)}
        own = np.array([number.get(school, -1) for school in schools], dtype=np.int64)
        number = {person: k for k, person in enumerate(self.people)}
        who = np.array([number[person] for person in people], dtype=np.int64)
        return replace(
            self,
            schools=schools,
            people=people,
            alone=np.append(self.alone, False)[own],
            together=np.append(self.together, False)[own],
            less=np.append(self.less, 0)[own],
            within=np.append(self.within, 0)[own],
            past=np.append(self.past, 0)[own],
            past_of=self.past_of[who],
            once=self.once[who],
        )

    def added(self, person: Ints, home: Ints, km: Ints) -> Floats:
        """What journeys count, in km of quality. person, home: numbers, that may be of a table like km."""
        over = 1000 * km - self.visit_m
        alone = np.maximum(over + self.past[home], 0) - self.less[home]
        school = np.where(self.alone[home], alone, np.where(self.together[home], over, 0))
        own = np.where(self.once[person], np.maximum(over + self.past_of[person], 0), 0)
        return np.asarray((school + own) / self.m_a_km)

    def least(self) -> Floats:
        """(school): what no journey of its people counts less than."""
        return -np.where(self.together, self.within, self.less) / self.m_a_km

    def besides(self, short: int) -> int:
        """Metres that count besides all journeys. short: so many reviewers may be missing of those who are due."""
        missing = np.sort(self.less)[len(self.less) - min(short, len(self.less)) :].sum()
        return int(self.less.sum() - missing + np.minimum(self.past, 0)[self.together].sum())
