"""What a region's relaxation says of prices: what each date costs, what a seat is worth.

A region's relaxation bounds the region only. For a bound over all regions its prices of dates, teams and weeks are
kept, and what concerns single people and schools (how often they go, what they owe) is decided anew, over all regions:
see `bounding`. Whatever the prices are, the bound made of them is valid; good prices make it a good one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.columns import Columns
from scheduler.model import Model
from scheduler.program import Floats
from scheduler.relaxation import Point
from scheduler.rows import Block, Ints, Rows

DECIDED_LATER = {"one-place", "lead-load", "reviewer-load", "commitment", "commitments-met", "reviews-held"}
"""Rules and goals whose prices are not kept: `bounding` decides over all regions what they are about."""

_ONE_EACH = {"team-size", "one-lead"}

MARGIN_KM = 40.0
"""So much dearer than what matters now may an offer be, and is still looked at: prices move."""

Duals = dict[tuple[str, int], tuple[Ints, Floats]]
"""Of each family of rows that are about one date each (its id, and which of that id it is): dates and prices."""


@dataclass(frozen=True)
class Offers:
    """What people cost at reviews: an entry for each person, review and (for leads, else 0) week with something cheap.

    ids, reviews: the names of the numbers in `person` and `review`. cost: the least over the dates. rest: for each
    person, what everything costs at least that has no entry.
    """

    ids: tuple[str, ...]
    reviews: tuple[str, ...]
    person: Ints
    review: Ints
    week: Ints
    cost: Floats
    rest: Floats


@dataclass(frozen=True)
class Prices:
    """The prices of a region. Weeks are named by their Monday.

    constant: what the rows and vacancies of the region add to the bound in any case.
    reviews, date_review, date_week, date_cost: of each possible date the review (its position in `reviews`), the week
    (in `weeks`) and what it costs.
    unheld, vacancy: what leaving out each review, and a seat of it, costs. week_price: of one more in each week.
    reviewers, leads: those of the region, at dates of the region.
    schools: those of the region.
    seat, lead: the most that one seat, and the lead, of each review are worth.
    """

    constant: float
    reviews: tuple[str, ...]
    date_review: Ints
    date_week: Ints
    date_cost: Floats
    unheld: Floats
    vacancy: Floats
    weeks: tuple[date, ...]
    week_price: Floats
    reviewers: Offers
    leads: Offers
    schools: tuple[str, ...]
    seat: Floats
    lead: Floats
    duals: Duals


def prices_of(model: Model, cost: Floats, point: Point) -> Prices:
    """The prices at a point of the relaxation of a region."""
    columns, facts = model.columns, model.facts
    price = point.price.copy()
    families = list(_families(model))
    week_price = np.zeros(facts.n["week"])
    duals: Duals = {}
    for (name, number), rows, mine in families:
        if name in DECIDED_LATER:
            price[mine] = 0.0
        elif name == "quality":  # the price of a week is the same everywhere: it is taken off here, and set over all
            week_price[rows.groups] = price[mine]
            price[mine] = 0.0
        elif rows.names == ("date",):
            duals[name, number] = rows.groups, price[mine]
    worth = cost - model.matrix.T @ price
    met = np.where(price > 0, model.lower, np.where(price < 0, model.upper, 0.0))
    vacancies = columns.vacancies.columns
    constant = float(price @ met) + float(np.minimum(worth[vacancies] * model.highest[vacancies], 0).sum())
    weeks = tuple(facts.day_date(int(day)) for day in facts.dates.weeks)
    seat, lead = _most_worth(model, duals)
    return Prices(
        constant=constant,
        reviews=tuple(facts.reviews),
        date_review=columns.dates.keys["review"],
        date_week=columns.dates.keys["week"],
        date_cost=worth[columns.dates.columns],
        unheld=worth[columns.unheld.columns],
        vacancy=np.maximum(_least_by_review(columns, worth[vacancies]), 0.0),
        weeks=weeks,
        week_price=week_price,
        reviewers=_offers(model, columns.seats, "reviewer", worth, None),
        leads=_offers(model, columns.leads, "lead", worth, None),
        schools=tuple(facts.schools),
        seat=seat,
        lead=lead,
        duals=duals,
    )


def visitors(model: Model, cost: Floats, duals: Duals, limits: dict[str, float]) -> tuple[Offers, Offers]:
    """Reviewers and leads from elsewhere at the dates of a region, at its prices.

    model: the region's reviews, with only people from elsewhere. limits: by home or lead, what costs more has no entry.
    """
    price = np.zeros(model.matrix.shape[0])
    for (name, number), rows, mine in _families(model):
        if rows.names == ("date",) and (name, number) in duals:
            by_date = np.zeros(model.facts.n["date"])
            dates, found = duals[name, number]
            by_date[dates] = found
            price[mine] = by_date[rows.groups]
    worth = cost - model.matrix.T @ price
    facts, columns = model.facts, model.columns
    of_reviewers = np.array([limits[person.school] for person in model.instance.reviewers], dtype=float)
    of_leads = np.array([limits[lead] for lead in facts.leads], dtype=float)
    return (
        _offers(model, columns.seats, "reviewer", worth, of_reviewers),
        _offers(model, columns.leads, "lead", worth, of_leads),
    )


def _families(model: Model) -> Iterator[tuple[tuple[str, int], Rows, slice]]:
    """Each family of rows: its id with its number among the same keys of that id, its rows, and where they stand."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    start = 0
    for name, rows in model.families:
        yield (name, seen[name, rows.names]), rows, slice(start, start + len(rows))
        seen[name, rows.names] += 1
        start += len(rows)


