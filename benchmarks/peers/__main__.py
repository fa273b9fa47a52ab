"""One method at work in a process of its own: `python -m benchmarks.peers METHOD INSTANCE SECONDS SEED STARTED`.

Writes what it reports as lines of JSON. STARTED is the moment, on the machine's monotonic clock, from which SECONDS
count.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.peers import solve_of
from scheduler.solvers.options import Options, Progress
from scheduler.storage import load_instance


def main(method: str, instance: str, seconds: str, seed: str, started: str) -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("w") as nowhere:  # solvers print banners where the lines go
        os.dup2(nowhere.fileno(), 1)

    def report(progress: Progress) -> None:
        print(json.dumps(_line(progress)), file=out, flush=True)

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    options = Options(time_limit_seconds=float(seconds), workers=cores or 1, seed=int(seed), started=float(started))
    said = solve_of(method)(load_instance(instance), options, report)
    print(json.dumps({"said": said}), file=out, flush=True)


def _line(progress: Progress) -> dict[str, Any]:
    schedule = progress.schedule
    return {
        "step": progress.step,
        "goal": progress.goal,
        "bound": progress.bound,
        "gap": progress.gap,
        "schedule": None if schedule is None else schedule.model_dump(mode="json", exclude_defaults=True),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
