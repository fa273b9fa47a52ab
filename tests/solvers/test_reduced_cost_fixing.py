"""What is left out of a search cannot be in anything better, and what comes with a column is counted in full."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from scheduler.generating import Recipe, generate
from scheduler.model import Model
from scheduler.search import lexicographic
from scheduler.solvers import reduced_cost_fixing
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.team_costs import in_company
from tests.drawing import draw_instance
from tests.solving import optimum

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_column_in_company_costs_what_the_cheapest_team_with_it_costs(seed: int) -> None:
    """Whole team after whole team, at random reduced costs, some below 0; who cannot come is in no team."""
    model, rng = Model(draw_instance(Random(seed))), np.random.default_rng(seed)
    columns, facts = model.columns, model.facts
    model.highest[columns.seats.columns] *= rng.random(len(columns.seats)) < 0.8
    reduced = rng.normal(2, 3, len(model)).round(1)
    found = in_company(columns, model.highest, reduced)
    apart = np.concatenate([columns.unheld.columns, np.flatnonzero(columns.date >= 0)])
    cheap = np.minimum(reduced * model.highest, 0.0)[apart].sum()
    expected = np.maximum(reduced, 0.0)
    expected[apart] = np.inf
    least = reduced[columns.unheld.columns].copy()
    expected[columns.unheld.columns] = least
    for date, review in enumerate(facts.dates.review.tolist()):
        vacancy = int(columns.vacancies.columns[date])
        seats, leads = (block.columns[block.keys["date"] == date] for block in (columns.seats, columns.leads))
        members = [seat for seat in seats.tolist() if model.highest[seat]] + [vacancy] * int(model.highest[vacancy])
        for lead in leads[model.highest[leads] > 0].tolist():
            for team in combinations(members, int(facts.dates.size[date])):
                each = [columns.dates.columns[date], lead, *(seat for seat in team if seat != vacancy)]
                whole = reduced[[columns.dates.columns[date], lead, *team]].sum()
                expected[each] = np.minimum(expected[each], whole)
                least[review] = min(least[review], whole)
    expected[columns.unheld.columns] -= least
    expected[columns.vacancies.columns] = 0.0
    for block in (columns.dates, columns.leads, columns.seats):
        expected[block.columns] -= least[block.keys["review"]]
    expected += least.sum() - cheap
    possible = model.highest > 0
    assert found[possible] == pytest.approx(expected[possible])
    assert found.min() == pytest.approx(least.sum() - cheap)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_narrowed_search_ends_where_a_search_over_everything_does(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small instances are never narrowed: here they are, to a handful of columns at first."""
    instance = draw_instance(Random(seed))
    whole = optimum(instance)
    monkeypatch.setattr(reduced_cost_fixing, "_WHOLE", 0)
    monkeypatch.setattr(lexicographic, "_PROMISING", 3)
    assert optimum(instance) == whole


def test_what_comes_with_a_column_leaves_more_out() -> None:
    """At what a relaxation says; never less, for company costs no less than nothing."""
    model = Model(generate(Recipe("drawn", 48, terms=(1,), leads=8, seed=1)))
    relaxation = Relaxation(model)
    relaxation.include_promising(model.costs["quality"].astype(float), model.columns.homes)
    relaxation.minimise(model.costs["quality"].astype(float) + 1_000 * model.costs["seats-filled"])
    point = relaxation.solve()
    assert point is not None
    people = np.concatenate([model.columns.leads.columns, model.columns.seats.columns])
    alone, together = point.reduced[people], model.in_company(point.reduced)[people]
    assert (together >= alone - 1e-9).all()
    assert (together <= 20).sum() < (alone <= 20).sum()