def _offers(model: Model, block: Block, key: str, worth: Floats, limits: Floats | None) -> Offers:
    """limits: of each person, what costs more has no entry; None for `MARGIN_KM` above their cheapest."""
    facts = model.facts
    ids = tuple(facts.reviewers if key == "reviewer" else facts.leads)
    person, cost = block.keys[key], worth[block.columns]
    if limits is None:
        limits = np.full(len(ids), np.inf)
        np.minimum.at(limits, person, cost)
        limits = np.maximum(limits, 0.0) + 2 * MARGIN_KM
    week = block.keys["week"] if key == "lead" else np.zeros_like(person)
    kept = cost <= limits[person]
    group = (person[kept] * facts.n["review"] + block.keys["review"][kept]) * facts.n["week"] + week[kept]
    groups, position = np.unique(group, return_inverse=True)
    least = np.full(len(groups), np.inf)
    np.minimum.at(least, position.reshape(-1), cost[kept])
    rest, week = np.divmod(groups, facts.n["week"])
    of, review = np.divmod(rest, facts.n["review"])
    return Offers(ids, tuple(facts.reviews), of, review, week, least, limits)


def _most_worth(model: Model, duals: Duals) -> tuple[Floats, Floats]:
    """Of each review, the most that the prices of its dates pay for any kind of reviewer, and for a lead."""
    facts = model.facts
    seat, lead = np.zeros(facts.n["date"]), np.zeros(facts.n["date"])
    for key, rows, _ in _families(model):
        if key not in duals:
            continue
        found = duals[key][1]
        for block, paid in ((model.columns.seats, seat), (model.columns.leads, lead)):
            mine = np.isin(rows.columns, block.columns)
            if key[0] in _ONE_EACH:  # all have the factor 1
                most = np.where(np.bincount(rows.row[mine], minlength=len(rows)) > 0, found, 0.0)
            else:
                largest = np.ones(len(rows))
                np.maximum.at(largest, rows.row[mine], np.abs(rows.factors[mine]))
                most = np.abs(found) * largest if mine.any() else np.zeros(len(rows))
            np.add.at(paid, rows.groups, most)
    return _by_review(model.columns, seat), _by_review(model.columns, lead)


def _least_by_review(columns: Columns, by_date: Floats) -> Floats:
    return -_by_review(columns, -by_date)


def _by_review(columns: Columns, by_date: Floats) -> Floats:
    most = np.full(columns.facts.n["review"], -np.inf)
    np.maximum.at(most, columns.dates.keys["review"], by_date)
    return most
