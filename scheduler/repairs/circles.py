"""A repair proven to disturb least: in wider and wider circles of decisions that disturb more and more.

At each width a repair is sought that costs at most so much in goal change-kept-small and is as good as can be in the
goals before it. Usually one is found near by. Where it is not, those goals are decided over everything first; a
relaxation says how much a repair costs at least, whole and with any one column, and circles go on from there.

A circle of some width is the program over those columns only with which a repair can cost so much and no more. A repair
found in it at that cost is proven, for all that was left out costs more; where it holds none, no repair is as cheap,
and the next circle is wider. That is local branching (Fischetti and Lodi, Mathematical Programming 98, 2003), here with
circles that hold everything of a cost and so prove it. What CP-SAT alone says so, HiGHS is asked to confirm.

Example. To tell 1 is unavoidable. The circle of 0 holds no repair: none counts 1. The circle of 1 holds one that counts
2: no repair counts less, though of a million columns a few hundred were looked at.
"""

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from models.instance import Instance
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import Schedule, Status
from scheduler.model import Model
from scheduler.repairs.least_change import Nearness
from scheduler.search.goal_by_goal import Report, Search
from scheduler.search.incumbent import Decision
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options, Outcome
from scheduler.solvers.reduced_cost_fixing import SLACK, least_with
from scheduler.solvers.relaxation import Relaxation
from scheduler.solvers.side_by_side import CP_SAT, HIGHS
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Answer, Halt

_WHOLE = 30_000  # columns; of a larger circle near by only what promises most is searched, and any other is narrowed
_PER_DATE = 8  # so many columns a date promise most
_FEW, _MORE, _NEARLY = 1_000, 4, 0.4  # so many of the likeliest first, then more and more; from such a share on, all
_SHARE = 0.7  # of the time, for who must be told; the rest is quality's
_NEAR_SHARE = 0.1  # of the time, for one circle near by: what takes longer, the relaxation says sooner
_SECOND_SHARE = 0.2  # of the time, for HiGHS to agree that nobody else can be spared, or that there is no repair
_NEAR, _WIDTHS = (0, 1, 2, 3, 4, 6), (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)


def repair(
    model: Model,
    options: Options,
    start: Schedule | None = None,
    report: Report = lambda _: None,
    least: Mapping[str, int] | None = None,
    asked: int | None = None,
) -> Outcome:
    """The best repair that a model of an instance under repair allows, and what is proven about it.

    asked: a seat or a lead that must be chosen; None for none.

    least: what no repair betters by the sense of the model, goal by goal, as long as those before it are no worse than
    said of them; 0 where nothing is said.
    """
    model = model.only()  # goals are held in it
    if asked is not None:
        model.ask(np.array([asked]))
    if is_usual(model.instance):
        return _Repair(model, options, report, dict(least or {}), asked).run(start)
    if start is None and _any_repair(model, options, options.time_limit_seconds).status == Status.INFEASIBLE:
        return Outcome(Status.INFEASIBLE)
    return Search(model, options, report).run(start)


def _any_repair(model: Model, options: Options, seconds: float | None) -> Answer:
    """A repair, whatever it costs; infeasible if CP-SAT and HiGHS both say that there is none."""
    usable, nothing = np.flatnonzero(model.highest > 0), np.zeros(len(model), dtype=np.int64)
    answer = cp_sat.minimise(model, usable, nothing, options, seconds, is_short=True)
    return second_opinion(model, usable, nothing, options) if answer.status == Status.INFEASIBLE else answer


def second_opinion(model: Model, columns: Ints, cost: Ints, options: Options) -> Answer:
    """What HiGHS says in its share of the time, where CP-SAT has said that nothing is possible."""
    return highs.minimise(model, columns, cost, options, _seconds_for_second(options))


def _seconds_for_second(options: Options) -> float | None:
    left, limit = options.left(), options.time_limit_seconds
    return None if left is None or limit is None else min(left, _SECOND_SHARE * limit)


def is_usual(instance: Instance) -> bool:
    """Whether the goals stand so that circles decide them: counting goals that give nothing back, then the change."""
    goals = instance.policy.goals
    names: list[str] = [goal.goal for goal in goals]
    at = names.index(CHANGE_GOAL)
    before, after = goals[:at], names[at + 1 :]
    return all(goal.tolerance == 0 == goal.tolerance_percent for goal in before) and after in ([], [QUALITY_GOAL])


