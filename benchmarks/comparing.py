"""Whether newer results are worse than older ones, beyond noise.

Runs of ours are paired by instance and seed. A figure's change is the mean of the logarithms of new / old,
with Student's 95 % interval; it is a regression if the whole interval lies beyond what is allowed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import exp, inf, log
from statistics import median

import numpy as np
from scipy import stats

from benchmarks.runs import Run
from benchmarks.standing import best as best_of
from benchmarks.standing import last_gap, seconds_to_first, seconds_to_gap, worth

ALLOWED = 0.02
TIME_NOISE = 0.10
"""Times of one and the same program differ by about so much from run to run on a shared machine."""
_FEWEST = 3
_LEAST_GAP = 0.001
_LEAST_SECONDS = 1.0

Pair = tuple[Run, Run]


@dataclass(frozen=True)
class Figure:
    """What is compared. least: smaller figures count as this one, for a share of next to nothing says nothing."""

    name: str
    of: Callable[[Run], float]
    least: float
    is_time: bool

    def read(self, run: Run) -> float:
        """The figure of a run. What was not reached counts as twice the limit, or as a gap of 100 %."""
        found = self.of(run)
        if found == inf:
            found = 2 * run.limit_seconds if self.is_time else 1.0
        return max(found, self.least)


FIGURES = (
    Figure("quality's gap at the end", last_gap, _LEAST_GAP, is_time=False),
    Figure("time to the first schedule", seconds_to_first, _LEAST_SECONDS, is_time=True),
    Figure("time to a gap of 0.5 %", lambda run: seconds_to_gap(run, 0.005), _LEAST_SECONDS, is_time=True),
)


@dataclass(frozen=True)
class Change:
    """How much larger a figure is in the newer results, as a share, with its 95 % interval."""

    family: str
    figure: str
    pairs: int
    change: float
    low: float
    high: float
    allowed: float

    @property
    def is_regression(self) -> bool:
        return self.low > self.allowed

    @property
    def sentence(self) -> str:
        """The change in words."""
        interval = f"95 % interval {self.low:+.1%} to {self.high:+.1%}, {self.pairs} pairs"
        return f"{self.family}: {self.figure} {self.change:+.1%} ({interval}; allowed {self.allowed:.0%})"


def pairs_of(old: tuple[Run, ...], new: tuple[Run, ...]) -> list[Pair]:
    """Runs of ours on the same facts, with the same seed and limit."""
    before = {_same(run): run for run in old if run.method == "ours"}
    return [(before[_same(run)], run) for run in new if run.method == "ours" and _same(run) in before]


def not_measured(old: tuple[Run, ...], new: tuple[Run, ...]) -> Iterator[str]:
    """Of every older run of ours, that it was not made again on the same facts, with the same seed and limit."""
    measured = {_same(run) for run in new if run.method == "ours"}
    for run in old:
        if run.method == "ours" and _same(run) not in measured:
            yield f"{run.instance}, seed {run.seed}: not measured again, or on other facts or with another limit"


def _same(run: Run) -> tuple[str, str, int, float]:
    return run.instance, run.instance_sha256, run.seed, run.limit_seconds


def changes(pairs: list[Pair]) -> Iterator[Change]:
    """Every figure's change, over all instances and family by family where there are enough pairs.

    Times are compared only of pairs that nothing else on the machine disturbed.
    """
    families = [(family, list(group)) for family, group in groupby(sorted(pairs, key=_family), key=_family)]
    for name, group in [("all", pairs), *(families if len(families) > 1 else [])]:
        calm = [(old, new) for old, new in group if not old.was_disturbed and not new.was_disturbed]
        for figure in FIGURES:
            compared = calm if figure.is_time else group
            if len(compared) >= _FEWEST:
                yield _change(name, figure, compared)


def losses(pairs: list[Pair]) -> Iterator[str]:
    """What no noise excuses: a schedule that breaks a rule, or worse goals 1-3 where both runs ended by themselves."""
    for old, new in pairs:
        broken = next((moment.breach for moment in new.moments if moment.breach), "")
        if broken:
            yield f"{new.instance}, seed {new.seed}: a schedule breaks a rule: {broken}"
        before, after = best_of(old), best_of(new)
        if before is not None and after is None:
            yield f"{new.instance}, seed {new.seed}: no schedule in {new.limit_seconds:g} s; there was one before"
        if before is not None and after is not None and worth(after)[:3] > worth(before)[:3]:
            yield f"{new.instance}, seed {new.seed}: goals 1-3 are {worth(after)[:3]}; they were {worth(before)[:3]}"


def _family(pair: Pair) -> str:
    return pair[0].family


def _change(family: str, figure: Figure, pairs: list[Pair]) -> Change:
    logs = np.array([log(figure.read(new) / figure.read(old)) for old, new in pairs])
    middle, half = float(logs.mean()), 0.0
    if logs.std() > 0:
        half = float(stats.t.ppf(0.975, len(logs) - 1) * logs.std(ddof=1) / len(logs) ** 0.5)
    allowed = max(TIME_NOISE, _spread(figure, pairs)) if figure.is_time else ALLOWED
    return Change(
        family, figure.name, len(pairs), exp(middle) - 1, exp(middle - half) - 1, exp(middle + half) - 1, allowed
    )


def _spread(figure: Figure, pairs: list[Pair]) -> float:
    """How far the older results' seeds lie apart on one instance: half the range over the median, typically."""
    found = []
    for _, group in groupby(sorted((old for old, _ in pairs), key=lambda run: run.instance), lambda run: run.instance):
        figures = [figure.read(run) for run in group]
        if len(figures) > 1:
            found.append((max(figures) - min(figures)) / 2 / median(figures))
    return median(found) if found else 0.0
