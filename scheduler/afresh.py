"""Solving an instance from nothing, as the work of a process of its own, and what is asked of the answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.instance import Instance
from models.policy import Goal
from models.schedule import Schedule, Status
from scheduler.solvers.options import Options
from scheduler.solving import search

Values = dict[str, int]


@dataclass(frozen=True)
class Solved:
    """What came out. values, bounds: of each goal, in their order. schedule: None where none was found.

    proven: whether the values are the best, or, without a schedule, whether there is none. notices: of the search.
    """

    values: Values
    bounds: Values
    schedule: Schedule | None
    proven: bool
    notices: tuple[str, ...] = ()


def solve_afresh(options: Options, instance: Instance) -> Solved:
    """The work of a process: solve from nothing. The time limit counts from now."""
    outcome = search(instance, replace(options, started=time.monotonic()), lambda _: None, None)
    if outcome.schedule is None or outcome.schedule.certificate is None:
        return Solved({}, {}, None, outcome.status == Status.INFEASIBLE, outcome.notices)
    results = outcome.schedule.certificate.goals
    return Solved(
        {result.goal: result.value for result in results},
        {result.goal: result.bound for result in results},
        outcome.schedule,
        outcome.status == Status.OPTIMAL,
        outcome.notices,
    )


def priced_goals(instance: Instance) -> tuple[Goal, ...]:
    """The goals that have a price: all but fairness, for what is fair hangs on the schedule."""
    return tuple(goal for goal in instance.policy.goals if goal.goal != "fairness")


def unfair(instance: Instance) -> Instance:
    """The instance in which nothing is decided for fairness."""
    policy = instance.policy.model_copy(update={"goals": priced_goals(instance)})
    return instance.model_copy(update={"policy": policy})


def shared_time(options: Options, tasks: Sequence[object]) -> Options:
    """The options for each of several solves that share what time is left, each with one worker."""
    left = options.left()
    if left is None or not tasks:
        return options
    rounds = -(-len(tasks) // options.workers)
    return replace(options, time_limit_seconds=max(0.01, left) / rounds, workers=1)
