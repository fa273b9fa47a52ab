"""How far the stored runs are from what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from benchmarks.growth import exponent
from benchmarks.peers import METHODS
from benchmarks.runs import Run
from benchmarks.standing import best, bounds, contradicts, worth
from benchmarks.targets import EXPONENT_AIM, TARGETS, Target

AGAINST = ("plain-cp-sat", "plain-highs")
AT_SECONDS = (60, 300)


@dataclass(frozen=True)
class Verdict:
    """A figure measured, beside what was asked."""

    family: str
    figure: str
    measured: str
    must: str
    aim: str


def verdicts(runs: tuple[Run, ...]) -> Iterator[Verdict]:
    """Every target for which something was measured."""
    for target in TARGETS:
        of_ours = [run for run in runs if run.method == "ours" and run.family == target.family]
        if of_ours:
            yield _verdict(target, [target.of(run) for run in of_ours])
    yield from _bounds_hold(runs)
    for against in AGAINST:
        for seconds in AT_SECONDS:
            yield from _never_worse(runs, against, seconds)
    fitted = exponent(runs)
    if fitted is not None:
        figure = f"exponent of the time to 1 %, {fitted.smallest:,} to {fitted.largest:,} schools"
        aim = _asked(fitted.slope, EXPONENT_AIM, "")
        yield Verdict("growth", figure, f"{fitted.slope:.2f}", "stated", aim)


def _verdict(target: Target, figures: list[float]) -> Verdict:
    figure = target.of_all(figures)
    reached = [each for each in figures if each < inf]
    several = f" ({min(reached):.3g} - {max(reached):.3g})" if len(reached) > 1 else ""
    measured = f"{figure:.3g} {target.unit}{several}" if figure < inf else f"not reached{several}"
    short = "" if len(reached) in (0, len(figures)) else f", reached by {len(reached)} of {len(figures)} seeds"
    words = [_asked(figure, limit, target.unit) for limit in (target.must, target.aim)]
    return Verdict(target.family, target.figure, measured + short, words[0], words[1])


def _asked(figure: float, limit: float | None, unit: str) -> str:
    if limit is None:
        return ""
    if figure <= limit:
        return f"{limit:g} {unit}".strip() + ": kept"
    by = f" by {figure - limit:.3g} {unit}".rstrip() if figure < inf else ""
    return f"{limit:g} {unit}".strip() + f": missed{by}"


def _bounds_hold(runs: tuple[Run, ...]) -> Iterator[Verdict]:
    """Whether any method found a schedule that a bound of ours calls impossible."""
    checked, false = 0, set()
    for ours in (run for run in runs if run.method == "ours"):
        decided, known = best(ours), bounds([ours])
        for run in runs if decided is not None else ():
            found = [moment for moment in run.moments if moment.counts and run.instance == ours.instance]
            checked += len(found)
            false |= {run.instance for moment in found if decided and contradicts(moment, known, decided)}
    if checked:
        must = f"never: missed on {', '.join(sorted(false))}" if false else "never: kept"
        yield Verdict("all", f"instances where one of {checked} schedules is below a bound", str(len(false)), must, "")


def _never_worse(runs: tuple[Run, ...], against: str, seconds: int) -> Iterator[Verdict]:
    """Whether the schedule of ours was ever worse than a peer's on the same instance after so many seconds.

    What a run of ours had when it ended before, it has then.
    """
    ours = {run.instance: run for run in runs if run.method == "ours"}
    pairs = [(ours[run.instance], run) for run in runs if run.method == against and run.instance in ours]
    pairs = [(mine, peer) for mine, peer in pairs if seconds <= peer.limit_seconds]
    if pairs:
        worse = [mine.instance for mine, peer in pairs if _standing(mine, seconds) > _standing(peer, seconds)]
        figure = f"schedules worse than those of {METHODS[against]} after {seconds} s"
        must = f"never: missed on {', '.join(worse)}" if worse else "never: kept"
        yield Verdict("all", figure, f"{len(worse)} of {len(pairs)}", must, "")


def _standing(run: Run, seconds: float) -> tuple[float, ...]:
    found = best(run, seconds)
    return (inf,) if found is None else worth(found)
