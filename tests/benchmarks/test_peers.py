"""Plain CP-SAT and plain HiGHS solve the same model: where they end by themselves, they end where ours does."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.peers import METHODS, solve_of
from benchmarks.peers.weighing import WEIGHED, objective, weights
from scheduler.checking import check
from scheduler.model import Model
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, load_schedule
from solutions import __file__ as solutions

if TYPE_CHECKING:
    from models.schedule import Schedule


@pytest.mark.parametrize("name", ["three-hubs", "four-hubs-term", "three-hubs-24", "fixed-slot"])
@pytest.mark.parametrize("method", ["plain-cp-sat", "plain-highs"])
def test_a_plain_solver_ends_at_the_stored_solution(method: str, name: str) -> None:
    instance = load_instance(name)
    stored = load_schedule(Path(solutions).parent / f"{name}.json", instance)
    assert stored.certificate is not None
    decided = {result.goal: result.value for result in stored.certificate.goals if result.proven}
    found: list[Schedule | None] = []
    said = solve_of(method)(instance, Options(), lambda progress: found.append(progress.schedule))
    assert said == "optimal"
    assert found[-1] is not None
    report = check(instance, found[-1])
    assert not report.breaches
    assert {goal: report.values[goal] for goal in WEIGHED} == {goal: decided[goal] for goal in WEIGHED}


def test_one_unit_of_a_goal_outweighs_one_review_in_all_later_goals() -> None:
    model = Model(load_instance("three-hubs-24"))
    weight, size = weights(model), int(model.facts.review_size.max())
    assert tuple(weight) == WEIGHED
    assert weight["quality"] == 1
    dearest_seat = int(model.costs["quality"][model.columns.seats.columns].max())
    assert weight["commitments-met"] > size * dearest_seat
    assert weight["seats-filled"] > size * weight["commitments-met"]
    assert weight["reviews-held"] > size * (weight["seats-filled"] + weight["commitments-met"])


def test_the_objective_is_the_weighted_sum_of_the_goals() -> None:
    model = Model(load_instance("four-hubs-term"))
    weight = weights(model)
    assert (objective(model) == sum(weight[goal] * model.costs[goal] for goal in WEIGHED)).all()


def test_every_method_can_be_found() -> None:
    assert all(callable(solve_of(method)) for method in METHODS)
