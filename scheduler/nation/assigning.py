"""Which part of a network is planned with whom: every region on its own, and districts while others stay.

At first no region knows of another, so what they share is dealt out: leads by their journeys, as the textbook's
assignment problem (Kuhn, Naval Research Logistics Quarterly 2, 1955), and the room of each week by the reviews. Later a
district is planned anew with all who could come to it. Two districts that have somebody in common are never planned at
once, or both might use the same visit: they are an independent set in the graph of who shares whom.

Example. Regions with 60 and 30 reviews and 9 leads: the first gets 6 leads and the second 3, all nearest in sum; of 12
reviews a week that crowd nobody, the first gets 8. While a district around Leeds is planned anew, one around York whose
team has a reviewer of Leeds waits, and one around Dover need not.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date

import numpy as np
from scipy.optimize import linear_sum_assignment

from models.calendar import week_of
from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.nation.market import Market
from scheduler.nation.regions import District
from scheduler.nation.tasks import Place, Planning
from scheduler.nation.weighing import mondays_of
from scheduler.tables.arrays import Floats
from scheduler.tables.distance import Places
from scheduler.tables.facts import Facts

Plans = Mapping[str, PlannedReview]
"""Reviews as planned, by id."""


class Replanning:
    """The tasks of planning the districts of a network at the prices of a market."""

    def __init__(self, instance: Instance, facts: Facts, market: Market) -> None:
        self.instance, self.facts, self.market = instance, facts, market
        self._even = int(facts.reviews_a_week[0])
        self._mondays = mondays_of(facts)
        self._reviews_at: dict[str, list[str]] = defaultdict(list)
        for review in instance.reviews:
            self._reviews_at[review.host].append(review.id)

    def host(self, planned: PlannedReview) -> str:
        """The school that is reviewed."""
        return self.instance.review_by_id[planned.review].host

    def crowding_km(self, now: Plans) -> int:
        """What quality counts for crowded weeks."""
        reviews = Counter(week_of(planned.slot) for planned in now.values() if planned.slot is not None)
        above = sum(max(0, count - self._even) for count in reviews.values())
        return above * self.instance.policy.quality.crowded_week_km

    # Every region on its own

    def alone(self, parts: Sequence[District], seconds: float | None) -> list[Planning]:
        """The regions as if there were no other, each with its share of the leads and of the weeks."""
        return [
            Planning(Place(own.inside, own.inside, leads), even, seconds, decided=self._fixed(own.inside))
            for own, leads, even in zip(parts, self._shares_of_leads(parts), self._shares_of_weeks(parts), strict=True)
        ]

    def _fixed(self, hosts: Set[str]) -> tuple[PlannedReview, ...]:
        """Fixed reviews at other hosts, as far as they are fixed."""
        return tuple(
            PlannedReview(review=fixed.review, slot=fixed.slot, lead=fixed.lead, reviewers=fixed.reviewers)
            for fixed in self.instance.fixed
            if fixed.slot is not None and self.instance.review_by_id[fixed.review].host not in hosts
        )

    def _reviews(self, parts: Sequence[District]) -> Floats:
        return np.array([sum(review.host in own.inside for review in self.instance.reviews) for own in parts])

    def _shares_of_leads(self, parts: Sequence[District]) -> list[frozenset[str]]:
        """To each region as many leads as its share of the reviews, as near to its schools as can be in all."""
        leads, reviews = self.instance.leads, self._reviews(parts)
        if not leads:
            return [frozenset() for _ in parts]
        places_for = np.diff(np.ceil(len(leads) * np.cumsum(reviews) / reviews.sum()), prepend=0).astype(int)
        region = np.repeat(np.arange(len(parts)), places_for)
        who, place = linear_sum_assignment(self._km_of_leads([own.inside for own in parts])[:, region])
        found: list[set[str]] = [set() for _ in parts]
        for lead, seat in zip(who.tolist(), place.tolist(), strict=True):
            found[region[seat]].add(leads[lead].id)
        return [frozenset(own) for own in found]

    def _km_of_leads(self, places: Sequence[Set[str]]) -> Floats:
        """(leads, places): how far each lead has to the nearest of some schools."""
        here = Places.of(self.instance.leads)
        schools = [np.array([self.facts.schools[school] for school in own]) for own in places]
        return np.array([here.km_to(self.facts.school_places[own]).min(axis=1) for own in schools]).T

    def _shares_of_weeks(self, parts: Sequence[District]) -> list[dict[date, int]]:
        """How many reviews a week crowd nobody: each region's share."""
        reviews = self._reviews(parts)
        upto = self._even * np.cumsum(reviews) / reviews.sum()
        offset = (np.arange(len(self._mondays)) * 0.618) % 1.0  # so that not every week is rounded alike
        share = np.diff(np.floor(upto[:, None] + offset[None, :]), axis=0, prepend=np.floor(offset)[None, :])
        return [dict(zip(self._mondays, counts.astype(int).tolist(), strict=True)) for counts in share]

    # Districts while others stay

    def next(
        self, left: Sequence[District], at_work: Collection[Planning], now: Plans, seconds: float | None
    ) -> tuple[District, Planning] | None:
        """The first of some districts, with its task, that has nobody in common with those that are being planned.

        at_work: the tasks of these. now: all reviews as they are. None: each has somebody in common with them.
        """
        busy = frozenset[str]().union(*(task.place.homes | task.place.leads for task in at_work))
        idle = self.instance.lead_by_id.keys() - {planned.lead for planned in now.values()}
        for own in left:
            concerned = own.around | self._at_work(own, now)
            if busy.isdisjoint(concerned):
                free = (self.market.leads_of(own.around) | idle) - busy
                return own, self._planning(own, concerned | free, now, seconds)
        return None

    def _at_work(self, own: District, now: Plans) -> frozenset[str]:
        """Leads, and homes of reviewers, who are at the reviews around."""
        reviews = (review for host in own.around for review in self._reviews_at.get(host, ()))
        here = [now[review] for review in reviews if review in now]
        homes = {self.instance.reviewer_by_id[person].school for planned in here for person in planned.reviewers}
        return frozenset(homes | {planned.lead for planned in here if planned.lead is not None})

    def _planning(self, own: District, concerned: frozenset[str], now: Plans, seconds: float | None) -> Planning:
        here = frozenset(review.host for review in self.instance.reviews if review.host in own.around)
        elsewhere = [planned for planned in now.values() if self.host(planned) not in here]
        elsewhere += [fixed for fixed in self._fixed(here) if fixed.review not in now]
        leads = frozenset(who for who in concerned if who in self.instance.lead_by_id)
        place = Place(here, concerned - leads, leads)
        stay = tuple(planned for planned in elsewhere if self._concerns(planned, place))
        left = self._left(here | {self.host(planned) for planned in stay}, now)
        present = tuple(planned for planned in now.values() if self.host(planned) in here)
        return Planning(place, left, seconds, self.market.about(place), decided=stay, present=present)

    def _concerns(self, planned: PlannedReview, place: Place) -> bool:
        if planned.slot is None:
            return False
        homes = {self.instance.reviewer_by_id[person].school for person in planned.reviewers}
        return self.host(planned) in place.homes or planned.lead in place.leads or not homes.isdisjoint(place.homes)

    def _left(self, hosts: Set[str], now: Plans) -> dict[date, int]:
        """How many reviews a week at these hosts crowd nobody, with all others where they are."""
        others = Counter(
            week_of(planned.slot)
            for planned in now.values()
            if planned.slot is not None and self.host(planned) not in hosts
        )
        return {monday: max(0, self._even - others[monday]) for monday in self._mondays}
