"""The methods that are compared. Each is one module with a function `solve`, run in a process of its own.

    solve(instance, options, report) -> what the method says of its end

`report` hears of every schedule as soon as it is found. All methods count their limit from `options.started`, the start
of their process, so that importing, reading the instance and building a model cost each of them what they cost.
"""

from collections.abc import Callable
from importlib import import_module

from models.instance import Instance
from scheduler.solvers.options import Options, Progress

Report = Callable[[Progress], None]
Solve = Callable[[Instance, Options, Report], str]

METHODS = {
    "ours": "ours",
    "plain-cp-sat": "plain CP-SAT",
    "plain-highs": "plain HiGHS",
    "greedy": "greedy coordinator",
}
"""Every method's id, which is also its module, and its name."""


def solve_of(method: str) -> Solve:
    """The `solve` of a method. Imported only now: a method pays for the imports it needs, and for no others."""
    solve: Solve = import_module(f"benchmarks.peers.{method.replace('-', '_')}").solve
    return solve
