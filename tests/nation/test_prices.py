"""Prices of rows mean the same in every part of a network."""

import numpy as np
import pytest

from models.instance import Fixed, Waiver
from scheduler.model import Model
from scheduler.nation.bounding import choices
from scheduler.nation.choosing import PriceArrays
from scheduler.nation.market import Market
from scheduler.nation.parts import part
from scheduler.nation.planning import plan
from scheduler.nation.prices import HANG_ON_OWN_REVIEW, Naming, Price, RowName
from scheduler.nation.relaxing import Relaxing
from scheduler.nation.tasks import Bounding, Place, Planned, Planning
from scheduler.nation.weighing import weighed
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.facts import Facts
from tests.nation.networks import SEEDS, network, planned_whole, weeks_of


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
def test_a_region_prices_no_row_whose_limit_it_cannot_know(seed: int) -> None:
    """What a school owes hangs on its own review; a region does not see those at the schools of its visitors."""
    instance = network(seed)
    schedule = planned_whole(instance)
    fixed = tuple(Fixed(reason="published", **each.model_dump()) for each in schedule)
    instance = instance.model_copy(update={"fixed": fixed})
    inside = frozenset(school.id for school in instance.schools[:18])
    task = Planning(Place(inside, inside, frozenset(lead.id for lead in instance.leads)), {}, None)
    named = plan(instance, task).prices
    outside = [name for name in named if name.owner in {school.id for school in instance.schools} - inside]
    assert all(name.rule not in HANG_ON_OWN_REVIEW for name in outside)
    model = Model(part(instance, inside, inside, task.place.leads))
    assert any(
        name.owner not in inside
        for family in Naming(model).families
        if family.rule in HANG_ON_OWN_REVIEW
        for name in (Naming(model).name(family, row) for row in range(len(family.rows)))
    )


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
