"""The front door of solving: in this process, or in a child that a crash or an interrupt may end.

Ctrl-C, a crash or a runaway limit costs the search, never what was found.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, Goal
from models.problem import InvalidInput, Problem
from models.schedule import Schedule, Status
from scheduler.processes.child import Died, Finished, Lost, end_at, run_child
from scheduler.processes.interrupts import until_interrupted
from scheduler.solvers.options import LARGE, Options, Outcome, Progress

Report = Callable[[Progress], None]
AnyReport = Callable[[Progress[Any]], None]
Send = Callable[[Any], None]
Work = Callable[[Any, Options, Send, Any], Any]
Values = dict[str, int]

_SAFE_MODE = "The solver went on in safe mode: one worker, plain settings."


@dataclass(frozen=True)
class Ended:
    """What came of work in a child.

    result: what it came to, if it is `whole`; else the last that it had sent, None if it had sent nothing.
    notices: what the user should know, such as a crash that was survived.
    """

    result: Any
    whole: bool
    interrupted: bool
    notices: tuple[str, ...]


def in_child(
    work: Work, task: Any, options: Options, report: AnyReport, found: Callable[[Any], None] = lambda _: None
) -> Ended:
    """Do `work(task, options, send, kept)` in a child process, and keep what it sends on the way.

    work: a function of a module. Progress that it sends is reported; anything else it sends, and a schedule in the
    progress, is what it has found so far: `found` hears of each of these, and the last is kept. A child that dies is
    replaced once by one in safe mode, which is given what was kept, else None. Ctrl-C and SIGTERM end the child at
    once, and so does its time limit if the child ignores it.
    """
    keeper = _Keeper(report, found)
    end: Finished | Lost | None = None
    with until_interrupted() as interruption:
        end = _replacing_a_killed_child(work, task, options, keeper)
    if isinstance(end, Lost):
        keeper.notices.append(end.reason)
    whole = isinstance(end, Finished)
    result = end.result if isinstance(end, Finished) else keeper.kept
    return Ended(result, whole, interruption.came, tuple(keeper.notices))


class _Keeper:
    """Passes progress on and keeps the last that was found: a child reports only what is better."""

    def __init__(self, report: AnyReport, found: Callable[[Any], None]) -> None:
        self._report, self._found = report, found
        self.kept: Any = None
        self.notices: list[str] = []

    def hear(self, news: Any) -> None:
        found = news.schedule if isinstance(news, Progress) else news
        if found is not None:
            self.kept = found
            self._found(found)
        if isinstance(news, Progress):
            self._report(news)


def _replacing_a_killed_child(work: Work, task: Any, options: Options, keeper: _Keeper) -> Finished | Lost:
    """A child's end; one that was killed, or crashed, is replaced once, by one in safe mode that gets what was kept."""
    end = _attempt(work, task, options, keeper)
    if not isinstance(end, Died):
        return end
    keeper.notices += [end.reason, _SAFE_MODE]
    return _attempt(work, task, replace(options, safe=True), keeper)


def _attempt(work: Work, task: Any, options: Options, keeper: _Keeper) -> Finished | Lost:
    """One child's life."""
    until = end_at(options.started, options.time_limit_seconds)
    return run_child(_work, (work, task, options, keeper.kept), keeper.hear, until)


def _work(task: tuple[Work, Any, Options, Any], send: Send) -> Any:
    work, asked, options, kept = task
    return work(asked, options, send, kept)


def search(instance: Instance, options: Options, report: Report, start: Schedule | None) -> Outcome:
    """The work of the child. Imported there, so that the parent loads no solver, and a term nothing of a nation's."""
    if len(instance.reviews) >= LARGE:
        from scheduler.nation import solve
    else:
        from scheduler.search.goal_by_goal import solve
    return solve(instance, options, report, start)


def refuse_too_large(instance: Instance) -> None:
    """Raises InvalidInput where several terms are too large to be solved as one: only single terms go in parts."""
    if len(instance.reviews) >= LARGE and len(instance.terms) > 1:
        problem = Problem(
            where="$.terms",
            value=f"{len(instance.terms)} terms with {len(instance.reviews):,} reviews",
            expected=f"one term, or fewer than {LARGE} reviews in all",
            remedy="Solve each term by itself, one after the other, and carry each into the next: qa-scheduler carry.",
        )
        raise InvalidInput([problem], instance.name)


def solve_in_child(
    instance: Instance, options: Options, report: Report = lambda _: None, work: Work = search
) -> Outcome:
    """Search in a child process and return what it found, or the best it had reported when it was stopped.

    See `in_child`. `work` is another search, so that tests can put a faulty one here.

    Raises:
        InvalidInput: several terms have more reviews than can be solved at once.
    """
    refuse_too_large(instance)
    ended = in_child(work, instance, options, report)
    if ended.whole:
        assert isinstance(ended.result, Outcome)
        return replace(ended.result, notices=(*ended.notices, *ended.result.notices))
    schedule: Schedule | None = ended.result
    if schedule is None or schedule.certificate is None:
        return Outcome(Status.UNKNOWN, interrupted=ended.interrupted, notices=ended.notices)
    kept = marked(schedule, interrupted=ended.interrupted)
    return Outcome(schedule.certificate.status, kept, interrupted=ended.interrupted, notices=ended.notices)


def marked(schedule: Schedule, *, interrupted: bool) -> Schedule:
    """The schedule whose certificate says whether its search was interrupted."""
    if schedule.certificate is None:
        return schedule
    certificate = schedule.certificate.model_copy(update={"interrupted": interrupted})
    return schedule.model_copy(update={"certificate": certificate})


@dataclass(frozen=True)
class Solved:
    """What came out. values, bounds: of each goal, in their order. schedule: None where none was found.

    proven: whether the values are the best, or, without a schedule, whether there is none. agreed: the goals whose
    values the relaxation or two solvers call the best; proven is what all of them are. notices: of the search.
    """

    values: Values
    bounds: Values
    schedule: Schedule | None
    proven: bool
    notices: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


def solve_afresh(options: Options, instance: Instance) -> Solved:
    """The work of a process: solve from nothing. The time limit counts from now."""
    outcome = search(instance, replace(options, started=time.monotonic()), lambda _: None, None)
    if outcome.schedule is None or outcome.schedule.certificate is None:
        return Solved({}, {}, None, outcome.status == Status.INFEASIBLE, outcome.notices)
    certificate = outcome.schedule.certificate
    return Solved(
        {result.goal: result.value for result in certificate.goals},
        {result.goal: result.bound for result in certificate.goals},
        outcome.schedule,
        certificate.is_agreed,
        outcome.notices,
        tuple(result.goal for result in certificate.goals if result.is_agreed),
    )


def priced_goals(instance: Instance) -> tuple[Goal, ...]:
    """The goals that have a price: all but fairness, for what is fair hangs on the schedule."""
    return tuple(goal for goal in instance.policy.goals if goal.goal != FAIRNESS_GOAL)


def unfair(instance: Instance) -> Instance:
    """The instance in which nothing is decided for fairness."""
    policy = instance.policy.model_copy(update={"goals": priced_goals(instance)})
    return instance.model_copy(update={"policy": policy})


def shared_time(options: Options, tasks: Sequence[object]) -> Options:
    """The options for each of several solves that share what time is left, each with one worker."""
    left = options.left()
    if left is None or not tasks:
        return options
    rounds = -(-len(tasks) // (options.means.room or options.workers))
    return replace(options, time_limit_seconds=max(0.01, left) / rounds, workers=1)
