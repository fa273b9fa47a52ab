"""Runs a suite: task after task, each stored at once, so that what was interrupted goes on where it stopped."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.judging import judged
from benchmarks.listening import listen
from benchmarks.machine import this_machine
from benchmarks.runs import Machine, Run, file_name, store, stored
from benchmarks.standing import best, last_gap, worth
from benchmarks.suite import Task
from models.digest import instance_sha256
from models.instance import Instance
from scheduler.storage import dumps

Measure = Callable[[Task, Instance, Machine], Run]


def measure(task: Task, instance: Instance, machine: Machine) -> Run:
    """One run."""
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


def run(tasks: Iterable[Task], folder: Path, measure: Measure = measure) -> Iterator[Run]:
    """Make every run that the folder does not hold yet. Tasks on one instance follow each other: it is made once."""
    done = {run.file_name: run.limit_seconds for run in stored(folder)}
    machine = this_machine()
    for case, group in groupby(tasks, key=lambda task: task.case):
        missing = [t for t in group if done.get(file_name(t.method, case.name, t.seed), 0) < t.seconds]
        instance = case.make() if missing else None
        for task in missing:
            assert instance is not None
            made = measure(task, instance, machine)
            store(made, folder)
            yield made


def sentence(run: Run) -> str:
    """How a run went, in one line."""
    found = best(run)
    schedule = "no schedule" if found is None else " ".join(str(value) for value in worth(found))
    gap = last_gap(run)
    known = f", gap {100 * gap:.3f} %" if gap < 10 else ""
    disturbed = f", disturbed: {run.others_cores:g} cores worked for others" if run.was_disturbed else ""
    used = f"{run.end_seconds:.0f} s, {run.peak_mb} MB{disturbed}"
    return f"{run.instance} {run.method}: {schedule}{known}, {used} ({run.ending})"
