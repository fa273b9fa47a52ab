"""Who can matter where: people whose journey to a date costs less than a place there is worth, at given prices.

A seat at a date costs what the goals say, and the prices of its person's and school's rows on top; the rows of the date
pay for it. Prices of rows that only limit make a seat dearer: those of weeks are left out here, so what is said to cost
too much does. This is pricing by reduced costs, as in column generation (Gilmore and Gomory, Operations Research 9,
1961), done before a column is made.

Example. At the prices the team of a date pays 40 km for a seat. With a margin of 10 whoever costs up to 50 can matter:
R1, 30 km away and charged nothing, and R2, 25 km away and charged 20; but not R3, who is 60 km away.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from models.instance import Instance
from scheduler.goals.quality import seat_cost
from scheduler.nation.parts import part
from scheduler.nation.prices import Named
from scheduler.nation.tariff import Tariff
from scheduler.nation.tasks import Place
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.distance import Places, great_circle_km, travel_km
from scheduler.tables.facts import Facts

Worths = dict[tuple[str, int], float]
"""By date: a review's id and a day."""

_ROUNDING_KM = 1.0  # what is counted is whole km
_FEW = 40  # people by cost, of whom most may not be free
_HOME, _REVIEWER, _LEAD, _DATE = ("home", "up to term"), ("reviewer", "term"), ("lead", "term"), ("date",)


class Worthwhile:
    """The pairs of people and dates that can cost no more than so much above what they are worth.

    facts: of the part of the network that is looked at. margin: in km. most: of more people than that at a review only
    about the cheapest are among them, all that can cost less than they are worth, and those for whom it is one of the
    `own` most promising reviews, even if only what their own rows charge makes them too dear: who is charged much is
    wanted nowhere, and soon is charged less.
    tariff: what journeys count besides.
    beyond_seat, beyond_lead: of each date, so much above its worth costs at least whoever is not among them.
    """

    def __init__(
        self, facts: Facts, prices: Named, margin: float, most: int, own: int = 0, tariff: Tariff | None = None
    ) -> None:
        self.facts = facts
        of_seat, of_lead = _worth(prices, facts.instance)
        reviews = list(facts.reviews)
        dates = [
            (reviews[review], facts.day_date(day).toordinal())
            for review, day in zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True)
        ]
        added = surcharges(facts.instance, prices)
        of_reviewer, of_home, of_each_lead = (
            np.array([added.get(name, 0.0) for name in names])
            for names in (facts.reviewers, facts.schools, facts.leads)
        )
        hosts = np.array([facts.schools[review.host] for review in facts.instance.reviews], dtype=np.int64)
        km = [Candidates(facts, kind).travel_by_review for kind in (True, False)]
        home = facts.reviewer_home
        charged = of_reviewer + of_home[home], of_each_lead
        seats = seat_cost(facts, home[:, None], hosts[None, :], km[0]) + charged[0][:, None]
        if tariff is not None:
            seats = seats + tariff.added(np.arange(len(home))[:, None], home[:, None], km[0])
        leads = km[1] + charged[1][:, None]
        seat, lead = (np.array([worth.get(date, 0.0) for date in dates]) for worth in (of_seat, of_lead))
        self._seats, self._leads = (
            _Limits.of(facts, cost, np.maximum(charge, 0.0), worth, margin, most, own)
            for cost, charge, worth in zip((seats, leads), charged, (seat, lead), strict=True)
        )
        self.beyond_seat, self.beyond_lead = self._seats.most - seat, self._leads.most - lead

    def __call__(self, candidates: Candidates) -> Bools:
        """(people, dates): whether the pair is one of them."""
        return (self._seats if candidates.are_reviewers else self._leads).at(self.facts.dates.review)

    @property
    def homes(self) -> frozenset[str]:
        """The schools of all reviewers among the pairs."""
        review = self.facts.dates.review
        best = self._seats._replace(
            most=_best(self._seats.most, review, self.facts), own_most=_best(self._seats.own_most, review, self.facts)
        )
        found = best.at(np.arange(self.facts.n["review"])).any(axis=1)
        schools = np.unique(self.facts.reviewer_home[found])
        return frozenset(self.facts.instance.schools[school].id for school in schools.tolist())