class _Repair:
    """One repair. The model is its own: goals are held in it.

    none_within: no repair that has the goals before the change as they are asked for costs at most so much.
    least: (column) what any repair with it costs at least, by the relaxation.
    """

    def __init__(
        self, model: Model, options: Options, report: Report, least: dict[str, int], asked: int | None
    ) -> None:
        self.model, self.options = model, options
        self.near = Nearness(model, asked)
        self.search = Search(model, options, report)
        self.best = self.search.best
        names = [decision.name for decision in self.best.decisions]
        at = names.index(CHANGE_GOAL)
        self.first, self.change = self.best.decisions[:at], self.best.decisions[at]
        self._lowest = [decision.bound for decision in self.first]
        for decision in self.first:
            _know(decision, max(decision.bound, least.get(decision.name, 0)))
        self._fill()
        self.best.lift(self.change, self.near.unavoidable)
        self.none_within = self.near.unavoidable - 1
        self.least = np.full(len(model), -np.inf)

    def _fill(self, *, as_found: bool = False) -> None:
        """Leave out of circles what could only be with more seats empty than is asked for, or than was found."""
        for decision in self.first:
            if decision.name == "seats-filled":
                self.near.fill(decision.value if as_found else decision.bound)

    def run(self, start: Schedule | None) -> Outcome:
        """Near by first, then everywhere, then quality among all that disturbs as little."""
        if start is not None and (values := self.model.values(start)) is not None:
            self.best.offer("start", values)
        self._look_near()
        if not self._is_settled():
            self.search.first_schedule()
            if self._is_impossible():
                return Outcome(Status.INFEASIBLE, notices=tuple(self.best.notices))
            self._look_everywhere()
        if self.best.values is None:
            return Outcome(Status.UNKNOWN, notices=tuple(self.best.notices))
        self._fill(as_found=True)
        self._confirm()
        found = self.search.finish(self.model.only(self._within(self.change.most)))
        return Outcome(self.best.status(), found, notices=tuple(self.best.notices))

    def _look_near(self) -> None:
        """Whether the goals before the change can be at their bounds with hardly more change than there must be."""
        part = self.model.only()
        for decision in self.first:
            part.keep(decision.name, decision.bound)
        for width in _NEAR:
            most = self.near.unavoidable + width
            if self._is_settled() or self._seconds() == 0.0:
                return
            columns = np.flatnonzero(self._within(most))
            if len(columns) > _WHOLE:  # that nothing is in all of it, the relaxation says sooner
                self._minimise(part, self._promising(columns), most)
                return
            answer = self._minimise(part, columns, most, self._seconds_near())
            self._learn(answer, most)
            if answer.status == Status.UNKNOWN:
                return

    def _is_impossible(self) -> bool:
        """Whether there is no repair at all; if there is one, it is taken."""
        if self.best.values is not None:
            return False
        answer = _any_repair(self.model, self.options, self._seconds())
        if answer.values is not None:
            self.best.offer("first repair", answer.values)
        return answer.status == Status.INFEASIBLE

    def _look_everywhere(self) -> None:
        """Decide the goals before the change over all decisions, and ask how little disturbance that takes at least."""
        asked = [decision.bound for decision in self.first]
        as_asked = True
        for decision, bound, lowest in zip(self.first, asked, self._lowest, strict=True):
            if not as_asked:
                _know(decision, lowest)
            self.search.decide(decision)
            as_asked = as_asked and decision.value == bound
        if self.best.values is None:
            return
        self._fill(as_found=True)
        if not as_asked:
            self.none_within = self.near.unavoidable - 1
        self._conclude()
        point = self.search.bound(self.change)
        if point is not None:
            least = least_with(self.model, point) - SLACK
            if least[self.best.values > 0].max() <= self.change.value:  # else the relaxation is wrong
                self.least = least
        self._look_on()

    def _look_on(self) -> None:
        """In circles from what is known on, as wide as what was found costs and no wider."""
        for width in (*_WIDTHS, self.change.value):
            widest = self.change.value - 1
            most = min(self.near.unavoidable + width, widest)
            if self._is_settled() or self._seconds() == 0.0:
                return
            if most > self.none_within and most >= self.change.bound:
                self._look_through(most)
                if most == widest:
                    return

    def _within(self, most: int) -> Bools:
        """Of every column, whether a repair can use it that costs at most so much."""
        return (self.model.highest > 0) & self.near.within(most - self.near.unavoidable) & (self.least <= most)

    def _look_through(self, most: int) -> None:
        """Look for a repair that costs at most so much among more and more columns, the likeliest first.

        What is known stays in for the most part, so its columns and the measures come first; then what disturbs least
        by itself, and of that, what the relaxation's prices of all goals say is best. Measured: 1,000 columns by this
        order hold a repair where 8,000 by what each costs alone were needed.
        """
        self._narrow(most)
        if most <= self.none_within:
            return
        price, few = self.model.in_company(self._worth()), _FEW
        while self.best.values is not None and not self._is_settled() and self._seconds() != 0.0:
            most = min(most, self.change.value - 1)
            columns = np.flatnonzero(self._within(most))
            stays = (self.model.group[columns] < 0) | (self.best.values[columns] > 0)
            order = np.lexsort((price[columns], self.near.least[columns], ~stays))
            some = few + int(stays.sum())
            if some >= _NEARLY * len(columns):
                self._learn(self._minimise(self.model, columns, most), most)
                return
            self._minimise(self.model, np.sort(columns[order[:some]]), most)
            few *= _MORE

    def _narrow(self, most: int) -> None:
        """Leave out of a large circle what costs more by a relaxation of the change, over the circle's columns alone.

        What it says holds for repairs within the circle: of all others it is only known that they cost more. Measured:
        37,828 columns become 35,767 in 1.3 s, and that they hold no repair HiGHS then shows after 5 s, not after 29.
        """
        inside = self._within(most)
        if inside.sum() <= _WHOLE:
            return
        part, most_seconds, begun = self.model.only(inside), self._seconds_near(), time.monotonic()
        relaxation = Relaxation(part)
        relaxation.include_promising(self._worth(), part.columns.homes)
        relaxation.minimise(self.change.cost.astype(float))

        def seconds() -> float | None:
            return None if most_seconds is None else max(0.0, begun + most_seconds - time.monotonic())

        point = relaxation.solve_or_refute(lambda _: seconds() != 0.0, seconds)
        if point is None:
            return
        costs_more = inside & (least_with(part, point) - SLACK > most)
        self.least = np.where(costs_more, np.maximum(self.least, most + 1), self.least)
        if point.bound - SLACK > most:
            self.none_within = max(self.none_within, most)
            self.best.lift(self.change, min(most + 1, self.change.value))

    def _worth(self) -> Floats:
        """(column) What it costs beyond what it is worth by the relaxation of all goals; quality's cost without one."""
        together = self.search.together
        return self.model.costs[QUALITY_GOAL].astype(float) if together is None else together.reduced

    def _learn(self, answer: Answer, most: int) -> None:
        """What is known from all columns that a repair can use which costs at most so much."""
        if answer.status == Status.INFEASIBLE:
            self.none_within = max(self.none_within, most)
        elif answer.bound is not None:
            self.none_within = max(self.none_within, min(most, answer.bound - 1))
        self._conclude()

    def _minimise(self, model: Model, columns: Ints, most: int, seconds: float | None = None) -> Answer:
        """The change over some columns, at most so much, until nothing less can be, or the seconds are over."""
        part, halt = model.only(), Halt()
        part.keep(CHANGE_GOAL, most)

        def take(values: Ints) -> None:
            self.best.offer("circle", values)
            self._conclude()
            if self._is_settled():
                halt()

        self.best.say(f"circle of {most - self.near.unavoidable}, {len(columns):,} columns")
        answer = cp_sat.minimise(
            part,
            columns,
            self.change.cost,
            replace(self.options, workers=self.options.workers + 1),
            self._seconds() if seconds is None else seconds,
            found=take,
            halt=halt,
            is_short=True,
        )
        if answer.values is not None:
            take(answer.values)
        return answer

    def _conclude(self) -> None:
        """Once the goals before are as asked for, what circles say holds for the change."""
        if self.best.values is not None and all(each.value == each.bound or each.decided for each in self.first):
            self.best.lift(self.change, min(self.none_within + 1, self.change.value), CP_SAT)

    def _confirm(self) -> None:
        """Ask HiGHS whether less change is impossible, where CP-SAT alone says so; what it does not confirm is open."""
        change = self.change
        if change.closed_by != (CP_SAT,):
            return
        part = self.model.only()
        for decision in self.first:
            part.keep(decision.name, decision.most)
        part.keep(CHANGE_GOAL, change.value - 1)
        answer = second_opinion(part, np.flatnonzero(self._within(change.value - 1)), change.cost, self.options)
        if answer.status == Status.INFEASIBLE:
            self.best.lift(change, change.value, HIGHS)
            return
        if answer.values is not None:
            self.best.note("CP-SAT called a better repair impossible, and HiGHS found one: not believed.")
            self.best.offer(HIGHS, answer.values)
        change.bounds.pop(CP_SAT)
        change.bound = max(change.bounds.values())
        if answer.bound is not None:
            self.best.lift(change, min(answer.bound, change.value), HIGHS)

    def _is_settled(self) -> bool:
        """Whether who must be told is decided."""
        if self.best.values is None or self.change.value > self.change.bound:
            return False
        return all(each.value == each.bound or each.decided for each in self.first)

    def _promising(self, columns: Ints) -> Ints:
        """All that disturbs least inside, and of the rest a few a date of least quality cost."""
        model, least = self.model, self.near.least[columns]
        edge = columns[least == least.max()]
        group, cost = model.group[edge], model.costs[QUALITY_GOAL][edge]
        order = np.lexsort((cost, group))
        first = np.searchsorted(group[order], group[order], "left")
        few = edge[order[(np.arange(len(order)) - first < _PER_DATE) | (group[order] < 0)]]
        return np.union1d(columns[least < least.max()], few)

    def _seconds_near(self) -> float | None:
        left, limit = self._seconds(), self.options.time_limit_seconds
        return None if left is None or limit is None else min(left, _NEAR_SHARE * limit)

    def _seconds(self) -> float | None:
        return self.options.left(keeping=(1 - _SHARE) * (self.options.time_limit_seconds or 0.0))


def _know(decision: Decision, bound: int) -> None:
    """Take it as known that a goal is no better."""
    decision.bound = bound
    decision.bounds = dict.fromkeys(decision.bounds, bound)
