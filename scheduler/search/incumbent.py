"""The incumbent: the best schedule so far, and for every goal what is known of it.

No schedule gets in that the checks do not accept. A bound above a checked schedule is a solver's error: it is said and
not taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Generic

import numpy as np

from models.instance import Instance
from models.policy import OrderedGoal
from models.schedule import GoalResult, Status, is_confirmed
from scheduler import __version__
from scheduler.solvers.options import Options, Progress
from scheduler.tables.arrays import Ints
from scheduler.tables.goal_program import GoalProgram
from scheduler.tables.made import Made

RELAXATION = "relaxation"


@dataclass
class Decision:
    """What is known of one goal.

    value: of the best schedule so far or, once decided, the value at which it was decided. bound: no schedule is
    better. bounds: the bound that each solver has shown by itself.
    """

    goal: OrderedGoal
    cost: Ints
    unit: str
    value: int
    bound: int
    decided: bool = False
    bounds: dict[str, int] = field(default_factory=dict)

    @property
    def closed_by(self) -> tuple[str, ...]:
        """Who has shown that nothing is better than the value."""
        return tuple(name for name, bound in self.bounds.items() if bound >= self.value)

    @property
    def is_proven(self) -> bool:
        """Whether no schedule is better, given the goals before it. It is decided here.

        The value has met the bound, and the relaxation says so, or both solvers: one solver may be wrong.
        """
        return self.value == self.bound and is_confirmed(self.closed_by)

    @property
    def name(self) -> str:
        return self.goal.goal

    @property
    def most(self) -> int:
        """How high the goals after it may raise it."""
        return self.goal.highest(self.value)

    def of(self, values: Ints) -> int:
        """The goal's value for whole-number values of all columns."""
        return int(self.cost @ values)


class Incumbent(Generic[Made]):
    """The best schedule so far (`values` of all columns, None before the first) and the decisions on the goals."""

    def __init__(self, model: GoalProgram[Made], options: Options, report: Callable[[Progress[Made]], None]) -> None:
        self.model, self.options, self._report = model, options, report
        self.values: Ints | None = None
        self.notices: list[str] = []
        self.decisions: list[Decision] = []
        for goal in model.ordered:
            cost = model.costs[goal.goal]
            lowest = int(np.minimum(cost * model.highest, 0).sum())
            unit = model.units[goal.goal]
            self.decisions.append(Decision(goal, cost, unit, lowest, lowest, bounds={RELAXATION: lowest}))

    def offer(self, step: str, values: Ints, decision: Decision | None = None) -> None:
        """Take a schedule if it is better and if the checks accept it."""
        values = self.model.completed(values)
        if self.values is not None and self._worth(values) >= self._worth(self.values):
            return
        verdict = self.model.judged(values)
        if verdict.breach is not None:
            self.note(f"A schedule from the {step} was thrown away: {verdict.breach}")
            return
        counted = {each.name: each.of(values) for each in self.decisions if self.model.is_measured(each.name)}
        if any(verdict.values[name] != value for name, value in counted.items()):
            self.note(f"A schedule from the {step} was thrown away: its goals are not what a recount gives.")
            return
        self.values = values
        self._revalue()
        self.say(step, decision, news=True)

    def _worth(self, values: Ints) -> tuple[int, ...]:
        """Goal values in order; those decided count only beyond what is allowed."""
        return tuple(
            max(0, each.of(values) - each.most) if each.decided else each.of(values) for each in self.decisions
        )

    def _revalue(self) -> None:
        for each in self.decisions:
            if not each.decided and self.values is not None:
                each.value = each.of(self.values)

    def lift(self, decision: Decision, bound: float, by: str = RELAXATION) -> None:
        """Take a bound if it is better. One above a checked schedule is a solver's error: it is said, and not taken."""
        whole = int(np.ceil(bound - 1e-4))
        if self.values is not None and whole > decision.of(self.values):
            self.note(f"A bound of {whole} for {decision.name} lies above a checked schedule: not believed.")
        else:
            decision.bounds[by] = max(decision.bounds.get(by, whole), whole)
            decision.bound = max(decision.bound, whole)

    def note(self, notice: str) -> None:
        """Something the user should know, said once."""
        if notice not in self.notices:
            self.notices.append(notice)

    def decide(self, decision: Decision) -> None:
        """Close a goal at the best value found; what is settled by it is taken over."""
        decision.decided = True
        if self.values is not None and self.model.settle(decision.name, self.values):
            self.values = self.model.completed(self.values)
            self._revalue()
        self.say("decided", decision, news=True)

    def say(self, step: str, decision: Decision | None = None, *, news: bool = False, shown: int | None = None) -> None:
        """Report progress, with the schedule if it is news.

        shown: a better bound that one solver has shown; it is said, and taken only when the other had its time too.
        """
        goal = best = bound = gap = None
        alone = False
        if decision is not None:
            goal, bound = decision.name, decision.bound if shown is None else max(decision.bound, shown)
            if self.values is not None:
                best = decision.value
                gap = (best - bound) / max(1, self.model.gap_base(goal, self.values))
                alone = best == bound and not decision.is_proven
        schedule = self.certified() if news else None
        self._report(Progress(self.options.elapsed, step, goal, best, bound, gap, schedule, alone))

    def status(self) -> Status:
        """Optimal only when every goal is decided, and proven."""
        if self.values is None:
            return Status.UNKNOWN
        proven = all(each.decided and each.is_proven for each in self.decisions)
        return Status.OPTIMAL if proven else Status.FEASIBLE

    def certified(self) -> Made:
        """The best schedule with what is known about it now."""
        values = self.values
        assert values is not None
        goals = [
            GoalResult(
                goal=each.name,
                value=each.value,
                bound=each.bound,
                final=each.of(values),
                unit=each.unit,
                proven=each.is_proven,
                closed_by=each.closed_by,
            )
            for each in self.decisions
        ]
        return self.model.certified(values, self.status(), goals, made_how(self.options, self.model.sha256))


def made_how(options: Options, sha256: str) -> dict[str, Any]:
    """What a certificate says of how it came about: of what, with which options, by what, and in which time."""
    return {
        "seed": options.seed,
        "deterministic": options.deterministic,
        "versions": {"qa-scheduler": __version__, **{name: version(name) for name in ("ortools", "highspy", "numpy")}},
        "instance_sha256": sha256,
        "seconds": None if options.deterministic else round(options.elapsed, 1),
    }


def provenance(instance: Instance, options: Options, sha256: str) -> dict[str, Any]:
    """The same of a schedule, with the rules that were switched off."""
    return {"rules_off": instance.policy.without, **made_how(options, sha256)}
