"""One bound over all districts: at common prices of all rows, the least that all reviews cost anywhere.

A Lagrangian relaxation. Every row that ties reviews together (people, schools, weeks) is replaced by its price; then
each review takes its cheapest date with its cheapest people on its own, or is left out. Whatever the prices are, no
schedule costs less; good prices make the bound a good one. The prices of weeks are moved to where it is best.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from models.instance import Instance
from scheduler.facts import Facts
from scheduler.model import Model
from scheduler.nation.prices import Naming
from scheduler.nation.reach import looked_at
from scheduler.nation.tasks import Bounded, Bounding
from scheduler.nation.weighing import WEIGHTS, mondays_of, surcharged
from scheduler.program import Floats

BOUND_KM = 10.0
"""Who costs so much more than what a place is worth is not looked at: they count as if they cost just that."""

_WEEK_STEPS_KM = (8.0, 4.0, 2.0, 1.0, 0.5)  # by which the price of a week is moved, coarse to fine


def least_missing(facts: Facts) -> int:
    """Reviewers that must be missing: schools whose people together may go less often than the school owes."""
    most, weeks = facts.reviewer_load.copy(), facts.n["week"]
    free = [waiver.person for waiver in facts.instance.waivers if waiver.rule == "reviewer-load"]
    most[[facts.reviewers[person] for person in free]] = weeks
    if not facts.policy.is_on("reviewer-load"):
        most[:] = weeks
    own = np.bincount(facts.reviewer_home, most, facts.n["school"]).astype(np.int64)
    return int(np.maximum(facts.due[:, -1] - own, 0).sum())


class WeekPrices:
    """The prices of one more review in each week, and what even weeks are worth at them."""

    def __init__(self, instance: Instance, facts: Facts) -> None:
        self._crowded_km = WEIGHTS["quality"] * instance.policy.quality.crowded_week_km
        self._even = float(np.asarray(facts.reviews_a_week))

    def allowed(self, price: Floats) -> Floats:
        """Each between what a crowded review costs (below 0) and 0."""
        return np.asarray(np.clip(price, -self._crowded_km, 0.0))

    def value(self, price: Floats) -> float:
        return float(price.sum()) * self._even


def least_cost(
    found: Sequence[Bounded], week: dict[date, float], weeks: WeekPrices, met: float
) -> tuple[float, dict[date, float]]:
    """What no schedule's goals, weighed, are worth less than, and the prices of weeks at which that is so.

    week: prices to begin with. met: what all other priced rows are worth at their limits.
    """
    first = np.cumsum([0] + [len(each.reviews) for each in found])
    review = np.concatenate([each.date_review + start for each, start in zip(found, first, strict=False)])
    cost = np.concatenate([each.date_cost for each in found])
    unheld = np.concatenate([each.unheld for each in found])
    mondays = sorted({monday for each in found for monday in each.date_week})
    number = {monday: k for k, monday in enumerate(mondays)}
    at = np.array([number[monday] for each in found for monday in each.date_week], dtype=np.int64)

    def value(price: Floats) -> float:
        least = unheld.copy()
        np.minimum.at(least, review, cost - price[at])
        return weeks.value(price) + float(least.sum())

    price = _climbed(value, weeks.allowed(np.array([week.get(monday, 0.0) for monday in mondays])), weeks)
    least = met + sum(each.rest for each in found) + value(price)
    return least, dict(zip(mondays, price.tolist(), strict=True))


def _climbed(value: Callable[[Floats], float], price: Floats, weeks: WeekPrices) -> Floats:
    """Week by week, coarse to fine, the price is moved while the bound rises."""
    best = value(price)
    for step in _WEEK_STEPS_KM:
        moved = True
        while moved:
            moved = False
            for position in range(len(price)):
                for change in (-step, step):
                    other = price.copy()
                    other[position] += change
                    other = weeks.allowed(other)
                    if (found := value(other)) > best + 1e-6:
                        price, best, moved = other, found, True
    return price


def bound(instance: Instance, task: Bounding) -> Bounded:
    """At the prices, what every review's dates cost with their cheapest people."""
    place = task.place
    facts, worthwhile = looked_at(instance, place, task.prices, BOUND_KM)
    own = facts.instance
    model = Model(own, facts=facts, every_row=True, among=worthwhile)
    naming = Naming(model)
    reduced = surcharged(naming, task.prices) - model.matrix.T @ naming.prices(task.prices)
    columns = model.columns
    seat, lead = _cheapest_teams(model, reduced, worthwhile.beyond_seat), worthwhile.beyond_lead.copy()
    np.minimum.at(lead, columns.leads.keys["date"], reduced[columns.leads.columns])
    inside = np.array([review.host in place.inside for review in own.reviews], dtype=bool)
    of = np.flatnonzero(inside[facts.dates.review])
    mondays = mondays_of(facts)
    at_home = np.array([school in place.inside for school in facts.schools], dtype=bool)
    shortfalls = columns.shortfalls.columns[at_home[columns.shortfalls.keys["home"]]]
    return Bounded(
        tuple(review.id for review in own.reviews if review.host in place.inside),
        (np.cumsum(inside) - 1)[facts.dates.review[of]],
        tuple(mondays[week] for week in facts.dates.week[of].tolist()),
        (reduced[columns.dates.columns] + seat + lead)[of],
        reduced[columns.unheld.columns][inside],
        float(np.minimum(reduced[shortfalls] * model.highest[shortfalls], 0.0).sum()),
    )


def _cheapest_teams(model: Model, reduced: Floats, beyond: Floats) -> Floats:
    """Of each date the least cost of all its seats: with who has a column, with vacancies, or with others beyond."""
    columns, size = model.columns, model.facts.dates.size
    date = columns.seats.keys["date"]
    other = beyond.copy()
    np.minimum.at(other, columns.vacancies.keys["date"], reduced[columns.vacancies.columns])
    cost = np.minimum(reduced[columns.seats.columns], other[date])
    order = np.lexsort((cost, date))
    sorted_date = date[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_date, sorted_date, "left")
    taken = order[rank < size[sorted_date]]
    count = np.bincount(date[taken], minlength=len(size))
    return np.asarray(np.bincount(date[taken], cost[taken], len(size)) + (size - count) * other)
