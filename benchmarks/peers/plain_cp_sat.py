"""Plain CP-SAT: the full model, one objective, default parameters, nothing but a time limit."""

import time

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers import Report
from benchmarks.peers.weighing import objective
from models.instance import Instance
from scheduler.model import Model
from scheduler.solvers.options import Options, Progress
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Program

_INFINITE = 1 << 62


def solve(instance: Instance, options: Options, report: Report) -> str:
    model = Model(instance)
    plain = _plain(model, objective(model))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = options.seed
    if options.time_limit_seconds is not None:
        left = options.time_limit_seconds - (time.monotonic() - options.started)
        solver.parameters.max_time_in_seconds = max(0.01, left)
    return solver.status_name(solver.solve(plain, _Listener(model, options, report))).lower()


def _plain(program: Program, cost: Ints) -> cp_model.CpModel:
    """All columns and rows. Written straight into the message: four times faster than expression by expression."""
    model = cp_model.CpModel()
    message = model.proto
    for highest in program.highest.tolist():
        message.variables.add().domain.extend((0, highest))
    matrix = program.matrix
    start, column, factor = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.astype(np.int64).tolist()
    limits = [np.clip(limit, -_INFINITE, _INFINITE).astype(np.int64) for limit in (program.lower, program.upper)]
    for row, limit in enumerate(np.stack(limits, axis=1).tolist()):
        entries = slice(start[row], start[row + 1])
        linear = message.constraints.add().linear
        linear.vars.extend(column[entries])
        linear.coeffs.extend(factor[entries])
        linear.domain.extend(limit)
    priced = np.flatnonzero(cost)
    message.objective.vars.extend(priced.tolist())
    message.objective.coeffs.extend(cost[priced].tolist())
    return model


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, options: Options, report: Report) -> None:
        super().__init__()
        self._model, self._options, self._report = model, options, report

    def on_solution_callback(self) -> None:
        values = np.array(self.response_proto.solution, dtype=np.int64)
        seconds = time.monotonic() - self._options.started
        self._report(Progress(seconds, "found", schedule=self._model.schedule(values)))
