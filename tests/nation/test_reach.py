"""Who is looked at where, at given prices; all others cost at least what is said."""

from random import Random

import numpy as np
import pytest

from scheduler.model import Model
from scheduler.nation import reach
from scheduler.nation.prices import Naming, Price, RowName
from scheduler.nation.reach import Reach, Worthwhile
from scheduler.nation.tariff import Tariff
from scheduler.nation.weighing import weighed
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import eligible
from scheduler.tables.distance import travel_km
from scheduler.tables.facts import Facts
from tests.drawing_travel import with_travel
from tests.nation.networks import SEEDS, network
from tests.solving import with_policy


@pytest.mark.parametrize("fair", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("margin", "few", "most", "own"), [(-5.0, 0, 150, 0), (0.0, 8, 30, 3), (20.0, 8, 10, 3), (0.0, 1_000, 30, 0)]
)
def test_who_is_not_looked_at_costs_at_least_what_is_said(
    seed: int, margin: float, few: int, most: int, own: int, fair: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound counts on it: for prices as a relaxation has them, moved at random. fair: journeys count besides."""
    monkeypatch.setattr(reach, "_FEW", few)
    instance = network(seed)
    model = Model(instance, every_row=True)
    relaxation = Relaxation(model)
    relaxation.include_promising(weighed(model).astype(float), model.columns.homes)
    relaxation.minimise(weighed(model).astype(float))
    point = relaxation.solve()
    assert point is not None
    naming, rng = Naming(model), np.random.default_rng(seed)
    named = {
        name: Price(price * rng.uniform(0.5, 1.5), limit) for name, (price, limit) in naming.found(point.price).items()
    }
    facts = Facts(instance)
    tariff = _drawn_tariff(facts, rng) if fair else None
    worthwhile = Worthwhile(facts, named, margin, most, own, tariff)
    reduced = weighed(model) - model.matrix.T @ naming.prices(named)
    if tariff is not None:
        keys = model.columns.seats.keys
        reduced[model.columns.seats.columns] += tariff.added(keys["reviewer"], keys["home"], model.columns.seat_km)
    for block, key, reviewers, beyond in (
        (model.columns.seats, "reviewer", True, worthwhile.beyond_seat),
        (model.columns.leads, "lead", False, worthwhile.beyond_lead),
    ):
        forbids = {rule.id: rule.forbids for rule in model.rules}
        pairs = eligible(facts, forbids, worthwhile, reviewers=reviewers)
        looked_at = set(zip(pairs.person.tolist(), pairs.date.tolist(), strict=True))
        others = [
            position
            for position, pair in enumerate(zip(block.keys[key].tolist(), block.keys["date"].tolist(), strict=True))
            if pair not in looked_at
        ]
        assert (reduced[block.columns][others] >= beyond[block.keys["date"][others]] - 1e-6).all()


def _drawn_tariff(facts: Facts, rng: np.random.Generator) -> Tariff:
    schools, people = facts.n["school"], facts.n["reviewer"]
    kind, past = rng.integers(0, 3, schools), np.zeros(schools, np.int64)
    past_of, once = rng.integers(-9_000, 9_000, people), rng.random(people) < 0.5
    less, names = rng.integers(0, 40_000, schools), (tuple(facts.schools), tuple(facts.reviewers))
    return Tariff(*names, 40_000, 1_000.0, kind == 0, kind == 1, less, less, past, past_of, once)


@pytest.mark.parametrize("off", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_nearest_review_is_the_nearest_of_another_hub(seed: int, off: bool) -> None:
    """Or, where the rule is off, of any hub."""
    instance = network(seed)
    if off:
        instance = with_policy(instance, without=("outside-hub",))
    hosts = sorted({review.host for review in instance.reviews})
    km = travel_km(instance, instance.schools, tuple(instance.school_by_id[host] for host in hosts))
    if not off:
        hubs = np.array([instance.school_by_id[host].hub for host in hosts])
        km[np.array([school.hub for school in instance.schools])[:, None] == hubs[None, :]] = 10_000
    assert Reach(instance).nearest_km().tolist() == km.min(axis=1).tolist()


def test_the_nearest_review_is_the_nearest_as_journeys_count() -> None:
    instance = with_travel(Random(1), network(1))
    hosts = tuple(instance.school_by_id[host] for host in sorted({review.host for review in instance.reviews}))
    km = travel_km(instance, instance.schools, hosts)
    km[np.array([[school.hub == host.hub for host in hosts] for school in instance.schools])] = 10_000
    assert Reach(instance).nearest_km().tolist() == km.min(axis=1).tolist()


def test_a_date_that_pays_nobody_has_some_looked_at_as_far_as_the_best_of_its_review() -> None:
    """One such date, with nobody looked at, seemed 1,700 km cheaper than any other of its review."""
    instance = network(0)
    facts = Facts(instance)
    review = instance.reviews[0]
    days = sorted({facts.day_date(day).toordinal() for day in facts.dates.day[facts.dates.review == 0].tolist()})
    paying = RowName(review.id, "team-size", 0, ("date",), ((review.id, days[0]),))
    worthwhile = Worthwhile(facts, {paying: Price(60.0, 4.0)}, 0.0, 1_000)
    seen = worthwhile(Candidates(facts, True)).sum(axis=0)[facts.dates.review == 0]
    assert seen[0] >= seen[1] > 4
    assert (worthwhile.beyond_seat[facts.dates.review == 0] >= 0).all()


def test_who_is_charged_too_much_is_looked_at_where_they_are_most_promising() -> None:
    """Schools charged too much were seen nowhere; then their price fell to where it was worth 28 km too much."""
    instance = network(0)
    facts = Facts(instance)
    home = instance.reviewers[0].school
    named = {
        RowName(review, "team-size", 0, ("date",), ((review, facts.day_date(day).toordinal()),)): Price(60.0, 4.0)
        for review, day in (
            (list(facts.reviews)[review], day)
            for review, day in zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True)
        )
    }
    named[RowName(home, "commitment", 0, ("home", "up to term"), (home, next(iter(facts.terms))))] = Price(-500.0, 1.0)
    for own, is_seen in ((0, False), (5, True), (1_000, True)):
        seen = Worthwhile(facts, named, 0.0, 10, own)(Candidates(facts, True))
        assert seen[facts.reviewer_home == facts.schools[home]].any() == is_seen
        assert seen[facts.reviewer_home != facts.schools[home]].any()
