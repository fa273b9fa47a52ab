"""How the time to 1 % grows with the number of schools."""

from dataclasses import dataclass
from math import inf

import numpy as np

from benchmarks.runs import Run
from benchmarks.standing import seconds_to_gap_given

SHARE = 0.01
_FAMILIES = ("growth", "nation")


@dataclass(frozen=True)
class Fit:
    """seconds = factor * schools ** slope, by least squares of the logarithms."""

    slope: float
    factor: float
    smallest: int
    largest: int


def points(runs: tuple[Run, ...]) -> list[tuple[int, float, float]]:
    """(schools, seconds to 1 %, or infinite, the limit) of every size, smallest first."""
    of_ours = [run for run in runs if run.method == "ours" and run.family in _FAMILIES]
    return sorted((run.schools, seconds_to_gap_given(run, SHARE), run.limit_seconds) for run in of_ours)


def exponent(runs: tuple[Run, ...]) -> Fit | None:
    """The fit over all sizes that reached it; None with fewer than three."""
    reached = [(schools, seconds) for schools, seconds, _ in points(runs) if seconds < inf]
    if len({schools for schools, _ in reached}) < 3:
        return None
    schools, seconds = np.log(np.array(reached, dtype=float)).T
    slope, height = np.polyfit(schools, seconds, 1)
    return Fit(float(slope), float(np.exp(height)), reached[0][0], reached[-1][0])
