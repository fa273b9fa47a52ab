"""A network planned region by region: nothing broken, nobody lost at a border, and a bound that is one."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.instance import Fixed, Instance, Waiver
from models.policy import Goal
from models.schedule import PlannedReview
from scheduler import nation
from scheduler.candidates import Candidates
from scheduler.checking import certify, check
from scheduler.columns import eligible
from scheduler.facts import Facts
from scheduler.fanning import Crew
from scheduler.generating import Recipe, generate
from scheduler.hubs import hub_graph
from scheduler.model import Model
from scheduler.nation import bounding, reach, steps
from scheduler.nation.bounding import choices
from scheduler.nation.climbing import climb
from scheduler.nation.market import Market
from scheduler.nation.parts import part
from scheduler.nation.prices import Named, Naming, Price, RowName
from scheduler.nation.reach import Worthwhile
from scheduler.nation.regions import districts, regions
from scheduler.nation.relaxing import PriceArrays, Relaxing, Weeks
from scheduler.nation.replanning import Replanning
from scheduler.nation.tasks import Bounding, Place, Planned
from scheduler.nation.weighing import BOUND_WEIGHTS, weighed
from scheduler.nation.working import work
from scheduler.outcome import Outcome
from scheduler.relaxation import Relaxation
from tests.solving import PLAIN, decided, outcome, with_policy

SEEDS = range(4)


def network(seed: int, **options: Any) -> Instance:
    """A small network of several hubs, without fairness: what is fair depends on the schedule."""
    instance = generate(Recipe("drawn", 36, hubs=6, terms=(1,), leads=5, seed=seed, **options))
    goals: tuple[Goal, ...] = tuple(goal for goal in instance.policy.goals if goal.goal != "fairness")
    return with_policy(instance, goals=goals)


class Here:
    """A crew that works in this process, one task after the other."""

    def __init__(self, work: Any, shared: Any, workers: int) -> None:
        self._shared = shared

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        return ((position, work(self._shared, task)) for position, task in enumerate(tasks))

    def steadily(self, following: Callable[[], tuple[Any, Any] | None]) -> Iterator[tuple[Any, Any]]:
        return ((name, work(self._shared, task)) for name, task in iter(following, None))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions of a few reviews with one hub around them, planned in this process."""
    monkeypatch.setattr(steps, "Crew", Here)
    for size in ("_ALONE", "_BOUNDED", "_MENDED"):
        monkeypatch.setattr(steps, size, steps.Size(5, int(size != "_ALONE")))


def planned(instance: Instance) -> Outcome:
    return nation.solve(instance, PLAIN)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_schedule_keeps_every_rule_and_no_bound_lies_above_the_best(seed: int) -> None:
    instance = network(seed)
    found, best = planned(instance), outcome(instance)
    assert found.schedule is not None and best.schedule is not None
    certify(instance, found.schedule)
    assert found.schedule.certificate is not None
    optimum = decided(best.schedule)
    for result in found.schedule.certificate.goals:
        assert result.bound <= result.value
        assert result.goal == "quality" or result.bound <= optimum[result.goal]
    if all(decided(found.schedule)[goal] == value for goal, value in optimum.items() if goal != "quality"):
        bound = next(result.bound for result in found.schedule.certificate.goals if result.goal == "quality")
        assert bound <= optimum["quality"] <= decided(found.schedule)["quality"]


@pytest.mark.usefixtures("here")
def test_one_region_is_planned_best_and_bounded_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no border, and although prices only climb."""
    for size in ("_ALONE", "_BOUNDED", "_MENDED"):
        monkeypatch.setattr(steps, size, steps.Size(1_000, 0))
    instance = network(1)
    found, best = planned(instance).schedule, outcome(instance).schedule
    assert found is not None and found.certificate is not None and best is not None
    bound = next(result.bound for result in found.certificate.goals if result.goal == "quality")
    assert decided(found) == decided(best)
    assert decided(best)["quality"] - bound <= 60


@pytest.mark.usefixtures("here")
def test_people_from_far_away_are_planned_where_nobody_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were not looked at beyond 60 km, and reviews were not held."""
    monkeypatch.setattr(steps, "_ALONE", steps.Size(1_000, 0))
    found = planned(network(1)).schedule
    assert found is not None
    assert decided(found)["reviews-held"] == 0


@pytest.mark.usefixtures("here")
def test_who_starts_from_a_schedule_never_ends_worse() -> None:
    instance = network(2)
    first = planned(instance).schedule
    assert first is not None
    again = nation.solve(instance, PLAIN, start=first).schedule
    assert again is not None
    assert tuple(decided(again).values()) <= tuple(decided(first).values())