class _Limits(NamedTuple):
    """Up to which cost somebody is looked at.

    cost: (people, reviews). charge: (people), what is in it of their own. most, own_most: (dates), the latter without
    the charge, for people of whom the review is one of their own. is_own: (people, reviews); None: nobody has any.
    """

    cost: Floats
    charge: Floats
    most: Floats
    own_most: Floats
    is_own: Bools | None

    @classmethod
    def of(
        cls, facts: Facts, cost: Floats, charge: Floats, worth: Floats, margin: float, most: int, own: int
    ) -> "_Limits":
        """worth: of each date. The rest: see `Worthwhile`.

        Where next to nobody costs so little, some more are looked at, as far as the best date of the review has them
        looked at anyway.
        """
        review = facts.dates.review
        best = _best(np.maximum(worth, 0.0), review, facts)
        few_cost, most_cost = (
            np.partition(cost, count, axis=0)[count] if count < len(cost) else np.full(len(best), np.inf)
            for count in (_FEW, most)
        )
        own_limit = np.maximum(worth, np.minimum(few_cost, best)[review]) + margin
        limit = np.minimum(own_limit, np.maximum(worth, most_cost[review]))
        is_own = None
        if own and len(best):
            promising, last = cost - best, min(own, len(best)) - 1
            is_own = promising <= np.partition(promising, last, axis=1)[:, [last]]
        return cls(cost, charge, limit, own_limit, is_own)

    def at(self, review: Ints) -> Bools:
        """(people, dates): who is looked at. review: of each date."""
        cost = self.cost[:, review]
        found = cost <= self.most
        if self.is_own is not None:
            found |= self.is_own[:, review] & (cost - self.charge[:, None] <= self.own_most)
        return np.asarray(found)


def _best(of_dates: Floats, review: Ints, facts: Facts) -> Floats:
    """The highest of each review's dates."""
    best = np.full(facts.n["review"], -np.inf)
    np.maximum.at(best, review, of_dates)
    return best


def looked_at(
    instance: Instance, place: Place, prices: Named, margin: float, most: int, own: int, tariff: Tariff | None = None
) -> tuple[Facts, Worthwhile]:
    """The part of the network where everybody is who can cost so little, and those who can."""

    def worthwhile(facts: Facts) -> Worthwhile:
        here = None if tariff is None else tariff.some(facts.schools, facts.reviewers)
        return Worthwhile(facts, prices, margin, most, own, here)

    facts = Facts(part(instance, place.hosts, place.homes, place.leads))
    homes = worthwhile(facts).homes | (place.inside & place.homes)
    here = part(instance, place.hosts, homes, place.leads)
    hosts = {review.host for review in here.reviews}
    facts = Facts(here, (review for review in instance.reviews if review.host not in hosts))
    return facts, worthwhile(facts)


def surcharges(instance: Instance, prices: Named) -> dict[str, float]:
    """What the prices of a term's limits and dues add at least to each seat of a reviewer, home or lead, by id.

    Of people with a waiver nothing is added: the row may not be about their seat.
    """
    waived = {waiver.person for waiver in instance.waivers}
    homes = {instance.reviewer_by_id[person].school for person in waived if person in instance.reviewer_by_id}
    found: dict[str, float] = {}
    for name, (price, _) in prices.items():
        if name.keys in (_HOME, _REVIEWER, _LEAD):
            who = str(name.names[0])
            added = min(0.0, -price) if who in waived or who in homes else -price
            found[who] = found.get(who, 0.0) + added
    return found


def _worth(prices: Named, instance: Instance) -> tuple[Worths, Worths]:
    """What the rows of each date pay at most for a seat, and for a lead."""
    factor = max(1, instance.policy.experience.first_timers)
    seat: Worths = defaultdict(float)
    lead: Worths = defaultdict(float)
    for name, (price, _) in prices.items():
        if name.keys == _DATE:
            date = name.names[0]
            assert isinstance(date, tuple)
            if name.rule == "one-lead":
                lead[date] += price
            elif (name.rule, name.number) == ("team-size", 0):
                seat[date] += price
            else:
                seat[date] += factor * abs(price)
    return seat, lead


