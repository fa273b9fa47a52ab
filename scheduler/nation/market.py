"""The prices of a whole network: from those of its regions to common ones, and the bound at them.

A price says what one more of something is worth in km: one more visit of R1, one more review in a week. Each region
finds prices of its own (the duals of its linear program) when it is planned alone. Put together they are already prices
of everything, for each row has one owner; where regions disagree, `climb` moves them to better ones. At any prices the
bound is what all reviews cost at least, prices included, and what the limits of the rows are worth (see `relaxing`).

Example. Planned alone, North says that one more visit of L01 is worth 12 km, and South, where L01 lives too, 20. A lead
belongs to the school nearest to them, so one of the two is taken; if both regions then want L01 more often than there
are visits, the price rises until one of them would rather have another lead.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import date

import numpy as np

from models.instance import Instance
from models.policy import QUALITY_GOAL
from scheduler.nation.bounding import BOUND_KM
from scheduler.nation.climbing import FEW_STEPS, STEPS, climb
from scheduler.nation.loads import missing
from scheduler.nation.prices import Named, Price, Prices, RowName, never_priced
from scheduler.nation.reach import Reach
from scheduler.nation.regions import District
from scheduler.nation.relaxing import Relaxing, Weeks
from scheduler.nation.tariff import Tariff
from scheduler.nation.tasks import Bounded, Bounding, Place, Planned
from scheduler.nation.weighing import BOUND_WEIGHTS
from scheduler.plan import Plan
from scheduler.tables.distance import Places
from scheduler.tables.facts import Facts

_TOO_MUCH_KM = 1_000.0  # such prices of a part say only that nobody was near


class Market:
    """All prices as they are.

    threads: that look for better ones. bound: the best bound given yet, of all goals weighed together; -inf before.
    tariff: what journeys count besides; None: fairness does not count.
    """

    def __init__(self, instance: Instance, facts: Facts, threads: int = 1) -> None:
        self.instance, self._facts, self._threads = instance, facts, threads
        self.bound = -np.inf
        self._by_lead: dict[str, str] = {}
        if instance.leads:
            nearest = Places.of(instance.leads).km_to(facts.school_places).argmin(axis=1).tolist()
            self._by_lead = {
                lead.id: instance.schools[school].id for lead, school in zip(instance.leads, nearest, strict=True)
            }
        self._prices = Prices()
        self._never_priced = never_priced(instance)
        crowded_km = BOUND_WEIGHTS[QUALITY_GOAL] * instance.policy.quality.crowded_week_km
        self._weeks = Weeks(float(facts.reviews_a_week[0]), float(crowded_km), {})
        self._reach = Reach(instance)
        self._relaxing: Relaxing | None = None  # all there is to choose from, at the prices as they are
        self.tariff: Tariff | None = None

    def fair(self, plan: Plan, visit_m: int, m_a_km: float) -> "Market":
        """A market with the same prices, and no bound as yet, where journeys count by what is fair, too.

        plan: a good schedule. visit_m: metres a visit that are fair. m_a_km: metres beyond that for a km of quality.
        """
        self._relaxing = None  # its prices are enough; two such at once would need much memory
        other = copy(self)
        other.bound = -np.inf
        other.tariff = Tariff.of(self._facts, plan, self._reach.nearest_km(), visit_m, m_a_km)
        return other

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
        self._prices.take(self._of_missing())
        self._weeks = self._weeks._replace(
            prices={monday: min(0.0, total[monday] / max(1, reviews[monday])) for monday in total}
        )

    def about(self, place: Place) -> Named:
        """The prices of all rows of some reviews, schools and leads."""
        reviews = (review.id for review in self.instance.reviews if review.host in place.hosts)
        return self._prices.about([*reviews, *sorted(place.homes), *sorted(place.leads)])

    def _of_missing(self) -> Named:
        """What schools that cannot meet their commitment pay for one more visit, and each of their reviewers costs."""
        facts, weight, term = self._facts, float(BOUND_WEIGHTS["commitments-met"]), next(iter(self._facts.terms))
        short, found = missing(facts) > 0, dict[RowName, Price]()
        if facts.policy.is_on("reviewer-load"):
            for school in np.flatnonzero(short).tolist():
                own = self.instance.schools[school].id
                met = RowName(own, "commitments-met", 0, ("home", "up to term"), (own, term))
                found[met] = Price(weight, float(facts.due[school, -1]))
            for reviewer in np.flatnonzero(short[facts.reviewer_home]).tolist():
                person = self.instance.reviewers[reviewer]
                load = RowName(person.school, "reviewer-load", 0, ("reviewer", "term"), (person.id, term))
                found[load] = Price(-weight, float(facts.reviewer_load[reviewer]))
        return found

    def _worth_taking(self, prices: Named) -> Named:
        """Without rows that never have a price, and without prices that only say that nobody was near."""
        return {
            name: price
            for name, price in prices.items()
            if abs(price.price) < _TOO_MUCH_KM and name.rule not in self._never_priced
        }

    def bounding(self, parts: Sequence[District]) -> list[Bounding]:
        """The tasks of bounding some districts at the prices as they are, the longest first: else it is waited for."""
        places = sorted(self._places(parts), key=lambda place: len(place.hosts) * len(place.homes), reverse=True)
        return [Bounding(place, self.about(place), self._tariff_of(place)) for place in places]

    def _tariff_of(self, place: Place) -> Tariff | None:
        """The tariff of all who may be looked at there."""
        if self.tariff is None:
            return None
        fixed = (person for each in self.instance.fixed for person in each.reviewers)
        homes = {*place.hosts, *place.homes, *(self.instance.reviewer_by_id[person].school for person in fixed)}
        schools = (school.id for school in self.instance.schools if school.id in homes)
        return self.tariff.some(schools, (each.id for each in self.instance.reviewers if each.school in homes))

    def close(self, found: Sequence[Bounded]) -> None:
        """Bound districts that together are the whole, at the prices as they are."""
        self._relaxing = relaxing = Relaxing(found, self._weeks, self._threads)
        self.bound = max(self.bound, relaxing.cheapest(relaxing.given).cost + self._prices.met())

    @property
    def is_bounded(self) -> bool:
        """Whether everything is bounded at the prices as they are."""
        return self._relaxing is not None

    def move(self, scale_km: float, may_go_on: Callable[[], bool]) -> None:
        """From the prices last bounded at to better ones, once: see `climb`."""
        relaxing, self._relaxing = self._relaxing, None
        if relaxing is None:
            return
        prices = climb(relaxing, scale_km, may_go_on, STEPS if self.tariff is None else FEW_STEPS)
        self._prices = Prices()
        self._prices.take(relaxing.named(prices))
        self._weeks = self._weeks._replace(prices=dict(zip(relaxing.mondays, prices.weeks.tolist(), strict=True)))

    def _places(self, parts: Sequence[District]) -> Iterator[Place]:
        """With whoever could come to the reviews around, at the prices as they are."""
        cheapest = self._reach.cheapest(dict(self._prices), self.tariff)
        leads = self._prices.about(lead.id for lead in self.instance.leads)
        for own in parts:
            reviews = [review.id for review in self.instance.reviews if review.host in own.around]
            homes, near = self._reach.of(own.around, leads | self._prices.about(reviews), cheapest, BOUND_KM)
            mine = self.leads_of(own.inside)
            yield Place(own.around, homes, near | mine, own.inside | mine)
