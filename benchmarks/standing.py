"""How a run stands at a given moment: its best schedule, its bounds, its gap, and when it first reached what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from benchmarks.runs import Moment, Run

EARLIER = ("reviews-held", "seats-filled", "commitments-met")
"""The goals before quality, in their order."""
COMPARED = (*EARLIER, "quality")


def worth(moment: Moment) -> tuple[int, ...]:
    """Goals in their order: less is better."""
    return tuple(moment.values[goal] for goal in COMPARED)


def best(run: Run, until: float = inf) -> Moment | None:
    """The best schedule found in the limit, and until then."""
    found = [moment for moment in run.moments if moment.counts and moment.seconds <= min(until, run.limit_seconds)]
    return min(found, key=worth, default=None)


def bounds(runs: Iterable[Run], until: float = inf) -> dict[str, int]:
    """The best bound of every goal in any of the runs."""
    found: dict[str, int] = {}
    for run in runs:
        for moment in run.moments:
            if moment.seconds <= until:
                found |= {goal: max(bound, found.get(goal, bound)) for goal, bound in moment.bounds.items()}
    return found


def gap(moment: Moment, bound: int) -> float:
    """Of quality: what is not proven, as a share of the km travelled."""
    return (moment.values["quality"] - bound) / max(1, moment.km)


def contradicts(moment: Moment, known: dict[str, int], decided: Moment) -> bool:
    """Whether a checked schedule is better than a bound says it can be: then the bound is false.

    A goal's bound holds only for schedules in which the goals before it are as they were decided.
    """
    for goal in COMPARED:
        if moment.values[goal] < known.get(goal, moment.values[goal]):
            return True
        if moment.values[goal] != decided.values[goal]:
            return False
    return False


@dataclass(frozen=True)
class Standing:
    """What was known at a moment: the best schedule until then, and the bounds until then."""

    seconds: float
    best: Moment | None
    bounds: dict[str, int]

    def holds(self, goals: Iterable[str]) -> bool:
        """Whether these goals are known to be at their bounds."""
        return self.best is not None and all(self.best.values[goal] == self.bounds.get(goal) for goal in goals)

    @property
    def gap(self) -> float:
        """Of quality, by the bound known then; infinite while an earlier goal may be better."""
        return self.gap_given if self.holds(EARLIER) else inf

    @property
    def gap_given(self) -> float:
        """The same, given the goals before as the schedule has them, whether they may be better or not."""
        if self.best is None or "quality" not in self.bounds:
            return inf
        return gap(self.best, self.bounds["quality"])


def standings(run: Run) -> Iterator[Standing]:
    """How the run stood after each of its moments within the limit."""
    known: dict[str, int] = {}
    top: Moment | None = None
    for moment in run.moments:
        if moment.seconds > run.limit_seconds:
            return
        known = known | {goal: max(bound, known.get(goal, bound)) for goal, bound in moment.bounds.items()}
        if moment.counts and (top is None or worth(moment) < worth(top)):
            top = moment
        yield Standing(moment.seconds, top, known)


def seconds_to_first(run: Run) -> float:
    """When the first schedule was there; infinite if none was."""
    return next((moment.seconds for moment in run.moments if moment.counts), inf)


def seconds_to_gap(run: Run, share: float) -> float:
    """When goals 1-3 were at their bounds and quality's gap was that small, by what was known then."""
    return next((now.seconds for now in standings(run) if now.gap <= share), inf)


def seconds_to_gap_given(run: Run, share: float) -> float:
    """When quality's gap was that small given goals 1-3 as they were: what is asked of networks solved in parts."""
    return next((now.seconds for now in standings(run) if now.gap_given <= share), inf)


def seconds_to_proof(run: Run) -> float:
    """When every goal up to quality was at its bound."""
    return next((now.seconds for now in standings(run) if now.holds(COMPARED)), inf)


def last_gap(run: Run) -> float:
    """Quality's gap when the run ended, by its own bound."""
    return min((now.gap for now in standings(run)), default=inf)


def fairness_gap(run: Run, later: float) -> float:
    """What is not proven of fairness, so many seconds after quality was decided, as a share of its value before."""
    at = next((m for m in run.moments if m.step == "decided" and m.goal == "quality" and "fairness" in m.values), None)
    if at is None:
        return inf
    since = [m for m in run.moments if at.seconds <= m.seconds <= min(at.seconds + later, run.limit_seconds)]
    value = min(moment.values["fairness"] for moment in since if moment.counts)
    bound = max((moment.bounds["fairness"] for moment in since if "fairness" in moment.bounds), default=0)
    return (value - bound) / max(1, at.values["fairness"])
