"""Two solvers, and one of them in two configurations, give the same answer to the same rows."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from scipy.optimize import Bounds, LinearConstraint, milp

from models.instance import Fixed, Instance
from models.schedule import Status
from scheduler import exact
from scheduler.model import Model
from scheduler.outcome import Options
from tests.drawing import draw_candidate, draw_instance, effort, seeds

HIGHS_OPTIMAL, HIGHS_INFEASIBLE = 0, 2
CONFIGURATIONS = {
    "CP-SAT": Options(workers=1, deterministic=True),
    "CP-SAT without presolve": Options(workers=1, deterministic=True, safe=True),
}


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


def by_highs(model: Model, goal: str) -> int | None:
    """The goal's least value by branch and bound over the same rows; None where there is no solution."""
    answer = milp(
        model.costs[goal],
        integrality=np.ones(len(model.columns)),
        bounds=Bounds(0, model.highest),
        constraints=LinearConstraint(model.matrix, model.lower, model.upper),
    )
    assert answer.status in (HIGHS_OPTIMAL, HIGHS_INFEASIBLE), answer.message
    return None if answer.status == HIGHS_INFEASIBLE else int(model.costs[goal] @ np.rint(answer.x).astype(np.int64))


def by_cp_sat(model: Model, goal: str, options: Options) -> int | None:
    """The same by CP-SAT."""
    answer = exact.minimise(model, np.arange(len(model.columns)), model.costs[goal], options, None)
    assert answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if answer.values is None:
        return None
    value = int(model.costs[goal] @ answer.values)
    assert answer.bound == value
    return value


def assert_same_answers(seed: int) -> bool:
    """Whether there is a solution: on that, and on its value, all agree."""
    rng = Random(seed)
    model = draw_model(rng)
    goal = rng.choice(("reviews-held", "seats-filled", "commitments-met", "quality"))
    answers = {name: by_cp_sat(model, goal, options) for name, options in CONFIGURATIONS.items()}
    answers["HiGHS"] = by_highs(model, goal)
    assert len(set(answers.values())) == 1, f"{goal}: {answers}"
    return answers["HiGHS"] is not None


def test_solvers_agree_and_both_answers_occur() -> None:
    possible = Counter(assert_same_answers(seed) for seed in range(100))
    assert min(possible[True], possible[False]) >= 30, possible


@pytest.mark.soak
@effort(5_000, soak=True)
@given(seed=seeds)
def test_solvers_agree_at_length(seed: int) -> None:
    assert_same_answers(seed)
