"""Cuts of fairness: they say all that the lists of visits say, and cut off nothing that can be."""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.instance import Instance, LedgerEntry, Visit
from models.policy import FAIRNESS_GOAL
from scheduler.generating import Recipe, generate
from scheduler.model import Model
from scheduler.search.fairness_cuts import cuts
from scheduler.solvers.relaxation import Relaxation
from tests import tiny
from tests.drawing import draw_instance
from tests.visiting import drawn_visits, point_of


def world(km: dict[str, int], fair_m: int, visits: int, *earlier: Visit) -> Model:
    """M1 of school M, who makes so many visits at most, to hosts so far away."""
    model = Model(
        tiny.instance(
            *(tiny.school("M"), tiny.lead("L1")),
            *(tiny.school(host, km=far) for host, far in km.items()),
            *(tiny.review(host, tiny.day(2 * k + 1)) for k, host in enumerate(km)),
            tiny.reviewer("M1", "M"),
            LedgerEntry(school="M", planned_size=2, debt_brought_in=0, owed=0),
            tiny.policy(commitment={"above_due": visits}, reviewer_load={"reviews": visits}),
            *earlier,
        )
    )
    model.columns.fair_visit_m = fair_m
    assert [travel.most[0] for travel in model.columns.travel] == [visits, visits]
    fairness = model.goals[FAIRNESS_GOAL]
    model.add((fairness.id, rows) for rows in fairness.rows(model.columns))
    return model


def excess_m(model: Model, visits: dict[str, float]) -> tuple[float, float]:
    """Before and after the cuts of where so much of each visit of M1 is made; then none is broken."""
    made = {f"M1 {host}": value for host, value in visits.items()}
    before = point_of(Relaxation(model), made)
    model.add(cuts(model.columns, before.values))
    after = point_of(Relaxation(model), made)
    assert sum(len(rows) for _, rows in cuts(model.columns, after.values)) == 0
    return before.objective, after.objective


def test_a_long_visit_is_not_made_up_for_by_more_than_all_others_can() -> None:
    """Half a visit of 60 km beyond, and two and a half of 20 within: in all 20 within, and still 10 km too many.

    If the long one is made, two others make up for 40 of its 60 km; and half of it is made. So for M1 and for M.
    """
    model = world({"A": 20, "B": 20, "C": 20, "D": 100}, fair_m=40_000, visits=3)
    found = excess_m(model, {"A": 5 / 6, "B": 5 / 6, "C": 5 / 6, "D": 0.5})
    assert found == pytest.approx((0, 2 * 10_000), abs=1)


def test_the_example_of_the_module() -> None:
    model = world({"A": 10, "B": 10, "C": 130}, fair_m=40_000, visits=2)
    before, after = excess_m(model, {"A": 0.5, "B": 0.5, "C": 0.5})
    assert before < after == pytest.approx(2 * 30_000, abs=1)


def test_what_is_a_mixture_of_lists_is_not_cut() -> None:
    """Half of the time both visits, half of it none: 30 km beyond in all, half of it 15."""
    model = world({"A": 10, "B": 100}, fair_m=40_000, visits=2)
    assert excess_m(model, {"A": 0.5, "B": 0.5}) == pytest.approx((2 * 15_000, 2 * 15_000), abs=1)


def test_visits_made_earlier_count_where_somebody_travels_again() -> None:
    """Half a visit of 60 km beyond, one whole of 20 within, and 20 within so far: half of 60 - 20 - 20 is right."""
    model = world({"A": 20, "B": 100, "C": 20, "D": 20}, 40_000, 2, tiny.visit("M1", "A", "M"))
    before, after = excess_m(model, {"B": 0.5, "C": 0.5, "D": 0.5})
    assert before < after == pytest.approx(2 * 10_000, abs=1)


def test_whoever_goes_wherever_no_cut_is_broken() -> None:
    """Of one term, in which reviewers may make several visits."""
    made = sum((cuts_that_hold(draw_instance(Random(seed)), seed) for seed in range(60)), Counter())
    assert min(made["reviewer"], made["home"]) >= 20, made


def test_whoever_goes_wherever_in_a_year_no_cut_is_broken() -> None:
    """Of three terms, in each of which most reviewers make one visit."""
    recipe = Recipe("drawn", schools=15, hubs=3, terms=(1, 2, 3))
    made = sum((cuts_that_hold(generate(replace(recipe, seed=seed)), seed) for seed in range(4)), Counter())
    assert min(made["reviewer"], made["home"]) >= 10, made


def cuts_that_hold(instance: Instance, seed: int) -> Counter[str]:
    """How many cuts a mixture of drawn plans has; each of these plans keeps them, and so do others."""
    model, rng = Model(instance), np.random.default_rng(seed)
    model.columns.fair_visit_m = int(rng.integers(1, 80_000))
    fairness = model.goals[FAIRNESS_GOAL]
    model.add((fairness.id, rows) for rows in fairness.rows(model.columns))
    plans = np.array([drawn_visits(model, rng) for _ in range(12)])
    mixed = rng.dirichlet(np.ones(4)) @ plans[:4]
    for travel in model.columns.travel:
        mixed[travel.excess.columns] = 0
    before = model.matrix.shape[0]
    found = list(cuts(model.columns, mixed))
    model.add(found)
    assert (model.upper[before:] >= (model.matrix[before:] @ plans.T).T).all(), seed
    return Counter({travel.key: len(rows) for travel, (_, rows) in zip(model.columns.travel, found, strict=False)})
