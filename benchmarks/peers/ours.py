"""The engine, exactly as `qa-scheduler solve` starts it: a search in a child process."""

import time

from benchmarks.peers import Report
from models.instance import Instance
from scheduler.solvers.options import Options, Progress
from scheduler.solving import solve_in_child


def solve(instance: Instance, options: Options, report: Report) -> str:
    outcome = solve_in_child(instance, options, report)
    report(Progress(time.monotonic() - options.started, "end", schedule=outcome.schedule))
    said = "; ".join([outcome.status, *outcome.notices, *outcome.clashes])
    return " ".join(said.split())  # a traceback in a notice has many lines