@pytest.mark.usefixtures("here")
def test_what_is_fixed_stays() -> None:
    instance = network(3)
    schedule = planned(instance).schedule
    assert schedule is not None
    kept = tuple(
        Fixed(reason="published", **review.model_dump()) for review in schedule.reviews[::3] if review.slot is not None
    )
    fixed = instance.model_copy(update={"fixed": kept})
    again = planned(fixed)
    assert again.schedule is not None
    assert not check(fixed, again.schedule).breaches


def test_regions_share_out_all_hubs_and_are_small_enough() -> None:
    instance = network(4)
    found = regions(instance, hub_graph(instance), 5)
    assert sorted(hub for region in found for hub in region) == sorted(hub.id for hub in instance.hubs)
    assert len(found) > 1
    hub_of = {school.id: school.hub for school in instance.schools}
    for region in found:
        assert len(region) == 1 or sum(hub_of[review.host] in region for review in instance.reviews) <= 5


def test_other_cuts_make_other_regions() -> None:
    instance = network(4)
    graph = hub_graph(instance)
    assert regions(instance, graph, 5, 0.5) != regions(instance, graph, 5, 0.3)


def test_every_school_is_inside_one_district_and_around_it() -> None:
    instance = network(4)
    found = districts(instance, hub_graph(instance), 5, 0.5, 1)
    assert sorted(school for own in found for school in own.inside) == sorted(school.id for school in instance.schools)
    assert all(own.inside <= own.around for own in found)
    assert any(own.inside < own.around for own in found)
    assert all(own.inside == own.around for own in districts(instance, hub_graph(instance), 5, 0.5, 0))


def test_a_part_knows_nothing_of_the_rest() -> None:
    instance = network(5)
    hosts = {school.id for school in instance.schools[:12]}
    own = part(instance, hosts, hosts, {instance.leads[0].id})
    assert {school.id for school in own.schools} == hosts
    assert {review.host for review in own.reviews} <= hosts
    assert {person.school for person in own.reviewers} <= hosts
    assert [lead.id for lead in own.leads] == [instance.leads[0].id]
    assert Instance.model_validate(own.model_dump()) is not None


def test_a_part_holds_what_is_decided_elsewhere_and_who_is_there() -> None:
    instance = network(1)
    schedule = planned_whole(instance)
    host = instance.hubs[0].id
    hosts = frozenset(school.id for school in instance.schools if school.hub == host)
    decided_elsewhere = [each for each in schedule if instance.review_by_id[each.review].host not in hosts]
    own = part(instance, hosts, hosts, {lead.id for lead in instance.leads}, decided_elsewhere)
    fixed = own.fixed_by_review
    for each in decided_elsewhere:
        assert (fixed[each.review].slot, fixed[each.review].lead) == (each.slot, each.lead)
        assert set(fixed[each.review].reviewers) == set(each.reviewers)
    assert Instance.model_validate(own.model_dump()) is not None


def planned_whole(instance: Instance) -> list[PlannedReview]:
    found = outcome(instance).schedule
    assert found is not None
    return [each for each in found.reviews if each.slot is not None]


# Prices


