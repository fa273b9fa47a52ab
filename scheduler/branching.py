"""A second opinion: HiGHS asks whether any schedule is better than one that CP-SAT calls optimal.

It works on the same columns and rows, by branch and bound instead of clauses, and starts from nothing: no solution is
passed to it (with one, HiGHS 1.16 has been seen to report false optima), and no row that asks for a better one (a row
over all columns made it three times slower).
"""

import highspy
import numpy as np

from scheduler.program import Program
from scheduler.rows import Ints

_NODES = 2_000
_TELLING = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
)


def bound(program: Program, columns: Ints, cost: Ints, value: int, seconds: float | None) -> int | None:
    """A bound on `cost` over the given columns, the others 0: at most `value`, and `value` if nothing better exists.

    seconds: the limit; where there is none, the branches are counted. None is returned where HiGHS could not tell
    anything.
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.999)  # the cost is whole
    if seconds is None:
        highs.setOptionValue("mip_max_nodes", _NODES)
    else:
        highs.setOptionValue("time_limit", max(seconds, 0.01))
    count, nothing = len(columns), np.zeros(0, dtype=np.int32)
    price = cost[columns].astype(float)
    start = np.zeros(count, dtype=np.int32)
    highs.addCols(count, price, np.zeros(count), program.highest[columns].astype(float), 0, start, nothing, np.zeros(0))
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.ones(count, dtype=np.uint8))
    rows = program.rows_that_can_bind(columns)
    part = program.matrix[rows][:, columns].tocsr()
    highs.addRows(
        len(rows), program.lower[rows], program.upper[rows], part.nnz, part.indptr[:-1], part.indices, part.data
    )
    highs.run()
    status = highs.getModelStatus()
    found = highs.getInfo().mip_dual_bound
    return min(value, int(np.ceil(found - 1e-4))) if status in _TELLING and np.isfinite(found) else None
