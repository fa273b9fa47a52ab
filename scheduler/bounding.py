"""One bound over all regions: at the regions' prices, the best that all reviews, leads and schools could do anywhere.

The rows of dates, teams and weeks are replaced by their prices: a Lagrangian relaxation. What is left is small. Each
review takes its cheapest date, or is left out. Who goes where is a flow of least cost: from the schools, which owe some
reviewers and may send one more, over their people to the seats of the reviews; and from the leads, over their weeks.
The prices of weeks are moved to where the bound is best.

No person is cut off: journeys to other regions are offered wherever they could matter (`reach`), and all that is not
looked at enters the flow at a cost that it has at least. Costs are rounded down.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from ortools.graph.python import min_cost_flow

from models.instance import Instance
from scheduler.facts import Facts, great_circle_km, places_of
from scheduler.goals.quality import seat_cost
from scheduler.prices import MARGIN_KM, Offers, Prices
from scheduler.program import Floats
from scheduler.rows import Ints

_UNITS_A_KM = 100  # costs of a flow are whole numbers
_MOST_UNITS = 1 << 40
_WEEK_STEPS_KM = (8.0, 4.0, 2.0, 1.0, 0.5)  # by which the price of a week is moved, coarse to fine


@dataclass(frozen=True)
class Reach:
    """Who might come to a region from elsewhere (homes of reviewers, and leads), and what is too dear of each."""

    homes: frozenset[str]
    leads: frozenset[str]
    limits: dict[str, float]


@dataclass
class _Market:
    """Offers of all people at all reviews. rest: for each person, what everything else costs at least."""

    person: Ints
    review: Ints
    week: Ints
    cost: Floats
    rest: Floats

    @classmethod
    def empty(cls, people: int) -> "_Market":
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing, np.zeros(0), np.full(people, np.inf))

    def add(self, person: Ints, review: Ints, week: Ints, cost: Floats) -> None:
        self.person, self.review = np.concatenate([self.person, person]), np.concatenate([self.review, review])
        self.week, self.cost = np.concatenate([self.week, week]), np.concatenate([self.cost, cost])


class Bounding:
    """The question over a whole instance of one term. weights: of each goal, as the regions' relaxations had them."""

    def __init__(self, instance: Instance, weights: dict[str, int], prices: Sequence[Prices]) -> None:
        self.instance, self.facts, self.weights, self.prices = instance, Facts(instance), weights, prices
        facts = self.facts
        weeks = sorted({week for region in prices for week in region.weeks})
        self._week = {week: k for k, week in enumerate(weeks)}
        self._load = self._limit(facts.reviewer_load, "reviewer-load", facts.reviewers)
        lead_load = np.full(facts.n["lead"], instance.policy.lead_load.reviews)
        self._lead_load = self._limit(lead_load, "lead-load", facts.leads)
        waived = any(waiver.rule == "commitment" for waiver in instance.waivers)
        all_on = instance.policy.is_on("commitment") and not waived
        self._most = facts.most[:, -1] if all_on else np.full(facts.n["school"], facts.n["review"])
        self._due = np.minimum(facts.due[:, -1], self._most)
        self._reviewers, self._leads = _Market.empty(facts.n["reviewer"]), _Market.empty(facts.n["lead"])
        for position, region in enumerate(prices):
            self.visit(position, region.reviewers, region.leads)
            self._reviewers.rest[self._numbers(facts.reviewers, region.reviewers.ids)] = region.reviewers.rest
            self._leads.rest[self._numbers(facts.leads, region.leads.ids)] = region.leads.rest
        self._needed = self._what_matters()

    def _limit(self, limit: Ints, rule: str, number: dict[str, int]) -> Ints:
        """How often each person may go at most: once a week where the rule is off, or waived for them."""
        if not self.instance.policy.is_on(rule):
            return np.full(len(limit), len(self._week))
        limit = limit.copy()
        limit[[number[waiver.person] for waiver in self.instance.waivers if waiver.rule == rule]] = len(self._week)
        return limit

    @staticmethod
    def _numbers(number: dict[str, int], ids: Iterable[str]) -> Ints:
        return np.array([number[name] for name in ids], dtype=np.int64)

    def _weeks(self, weeks: Iterable[date]) -> Ints:
        return np.array([self._week[week] for week in weeks], dtype=np.int64)

    def visit(self, region: int, reviewers: Offers, leads: Offers) -> None:
        """Take offers at the reviews of one region."""
        weeks, facts = self._weeks(self.prices[region].weeks), self.facts
        for market, offers, number in (
            (self._reviewers, reviewers, facts.reviewers),
            (self._leads, leads, facts.leads),
        ):
            people = self._numbers(number, offers.ids)
            reviews = self._numbers(facts.reviews, offers.reviews)
            market.add(people[offers.person], reviews[offers.review], weeks[offers.week], offers.cost)

    # Who could matter elsewhere

    def _what_matters(self) -> Floats:
        """Of each school, about what its dearest visit that is due costs at home; at least 0."""
        facts, short = self.facts, float(self.weights["commitments-met"])
        cheapest = np.full(facts.n["reviewer"], short)
        np.minimum.at(cheapest, self._reviewers.person, self._reviewers.cost)
        order = np.lexsort((cheapest, facts.reviewer_home))
        home = facts.reviewer_home[order]
        rank = np.arange(len(order)) - np.searchsorted(home, home, "left")
        needed = np.where(self._due > np.bincount(home, minlength=facts.n["school"]), short, 0.0)
        wanted = rank < self._due[home]
        np.maximum.at(needed, home[wanted], cheapest[order][wanted])
        return np.maximum(needed, 0.0)

    def reach(self) -> Iterator[Reach]:
        """Of each region, the people from elsewhere to whom some review there could be worth the journey."""
        facts = self.facts
        limits = self._needed + MARGIN_KM
        self._reviewers.rest = np.minimum(self._reviewers.rest, limits[facts.reviewer_home])
        self._leads.rest = np.minimum(self._leads.rest, MARGIN_KM)
        lead_places = places_of(self.instance.leads)
        for region in self.prices:
            own = np.array([facts.schools[school] for school in region.schools], dtype=np.int64)
            hosts = np.array(
                [facts.schools[self.instance.review_by_id[review].host] for review in region.reviews], dtype=np.int64
            )
            km = np.floor(great_circle_km(facts.school_places, facts.school_places[hosts]) + 0.5)
            cost = seat_cost(facts, np.arange(facts.n["school"])[:, None], hosts[None, :], km.astype(np.int64))
            homes = np.setdiff1d(np.flatnonzero((cost - region.seat[None, :]).min(axis=1) <= limits), own)
            lead_km = np.floor(great_circle_km(lead_places, facts.school_places[hosts]) + 0.5)
            near = np.flatnonzero((lead_km - region.lead[None, :]).min(axis=1) <= MARGIN_KM)
            leads = {self.instance.leads[k].id for k in near} - set(region.leads.ids)
            schools = {self.instance.schools[k].id: float(limits[k]) for k in homes}
            yield Reach(frozenset(schools), frozenset(leads), schools | dict.fromkeys(leads, MARGIN_KM))

    # The bound

    def least_missing(self) -> int:
        """Reviewers that must be missing, for schools with fewer people than they owe."""
        own = np.bincount(self.facts.reviewer_home, self._load, self.facts.n["school"]).astype(np.int64)
        return int(np.maximum(self.facts.due[:, -1] - own, 0).sum())

    def value(self) -> float:
        """No schedule's goals, weighed, are worth less."""
        review, week, cost = self._dates()
        unheld, vacancy = np.zeros(self.facts.n["review"]), np.zeros(self.facts.n["review"])
        for region in self.prices:
            mine = self._numbers(self.facts.reviews, region.reviews)
            unheld[mine], vacancy[mine] = region.unheld, region.vacancy
        week_price = self._best_week_price(review, week, cost, unheld)
        held = _least(review, cost - week_price[week], len(unheld))
        total = sum(region.constant for region in self.prices) + self._weeks_value(week_price)
        total += float(np.minimum(held, unheld).sum())
        saved = np.maximum(unheld - held, 0.0) / 2  # who leaves a review out fills neither its seats nor its lead's
        return total + self._seats(np.minimum(saved / self.facts.review_size, vacancy)) + self._one_lead_each(saved)

    def _dates(self) -> tuple[Ints, Ints, Floats]:
        """Review, week and cost of every possible date of all regions."""
        parts = [
            (
                self._numbers(self.facts.reviews, region.reviews)[region.date_review],
                self._weeks(region.weeks)[region.date_week],
                region.date_cost,
            )
            for region in self.prices
        ]
        review, week, cost = (np.concatenate(each) for each in zip(*parts, strict=True))
        return review, week, cost

    @property
    def _crowded_km(self) -> int:
        return self.weights["quality"] * self.instance.policy.quality.crowded_week_km

    def _weeks_value(self, week_price: Floats) -> float:
        """What even weeks are worth at these prices, each between what a crowded review costs (below 0) and 0."""
        return float(week_price.sum()) * float(np.asarray(self.facts.reviews_a_week))

    def _mean_week_price(self) -> Floats:
        total, weight = np.zeros(len(self._week)), np.full(len(self._week), 1e-9)
        for region in self.prices:
            at = self._weeks(region.weeks)
            total[at] += region.week_price * len(region.reviews)
            weight[at] += len(region.reviews)
        return np.asarray(np.clip(total / weight, -self._crowded_km, 0.0))

    def _best_week_price(self, review: Ints, week: Ints, cost: Floats, unheld: Floats) -> Floats:
        """From the mean of the regions, week by week, coarse to fine, the price is moved while the bound rises."""
        price = self._mean_week_price()

        def value(price: Floats) -> float:
            held = _least(review, cost - price[week], len(unheld))
            return self._weeks_value(price) + float(np.minimum(held, unheld).sum())

        best = value(price)
        for step in _WEEK_STEPS_KM:
            moved = True
            while moved:
                moved = False
                for position in range(len(price)):
                    for change in (-step, step):
                        other = price.copy()
                        other[position] = np.clip(price[position] + change, -self._crowded_km, 0.0)
                        if (found := value(other)) > best + 1e-6:
                            price, best, moved = other, found, True
        return price

    def _seats(self, empty: Floats) -> float:
        """The least cost of filling all seats, with what is missing of the dues. empty: of a seat not filled."""
        facts, market, short = self.facts, self._reviewers, self.weights["commitments-met"]
        schools, people, reviews = facts.n["school"], facts.n["reviewer"], facts.n["review"]
        rest = np.minimum(market.rest, (self._needed + MARGIN_KM)[facts.reviewer_home])
        school, person = 1 + np.arange(schools), 1 + schools + np.arange(people)
        review, anywhere = 1 + schools + people + np.arange(reviews), 1 + schools + people + reviews
        source = np.zeros(1, dtype=np.int64)
        least = _least_cost(
            [
                (source, school, self._due, np.full(schools, -float(short))),
                (source, school, self._most - self._due, np.zeros(schools)),
                (school[facts.reviewer_home], person, self._load, np.zeros(people)),
                (person[market.person], review[market.review], np.ones(len(market.person)), market.cost),
                (person, np.array([anywhere]), self._load, rest),
                (np.array([anywhere]), review, facts.review_size, np.zeros(reviews)),
                (source, review, facts.review_size, empty),
            ],
            review,
            facts.review_size,
        )
        return least + short * float(facts.due[:, -1].sum())

    def _one_lead_each(self, without: Floats) -> float:
        """The least cost of a lead for every review. without: of a review that has none."""
        facts, market, weeks = self.facts, self._leads, len(self._week)
        leads, reviews = facts.n["lead"], facts.n["review"]
        lead, in_week = 1 + np.arange(leads), 1 + leads + np.arange(leads * weeks)
        review, anywhere = 1 + leads * (1 + weeks) + np.arange(reviews), 1 + leads * (1 + weeks) + reviews
        source = np.zeros(1, dtype=np.int64)
        rest = np.repeat(np.minimum(market.rest, MARGIN_KM), weeks)
        once = np.ones(leads * weeks)
        at = in_week[market.person * weeks + market.week]
        return _least_cost(
            [
                (source, lead, self._lead_load, np.zeros(leads)),
                (np.repeat(lead, weeks), in_week, once, np.zeros(leads * weeks)),
                (at, review[market.review], np.ones(len(at)), market.cost),
                (in_week, np.array([anywhere]), once, rest),
                (np.array([anywhere]), review, np.ones(reviews), np.zeros(reviews)),
                (source, review, np.ones(reviews), without),
            ],
            review,
            np.ones(reviews, dtype=np.int64),
        )


