"""Two solvers, and one of them in several configurations, give the same answer to the same rows."""

from collections import Counter
from collections.abc import Iterable
from random import Random, SystemRandom
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp

from models.instance import Fixed, Instance
from models.schedule import Status
from scheduler.model import Model
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Ints
from tests.drawing import draw_candidate, draw_instance
from tests.shares import shares

HIGHS_OPTIMAL, HIGHS_INFEASIBLE = 0, 2
GOALS = ("reviews-held", "seats-filled", "commitments-met", "quality")
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "CP-SAT": {"num_workers": 2},
    "CP-SAT, 1 worker": {"num_workers": 1},
    "CP-SAT without presolve": {"num_workers": 1, "cp_model_presolve": False},
    # The part of presolve in which OR-Tools issue 5293 reports a false optimum.
    "CP-SAT, inclusion limit 0": {"num_workers": 1, "presolve_inclusion_work_limit": 0},
}
SHARES, IN_SUITE, IN_SHARE = 25, 2, 200  # 5,000 instances, in parts that both cores can share; the suite has 2 of them
SOAK_SHARES, IN_SOAK_SHARE = 100, 1_000
LEAST_SHARE = 0.3  # of the instances must be possible, and as many impossible


def draw_model(rng: Random) -> Model:
    """The rows of an instance in which somebody has fixed a review or two by hand, well or badly."""
    instance = draw_instance(rng)
    candidates = [planned for planned in draw_candidate(rng, instance).reviews if planned.slot is not None]
    pinned = rng.sample(candidates, min(len(candidates), rng.choice((0, 1, 1, 2))))
    return Model(_with_fixed(instance, tuple(Fixed(reason="pinned", **planned.model_dump()) for planned in pinned)))


def _with_fixed(instance: Instance, fixed: tuple[Fixed, ...]) -> Instance:
    pinned = {each.review for each in fixed}
    others = tuple(each for each in instance.fixed if each.review not in pinned)
    return instance.model_copy(update={"fixed": (*others, *fixed)})


def value_of(model: Model, cost: Ints, values: Ints) -> int:
    """What a solution costs, once it has been seen to satisfy every row."""
    assert ((values >= 0) & (values <= model.highest)).all()
    sums = model.matrix @ values
    assert ((sums >= model.lower) & (sums <= model.upper)).all()
    return int(cost @ values)


def by_highs(model: Model, cost: Ints) -> int | None:
    """The least cost by branch and bound over the rows; None where there is no solution."""
    answer = milp(
        cost,
        integrality=np.ones(len(model)),
        bounds=Bounds(0, model.highest),
        constraints=LinearConstraint(model.matrix, model.lower, model.upper),
    )
    assert answer.status in (HIGHS_OPTIMAL, HIGHS_INFEASIBLE), answer.message
    return None if answer.status == HIGHS_INFEASIBLE else value_of(model, cost, np.rint(answer.x).astype(np.int64))


def by_search(model: Model, cost: Ints) -> int | None:
    """The same as the search asks it, with the second opinion that it asks for."""
    columns = np.arange(len(model))
    answer = cp_sat.minimise(model, columns, cost, Options(), None)
    assert answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if answer.values is None:
        return None
    value = value_of(model, cost, answer.values)
    assert answer.bound == highs.minimise(model, columns, cost, Options(), None).bound == value
    return value


def cp_sat_model(model: Model, cost: Ints) -> cp_model.CpModel:
    """The same rows, put into CP-SAT once more by this test."""
    plain, matrix = cp_model.CpModel(), model.matrix.tocsr()
    variables = [plain.new_int_var(0, most, "") for most in model.highest.tolist()]
    factors, ends = matrix.data.astype(int).tolist(), zip(matrix.indptr, matrix.indptr[1:], strict=False)
    for (first, last), lower, upper in zip(ends, model.lower, model.upper, strict=True):
        total = cp_model.LinearExpr.weighted_sum(
            [variables[column] for column in matrix.indices[first:last]], factors[first:last]
        )
        if np.isfinite(lower):
            plain.add(total >= int(lower))
        if np.isfinite(upper):
            plain.add(total <= int(upper))
    plain.minimize(cp_model.LinearExpr.weighted_sum(variables, cost.tolist()))
    return plain


def by_cp_sat(model: Model, plain: cp_model.CpModel, cost: Ints, parameters: dict[str, Any]) -> int | None:
    """The same by CP-SAT with some of its parameters."""
    solver = cp_model.CpSolver()
    for name, value in parameters.items():
        setattr(solver.parameters, name, value)
    status = solver.solve(plain)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), solver.status_name(status)
    if status == cp_model.INFEASIBLE:
        return None
    found = value_of(model, cost, np.array(solver.response_proto.solution, dtype=np.int64))
    assert round(solver.best_objective_bound, 6) == found
    return found


def assert_same_answers(seed: int) -> bool:
    """Whether there is a solution: on that, and on its value, all agree."""
    rng = Random(seed)
    model, goal = draw_model(rng), rng.choice(GOALS)
    cost = model.costs[goal]
    plain = cp_sat_model(model, cost)
    answers = {name: by_cp_sat(model, plain, cost, parameters) for name, parameters in CONFIGURATIONS.items()}
    answers |= {"search": by_search(model, cost), "HiGHS": by_highs(model, cost)}
    assert len(set(answers.values())) == 1, f"seed {seed}, {goal}: {answers}"
    return answers["HiGHS"] is not None


def assert_same_answers_of_both_kinds(seeds: Iterable[int]) -> None:
    possible = Counter(map(assert_same_answers, seeds))
    assert min(possible[True], possible[False]) >= LEAST_SHARE * possible.total(), possible


@pytest.mark.parametrize("share", shares(SHARES, IN_SUITE))
def test_solvers_agree_and_both_answers_occur(share: int) -> None:
    assert_same_answers_of_both_kinds(range(share * IN_SHARE, (share + 1) * IN_SHARE))


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SOAK_SHARES))
def test_solvers_agree_at_length(share: int) -> None:
    """Other instances in every soak."""
    assert_same_answers_of_both_kinds(SystemRandom().sample(range(1 << 32), IN_SOAK_SHARE))
