"""The front door of solving: in this process, or in a child that a crash or an interrupt may end.

Ctrl-C, a crash or a runaway limit costs the search, never what was found.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.instance import Instance
from models.policy import Goal
from models.schedule import Schedule, Status
from scheduler.processes.child import Died, Finished, end_at, run_child
from scheduler.processes.interrupts import sigterm_interrupts
from scheduler.solvers.options import LARGE, Options, Outcome, Progress

Report = Callable[[Progress], None]
Work = Callable[[Instance, Options, Report, Schedule | None], Outcome]
Values = dict[str, int]


def search(instance: Instance, options: Options, report: Report, start: Schedule | None) -> Outcome:
    """The work of the child. Imported there, so that the parent loads no solver."""
    from scheduler import nation
    from scheduler.search import goal_by_goal

    solve = nation.solve if len(instance.reviews) >= LARGE and len(instance.terms) == 1 else goal_by_goal.solve
    return solve(instance, options, report, start)


def solve_in_child(
    instance: Instance, options: Options, report: Report = lambda _: None, work: Work = search
) -> Outcome:
    """Search in a child process and return what it found, or the best it had reported when it was stopped.

    A child that dies is replaced once by one in safe mode, which goes on from the best schedule. Interrupted by Ctrl-C
    or SIGTERM, the child is ended at once. `work` is a function of a module, so that tests can put a faulty one here.
    """
    keeper = _Keeper(report)
    try:
        with sigterm_interrupts():
            outcome = _attempt(instance, options, keeper, work)
            if outcome is None:
                keeper.notices.append("The solver went on in safe mode: one worker, plain settings.")
                outcome = _attempt(instance, replace(options, safe=True), keeper, work)
    except KeyboardInterrupt:
        return keeper.outcome(interrupted=True)
    if outcome is None:
        return keeper.outcome()
    return replace(outcome, notices=(*keeper.notices, *outcome.notices))


class _Keeper:
    """Passes progress on and keeps the last schedule in it: the child reports only better ones."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.schedule: Schedule | None = None
        self.notices: list[str] = []

    def hear(self, progress: Progress) -> None:
        if progress.schedule is not None:
            self.schedule = progress.schedule
        self._report(progress)

    def outcome(self, *, interrupted: bool = False) -> Outcome:
        """What is left when no child finished."""
        schedule, notices = self.schedule, tuple(self.notices)
        if schedule is None or schedule.certificate is None:
            return Outcome(Status.UNKNOWN, interrupted=interrupted, notices=notices)
        certificate = schedule.certificate.model_copy(update={"interrupted": interrupted})
        kept = schedule.model_copy(update={"certificate": certificate})
        return Outcome(certificate.status, kept, interrupted=interrupted, notices=notices)


def _attempt(instance: Instance, options: Options, keeper: _Keeper, work: Work) -> Outcome | None:
    """One child's life. None if it ended without an outcome."""
    until = end_at(options.started, options.time_limit_seconds)
    end = run_child(_work, (work, instance, options, keeper.schedule), keeper.hear, until)
    if isinstance(end, Finished):
        assert isinstance(end.result, Outcome)
        return end.result
    if isinstance(end, Died):
        keeper.notices.append(end.reason)
        return None
    return replace(keeper.outcome(), notices=("The solver passed its time limit and was ended.",))


def _work(task: tuple[Work, Instance, Options, Schedule | None], report: Report) -> Outcome:
    work, instance, options, start = task
    return work(instance, options, report, start)


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
