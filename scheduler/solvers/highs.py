"""HiGHS on some of a program's columns, by branch and bound; all others are 0.

It starts from nothing: no solution is passed to it (with one, HiGHS 1.16 has been seen to report false optima), and no
row that asks for a better one (a row over all columns made it three times slower).
"""

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from models.schedule import Status
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer, Halt, Program

_NODES_A_WORK = 60  # branches that count as one of the units in which work is limited
_STOPPED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kInterrupt,
)


def minimise(
    program: Program,
    columns: Ints,
    cost: Ints,
    options: Options,
    seconds: float | None,
    found: Callable[[Ints], None] = lambda values: None,
    halt: Halt | None = None,
    *,
    is_short: bool = False,
    enough: float = np.inf,
    in_parts: bool = False,
) -> Answer:
    """Minimise `cost` over the given columns. `found` hears of every better solution.

    seconds: the limit, None for none; in deterministic mode `options.work_limit` limits the branches instead. is_short:
    little search is expected, so that what prepares a long one is left out. enough: once the bound is there, it ends.
    in_parts: it is one of many small parts, of which good values are wanted rather than a bound.
    """
    highs = _loaded(program, columns, cost, options.seed)
    # HiGHS 1.16 was seen to hang in this heuristic's presolve, beyond any limit. A bound is there as soon without it;
    # small parts are not: summer's fairness was 8,156 km after 90 s instead of 7,800.
    highs.setOptionValue("mip_heuristic_run_rens", in_parts)
    if is_short:  # measured: of 1.3 s for a slot's 13,300 columns, 1.2 s were presolve; without it, 0.5 s in all
        highs.setOptionValue("presolve", "off")
    if options.deterministic:
        highs.setOptionValue("mip_max_nodes", int(_NODES_A_WORK * options.work_limit))
    elif seconds is not None:
        highs.setOptionValue("time_limit", max(seconds, 0.01))

    def whole(values: Any) -> Ints:
        every = np.zeros(len(program), dtype=np.int64)
        every[columns] = np.rint(np.asarray(values)).astype(np.int64)
        return every

    highs.cbMipImprovingSolution.subscribe(lambda event: found(whole(event.data_out.mip_solution)))

    def ends(event: Any) -> None:
        if (halt is not None and halt.called) or event.data_out.mip_dual_bound >= enough:
            event.interrupt()

    if halt is not None or enough < np.inf:
        highs.cbMipInterrupt.subscribe(ends)
    highs.run()
    status, known = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Status.INFEASIBLE, None, None)
    if status != highspy.HighsModelStatus.kOptimal and status not in _STOPPED:
        return Answer(Status.UNKNOWN, None, None)
    bound = int(np.ceil(known.mip_dual_bound - 1e-4)) if np.isfinite(known.mip_dual_bound) else None
    if known.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(Status.UNKNOWN, None, bound)
    values = whole(highs.getSolution().col_value)
    value = int(cost @ values)
    closed = status == highspy.HighsModelStatus.kOptimal and bound is not None
    return Answer(Status.OPTIMAL if closed else Status.FEASIBLE, values, None if bound is None else min(bound, value))


def _loaded(program: Program, columns: Ints, cost: Ints, seed: int) -> Any:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.999)  # the cost is whole
    count, nothing = len(columns), np.zeros(0, dtype=np.int32)
    price, highest = cost[columns].astype(float), program.highest[columns].astype(float)
    highs.addCols(count, price, np.zeros(count), highest, 0, np.zeros(count, dtype=np.int32), nothing, np.zeros(0))
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.ones(count, dtype=np.uint8))
    rows = program.rows_that_can_bind(columns)
    part, lower, upper = program.matrix[rows][:, columns].tocsr(), program.lower[rows], program.upper[rows]
    highs.addRows(len(rows), lower, upper, part.nnz, part.indptr[:-1], part.indices, part.data)
    return highs
