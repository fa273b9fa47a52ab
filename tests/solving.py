"""One search, in this process, that always comes to its end the same way."""

from typing import TYPE_CHECKING

from models.instance import Instance
from models.schedule import Schedule
from scheduler.search.goal_by_goal import solve
from scheduler.solvers.options import Options, Outcome

if TYPE_CHECKING:
    from models.policy import Goal

PLAIN = Options(time_limit_seconds=None, workers=1, deterministic=True)


def outcome(instance: Instance, options: Options = PLAIN) -> Outcome:
    """The end of the search."""
    return solve(instance, options)


def decided(schedule: Schedule) -> dict[str, int]:
    """The value at which each goal was decided."""
    assert schedule.certificate is not None
    return {result.goal: result.value for result in schedule.certificate.goals}


def optimum(instance: Instance) -> tuple[int, ...] | None:
    """What each goal was decided at, in order, all proven; None where it was shown that there is no schedule.

    Fairness is left out: what is fair depends on which of several schedules of equal quality was found.
    """
    found = outcome(without_fairness(instance))
    assert not found.notices
    if found.schedule is None:
        assert found.clashes
        return None
    assert found.schedule.certificate is not None
    assert all(result.proven for result in found.schedule.certificate.goals)
    return tuple(decided(found.schedule).values())


def without_fairness(instance: Instance) -> Instance:
    """The same instance without that goal."""
    goals: tuple[Goal, ...] = tuple(goal for goal in instance.policy.goals if goal.goal != "fairness")
    return with_policy(instance, goals=goals)


def with_policy(instance: Instance, **changes: object) -> Instance:
    """The same instance under another policy."""
    return instance.model_copy(update={"policy": instance.policy.model_copy(update=changes)})
