"""Plain HiGHS: the full model as one MIP, default options, nothing but a time limit."""

import time
from typing import Any

import highspy
import numpy as np

from benchmarks.peers import Report
from benchmarks.peers.weighing import objective
from models.instance import Instance
from scheduler.model import Model
from scheduler.solvers.options import Options, Progress
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Program


def solve(instance: Instance, options: Options, report: Report) -> str:
    model = Model(instance)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.passModel(_plain(model, objective(model)))
    highs.setOptionValue("random_seed", options.seed)
    if options.time_limit_seconds is not None:
        left = options.time_limit_seconds - (time.monotonic() - options.started)
        highs.setOptionValue("time_limit", max(0.01, left))

    def hear(event: Any) -> None:
        offer(event.data_out.mip_solution)

    def offer(solution: Any) -> None:
        values = np.rint(np.asarray(solution)).astype(np.int64)
        report(Progress(time.monotonic() - options.started, "found", schedule=model.schedule(values)))

    highs.cbMipImprovingSolution.subscribe(hear)
    highs.run()
    if highs.getSolution().value_valid:
        offer(highs.getSolution().col_value)
    highs.resetGlobalScheduler(True)  # its default number of threads would bind all later models of this process
    return str(highs.modelStatusToString(highs.getModelStatus())).lower()


def _plain(program: Program, cost: Ints) -> highspy.HighsLp:
    plain = highspy.HighsLp()
    plain.num_col_, plain.num_row_ = len(program), program.matrix.shape[0]
    plain.col_cost_ = cost.astype(float)
    plain.col_lower_, plain.col_upper_ = np.zeros(len(program)), program.highest.astype(float)
    plain.row_lower_, plain.row_upper_ = program.lower, program.upper
    plain.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    plain.a_matrix_.start_, plain.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    plain.a_matrix_.value_ = program.matrix.data
    plain.integrality_ = [highspy.HighsVarType.kInteger] * len(program)
    return plain
