"""What the reviews of one district can choose from, at given prices: its part of the bound over all districts.

A bound must hold for everybody, also for those who are too far away to be looked at. So a district lists the people who
can matter at the prices (see `reach`) as columns, and each date has one column more, "beyond": it costs what whoever is
not listed costs at least, and it can be taken as often as is wished. The bound is a little lower for it, never too
high. `relaxing` puts the parts of all districts together.

Example. A seat is worth 40 km at the prices. Listed is who costs up to 50 there: R1 for 25 and R2 for 45. Beyond costs
50. Two seats cost at least 25 + 45 = 70, and of a third it is known without looking that it costs 50 or more.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from models.instance import Instance
from scheduler.model import Model
from scheduler.nation.prices import HANG_ON_OWN_REVIEW, Named, Naming, never_priced
from scheduler.nation.reach import looked_at
from scheduler.nation.tasks import Bounded, Bounding, Choices, Mix, Place
from scheduler.nation.weighing import BOUND_WEIGHTS, mondays_of, weighed
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.facts import Facts

BOUND_KM = 10.0
"""Who costs so much more than what a place is worth is not looked at: they count as if they cost just that."""

_ANY = np.iinfo(np.int64).max  # as many as there are
_MOST, _OWN = 300, 10  # people a review, and reviews a person, at about the same cost: see `Worthwhile`


def choices(instance: Instance, task: Bounding) -> Bounded:
    """The columns of who could matter at the prices, and what all others cost at least."""
    place = task.place
    facts, worthwhile = looked_at(instance, place, task.prices, BOUND_KM, _MOST, _OWN, task.tariff)
    model = Model(facts.instance, facts=facts, every_row=True, among=worthwhile)
    naming, columns = Naming(model), model.columns
    inside = np.array([review.host in place.inside for review in facts.instance.reviews], dtype=bool)
    dates = np.flatnonzero(inside[facts.dates.review])
    mine = _mine(naming, facts, place, inside)
    prices = naming.prices(task.prices)

    number = np.full(facts.n["date"], -1)
    number[dates] = np.arange(len(dates))
    of_review = (np.cumsum(inside) - 1)[facts.dates.review[dates]]
    at_home = np.array([school in place.inside for school in facts.schools], dtype=bool)
    short = columns.shortfalls.columns[at_home[columns.shortfalls.keys["home"]]]
    seats, vacancies, leads = (
        (block.columns, number[block.keys["date"]]) for block in (columns.seats, columns.vacancies, columns.leads)
    )
    dates_and_out = (columns.dates.columns[dates], of_review), (columns.unheld.columns[inside], np.arange(inside.sum()))
    kin = _kin(model)
    team = _Columns.of(kin, seats, vacancies, beyond=worthwhile.beyond_seat[dates])
    made = [
        _Columns.of(kin, *dates_and_out),
        team,
        _Columns.of(kin, leads, beyond=worthwhile.beyond_lead[dates]),
        _Columns.of(kin, (short, np.arange(len(short)))),
    ]
    nowhere = sparse.csc_matrix((model.matrix.shape[0], 1))
    matrix = sparse.hstack([model.matrix.tocsc(), nowhere], format="csc")
    parts = [matrix[:, each.columns] for each in made]
    never = never_priced(instance)
    alike = naming.where(lambda family: naming.can_name(family) and family.rule not in never)
    wanted = mine | np.any([part.getnnz(axis=1) > 0 for part in parts], axis=0)
    rows = np.flatnonzero(wanted & alike)
    cost = weighed(model, BOUND_WEIGHTS).astype(float)
    if task.tariff is not None:
        own, keys = task.tariff.some(facts.schools, facts.reviewers), columns.seats.keys
        cost[columns.seats.columns] += own.added(keys["reviewer"], keys["home"], columns.seat_km)
    often = np.append(columns.vacancies.columns, -1)
    mondays = mondays_of(facts)
    options, teams, people, shortfalls = (
        Choices(
            each.group,
            np.where(each.columns < 0, each.beyond, cost[each.columns]),
            np.isin(each.columns, often),
            part[rows].T.tocsr(),
            _mixes(each, facts) if each is team else (),
        )
        for each, part in zip(made, parts, strict=True)
    )
    lower, upper = _limits(model, naming, mine, task.prices)
    return Bounded(
        options,
        teams,
        people,
        shortfalls,
        facts.dates.size[dates],
        tuple(mondays[week] for week in facts.dates.week[dates].tolist()),
        model.highest[short],
        naming,
        rows,
        lower[rows],
        upper[rows],
        prices[rows],
    )


def _limits(model: Model, naming: Naming, mine: Bools, prices: Named) -> tuple[Floats, Floats]:
    """The rows' limits as far as they are known here; what a price was held against is known with it."""
    knows = mine | naming.where(lambda family: family.rule not in HANG_ON_OWN_REVIEW)
    lower, upper = np.where(knows, model.lower, -np.inf), np.where(knows, model.upper, np.inf)
    names, rows = naming.rows(prices)
    price, limit = np.array([prices[name] for name in names]).reshape(-1, 2).T
    for limits, told in ((lower, ~knows[rows] & (price > 0)), (upper, ~knows[rows] & (price < 0))):
        limits[rows[told]] = limit[told]
    return lower, upper


