"""A repair proven to disturb least: in wider and wider circles of decisions that disturb more and more.

At each width the best repair is sought that costs at most so much in goal change-kept-small. Where the goals before it
reach what no repair betters, nothing wider can be better; where they do not, the next circle is looked at.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from models.schedule import Schedule, Status
from scheduler import exact
from scheduler.effective import CHANGE_GOAL
from scheduler.model import Model
from scheduler.nearness import Nearness
from scheduler.outcome import Options, Outcome
from scheduler.program import Halt
from scheduler.relaxation import Relaxation
from scheduler.rows import Block, Ints, Sum
from scheduler.search import Report, Search

_WHOLE = 30_000  # a circle of so many columns is searched whole at once; of a larger one, first what promises most
_PER_DATE = 8  # so many columns a date promise most
_SHARE = 0.7  # of the time, for who must be told; the rest is quality's
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)


def repair(
    model: Model,
    options: Options,
    start: Schedule | None = None,
    report: Report = lambda _: None,
    least: Mapping[str, int] | None = None,
) -> Outcome:
    """The best repair that a model of an instance under repair allows, and what is proven about it.

    least: what no repair betters by the sense of the model, goal by goal; 0 where nothing is said.
    """
    if _is_usual(model):
        return _Repair(model, options, report, dict(least or {})).run(start)
    if start is None:
        usable, nothing = np.flatnonzero(model.highest > 0), np.zeros(len(model), dtype=np.int64)
        if exact.minimise(model, usable, nothing, options, options.time_limit_seconds).status == Status.INFEASIBLE:
            return Outcome(Status.INFEASIBLE)
    return Search(model, options, report).run(start)


def _is_usual(model: Model) -> bool:
    """Whether the goals stand so that circles decide them: counting goals that give nothing back, then the change."""
    goals = model.instance.policy.goals
    names: list[str] = [goal.goal for goal in goals]
    at = names.index(CHANGE_GOAL)
    before, after = goals[:at], names[at + 1 :]
    return all(goal.tolerance == 0 == goal.tolerance_percent for goal in before) and after in ([], ["quality"])


class _Repair:
    def __init__(self, model: Model, options: Options, report: Report, least: dict[str, int]) -> None:
        self.model, self.options = model, options
        self.near = Nearness(model)
        self.search = Search(model, options, report)
        self.best = self.search.best
        names = [decision.name for decision in self.best.decisions]
        at = names.index(CHANGE_GOAL)
        self.first, self.change = self.best.decisions[:at], self.best.decisions[at]
        for decision in self.first:
            decision.bound = max(decision.bound, least.get(decision.name, 0))
            decision.bounds = dict.fromkeys(decision.bounds, decision.bound)
        self.best.lift(self.change, self.near.unavoidable)
        self._circles: list[tuple[int, tuple[int, ...]]] = []

    def run(self, start: Schedule | None) -> Outcome:
        """Circle after circle, then quality inside the last."""
        if start is not None and (values := self.model.values(start)) is not None:
            self.best.offer("start", values)
        status = self._widen()
        if self.best.values is None:
            return Outcome(status, notices=tuple(self.best.notices))
        width = self.change.value - self.near.unavoidable + self.change.goal.tolerance
        found = self.search.finish(self.model.only(self.near.within(width)))
        return Outcome(self.best.status(), found, notices=tuple(self.best.notices))

    def _widen(self) -> Status:
        """The outcome of the last circle: infeasible only if there is no repair at all."""
        every = int((self.model.highest > 0).sum())
        asked, status = False, Status.UNKNOWN
        for width in _WIDTHS:
            inside = self.model.highest * self.near.within(width) > 0
            whole = int(inside.sum()) == every
            columns = np.flatnonzero(inside)
            if len(columns) > _WHOLE and self._search(self._promising(columns), width, lift=False)[0]:
                return Status.FEASIBLE
            done, status = self._search(columns, width, lift=True)
            if done or self._seconds() == 0.0:
                return status
            if whole:
                return self._search(columns, None, lift=True)[1]
            if width >= 4 and not asked:
                asked = True
                self._bound_counting_goals()
                self._conclude()
                if self._is_settled():
                    return status
        return self._search(np.flatnonzero(self.model.highest > 0), None, lift=True)[1]

    def _search(self, columns: Ints, width: int | None, *, lift: bool) -> tuple[bool, Status]:
        """Search the columns for a repair of at most this width; whether that settles who must be told.

        lift: they are all of that width, so that what is not found is not there.
        """
        part = self.model.only(np.ones(len(self.model), dtype=bool))
        cap = None if width is None else self.near.unavoidable + width
        if cap is not None:
            part.add([(CHANGE_GOAL, _sum(self.change.cost) <= cap)])
        cost, weights = self._weighted(cap)
        halt = Halt()

        def take(values: Ints) -> None:
            self.best.offer("circle", values)
            self._conclude()
            if self._is_settled():
                halt()

        self.best.say(f"circle of {width}, {len(columns):,} columns")
        answer = exact.minimise(
            part,
            columns,
            cost,
            replace(self.options, workers=self.options.workers + 1),
            self._seconds(),
            hint=self.best.values,
            found=take,
            halt=halt,
            is_short=True,
        )
        if answer.values is not None:
            take(answer.values)
        if lift and answer.status == Status.OPTIMAL and answer.bound is not None:
            self._learn(answer.bound, weights, cap)
        elif lift and answer.status == Status.INFEASIBLE and cap is not None:
            self._circles.append((cap, ()))
        self._conclude()
        return self._is_settled(), answer.status

    def _weighted(self, cap: int | None) -> tuple[Ints, list[int]]:
        """One cost that puts the goals in their order: each unit of one outweighs all that follow it."""
        decisions = [*self.first, self.change]
        weights: list[int] = []
        weight = 1
        for decision in reversed(decisions):
            weights.insert(0, weight)
            most = int((np.maximum(decision.cost, 0) * self.model.highest).sum())
            weight *= 1 + (min(cap, most) if cap is not None and decision is self.change else most)
        total = np.zeros(len(self.model), dtype=np.int64)
        for decision, each in zip(decisions, weights, strict=True):
            total += each * decision.cost
        return total, weights

    def _learn(self, bound: int, weights: list[int], cap: int | None) -> None:
        """What the best of a whole circle says: of all repairs if it has no limit, else of those within it."""
        values = []
        for weight in weights:
            value, bound = divmod(bound, weight)
            values.append(value)
        if cap is not None:
            self._circles.append((cap, tuple(values)))
            return
        for decision, value in zip([*self.first, self.change], values, strict=True):
            self.best.lift(decision, value, "CP-SAT")
            if self.best.values is None or decision.value > decision.bound:
                return

    def _conclude(self) -> None:
        """Where the goals before are reached at best, what whole circles say of the change that this takes at least."""
        if self.best.values is None or any(decision.value > decision.bound for decision in self.first):
            return
        reached = tuple(decision.value for decision in self.first)
        for cap, values in self._circles:
            least = values[-1] if values and values[:-1] == reached else cap + 1
            self.best.lift(self.change, min(least, self.change.value), "CP-SAT")

    def _bound_counting_goals(self) -> None:
        """What of the goals before no repair reaches, over all decisions."""
        for decision in self.first:
            if self.best.values is None or decision.value > decision.bound:
                names = frozenset(each.name for each in self.best.decisions)
                relaxation = Relaxation(self.model, families=names)
                self.search.relax(relaxation, decision.cost.astype(float), decision)
            if decision.value > decision.bound:
                return

    def _is_settled(self) -> bool:
        if self.best.values is None:
            return False
        return all(decision.value == decision.bound for decision in [*self.first, self.change])

    def _promising(self, columns: Ints) -> Ints:
        """All that disturbs least inside, and of the rest a few a date of least quality cost."""
        model, least = self.model, self.near.least[columns]
        edge = columns[least == least.max()]
        group, cost = model.group[edge], model.costs["quality"][edge]
        order = np.lexsort((cost, group))
        first = np.searchsorted(group[order], group[order], "left")
        few = edge[order[(np.arange(len(order)) - first < _PER_DATE) | (group[order] < 0)]]
        return np.union1d(columns[least < least.max()], few)

    def _seconds(self) -> float | None:
        return self.options.left(keeping=(1 - _SHARE) * (self.options.time_limit_seconds or 0.0))


def _sum(cost: Ints) -> Sum:
    costly = np.flatnonzero(cost)
    block = Block("goal", costly, {"goal": np.zeros(len(costly), dtype=np.int64)}, {"goal": 1})
    return block.sum_by("goal", factors=cost[costly])
