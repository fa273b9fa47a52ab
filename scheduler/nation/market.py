"""The prices of a whole network: from those of its regions to common ones, and the bound at them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from models.instance import Instance
from scheduler.facts import Facts, great_circle_km, places_of
from scheduler.nation.bounding import BOUND_KM
from scheduler.nation.climbing import climb
from scheduler.nation.prices import Named, Prices
from scheduler.nation.reach import Reach
from scheduler.nation.regions import District
from scheduler.nation.relaxing import Relaxing
from scheduler.nation.tasks import Bounded, Bounding, Place, Planned
from scheduler.nation.weighing import WEIGHTS

_NOBODY_NEAR_KM = 2.0 * WEIGHTS["commitments-met"]


class Market:
    """All prices as they are.

    bound: the best bound they have given, of all goals weighed together; -inf before.
    """

    def __init__(self, instance: Instance, facts: Facts) -> None:
        self.instance = instance
        self.bound = -np.inf
        self._by_lead: dict[str, str] = {}
        if instance.leads:
            nearest = great_circle_km(places_of(instance.leads), facts.school_places).argmin(axis=1).tolist()
            self._by_lead = {
                lead.id: instance.schools[school].id for lead, school in zip(instance.leads, nearest, strict=True)
            }
        self._prices, self._week = Prices(), dict[date, float]()
        self._waived = any(waiver.rule == "school-release" for waiver in instance.waivers)
        self._even = float(np.asarray(facts.reviews_a_week))
        self._crowded_km = float(WEIGHTS["quality"] * instance.policy.quality.crowded_week_km)
        self._reach = Reach(instance)

    def leads_of(self, schools: Iterable[str]) -> frozenset[str]:
        """The leads who live nearest to one of the schools."""
        schools = frozenset(schools)
        return frozenset(lead for lead, school in self._by_lead.items() if school in schools)

    def open(self, found: Sequence[Planned]) -> None:
        """Take the prices of regions planned on their own; a week costs what it does in the mean of their reviews."""
        total, reviews = defaultdict[date, float](float), Counter[date]()
        for each in found:
            self._prices.take(self._worth_taking(each.prices))
            for monday, price in each.week.items():
                total[monday] += price * len(each.reviews or ())
                reviews[monday] += len(each.reviews or ())
        self._week = {
            monday: min(0.0, max(-self._crowded_km, total[monday] / max(1, reviews[monday]))) for monday in total
        }

    def about(self, place: Place) -> Named:
        """The prices of all rows of some reviews, schools and leads."""
        reviews = (review.id for review in self.instance.reviews if review.host in place.hosts)
        return self._prices.about([*reviews, *sorted(place.homes), *sorted(place.leads)])

    def _worth_taking(self, prices: Named) -> Named:
        """Without rows that do not mean the same in every part, and without prices that only say that nobody was near.

        How many can be away at all, on which a host's week is limited, hangs on waivers of school-release; a part
        knows only those for its own reviews.
        """
        return {
            name: price
            for name, price in prices.items()
            if abs(price.price) < _NOBODY_NEAR_KM and not (self._waived and name.rule == "host-week")
        }

    def bounding(self, parts: Sequence[District]) -> list[Bounding]:
        """The tasks of bounding some districts at the prices as they are."""
        return [Bounding(place, self.about(place)) for place in self._places(parts)]

    def close(self, found: Sequence[Bounded]) -> Relaxing:
        """Bound districts that together are the whole, at the prices as they are."""
        relaxing = Relaxing(found, self._week)
        cost = relaxing.cheapest(relaxing.given, beyond=True).cost
        weeks = self._even * float(relaxing.given.weeks.sum())
        self.bound = max(self.bound, cost + weeks + self._prices.met())
        return relaxing

    def move(self, relaxing: Relaxing, scale_km: float, may_go_on: Callable[[], bool]) -> None:
        """To better prices. scale_km: of all journeys."""
        prices = climb(relaxing, scale_km, self._even, self._crowded_km, may_go_on)
        self._prices = Prices()
        self._prices.take(relaxing.named(prices))
        self._week = dict(zip(relaxing.mondays, prices.weeks.tolist(), strict=True))

    def _places(self, parts: Sequence[District]) -> Iterator[Place]:
        """With whoever could come to the reviews around, at the prices as they are."""
        cheapest = self._reach.cheapest(dict(self._prices))
        leads = self._prices.about(lead.id for lead in self.instance.leads)
        for own in parts:
            reviews = [review.id for review in self.instance.reviews if review.host in own.around]
            homes, near = self._reach.of(own.around, leads | self._prices.about(reviews), cheapest, BOUND_KM)
            mine = self.leads_of(own.inside)
            yield Place(own.around, homes, near | mine, own.inside | mine)