def _kin(model: Model) -> Ints:
    """(columns + 1, 2): the hub and the school of each seat that team-mix is about, -1 of everything else."""
    kin = np.full((len(model) + 1, 2), -1)
    if model.facts.policy.is_on("team-mix"):
        seats = model.columns.seats.not_waived("team-mix")
        kin[seats.columns] = np.stack([seats.keys["hub"], seats.keys["home"]], axis=1)
    return kin


def _mixes(made: "_Columns", facts: Facts) -> tuple[Mix, ...]:
    """How many of each hub, and of each school, a date takes; of columns without kin any number."""
    most, found = facts.policy.team_mix, []
    for kin, limit in ((made.kin[:, :1], most.of_a_hub), (made.kin, most.of_a_school)):
        about = np.column_stack([made.group, kin])
        start = np.flatnonzero(np.append(True, (about[1:] != about[:-1]).any(axis=1))[: len(about)])
        found.append(Mix(start, np.where(kin[start, 0] < 0, _ANY, limit)))
    return tuple(found)


class _Columns(NamedTuple):
    """columns: -1 for who is not looked at; they cost `beyond`. group: in rising order. kin: see `_kin`."""

    columns: Ints
    group: Ints
    beyond: Floats
    kin: Ints

    @classmethod
    def of(cls, kin: Ints, *blocks: tuple[Ints, Ints], beyond: Floats | None = None) -> "_Columns":
        """Of blocks of columns with the group of each, those that have one, group after group, kin next to each other.

        kin: of all columns.
        """
        other = np.zeros(0) if beyond is None else beyond
        every = [*blocks, (np.full(len(other), -1), np.arange(len(other)))]
        columns, group = (np.concatenate([block[k] for block in every]) for k in (0, 1))
        cost = np.concatenate([np.zeros(len(columns) - len(other)), other])
        kept = np.flatnonzero(group >= 0)
        hub, school = kin[columns[kept]].T
        kept = kept[np.lexsort((school, hub, columns[kept] < 0, group[kept]))]
        return cls(columns[kept], group[kept], cost[kept], kin[columns[kept]])


def _mine(naming: Naming, facts: Facts, place: Place, inside: Bools) -> Bools:
    """Rows whose owner is inside. inside: of each review, whether it is."""
    school = np.array([school in place.inside for school in facts.schools], dtype=bool)
    of = {
        "date": inside[facts.dates.review],
        "review": inside,
        "lead": np.array([lead in place.inside for lead in facts.leads], dtype=bool),
        "reviewer": school[facts.reviewer_home],
        "home": school,
        "one": school,
    }
    found = np.zeros(naming.count, dtype=bool)
    for family in naming.families:
        if naming.can_name(family):
            rest = int(np.prod(family.rows.ranges[1:], dtype=np.int64))
            found[family.where] = of[family.rows.names[0]][family.rows.groups // rest]
    return found
