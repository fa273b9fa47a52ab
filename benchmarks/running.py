"""Runs a suite: task after task, each stored at once, so that what was interrupted goes on where it stopped.

On the machines of a cluster, several at once: each run says on which machine it was measured.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

from benchmarks.judging import judged
from benchmarks.listening import listen
from benchmarks.machine import this_machine
from benchmarks.runs import Run, file_name, store, stored
from benchmarks.standing import best, last_gap, worth
from benchmarks.suite import Task
from models.digest import instance_sha256
from models.instance import Instance
from scheduler.processes.crew import Crew, Tell
from scheduler.processes.means import HERE, Means
from scheduler.storage import dumps

Measure = Callable[[Task], Run]


def measure(task: Task) -> Run:
    """One run, on this machine."""
    instance, machine = task.case.make(), this_machine()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.json"
        file.write_text(dumps(instance), encoding="utf-8")
        told = listen(task.method, file, task.seconds, task.seed, task.enough)
    return Run(
        method=task.method,
        instance=task.case.name,
        family=task.case.family,
        seed=task.seed,
        schools=len(instance.schools),
        reviews=len(instance.reviews),
        instance_sha256=instance_sha256(instance),
        limit_seconds=task.seconds,
        end_seconds=round(told.end_seconds, 3),
        ending=told.ending,
        peak_mb=told.peak_mb,
        others_cores=round(told.others_cores, 2),
        machine=machine,
        moments=judged(told, instance),
    )


def run(
    tasks: Iterable[Task],
    folder: Path,
    measure: Measure = measure,
    means: Means = HERE,
    tell: Tell = lambda name, reason: None,
) -> Iterator[Run]:
    """Make every run that the folder does not hold yet.

    tell: hears of the runs that machines of a cluster did not end, and why; they are still missing.
    """
    missing = _missing(tasks, folder)
    for made in _on_machines(missing, measure, means, tell) if means.cluster else map(measure, missing):
        store(made, folder)
        yield made


def _missing(tasks: Iterable[Task], folder: Path) -> Iterator[Task]:
    """Tasks on one instance follow each other: it is made once."""
    done = {run.file_name: run.limit_seconds for run in stored(folder)}
    for case, group in groupby(tasks, key=lambda task: task.case):
        missing = [t for t in group if done.get(file_name(t.method, case.name, t.seed), 0) < t.seconds]
        if missing:
            made = replace(case, make=partial(_made, case.make()))
            yield from (replace(task, case=made) for task in missing)


def _made(instance: Instance) -> Instance:
    return instance


def _on_machines(missing: Iterator[Task], measure: Measure, means: Means, tell: Tell) -> Iterator[Run]:
    """Who allowed a waiver does not travel, so of which instance a run was is known here alone."""
    named = (
        ((f"{task.case.name} {task.method}, seed {task.seed}", instance_sha256(task.case.make())), task)
        for task in missing
    )
    with Crew(_measured, measure, 1, means=means, tell=lambda name, reason: tell(name[0], reason)) as crew:
        for (_, sha256), made in crew.steadily(lambda: next(named, None)):
            if isinstance(made, Run):
                yield made.model_copy(update={"instance_sha256": sha256})


def _measured(measure: Measure, task: Task) -> Run:
    """The work of a machine."""
    return measure(task)


def sentence(run: Run) -> str:
    """How a run went, in one line."""
    found = best(run)
    schedule = "no schedule" if found is None else " ".join(str(value) for value in worth(found))
    gap = last_gap(run)
    known = f", gap {100 * gap:.3f} %" if gap < 10 else ""
    disturbed = f", disturbed: {run.others_cores:g} cores worked for others" if run.was_disturbed else ""
    used = f"{run.end_seconds:.0f} s, {run.peak_mb} MB{disturbed}"
    return f"{run.instance} {run.method}: {schedule}{known}, {used} ({run.ending})"
