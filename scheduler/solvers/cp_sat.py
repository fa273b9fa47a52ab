"""CP-SAT on some of a program's columns; all others are 0."""

from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from models.schedule import Status
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Answer, Halt, Program

STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
    cp_model.MODEL_INVALID: Status.MODEL_INVALID,
}
_INFINITE = 1 << 62


def minimise(
    program: Program,
    columns: Ints,
    cost: Ints,
    options: Options,
    seconds: float | None,
    hint: Ints | None = None,
    found: Callable[[Ints], None] = lambda values: None,
    halt: Halt | None = None,
    *,
    is_short: bool = False,
    enough: float = np.inf,
) -> Answer:
    """Minimise `cost` over the given columns. `found` hears of every better solution.

    seconds: the limit, None for none; in deterministic mode `options.work_limit` counts instead. is_short: little
    search is expected, so that what prepares a long one is left out. enough: once the bound is there, it ends.
    """
    model, variables = _model(program, columns, cost, hint)
    solver = cp_model.CpSolver()
    _configure(solver, options, seconds)
    if is_short:  # measured: of 10 s for one circle of 28,000 columns, 5 s went into probing and symmetries
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
    listener = _Listener(variables, columns, len(program), found)
    if enough < np.inf:
        solver.best_bound_callback = lambda bound: solver.stop_search() if bound >= enough else None
    if halt is not None:
        halt.ends(solver.stop_search)
        if halt.called:
            return Answer(Status.UNKNOWN, None, None)
    status = STATUS[solver.solve(model, listener)]
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return Answer(status, None, None)
    values = np.zeros(len(program), dtype=np.int64)
    values[columns] = np.array(solver.response_proto.solution, dtype=np.int64)
    return Answer(status, values, int(np.ceil(solver.best_objective_bound - 1e-6)))


def _configure(solver: cp_model.CpSolver, options: Options, seconds: float | None) -> None:
    parameters = solver.parameters
    parameters.random_seed = options.seed
    # HiGHS takes one worker's place beside it.
    parameters.num_workers = 1 if options.deterministic or options.safe else max(1, options.workers - 1)
    if parameters.num_workers <= 2:
        # Measured: with max_lp the last 0.1 % closes in seconds, with the default subsolvers not in minutes.
        parameters.linearization_level = 2
        parameters.subsolvers.extend(["max_lp", "reduced_costs"][: parameters.num_workers])
    parameters.catch_sigint_signal = False
    if options.deterministic:
        parameters.max_deterministic_time = options.work_limit
    elif seconds is not None:
        parameters.max_time_in_seconds = max(seconds, 0.01)
    if options.safe:
        parameters.cp_model_presolve = False


def _model(
    program: Program, columns: Ints, cost: Ints, hint: Ints | None
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, int(high), "") for high in program.highest[columns]]
    rows = program.rows_that_can_bind(columns)
    part = program.matrix[rows][:, columns].tocsr()
    ends, places, factors = part.indptr.tolist(), part.indices.tolist(), part.data.astype(np.int64).tolist()
    lower, upper = _whole(program.lower[rows]), _whole(program.upper[rows])
    for row, (least, most) in enumerate(zip(lower, upper, strict=True)):
        entries = slice(ends[row], ends[row + 1])
        members = [variables[k] for k in places[entries]]
        total = cp_model.LinearExpr.weighted_sum(members, factors[entries])
        model.add_linear_constraint(total, least, most)
    priced = np.flatnonzero(cost[columns])
    model.minimize(cp_model.LinearExpr.weighted_sum([variables[k] for k in priced], cost[columns][priced].tolist()))
    if hint is not None:
        for variable, value in zip(variables, hint[columns].tolist(), strict=True):
            model.add_hint(variable, value)
    return model, variables


def _whole(limits: Floats) -> list[int]:
    return np.clip(limits, -_INFINITE, _INFINITE).astype(np.int64).tolist()  # type: ignore[no-any-return]


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(
        self, variables: list[cp_model.IntVar], columns: Ints, size: int, found: Callable[[Ints], None]
    ) -> None:
        super().__init__()
        self._variables, self._columns, self._size, self._found = variables, columns, size, found

    def on_solution_callback(self) -> None:
        values = np.zeros(self._size, dtype=np.int64)
        values[self._columns] = [self.value(variable) for variable in self._variables]
        self._found(values)
