"""What must hold and what is aimed for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks.runs import Run
from benchmarks.standing import fairness_gap, last_gap, seconds_to_gap, seconds_to_gap_given, seconds_to_proof


@dataclass(frozen=True)
class Target:
    """One figure of the runs of ours on a family. must and aim: the most it may be; None where nothing is asked.

    of_all: how the seeds make one figure; the median, or the worst where all of them must keep to it.
    """

    family: str
    figure: str
    of: Callable[[Run], float]
    unit: str
    must: float | None
    aim: float | None
    of_all: Callable[[list[float]], float] = median


def _percent(of: Callable[[Run], float]) -> Callable[[Run], float]:
    return lambda run: 100 * of(run)


def _within(share: float) -> Callable[[Run], float]:
    return partial(seconds_to_gap, share=share)


def _peak_gb(run: Run) -> float:
    return run.peak_mb / 1024


_FAIRNESS = _percent(partial(fairness_gap, later=60))
TARGETS = (
    Target("term", "goals 1-3 at their bounds, quality within 0.5 %", _within(0.005), "s", 30, 5),
    Target("term", "quality within 0.1 %", _within(0.001), "s", 60, 15),
    Target("term", "goals 1-5 proven, slowest seed", seconds_to_proof, "s", 120, 30, max),
    Target("term", "fairness 60 s later, of its value before", _FAIRNESS, "%", 10, 2),
    Target("as-reported", "goals 1-3 at their bounds, quality within 0.5 %", _within(0.005), "s", 90, 5),
    Target("as-reported", "quality within 0.1 %", _within(0.001), "s", 180, 15),
    Target("as-reported", "goals 1-5 proven, slowest seed", seconds_to_proof, "s", None, 300, max),
    Target("year", "quality within 0.5 %", _within(0.005), "s", 180, 60),
    Target("year", "quality's gap at the end", _percent(last_gap), "%", None, 0.05),
    Target("nation", "quality within 2 %", partial(seconds_to_gap_given, share=0.02), "s", 900, None),
    Target("nation", "quality within 1 %", partial(seconds_to_gap_given, share=0.01), "s", None, 300),
    Target("nation", "memory at most", _peak_gb, "GB", 10, None, max),
)
EXPONENT_AIM = 1.2
