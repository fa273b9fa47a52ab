"""The relaxation of a whole network, put together from its districts, and better prices for it."""

from itertools import product

import numpy as np
import pytest

from models.instance import Instance, Waiver
from models.policy import TeamMix
from scheduler.model import Model
from scheduler.nation import bounding
from scheduler.nation.choosing import PriceArrays
from scheduler.nation.climbing import climb
from scheduler.nation.prices import Naming, Price
from scheduler.nation.weighing import BOUND_WEIGHTS, weighed
from scheduler.solvers.relaxation import Relaxation
from tests.nation.networks import SEEDS, bounded, network, weeks_of
from tests.solving import with_policy

_MIXES = ((1, 2), (2, 3), (1, 0), (0, 2))  # of a school, of a hub


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is looked at."""
    monkeypatch.setattr(bounding, "BOUND_KM", 1e6)
    monkeypatch.setattr(bounding, "_MOST", 1_000)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_each_review_takes_its_cheapest_date_with_its_cheapest_people(seed: int, apart: bool) -> None:
    """At random prices, by name, the same as a review after a review over the columns of the whole.

    Teams are mixed as the rule asks, without prices for that: the best of all teams. And the rows of people and schools
    stand in every district where somebody could make use of them: a visit that is answered in another district, or a
    week in which the visitor's own school is reviewed there.
    """
    mix = (1, 2) if apart else _MIXES[seed]  # with others, and waivers, districts that are apart know less of a visit
    instance = network(seed) if apart else _mixed_otherwise(network(seed), *mix)
    rng = np.random.default_rng(seed)
    model = Model(instance, every_row=True)
    columns, naming, facts = model.columns, Naming(model), model.facts
    most, least = np.where(np.isfinite(model.lower), np.inf, 0.0), np.where(np.isfinite(model.upper), -np.inf, 0.0)
    named = naming.found(np.clip(rng.normal(0, 5, len(model.lower)), least, most))
    named = {name: price for name, price in named.items() if "spell" not in name.keys}  # begin where a review can
    named = {name: price for name, price in named.items() if name.rule != "team-mix"}
    relaxing = bounded(instance, named, apart=apart, threads=2 if apart else 1)
    prices = relaxing.given._replace(weeks=-rng.uniform(0, 5, len(relaxing.mondays)))
    taken = relaxing.cheapest(prices)

    reduced = weighed(model, BOUND_WEIGHTS) - model.matrix.T @ naming.prices(named)
    counted = ~columns.seats.is_waived("team-mix")
    home, hub = (np.where(counted, columns.seats.keys[key], -1) for key in ("home", "hub"))
    cost = float(np.minimum(reduced[columns.shortfalls.columns] * model.highest[columns.shortfalls.columns], 0).sum())
    for review in range(facts.n["review"]):
        options = [float(reduced[columns.unheld.columns[review]])]
        for date in np.flatnonzero(facts.dates.review == review).tolist():
            here = np.flatnonzero(columns.seats.keys["date"] == date)
            seats = list(zip(reduced[columns.seats.columns[here]], home[here], hub[here], strict=True))
            leads = reduced[columns.leads.columns[columns.leads.keys["date"] == date]]
            vacancy = reduced[columns.vacancies.columns[columns.vacancies.keys["date"] == date]].item()
            if len(leads):
                people = _cheapest_team(sorted(seats), vacancy, int(facts.dates.size[date]), *mix) + leads.min()
                options.append(people + reduced[columns.dates.columns[date]] - prices.weeks[facts.dates.week[date]])
        cost += min(options)
    cost += weeks_of(instance).even * float(prices.weeks.sum())
    assert taken.cost == pytest.approx(cost, abs=1e-6)


def _mixed_otherwise(instance: Instance, of_a_school: int, of_a_hub: int) -> Instance:
    """With another team-mix, set aside for every fifth person at every third review."""
    waivers = tuple(
        Waiver(rule="team-mix", person=person.id, review=review.id, allowed_by="network", reason="nobody else")
        for person, review in product(instance.reviewers[::5], instance.reviews[::3])
    )
    mixed = with_policy(instance, team_mix=TeamMix(of_a_school=of_a_school, of_a_hub=of_a_hub))
    return mixed.model_copy(update={"waivers": waivers})


def _cheapest_team(
    seats: list[tuple[float, int, int]], vacancy: float, size: int, of_a_school: int, of_a_hub: int
) -> float:
    """The least of all teams, tried out. seats: what each costs, its school and hub, the cheapest first; -1 of whom may
    always join."""
    best = size * vacancy

    def try_out(first: int, left: int, cost: float, schools: list[int], hubs: list[int]) -> None:
        nonlocal best
        best = min(best, cost + left * vacancy)
        for k in range(first, len(seats) if left else 0):
            seat, school, hub = seats[k]
            if cost + seat + (left - 1) * min(seat, vacancy) >= best:
                return
            if school < 0 or (schools.count(school) < of_a_school and hubs.count(hub) < of_a_hub):
                try_out(k + 1, left - 1, cost + seat, [*schools, school], [*hubs, hub])

    try_out(0, size, 0.0, [], [])
    return best


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_dates_pay_changes_no_bound(seed: int) -> None:
    relaxing, rng = bounded(network(seed)), np.random.default_rng(seed)
    prices = relaxing.allowed(relaxing.given._replace(weeks=-rng.uniform(0, 5, len(relaxing.mondays))))
    paid = relaxing.paid(prices)
    assert not np.array_equal(paid.rows, prices.rows)
    assert relaxing.cheapest(paid).cost == pytest.approx(relaxing.cheapest(prices).cost, abs=1e-6)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_climb_ends_near_the_relaxation_and_never_above_it(seed: int) -> None:
    """From its prices, moved at random."""
    instance = network(seed)
    model, rng = Model(instance, every_row=True), np.random.default_rng(seed)
    relaxation = Relaxation(model)
    relaxation.include_promising(weighed(model, BOUND_WEIGHTS).astype(float), model.columns.homes)
    relaxation.minimise(weighed(model, BOUND_WEIGHTS).astype(float))
    point = relaxation.solve()
    assert point is not None
    least = float(weighed(model, BOUND_WEIGHTS) @ point.values)
    found = Naming(model).found(point.price).items()
    relaxing = bounded(instance, {name: Price(price + rng.normal(0, 2), limit) for name, (price, limit) in found})

    def bound(prices: PriceArrays) -> float:
        return relaxing.cheapest(prices).cost + relaxing.met(prices)

    begin, prices = relaxing.allowed(relaxing.given), climb(relaxing, 1_000.0, lambda: True)
    assert bound(begin) < bound(prices) <= least + 1e-6
    assert least - bound(prices) < 0.2 * (least - bound(begin))


def test_no_more_is_paid_for_a_reviewer_than_one_that_is_missing_costs() -> None:
    """Such a price rose without end, for nothing, and everybody of the school was wanted everywhere."""
    relaxing = bounded(network(0))
    far = relaxing.given._replace(rows=np.full(len(relaxing.lower), 1e6))
    prices, weight = relaxing.allowed(far), BOUND_WEIGHTS["commitments-met"]
    paid = {price for name, (price, due) in relaxing.named(prices).items() if name.rule == "commitments-met" and due}
    assert paid == {float(weight)}
    nobody = relaxing.cheapest(relaxing.allowed(relaxing.given)).sums
    nobody.rows[:] = 0.0
    gain = relaxing.gain(prices, nobody)
    assert not gain.rows[prices.rows == weight].any()


@pytest.mark.parametrize("threads", [2, 5])
def test_however_many_threads_choose_the_same_is_taken(threads: int) -> None:
    one, other = (bounded(network(1), apart=True, threads=each) for each in (1, threads))
    rng = np.random.default_rng(threads)
    prices = one.allowed(one.given._replace(rows=rng.normal(0, 5, len(one.lower))))
    assert other.cheapest(prices).cost == pytest.approx(one.cheapest(prices).cost)
    assert np.array_equal(other.cheapest(prices).sums.rows, one.cheapest(prices).sums.rows)
    assert np.allclose(other.paid(prices).rows, one.paid(prices).rows)
