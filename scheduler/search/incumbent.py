"""The incumbent: the best schedule so far, and for every goal what is known of it.

No schedule gets in that the checks do not accept. A bound above a checked schedule is a solver's error: it is said and
not taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, Goal
from models.schedule import Certificate, GoalResult, Schedule, Status, is_confirmed
from scheduler import __version__
from scheduler.checking import check
from scheduler.goals.fairness import fair_visit_m
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.solvers.options import Options, Progress
from scheduler.tables.rows import Ints

RELAXATION = "relaxation"


@dataclass
class Decision:
    """What is known of one goal.

    value: of the best schedule so far or, once decided, the value at which it was decided. bound: no schedule is
    better. bounds: the bound that each solver has shown by itself.
    """

    goal: Goal
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


class Incumbent:
    """The best schedule so far (`values` of all columns, None before the first) and the decisions on the goals."""

    def __init__(self, model: Model, options: Options, report: Callable[[Progress], None]) -> None:
        self.model, self.options, self._report = model, options, report
        self.values: Ints | None = None
        self.notices: list[str] = []
        self._sha256 = instance_sha256(model.instance)
        self.decisions: list[Decision] = []
        for goal in model.instance.policy.goals:
            cost = model.costs[goal.goal]
            lowest = int(np.minimum(cost * model.highest, 0).sum())
            unit = model.goals[goal.goal].unit
            self.decisions.append(Decision(goal, cost, unit, lowest, lowest, bounds={RELAXATION: lowest}))

    def offer(self, step: str, values: Ints, decision: Decision | None = None) -> None:
        """Take a schedule if it is better and if the checks accept it."""
        values = self.model.completed(values)
        if self.values is not None and self._worth(values) >= self._worth(self.values):
            return
        report = check(self.model.instance, self.model.schedule(values))
        if report.breaches:
            self.note(f"A schedule from the {step} was thrown away: {report.breaches[0].message}")
            return
        counted = {each.name: each.of(values) for each in self.decisions if each.name != FAIRNESS_GOAL}
        if any(report.values[name] != value for name, value in counted.items()):
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
        """Close a goal at the best value found. With quality it is settled what a fair distance is."""
        decision.decided = True
        fairness_follows = any(each.name == FAIRNESS_GOAL for each in self.decisions)
        if decision.name == QUALITY_GOAL and fairness_follows and self.values is not None:
            columns, fairness = self.model.columns, self.model.goals[FAIRNESS_GOAL]
            columns.fair_visit_m = fair_visit_m(Plan(self.model.instance, self.model.schedule(self.values)))
            self.model.add((fairness.id, rows) for rows in fairness.rows(columns))
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
                gap = (best - bound) / max(1, self._km_travelled() if goal == QUALITY_GOAL else best)
                alone = best == bound and not decision.is_proven
        schedule = self.certified() if news else None
        self._report(Progress(self.options.elapsed, step, goal, best, bound, gap, schedule, alone))

    def _km_travelled(self) -> int:
        """What the gap of quality is measured in."""
        columns, values = self.model.columns, self.values
        assert values is not None
        return int(columns.seat_km @ values[columns.seats.columns] + columns.lead_km @ values[columns.leads.columns])

    def status(self) -> Status:
        """Optimal only when every goal is decided, and proven."""
        if self.values is None:
            return Status.UNKNOWN
        proven = all(each.decided and each.is_proven for each in self.decisions)
        return Status.OPTIMAL if proven else Status.FEASIBLE

    def certified(self) -> Schedule:
        """The best schedule with what is known about it now."""
        values, columns = self.values, self.model.columns
        assert values is not None
        certificate = Certificate(
            status=self.status(),
            goals=tuple(
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
                if each.name != FAIRNESS_GOAL or columns.fair_visit_m is not None
            ),
            rules_in_force=tuple(rule.id for rule in self.model.rules),
            fair_visit_m=columns.fair_visit_m,
            columns=len(columns.dates) + len(columns.leads) + len(columns.seats),
            **provenance(self.model.instance, self.options, self._sha256),
        )
        return self.model.schedule(values).model_copy(update={"certificate": certificate})


def provenance(instance: Instance, options: Options, sha256: str) -> dict[str, Any]:
    """What a certificate says of how its schedule was made: of what, with which options, by what, and in which time."""
    return {
        "rules_off": instance.policy.without,
        "seed": options.seed,
        "deterministic": options.deterministic,
        "versions": {"qa-scheduler": __version__, **{name: version(name) for name in ("ortools", "highspy", "numpy")}},
        "instance_sha256": sha256,
        "seconds": None if options.deterministic else round(options.elapsed, 1),
    }
