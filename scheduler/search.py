"""The search: bound, dive, prove; goal after goal in the policy's order, each decided before the next is looked at."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from importlib.metadata import version

import numpy as np

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import Goal
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler import __version__, exact
from scheduler.checking import check, highest_final
from scheduler.clashes import clashes
from scheduler.diving import dive
from scheduler.goals.fairness import fair_visit_m
from scheduler.model import Model
from scheduler.outcome import Options, Outcome, Progress
from scheduler.plan import Plan
from scheduler.relaxation import TOLERANCE, Point, Relaxation
from scheduler.rows import Block, Ints

_WHOLE = 4_000  # a model with so few columns goes to CP-SAT whole
_SURVIVORS = 60_000  # up to so many columns that a better schedule can use go to CP-SAT all together
_PROMISING = 15_000  # where more survive, so many of the most promising go there, and nothing is proven by it
_REDUCED_PER_DATE = 6  # people a date, cheapest by quality's reduced cost, with which fairness begins
_SHARE = {"quality": 0.7}  # of the time that is left, for one goal's exact search
_OTHER_SHARE = 0.4
_RELAXATION_SHARE = 0.5
_FIRST_PER_DATE = 25  # cheapest people a date with which the relaxation begins
_LAST_WEIGHT, _WEIGHT_STEP = 2_000, 8  # how the first relaxation prices the counting goals, the last one first

Report = Callable[[Progress], None]


def solve(
    instance: Instance, options: Options, report: Report = lambda _: None, start: Schedule | None = None
) -> Outcome:
    """The best schedule of an instance, and what is proven about it.

    Runs in this process; `supervising` runs it in a child. Every schedule that is reported has passed the checks.
    start: a schedule to begin from.
    """
    return _Search(instance, options, report).run(start)


@dataclass
class _Decision:
    """What is known of one goal while the search goes on."""

    goal: Goal
    cost: Ints
    unit: str
    value: int
    bound: int
    decided: bool = False

    @property
    def most(self) -> int:
        """How high the goals after it may raise it."""
        return highest_final(self.goal, self.value)


class _Search:
    def __init__(self, instance: Instance, options: Options, report: Report) -> None:
        self._start = options.started
        self.instance, self.options, self._report = instance, options, report
        self.model = Model(instance)
        self.best: Ints | None = None
        self.decisions: list[_Decision] = []
        for goal in instance.policy.goals:
            cost = self.model.costs[goal.goal]
            lowest = int(np.minimum(cost * self.model.highest, 0).sum())
            self.decisions.append(_Decision(goal, cost, self.model.goals[goal.goal].unit, lowest, lowest))
        self.notices: list[str] = []
        self._together: Point | None = None

    # The steps, in order

    def run(self, start: Schedule | None) -> Outcome:
        """All steps."""
        if start is not None and (values := self.model.values(start)) is not None:
            self._offer("start", values)
        self.relaxation = Relaxation(self.model)
        words = clashes(self.model, self.relaxation, self.options)
        if words:
            return Outcome(Status.INFEASIBLE, clashes=words)
        self._first_schedule()
        for decision in self.decisions:
            self._decide(decision)
            if self.best is None:
                return Outcome(Status.UNKNOWN, notices=tuple(self.notices))
        return Outcome(self._status(), self._certified(), notices=tuple(self.notices))

    def _first_schedule(self) -> None:
        """Relax all goals up to quality together, weighted by their order, and dive.

        The weights only guide the dive and give a valid bound; what is decided, and in which order, they do not say.
        """
        together = [decision for decision in self.decisions if decision.goal.goal != "fairness"]
        weights = [_LAST_WEIGHT * _WEIGHT_STEP**k for k in range(len(together) - 1)][::-1] + [1]
        cost = reduce(np.add, [weight * decision.cost for weight, decision in zip(weights, together, strict=True)])
        self.relaxation.include_cheapest(cost.astype(float), _FIRST_PER_DATE)
        self._together = self._relax(self.relaxation, cost)
        values = dive(self.model, self.relaxation)
        if values is not None:
            self._offer("dive", values)

    def _decide(self, decision: _Decision) -> None:
        """Bound one goal, search for better schedules, and hold what was found against all later goals."""
        if self.best is not None:
            decision.value = int(decision.cost @ self.best)
        point = self._bound(decision)
        if self._is_open(decision):
            self._search_exactly(decision, point)
        if self.best is not None:
            decision.decided = True
            self._hold(decision)
            if decision.goal.goal == "quality":
                self._set_fair_distance()
            self._say(decision, "decided", schedule=self._certified())

    def _is_open(self, decision: _Decision) -> bool:
        """Whether there is something left to find or to prove, and time for it."""
        return (self.best is None or decision.value > decision.bound) and self._seconds(1) != 0.0

    def _bound(self, decision: _Decision) -> Point | None:
        """The relaxation of one goal under the limits of those before it."""
        together = self._together
        if together is not None and self._bounds_too(decision, together):
            self._lift(decision, _bound_of(decision, together))
            return together
        if not self._is_open(decision):
            return None
        if decision.goal.goal == "quality":
            return self._relax(self.relaxation, decision.cost, decision)
        if decision.goal.goal == "fairness" and together is not None:
            relaxation = Relaxation(self.model)
            relaxation.include_cheapest(together.reduced, _REDUCED_PER_DATE)
            return self._relax(relaxation, decision.cost, decision)
        # What a counting goal cannot reach hangs on few rows, so a small program of its own sees it soonest.
        alone = Relaxation(self.model, frozenset(each.goal.goal for each in self.decisions))
        return self._relax(alone, decision.cost, decision)

    def _bounds_too(self, decision: _Decision, together: Point) -> bool:
        """Whether the first relaxation already met what the earlier goals were decided at; then it bounds quality too."""
        before = self.decisions[: self.decisions.index(decision)]
        return (
            decision.goal.goal == "quality"
            and together.complete
            and all(earlier.most == earlier.value for earlier in before)
            and all(abs(earlier.cost @ together.values - earlier.value) <= TOLERANCE for earlier in before)
        )

    def _search_exactly(self, decision: _Decision, point: Point | None) -> None:
        columns, complete = self._survivors(decision, point)
        self._say(decision, f"exact search over {len(columns):,} columns")

        def found(values: Ints, bound: int) -> None:
            self._offer("exact search", values, decision)
            if complete:
                self._lift(decision, bound)

        answer = exact.minimise(
            self.model,
            columns,
            decision.cost,
            self.options,
            self._seconds(_SHARE.get(decision.goal.goal, _OTHER_SHARE)),
            hint=self.best,
            found=found,
        )
        if answer.values is not None:
            self._offer("exact search", answer.values, decision)
        if answer.status in (Status.INFEASIBLE, Status.MODEL_INVALID):
            self.notices.append(
                f"The exact search for {decision.goal.goal} said {answer.status}; that is not believed."
            )
        elif complete and answer.bound is not None:
            self._lift(decision, answer.bound)

    def _survivors(self, decision: _Decision, point: Point | None) -> tuple[Ints, bool]:
        """The columns that a better schedule can use, and whether these are all of them.

        A column whose reduced cost lifts the bound to the best value cannot be in a better schedule.
        """
        usable = np.flatnonzero(self.model.highest > 0)
        if len(usable) <= _WHOLE:
            return usable, True
        inside = np.zeros(len(self.model.columns), dtype=bool) if self.best is None else self.best > 0
        if point is None or self.best is None:
            inside[self.relaxation.active] = True
            return usable[inside[usable]], False
        worth = np.where(inside, -np.inf, point.reduced)
        room = decision.value - 1 - _bound_of(decision, point) + 1e-4
        kept = usable[worth[usable] <= room]
        if len(kept) <= _SURVIVORS:
            return kept, True
        order = np.argsort(worth[kept], kind="stable")[:_PROMISING]
        return np.sort(kept[order]), False

    # What the steps share

    def _relax(self, relaxation: Relaxation, cost: Ints, decision: _Decision | None = None) -> Point | None:
        if self.best is not None:
            relaxation.include(np.flatnonzero(self.best))
        relaxation.minimise(cost.astype(float))

        def goes_on(point: Point) -> bool:
            if decision is not None:
                self._lift(decision, point.bound)
            self._say(decision, "relaxation")
            return self._seconds(1) != 0.0 if decision is None else self._is_open(decision)

        point = relaxation.solve(goes_on, lambda: self._seconds(_RELAXATION_SHARE))
        if point is not None and decision is not None:
            self._lift(decision, point.bound)
        return point

    def _lift(self, decision: _Decision, bound: float) -> None:
        """Take a bound if it is better. One above a checked schedule is a solver's error: it is said, and not taken."""
        whole = int(np.ceil(bound - 1e-4))
        if self.best is not None and whole > int(decision.cost @ self.best):
            self.notices.append(
                f"A bound of {whole} for {decision.goal.goal} lies above a checked schedule; that is not believed."
            )
        else:
            decision.bound = max(decision.bound, whole)

    def _hold(self, decision: _Decision) -> None:
        """No later goal may raise this one beyond its tolerance."""
        costly = np.flatnonzero(decision.cost)
        if decision.most == 0 and (decision.cost >= 0).all():
            self.model.highest[costly] = 0
            self.relaxation.limit(costly, np.zeros(len(costly)), np.zeros(len(costly)))
            return
        everything = Block("goal", costly, {"goal": np.zeros(len(costly), dtype=np.int64)}, {"goal": 1})
        total = everything.sum_by("goal", factors=decision.cost[costly])
        self.model.add([(decision.goal.goal, total <= decision.most)])
        self.relaxation.grow()

    def _set_fair_distance(self) -> None:
        """What is fair is measured in the schedule with which quality was decided."""
        assert self.best is not None
        self.model.columns.fair_visit_m = fair_visit_m(Plan(self.instance, self.model.schedule(self.best)))
        fairness = self.model.goals["fairness"]
        self.model.add((fairness.id, rows) for rows in fairness.rows(self.model.columns))
        self.relaxation.grow()
        self.best = self.model.completed(self.best)
        for each in self.decisions:
            each.value = each.value if each.decided else int(each.cost @ self.best)

    def _offer(self, step: str, values: Ints, decision: _Decision | None = None) -> None:
        """Take a schedule if it is better and if the checks accept it."""
        values = self.model.completed(values)
        if self.best is not None and self._worth(values) >= self._worth(self.best):
            return
        schedule = self.model.schedule(values)
        report = check(self.instance, schedule)
        if report.breaches:
            self.notices.append(f"A schedule from the {step} was thrown away: {report.breaches[0].message}")
            return
        self.best = values
        for each in self.decisions:
            if not each.decided:
                each.value = int(each.cost @ values)
        self._say(decision, step, schedule=self._certified())

    def _worth(self, values: Ints) -> tuple[int, ...]:
        """Goal values in order; those decided count only beyond what is allowed."""
        return tuple(
            max(0, int(each.cost @ values) - each.most) if each.decided else int(each.cost @ values)
            for each in self.decisions
        )

    def _seconds(self, share: float) -> float | None:
        """A share of the time that is left; None where there is no limit."""
        limit = self.options.time_limit_seconds
        if limit is None or self.options.deterministic:
            return None
        return max(0.0, limit - (time.monotonic() - self._start)) * share

    def _say(self, decision: _Decision | None, step: str, schedule: Schedule | None = None) -> None:
        goal = best = bound = gap = None
        if decision is not None:
            goal, bound = decision.goal.goal, decision.bound
            if self.best is not None:
                best = decision.value
                gap = (best - bound) / max(1, self._km_travelled() if goal == "quality" else best)
        self._report(Progress(time.monotonic() - self._start, step, goal, best, bound, gap, schedule))

    def _km_travelled(self) -> int:
        """What the gap of quality is measured in."""
        assert self.best is not None
        columns = self.model.columns
        return int(
            columns.seat_km @ self.best[columns.seats.columns] + columns.lead_km @ self.best[columns.leads.columns]
        )

    def _status(self) -> Status:
        proven = all(each.decided and each.value == each.bound for each in self.decisions)
        return Status.OPTIMAL if proven else Status.FEASIBLE

    def _certified(self) -> Schedule:
        """The best schedule with what is known about it now."""
        assert self.best is not None
        best = self.best
        policy = self.instance.policy
        certificate = Certificate(
            status=self._status(),
            goals=tuple(
                GoalResult(
                    goal=each.goal.goal,
                    value=each.value,
                    bound=each.bound,
                    final=int(each.cost @ best),
                    unit=each.unit,
                    proven=each.value == each.bound,
                )
                for each in self.decisions
                if each.goal.goal != "fairness" or self.model.columns.fair_visit_m is not None
            ),
            rules_in_force=tuple(rule.id for rule in self.model.rules),
            rules_off=policy.without,
            fair_visit_m=self.model.columns.fair_visit_m,
            columns=len(self.model.columns.dates) + len(self.model.columns.leads) + len(self.model.columns.seats),
            seed=self.options.seed,
            deterministic=self.options.deterministic,
            versions={
                "qa-scheduler": __version__,
                "ortools": version("ortools"),
                "highspy": version("highspy"),
                "numpy": version("numpy"),
            },
            instance_sha256=instance_sha256(self.instance),
            seconds=None if self.options.deterministic else round(time.monotonic() - self._start, 1),
        )
        return self.model.schedule(best).model_copy(update={"certificate": certificate})


def _bound_of(decision: _Decision, point: Point) -> float:
    """What a relaxation says of one goal, if it priced others too that are met exactly."""
    return point.bound - (point.objective - float(decision.cost @ point.values))
