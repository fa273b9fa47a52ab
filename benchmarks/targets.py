"""What must hold and what is aimed for, and how far the stored runs are from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import inf
from statistics import median

from benchmarks.growth import exponent
from benchmarks.peers import METHODS
from benchmarks.runs import Run
from benchmarks.standing import best, fairness_gap, last_gap, seconds_to_gap, seconds_to_proof, worth

AGAINST = ("plain-cp-sat", "plain-highs")
AT_SECONDS = (60, 300)


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


@dataclass(frozen=True)
class Verdict:
    """A figure measured, beside what was asked."""

    family: str
    figure: str
    measured: str
    must: str
    aim: str

    @property
    def is_missed(self) -> bool:
        return "missed" in self.must


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
    Target("nation", "quality within 2 %", _within(0.02), "s", 900, None),
    Target("nation", "quality within 1 %", _within(0.01), "s", None, 300),
    Target("nation", "memory at most", _peak_gb, "GB", 10, None, max),
)
_EXPONENT_AIM = 1.2


def verdicts(runs: tuple[Run, ...]) -> Iterator[Verdict]:
    """Every target for which something was measured."""
    for target in TARGETS:
        of_ours = [run for run in runs if run.method == "ours" and run.family == target.family]
        if of_ours:
            yield _verdict(target, [target.of(run) for run in of_ours])
    for against in AGAINST:
        for seconds in AT_SECONDS:
            yield from _never_worse(runs, against, seconds)
    fitted = exponent(runs)
    if fitted is not None:
        figure = f"exponent of the time to 1 %, {fitted.smallest:,} to {fitted.largest:,} schools"
        aim = _asked(fitted.slope, _EXPONENT_AIM, "")
        yield Verdict("growth", figure, f"{fitted.slope:.2f}", "stated", aim)


def _verdict(target: Target, figures: list[float]) -> Verdict:
    figure = target.of_all(figures)
    reached = [each for each in figures if each < inf]
    several = f" ({min(reached):.3g} - {max(reached):.3g})" if len(reached) > 1 else ""
    measured = f"{figure:.3g} {target.unit}{several}" if figure < inf else f"not reached{several}"
    short = "" if len(reached) == len(figures) else f", reached by {len(reached)} of {len(figures)} seeds"
    words = [_asked(figure, limit, target.unit) for limit in (target.must, target.aim)]
    return Verdict(target.family, target.figure, measured + short, words[0], words[1])


def _asked(figure: float, limit: float | None, unit: str) -> str:
    if limit is None:
        return ""
    if figure <= limit:
        return f"{limit:g} {unit}".strip() + ": kept"
    by = f" by {figure - limit:.3g} {unit}".rstrip() if figure < inf else ""
    return f"{limit:g} {unit}".strip() + f": missed{by}"


def _never_worse(runs: tuple[Run, ...], against: str, seconds: int) -> Iterator[Verdict]:
    """Whether the schedule of ours was ever worse than a peer's on the same instance after so many seconds."""
    ours = {run.instance: run for run in runs if run.method == "ours"}
    pairs = [(ours[run.instance], run) for run in runs if run.method == against and run.instance in ours]
    pairs = [(mine, peer) for mine, peer in pairs if mine.limit_seconds >= seconds <= peer.limit_seconds]
    if pairs:
        worse = [mine.instance for mine, peer in pairs if _standing(mine, seconds) > _standing(peer, seconds)]
        figure = f"schedules worse than those of {METHODS[against]} after {seconds} s"
        must = f"never: missed on {', '.join(worse)}" if worse else "never: kept"
        yield Verdict("all", figure, f"{len(worse)} of {len(pairs)}", must, "")


def _standing(run: Run, seconds: float) -> tuple[float, ...]:
    found = best(run, seconds)
    return (inf,) if found is None else worth(found)
