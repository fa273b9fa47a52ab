from importlib.util import find_spec
from pkgutil import iter_modules
from typing import get_args

import pytest

import scheduler.goals
from models.policy import GoalId, Policy
from scheduler.goal import GoalUnit
from scheduler.goals import GOALS

IDS = [goal.id for goal in GOALS]


def test_every_goal_of_the_policy_is_registered_in_its_order() -> None:
    assert tuple(IDS) == get_args(GoalId)
    assert [goal.goal for goal in Policy().goals] == [id for id in IDS if id != "change-kept-small"]


def test_every_file_is_registered() -> None:
    files = {module.name for module in iter_modules(scheduler.goals.__path__)}
    assert files == {id.replace("-", "_") for id in IDS}


@pytest.mark.parametrize("goal", GOALS, ids=IDS)
def test_file_id_and_test_share_one_name(goal: GoalUnit) -> None:
    name = goal.id.replace("-", "_")
    assert goal.recount.__module__ == goal.costs.__module__ == f"scheduler.goals.{name}"
    assert find_spec(f"tests.goals.test_{name}") is not None