@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_has_the_same_name_in_a_part(seed: int) -> None:
    """Every row of a part that is about people and reviews inside has the columns that the whole row has there."""
    instance = network(seed)
    hosts = frozenset(school.id for school in instance.schools[:18])
    whole, some = (
        Model(one, every_row=True)
        for one in (instance, part(instance, hosts, hosts, {lead.id for lead in instance.leads}))
    )
    names = [
        {naming.name(family, row): family.where.start + row for family in naming.families if naming.can_name(family)
         for row in range(len(family.rows))}
        for naming in (Naming(whole), Naming(some))
    ]  # fmt: skip
    assert names[1].keys() <= names[0].keys()
    for name, row in names[1].items():
        assert some.matrix[row].nnz <= whole.matrix[names[0][name]].nnz
        if name.rule not in ("commitment", "commitments-met"):  # what a school owes can hang on its own review
            assert some.upper[row] == whole.upper[names[0][name]]


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_go_out_by_name_and_come_back(seed: int) -> None:
    model = Model(network(seed))
    relaxation = Relaxation(model)
    relaxation.include_promising(weighed(model).astype(float), model.columns.homes)
    relaxation.minimise(weighed(model).astype(float))
    point = relaxation.solve()
    assert point is not None
    naming = Naming(model)
    back = naming.prices(naming.found(point.price))
    for family in naming.families:
        if naming.can_name(family):
            assert back[family.where] == pytest.approx(point.price[family.where], abs=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("margin", "few", "most", "own"), [(-5.0, 0, 150, 0), (0.0, 8, 30, 3), (20.0, 8, 10, 3), (0.0, 1_000, 30, 0)]
)
def test_who_is_not_looked_at_costs_at_least_what_is_said(
    seed: int, margin: float, few: int, most: int, own: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound counts on it: for prices as a relaxation has them, moved at random."""
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
    worthwhile = Worthwhile(facts, named, margin, most, own)
    reduced = weighed(model) - model.matrix.T @ naming.prices(named)
    for block, key, reviewers, beyond in (
        (model.columns.seats, "reviewer", True, worthwhile.beyond_seat),
        (model.columns.leads, "lead", False, worthwhile.beyond_lead),
    ):
        pairs = eligible(facts, model.rules, worthwhile, reviewers=reviewers)
        looked_at = set(zip(pairs.person.tolist(), pairs.date.tolist(), strict=True))
        others = [
            position
            for position, pair in enumerate(zip(block.keys[key].tolist(), block.keys["date"].tolist(), strict=True))
            if pair not in looked_at
        ]
        assert (reduced[block.columns][others] >= beyond[block.keys["date"][others]] - 1e-6).all()


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


def test_districts_are_planned_at_once_only_if_they_have_nobody_in_common() -> None:
    instance = network(4)
    facts = Facts(instance)
    market = Market(instance, facts)
    replanning = Replanning(instance, facts, market)
    now = {each.review: each for each in planned_whole(instance)}
    parts = districts(instance, hub_graph(instance), 5, 0.5, 0)
    first = replanning.next(parts, [], now, None)
    assert first is not None
    assert first[0] == parts[0]
    others = list(parts[1:])
    second = replanning.next(others, [first[1]], now, None)
    for own in others[: len(others) if second is None else others.index(second[0])]:
        people = {who for each in now.values() if replanning.host(each) in own.around for who in each.reviewers}
        concerned = own.around | {instance.reviewer_by_id[person].school for person in people}
        leads = {each.lead for each in now.values() if replanning.host(each) in own.around}
        assert not (concerned | leads).isdisjoint(first[1].place.homes | first[1].place.leads)
    if second is not None:
        assert first[1].place.homes.isdisjoint(second[1].place.homes)
        assert first[1].place.leads.isdisjoint(second[1].place.leads)


def test_a_waiver_of_school_release_leaves_the_rows_of_host_weeks_without_a_price() -> None:
    """A row of a part that does not see the waiver would forbid what the whole allows: no bound may rest on it."""
    instance = network(0)
    hosts = frozenset(school.id for school in instance.schools)
    names = [
        RowName(instance.schools[0].id, rule, 0, ("home", "week"), (instance.schools[0].id, 737_000))
        for rule in ("host-week", "school-release")
    ]
    found = Planned((), {name: Price(-1.0, 1.0) for name in names}, {})
    waiver = Waiver(
        rule="school-release",
        person=instance.reviewers[0].id,
        review=instance.reviews[0].id,
        allowed_by="network",
        reason="one more",
    )
    place = Place(hosts, hosts, frozenset(lead.id for lead in instance.leads), hosts)
    for waivers, priced in (((), names), ((waiver,), names[1:])):
        whole = instance.model_copy(update={"waivers": waivers})
        market = Market(whole, Facts(whole))
        market.open([found])
        assert list(market.about(place)) == priced
        relaxing = Relaxing([choices(whole, Bounding(place, {}))], weeks_of(whole))
        every = relaxing.named(PriceArrays(np.ones(len(relaxing.lower)), np.zeros(0)))
        assert ("host-week" in {name.rule for name in every}) == (not waivers)


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is looked at."""
    monkeypatch.setattr(bounding, "BOUND_KM", 1e6)
    monkeypatch.setattr(bounding, "_MOST", 1_000)


def weeks_of(instance: Instance) -> Weeks:
    """Free as yet."""
    even = float(np.asarray(Facts(instance).reviews_a_week))
    return Weeks(even, float(instance.policy.quality.crowded_week_km), {})


def bounded(instance: Instance, prices: Named | None = None, *, apart: bool = False) -> Relaxing:
    """The relaxation of a whole network in two districts. apart: neither looks at the other's reviews."""
    halves = [frozenset(school.id for school in instance.schools[k::2]) for k in (0, 1)]
    all_schools, leads = halves[0] | halves[1], frozenset(lead.id for lead in instance.leads)
    places = [
        Place(half if apart else all_schools, all_schools, leads, half | also)
        for half, also in zip(halves, (leads, frozenset[str]()), strict=True)
    ]
    return Relaxing([choices(instance, Bounding(place, prices or {})) for place in places], weeks_of(instance))


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_each_review_takes_its_cheapest_date_with_its_cheapest_people(seed: int, apart: bool) -> None:
    """At random prices, by name, the same as a review after a review over the columns of the whole.

    So the rows of people and schools stand in every district where somebody could make use of them: a visit that is
    answered in another district, or a week in which the visitor's own school is reviewed there.
    """
    instance, rng = network(seed), np.random.default_rng(seed)
    model = Model(instance, every_row=True)
    columns, naming, facts = model.columns, Naming(model), model.facts
    most, least = np.where(np.isfinite(model.lower), np.inf, 0.0), np.where(np.isfinite(model.upper), -np.inf, 0.0)
    named = naming.found(np.clip(rng.normal(0, 5, len(model.lower)), least, most))
    named = {name: price for name, price in named.items() if "spell" not in name.keys}  # begin where a review can
    relaxing = bounded(instance, named, apart=apart)
    prices = relaxing.given._replace(weeks=-rng.uniform(0, 5, len(relaxing.mondays)))
    taken = relaxing.cheapest(prices)

    reduced = weighed(model, BOUND_WEIGHTS) - model.matrix.T @ naming.prices(named)
    cost = float(np.minimum(reduced[columns.shortfalls.columns] * model.highest[columns.shortfalls.columns], 0).sum())
    for review in range(facts.n["review"]):
        options = [float(reduced[columns.unheld.columns[review]])]
        for date in np.flatnonzero(facts.dates.review == review).tolist():
            seats, leads = (
                np.sort(reduced[block.columns[block.keys["date"] == date]]) for block in (columns.seats, columns.leads)
            )
            vacancy = reduced[columns.vacancies.columns[columns.vacancies.keys["date"] == date]]
            team = np.sort(np.concatenate([seats, np.repeat(vacancy, facts.dates.size[date])]))
            if len(leads):
                people = float(team[: facts.dates.size[date]].sum() + leads[0])
                options.append(people + reduced[columns.dates.columns[date]] - prices.weeks[facts.dates.week[date]])
        cost += min(options)
    cost += weeks_of(instance).even * float(prices.weeks.sum())
    assert taken.cost == pytest.approx(cost, abs=1e-6)


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

    begin, prices = relaxing.allowed(relaxing.given), climb(relaxing, 1_000.0, least, lambda: True)
    assert bound(begin) < bound(prices) <= least + 1e-6
    assert least - bound(prices) < 0.2 * (least - bound(begin))


# Processes


def double(shared: int, task: int) -> int:
    return shared * task


def dies_at_three(shared: str, task: int) -> int:
    """Ends its process at task 3: the first time only, if `shared` names a file to remember it by."""
    if task == 3 and not (shared and Path(shared).exists()):
        if shared:
            Path(shared).touch()
        os._exit(1)
    return task


def results(work: Any, shared: Any) -> dict[int, Any]:
    with Crew(work, shared, 2) as crew:
        return dict(crew.results([1, 2, 3, 4]))


def test_every_task_has_a_result() -> None:
    assert results(double, 3) == {0: 3, 1: 6, 2: 9, 3: 12}


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    assert results(dies_at_three, str(tmp_path / "died")) == {0: 1, 1: 2, 2: 3, 3: 4}


def test_a_task_that_kills_twice_is_given_up_and_the_others_are_done() -> None:
    assert results(dies_at_three, "") == {0: 1, 1: 2, 2: None, 3: 4}


def test_the_next_task_is_asked_for_when_a_process_is_free() -> None:
    left, at_work, most = [1, 2, 3, 4], set[int](), 0

    def following() -> tuple[int, int] | None:
        if not left or any(each % 2 == left[0] % 2 for each in at_work):  # those alike never at once
            return None
        at_work.add(left[0])
        return left[0], left.pop(0)

    with Crew(double, 2, 3) as crew:
        for name, result in crew.steadily(following):
            most = max(most, len(at_work))
            at_work.remove(name)
            assert result == 2 * name
    assert not left
    assert most == 2


def test_no_task_is_begun_any_more_once_there_is_none() -> None:
    tasks = iter([("a", 1), None])
    with Crew(double, 2, 2) as crew:
        assert list(crew.steadily(lambda: next(tasks, None))) == [("a", 2)]
        assert list(crew.results([4])) == [(0, 8)]