class Reach:
    """Of a whole network, the hubs and leads from which somebody could come to some reviews."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._place = {school.id: k for k, school in enumerate(instance.schools)}
        self._at, self._lead_at = Places.of(instance.schools), Places.of(instance.leads)
        members: dict[str, list[int]] = defaultdict(list)
        for k, school in enumerate(instance.schools):
            members[school.hub].append(k)
        self._members = [np.array(own) for own in members.values()]
        places = [self._at[own].at for own in self._members]
        self._middle = np.array([own.mean(axis=0) for own in places]).reshape(-1, 2)
        to_middle = [great_circle_km(self._middle[[k]], own) for k, own in enumerate(places)]
        self._radius = np.array([km.max() for km in to_middle])

    def nearest_km(self) -> Ints:
        """(school): km, as they count, of the shortest journey that its people can make, or of a shorter one."""
        schools, nearest = self.instance.schools, np.zeros(len(self._place), dtype=np.int64)
        hosts = sorted({self._place[review.host] for review in self.instance.reviews})
        stays = not self.instance.policy.is_on("outside-hub")
        stays = stays or any(waiver.rule == "outside-hub" for waiver in self.instance.waivers)
        for hub, own in enumerate(self._members):
            near = np.array(hosts if stays else [host for host in hosts if host not in own], dtype=np.int64)
            if len(near) and self.instance.policy.travel.measure is None:  # then the nearest lie next to each other
                km = Places(self._middle[[hub]], np.zeros(1, dtype=np.int64)).km_to(self._at[near])[0]
                near = near[km <= km.min() + 2 * (self._radius[hub] + _ROUNDING_KM)]
            if len(near):
                members, others = tuple(schools[k] for k in own), tuple(schools[k] for k in near)
                nearest[own] = travel_km(self.instance, members, others).min(axis=1)
        return nearest

    def cheapest(self, prices: Named, tariff: Tariff | None = None) -> Floats:
        """Of each hub, the least that the prices, and a tariff, add to a seat of one of its people."""
        added, cheapest = surcharges(self.instance, prices), np.full(len(self._place), np.inf)
        for person in self.instance.reviewers:
            at = self._place[person.school]
            cheapest[at] = min(cheapest[at], added.get(person.id, 0.0) + added.get(person.school, 0.0))
        if tariff is not None:
            cheapest += tariff.least()
        return np.array([cheapest[own].min() for own in self._members])

    def of(
        self, hosts: Iterable[str], prices: Named, cheapest: Floats, margin: float
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Schools, the hosts among them, and leads. prices: of the reviews at these hosts, and of all leads."""
        policy, wanted = self.instance.policy, frozenset(hosts)
        reviews = [review for review in self.instance.reviews if review.host in wanted]
        where = [self._place[review.host] for review in reviews]
        seat, lead = (_best_by_review(worth) for worth in _worth(prices, self.instance))
        of_seat, of_lead = (np.array([worth.get(review.id, 0.0) for review in reviews]) for worth in (seat, lead))
        near = self._least_from_hubs(where) - policy.quality.area_match_km + cheapest[:, None] <= of_seat + margin
        homes = {self.instance.schools[k].id for hub in np.flatnonzero(near.any(axis=1)) for k in self._members[hub]}
        added = surcharges(self.instance, prices)
        of_leads = np.array([added.get(each.id, 0.0) for each in self.instance.leads]).reshape(-1, 1)
        come = self._least_from_leads(where) + of_leads <= of_lead + margin
        return wanted | homes, frozenset(self.instance.leads[k].id for k in np.flatnonzero(come.any(axis=1)))

    def _least_from_hubs(self, hosts: list[int]) -> Floats:
        """(hub, host): no journey from one of its schools counts less."""
        if self.instance.policy.travel.measure is None:
            middles = Places(self._middle, np.arange(len(self._middle)))
            return np.asarray(middles.km_to(self._at[hosts]) - self._radius[:, None] - _ROUNDING_KM)
        km = travel_km(self.instance, self.instance.schools, tuple(self.instance.schools[k] for k in hosts))
        least: Floats = np.array([km[own].min(axis=0) for own in self._members], dtype=float)
        return least

    def _least_from_leads(self, hosts: list[int]) -> Floats:
        """(lead, host): no journey of theirs counts less."""
        if self.instance.policy.travel.measure is None:
            return self._lead_at.km_to(self._at[hosts]) - _ROUNDING_KM
        schools = tuple(self.instance.schools[k] for k in hosts)
        return np.asarray(travel_km(self.instance, self.instance.leads, schools), dtype=float)


def _best_by_review(by_date: Worths) -> dict[str, float]:
    """The most that any of its dates pays; no less than 0, as dates without a price pay that."""
    best: dict[str, float] = defaultdict(float)
    for (review, _), worth in by_date.items():
        best[review] = max(best[review], worth)
    return best
