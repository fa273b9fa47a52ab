from importlib.util import find_spec
from pkgutil import iter_modules
from typing import get_args

import pytest

import scheduler.goals
from models.policy import GoalId, Policy
from scheduler.goal import GoalUnit
from scheduler.goals import GOALS, OF_REPAIRS, ONLY_LOSSES

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


@pytest.mark.parametrize("goal", GOALS, ids=IDS)
def test_a_goal_says_of_itself_in_which_words_it_is_shown(goal: GoalUnit) -> None:
    assert all((goal.unit, goal.counts, goal.heading, goal.not_better))
    assert goal.heading[0].isupper()
    assert goal.shown(3 * goal.per_count) == 3
    assert goal.only_losses <= goal.in_repairs


def test_a_goal_cannot_be_made_without_a_word_on_repairs_and_on_its_weight() -> None:
    with pytest.raises(TypeError, match=r"counts.*heading.*in_repairs.*only_losses.*weight"):
        GoalUnit(  # type: ignore[call-arg]
            id="new", sentence=GOALS[0].sentence, unit="units", recount=GOALS[0].recount, costs=GOALS[0].costs
        )


def test_goals_weigh_less_and_less_in_their_usual_order() -> None:
    weights = [goal.weight for goal in GOALS if goal.weight]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 1


def test_the_goals_of_a_repair_are_those_that_say_so() -> None:
    assert tuple(id for id in IDS if id != "fairness") == OF_REPAIRS
    assert ONLY_LOSSES == ("reviews-held", "seats-filled", "commitments-met")
