"""Find the prices of one district at those of everybody further away."""

from collections.abc import Callable
from datetime import date

import numpy as np

from models.instance import Instance
from scheduler.candidates import Candidates
from scheduler.columns import Among, eligible
from scheduler.facts import Bools
from scheduler.model import Model
from scheduler.nation.prices import Naming, RowName
from scheduler.nation.reach import Worthwhile, looked_at
from scheduler.nation.tasks import Place, Priced, Pricing, countdown
from scheduler.nation.weighing import mondays_of, surcharged
from scheduler.program import Floats
from scheduler.relaxation import Relaxation

WINDOW_KM = 30.0
"""So much dearer than what a place is worth may somebody be who is looked at: prices move."""

CHEAPEST = 8
"""People a date with which a relaxation begins where prices are known."""

_PRICINGS = 2  # of a district at most: once more if its new prices reach much further than was looked
_MUCH_KM = 5.0


def price(instance: Instance, task: Pricing) -> Priced | None:
    """The rows that are free are solved over everybody who could matter, at the prices of all other rows."""
    seconds, place = countdown(task.seconds), task.place
    facts, worthwhile = looked_at(instance, place, task.prices, WINDOW_KM)
    among: Among = worthwhile
    now = task.prices
    for left in reversed(range(_PRICINGS)):
        model = Model(facts.instance, facts=facts, every_row=True, among=among)
        naming = Naming(model)
        price = naming.prices(now)
        _price_weeks(naming, price, task.week)
        free = _free_rows(naming, place)
        found = _solved(model, surcharged(naming, task.prices), price, free, seconds)
        if found is None:
            return None
        new = naming.found(found, free)
        gone = frozenset(name for name in task.prices if _is_free(name, facts.instance, place))
        now = {name: each for name, each in task.prices.items() if name not in gone} | new
        if left:
            further = _either(among, Worthwhile(facts, now, -_MUCH_KM))
            if _nobody_new(model, among, further):
                break
            among = further
    return Priced(gone, new)


def _either(one: Among, other: Among) -> Among:
    return lambda candidates: one(candidates) | other(candidates)


def _nobody_new(model: Model, before: Among, further: Among) -> bool:
    def new(candidates: Candidates) -> Bools:
        return further(candidates) & ~before(candidates)

    return not any(
        len(eligible(model.facts, model.rules, new, reviewers=reviewers).person) for reviewers in (True, False)
    )


def _price_weeks(naming: Naming, price: Floats, week: dict[date, float]) -> None:
    mondays = mondays_of(naming.facts)
    for family in naming.families:
        if family.rows.names == ("week",):
            price[family.where] = [week.get(mondays[k], 0.0) for k in family.rows.groups.tolist()]


def _free_rows(naming: Naming, place: Place) -> Bools:
    """Rows of the reviews, of those inside, and between two hosts."""
    facts = naming.facts
    inside = np.array([school in place.inside for school in facts.schools], dtype=bool)
    of = {
        "date": np.ones(facts.n["date"], dtype=bool),
        "review": np.ones(facts.n["review"], dtype=bool),
        "home": inside,
        "reviewer": inside[facts.reviewer_home],
        "lead": np.array([lead in place.inside for lead in facts.leads], dtype=bool),
        "one": np.ones(facts.n["school"], dtype=bool),
    }
    free = np.zeros(naming.model.matrix.shape[0], dtype=bool)
    for family in naming.families:
        if naming.can_name(family):
            rest = int(np.prod(family.rows.ranges[1:], dtype=np.int64))
            free[family.where] = of[family.rows.names[0]][family.rows.groups // rest]
    return free


def _is_free(name: RowName, own: Instance, place: Place) -> bool:
    """Whether a row with a price is one of those, or would be if anybody it is about were looked at."""
    if name.keys[0] == "one":
        return set(name.names[:2]) <= place.hosts
    return name.owner in place.inside or name.owner in own.review_by_id


def _solved(
    model: Model, cost: Floats, price: Floats, free: Bools, seconds: Callable[[], float | None]
) -> Floats | None:
    """Prices of the free rows, all others at theirs."""
    reduced = cost - model.matrix.T @ price
    rows = np.flatnonzero(free)
    program = model.part(np.arange(len(model)), rows, model.columns.dates.columns)
    relaxation = Relaxation(program)
    relaxation.include_cheapest(reduced, CHEAPEST, program.group)
    relaxation.minimise(reduced + model.matrix.T @ np.where(free, price, 0.0))
    point = relaxation.solve(seconds=seconds)
    if point is None or not point.complete:
        return None
    found = price.copy()
    found[rows] = point.price
    return found