Arcs = tuple[Ints, Ints, "Ints | Floats", Floats]
"""Tails, heads (one for all, or one each), capacities and costs."""


def _least_cost(arcs: Sequence[Arcs], sinks: Ints, demand: Ints) -> float:
    """The least cost of a flow from node 0 that gives every sink what it demands."""
    flow = min_cost_flow.SimpleMinCostFlow()
    for tails, heads, capacity, cost in arcs:
        count = len(cost)
        if count:
            flow.add_arcs_with_capacity_and_unit_cost(
                np.broadcast_to(tails, count).astype(np.int32),
                np.broadcast_to(heads, count).astype(np.int32),
                np.asarray(capacity, dtype=np.int64),
                np.minimum(np.floor(cost * _UNITS_A_KM), _MOST_UNITS).astype(np.int64),
            )
    nodes = np.concatenate([[0], sinks])
    flow.set_nodes_supplies(nodes.astype(np.int32), np.concatenate([[demand.sum()], -demand]).astype(np.int64))
    if flow.solve() != flow.OPTIMAL:
        return -np.inf
    return float(flow.optimal_cost()) / _UNITS_A_KM


def _least(group: Ints, cost: Floats, groups: int) -> Floats:
    least = np.full(groups, np.inf)
    np.minimum.at(least, group, cost)
    return least
