"""How much faster two workers of a cluster are than one, what killed workers cost, and what a nation's gap is there.

Workers of Dask's are begun on this machine, each with one thread, as on machines of one core.
"""

import logging
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

from benchmarks.machine import ROOT
from models.change import CancelReview, Change, DropOut
from models.instance import Instance
from models.policy import QUALITY_GOAL
from models.schedule import Schedule
from scheduler import nation
from scheduler.generating import Recipe, generate
from scheduler.plan import Plan
from scheduler.processes.crew import fan_out
from scheduler.processes.means import HERE, Means
from scheduler.repairs.scenarios import Scenario, WhatIf, what_if
from scheduler.solvers.options import Options, repair_options
from scheduler.storage import load_instance, load_plan

_TASKS, _MACHINES = 100, 5
_NOTICE = timedelta(days=7)


@contextmanager
def workers(count: int) -> Iterator[Any]:
    """So many workers, each a process with a nanny that begins it anew where it dies; without Dask's own profiler."""
    from dask import config
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": logging.CRITICAL}
    with config.set({"distributed.worker.profile.enabled": False}), LocalCluster(n_workers=count, **options) as cluster:
        yield cluster


# How much faster


def faster(name: str, seed: int = 0) -> Iterator[str]:
    """A hundred drawn scenarios of a stored schedule: here one after the other, on one worker, and on two."""
    instance, schedule = load_plan(str(ROOT / "solutions" / f"{name}.json"), load_instance(name))
    scenarios = list(drawn(schedule, seed))
    seconds, found = dict[int, float](), dict[int, WhatIf]()
    for count in (0, 1, 2):
        if not count:
            seconds[0], found[0] = _timed(lambda: _tried(instance, schedule, scenarios, HERE))
        else:
            with workers(count) as cluster:
                means = Means(cluster.scheduler_address)
                fanned = lambda: _tried(instance, schedule, scenarios, means)  # noqa: E731, B023
                seconds[count], found[count] = _timed(fanned)
        same = "the same" if found[count] == found[0] else "not the same"
        yield f"{count or 'no'} worker{'' if count == 1 else 's'}: {seconds[count]:.1f} s, {same} as here"
    yield f"{name}: {len(scenarios)} scenarios on two workers {seconds[1] / seconds[2]:.2f} times as fast as on one"


def drawn(schedule: Schedule, seed: int) -> Iterator[Scenario]:
    """Reviews that are cancelled and reviewers who drop out, a week before."""
    every: list[Change] = []
    for planned in schedule.reviews:
        if planned.slot is not None:
            notice = planned.slot - _NOTICE
            every.append(CancelReview(notice=notice, review=planned.review, reason="ofsted"))
            every += [DropOut(notice=notice, review=planned.review, person=person) for person in planned.reviewers]
    chosen = random.Random(seed).sample(every, min(_TASKS, len(every)))
    return (Scenario(str(number), (change,)) for number, change in enumerate(chosen))


def _tried(instance: Instance, schedule: Schedule, scenarios: Sequence[Scenario], means: Means) -> WhatIf:
    tried = what_if(instance, schedule, scenarios, repair_options(None, 1, deterministic=True, means=means), 1)
    if tried.interrupted:
        raise KeyboardInterrupt
    return tried


def _timed(work: Callable[[], WhatIf]) -> tuple[float, WhatIf]:
    begun = time.monotonic()
    done = work()
    return time.monotonic() - begun, done


# Killed


def killed(runs: int) -> Iterator[str]:
    """One of five workers is killed in each run of a hundred tasks, at a drawn moment."""
    right, again, squares = 0, list[str](), [task * task for task in range(_TASKS)]
    for seed in range(runs):
        at, found = random.Random(seed).randrange(10, 90), list[tuple[int, int]]()
        with workers(_MACHINES) as cluster:
            victim = random.Random(seed).choice(sorted(cluster.workers))
            tasks, means = range(_TASKS), Means(cluster.scheduler_address)
            for each in fan_out(slow_square, seed, tasks, 1, means=means, tell=lambda *told: again.append(told[1])):
                found.append(each)
                if len(found) == at:
                    os.kill(cluster.workers[victim].pid, 9)
        right += len(found) == _TASKS and sorted(found) == [
            (task, seed + square) for task, square in enumerate(squares)
        ]
    yield f"{right} of {runs} runs with exactly {_TASKS} results, all right; {len(again)} tasks were tried again"


def slow_square(shared: int, task: int) -> int:
    """The work of a process, which takes a moment."""
    time.sleep(0.1)
    return shared + task * task


# A network in districts


def gap(schools: int, seconds: float, seed: int = 1) -> Iterator[str]:
    """The gap of a drawn network's quality after so long: here, and on two workers."""
    instance = generate(Recipe("drawn", schools, hubs=schools // 40, terms=(1,), seed=seed))
    gaps = []
    for count in (0, 2):
        with workers(count) if count else nullcontext() as cluster:
            means = Means(cluster.scheduler_address) if cluster is not None else HERE
            begun, options = time.monotonic(), Options(time_limit_seconds=seconds, workers=2, seed=seed, means=means)
            found = nation.solve(instance, options)
            took = time.monotonic() - begun
        assert found.schedule is not None and found.schedule.certificate is not None
        goal = next(one for one in found.schedule.certificate.goals if one.goal == QUALITY_GOAL)
        gaps.append((goal.value - goal.bound) / max(1, Plan(instance, found.schedule).km))
        where = f"{len(instance.reviews)} reviews, {f'on {count} workers' if count else 'here'}"
        yield f"{where}: gap {100 * gaps[-1]:.3f} %, {took:.0f} s, {len(found.notices)} notices"
    yield f"difference {100 * abs(gaps[0] - gaps[1]):.3f} % of the km"
