"""One bound over all regions: at the regions' prices, the best that every review, person and school could do anywhere.

A Lagrangian bound: the rows of dates, teams and weeks are replaced by their prices. What is left falls apart into one
small question for each review (which date is cheapest), lead (which weeks) and school (which of its people go, how
often), each answered over all regions at once. No person is cut off: a school's journeys to other regions are priced
exactly where they could matter (`reach`), and what is never looked at costs more than what the school needs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.instance import Instance
from scheduler.facts import Facts, great_circle_km, places_of
from scheduler.goals.quality import seat_cost
from scheduler.prices import People, Prices
from scheduler.program import Floats
from scheduler.rows import Ints

_ROUNDING_KM = 0.5  # a distance is rounded to whole km, half up
_AT_ONCE = 1_000  # reviews compared with all schools at a time


@dataclass(frozen=True)
class Reach:
    """Who might come to a region from elsewhere: schools of reviewers, and leads."""

    homes: frozenset[str]
    leads: frozenset[str]


class Bounding:
    """The question over a whole instance of one term. weights: of each goal, as the regions' relaxations had them."""

    def __init__(self, instance: Instance, weights: dict[str, int], prices: Sequence[Prices]) -> None:
        self.instance, self.facts, self.weights, self.prices = instance, Facts(instance), weights, prices
        weeks = sorted({week for region in prices for week in region.weeks})
        self._week = {week: k for k, week in enumerate(weeks)}
        self._week_price = self._mean_week_price()
        self._load = self._limit(self.facts.reviewer_load, "reviewer-load", self.facts.reviewers)
        lead_load = np.full(self.facts.n["lead"], instance.policy.lead_load.reviews)
        self._lead_load = self._limit(lead_load, "lead-load", self.facts.leads)
        waived = any(waiver.rule == "commitment" for waiver in instance.waivers)
        all_on = instance.policy.is_on("commitment") and not waived
        self._most = self.facts.most[:, -1] if all_on else np.full(self.facts.n["school"], self.facts.n["review"])
        self._spare = np.zeros((self.facts.n["school"], len(weeks)))
        shape = (self.facts.n["reviewer"], len(weeks)), (self.facts.n["lead"], len(weeks))
        self._reviewers, self._leads = np.full(shape[0], np.inf), np.full(shape[1], np.inf)
        for region in prices:
            schools = np.array([self.facts.schools[school] for school in region.schools], dtype=np.int64)
            self._spare[np.ix_(schools, self._weeks(region.weeks))] = region.spare
        for region in prices:
            self._take(self._reviewers, region.reviewers, self.facts.reviewers)
            self._take(self._leads, region.leads, self.facts.leads)

    def _limit(self, limit: Ints, rule: str, number: dict[str, int]) -> Ints:
        """How often each person may go at most: once a week where the rule is off, or waived for them."""
        if not self.instance.policy.is_on(rule):
            return np.full(len(limit), len(self._week))
        freely = [number[waiver.person] for waiver in self.instance.waivers if waiver.rule == rule]
        limit = limit.copy()
        limit[freely] = len(self._week)
        return limit

    def _weeks(self, weeks: Iterable[date]) -> Ints:
        return np.array([self._week[week] for week in weeks], dtype=np.int64)

    def _mean_week_price(self) -> Floats:
        """A week's price must be one: the mean over the regions, each with the weight of its reviews."""
        total, weight = np.zeros(len(self._week)), np.full(len(self._week), 1e-9)
        for region in self.prices:
            at = self._weeks(region.weeks)
            total[at] += region.week_price * len(region.reviews)
            weight[at] += len(region.reviews)
        crowded = self.weights["quality"] * self.instance.policy.quality.crowded_week_km
        return np.asarray(np.clip(total / weight, -crowded, 0.0))

    def _take(self, least: Floats, people: People, number: dict[str, int]) -> None:
        rows = np.array([number[person] for person in people.ids], dtype=np.int64)
        at = np.ix_(rows, self._weeks(people.weeks))
        if len(rows):
            least[at] = np.minimum(least[at], people.least)

    def visit(self, reviewers: People, leads: People) -> None:
        """Take the visits of people from elsewhere to one region; their schools' weeks have prices at home."""
        homes = self.facts.reviewer_home[[self.facts.reviewers[person] for person in reviewers.ids]]
        spare = self._spare[np.ix_(homes, self._weeks(reviewers.weeks))] if len(homes) else 0.0
        priced = People(reviewers.ids, reviewers.weeks, reviewers.least + spare)
        self._take(self._reviewers, priced, self.facts.reviewers)
        self._take(self._leads, leads, self.facts.leads)

    # Who could matter elsewhere

    def reach(self) -> Iterator[Reach]:
        """Of each region, the people from elsewhere to whom some review there could be worth the journey."""
        facts, limits = self.facts, self._needed()
        needed = np.full(facts.n["school"], -np.inf)
        np.maximum.at(needed, facts.reviewer_home, np.where(np.isfinite(limits), limits, np.inf)[facts.reviewer_home])
        lead_places = places_of(self.instance.leads)
        for region in self.prices:
            own = np.array([facts.schools[school] for school in region.schools], dtype=np.int64)
            hosts = np.array(
                [facts.schools[self.instance.review_by_id[review].host] for review in region.reviews], dtype=np.int64
            )
            km = np.floor(great_circle_km(facts.school_places, facts.school_places[hosts]) + _ROUNDING_KM)
            cost = seat_cost(facts, np.arange(facts.n["school"])[:, None], hosts[None, :], km.astype(np.int64))
            homes = np.flatnonzero(((cost - region.seat[None, :]).min(axis=1) < needed) & np.isfinite(needed))
            lead_km = np.floor(great_circle_km(lead_places, facts.school_places[hosts]) + _ROUNDING_KM)
            leads = np.flatnonzero((lead_km - region.lead[None, :]).min(axis=1) < 0)
            at_home = set(region.leads.ids)
            yield Reach(
                frozenset(self.instance.schools[k].id for k in np.setdiff1d(homes, own)),
                frozenset(lead for k in leads if (lead := self.instance.leads[k].id) not in at_home),
            )

    def _offers(self) -> dict[int, list[float]]:
        """Of each school, what its people's cheapest visits cost, rising: as many of each person as they may join."""
        facts = self.facts
        cheapest = np.sort(self._reviewers, axis=1)
        offers: dict[int, list[float]] = defaultdict(list)
        for person, home in enumerate(facts.reviewer_home.tolist()):
            offers[home] += cheapest[person, : self._load[person]].tolist()
        return {home: sorted(costs) for home, costs in offers.items()}

    def _needed(self) -> Floats:
        """Of each school, what a visit must cost less than to matter: no more than what it would have to do without."""
        facts, short = self.facts, float(self.weights["commitments-met"])
        due, most = facts.due[:, -1], self._most
        needed = np.zeros(facts.n["school"])
        for home, offers in self._offers().items():
            wanted = offers[: int(due[home])]
            needed[home] = max([0.0, *wanted]) if len(wanted) == due[home] else short
            needed[home] = min(needed[home], short) if most[home] else -np.inf
        return needed

    def least_missing(self) -> int:
        """Reviewers that must be missing, for schools with fewer people than they owe."""
        own = np.bincount(self.facts.reviewer_home, self._load, self.facts.n["school"]).astype(np.int64)
        return int(np.maximum(self.facts.due[:, -1] - own, 0).sum())

    # The bound

    def value(self) -> float:
        """No schedule's goals, weighed, are worth less."""
        policy = self.instance.policy
        crowded = self.weights["quality"] * policy.quality.crowded_week_km
        even = float(np.asarray(self.facts.reviews_a_week))
        total = sum(region.constant for region in self.prices)
        total += float((self._week_price * even).sum())
        total += float(np.minimum(crowded + self._week_price, 0).sum()) * self.facts.n["review"]
        total += sum(self._reviews(region) for region in self.prices)
        return total + self._schools() + self._all_leads()

    def _reviews(self, region: Prices) -> float:
        """Each review at its cheapest date, or not held."""
        week = self._week_price[self._weeks(region.weeks)[region.date_week]]
        best = region.unheld.copy()
        np.minimum.at(best, region.date_review, region.date_cost - week)
        return float(best.sum())

    def _schools(self) -> float:
        """Each school's cheapest choice of visits: what they cost, and what is missing of its due."""
        facts, short = self.facts, float(self.weights["commitments-met"])
        due, most, offers = facts.due[:, -1], self._most, self._offers()
        total = 0.0
        for home in range(facts.n["school"]):
            costs = np.concatenate([[0.0], np.cumsum(offers.get(home, [])[: int(most[home])])])
            missing = np.maximum(due[home] - np.arange(len(costs)), 0)
            total += float(np.nanmin(np.where(np.isfinite(costs), costs + short * missing, np.inf)))
        return total

    def _all_leads(self) -> float:
        """Each lead's cheapest weeks, at most so many as they may lead, if there is anything to gain."""
        cheapest = np.minimum(np.sort(self._leads, axis=1), 0.0)
        return float(sum(costs[:most].sum() for costs, most in zip(cheapest, self._lead_load.tolist(), strict=True)))
