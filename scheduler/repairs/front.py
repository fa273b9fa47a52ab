"""The price of one more call: the best quality of all repairs that count at most so much, for a little more and more.

The repair that disturbs least is the best at what it counts. Whether one more call would save 38 km, it does not say.
So quality is decided once more for each count above it, with that count as a limit: the epsilon-constraint method
(Haimes, Lasdon and Wismer, IEEE Transactions on Systems, Man, and Cybernetics 1, 1971), which finds every point of a
front of two goals if one of them is whole numbers. A count at which nothing is better than at the one before has no
point of its own: whoever chose it would tell more people for nothing.

What a repair within the limit can use is known beforehand, as in `circles`: the circle of that width. The relaxation
over it is made whole by branch and bound; what that leaves open is searched by both solvers. It stays from one count to
the next: the circle becomes wider and one row looser, so that it begins near its solution.

Example. The best repair counts 5 and has quality 13,221. At most 6: 13,221 is the bound, nothing better. At most 7:
13,210. At most 8: nothing better than that. The front is (5, 13,221), (7, 13,210): two more save 11 km.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from models.instance import Instance
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import GoalResult, Schedule, Status
from scheduler.model import Model
from scheduler.repairs.circles import is_usual
from scheduler.repairs.least_change import Nearness
from scheduler.repairs.levels import End, Front, Level
from scheduler.repairs.rescheduling import stamped
from scheduler.search.goal_by_goal import Search
from scheduler.search.incumbent import RELAXATION
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options, Progress
from scheduler.solvers.reduced_cost_fixing import survivors
from scheduler.solvers.relaxation import Point
from scheduler.solvers.side_by_side import CP_SAT, HIGHS
from scheduler.tables.arrays import Bools, Ints

_ROUNDS = 2

Report = Callable[[Progress], None]


Found = Callable[[Front], None]


def has_front(instance: Instance) -> bool:
    """Whether the policy's goals stand so that quality follows what a repair counts, and is the last."""
    return is_usual(instance) and instance.policy.goals[-1].goal == QUALITY_GOAL


def front(
    model: Model,
    first: Schedule,
    more: int,
    options: Options,
    report: Report = lambda _: None,
    found: Found = lambda _: None,
    known: Front | None = None,
) -> Front:
    """The front from the best repair to those that count so much more.

    model: of the instance under repair; its goals are as `has_front` asks. first: the best repair, with its
    certificate. found: hears of all that is known whenever it is more. known: what is known already.
    """
    return _Walk(model, first, more, options, report, found).run(known)


class _Walk:
    """From level to level, each begun with what the one before has found.

    first: the best repair. lowest: the level at which it was found. best: (count) of the best repair found that counts
    so much, its quality and its columns' values. bounds: (level) those of quality, as each solver has shown them.
    """

    def __init__(
        self, model: Model, first: Schedule, more: int, options: Options, report: Report, found: Found
    ) -> None:
        assert first.certificate is not None
        self.first, self.more, self.options, self._found = first, more, options, found
        self.results = {result.goal: result for result in first.certificate.goals}
        goal_by_id = {goal.goal: goal for goal in model.instance.policy.goals}
        self.lowest = goal_by_id[CHANGE_GOAL].highest(self.results[CHANGE_GOAL].value)
        self._first_at = self.results[QUALITY_GOAL].final, self.results[CHANGE_GOAL].final
        self.best: dict[int, tuple[int, Ints]] = {}
        self.bounds: dict[int, dict[str, int]] = {}
        self.near = Nearness(model)
        if "seats-filled" in self.results:
            self.near.fill(self.results["seats-filled"].value)
        self._begin(model, report)

    def _begin(self, model: Model, report: Report) -> None:
        """The widest circle, with the goals before quality held; of the change, the row says how much at each level."""
        self.widest = model.only((model.highest > 0) & self._within(self.lowest + self.more))
        for result in self._before:
            self.widest.keep(result.goal, result.value)
        self._inside = self.widest.highest > 0
        self._row = self.widest.matrix.shape[0]
        self.widest.add([(CHANGE_GOAL, self.widest.at_most(CHANGE_GOAL, self.lowest))], every=True)
        self.search = Search(self.widest, self.options, self._hearing(report))
        *before, self.change, self.quality = self.search.best.decisions
        for decision in before:
            decision.value, decision.decided = self.results[decision.name].value, True
        self.change.value, self.change.decided = self.lowest + self.more, True
        self._widen(self.lowest)
        self.search.relaxation.include_promising(self.quality.cost.astype(float), model.columns.homes)
        self._unknown = dict(self.quality.bounds)
        closed_by = self.results[QUALITY_GOAL].closed_by
        self.bounds[self.lowest] = self._unknown | dict.fromkeys(closed_by, self.results[QUALITY_GOAL].value)

    @property
    def _before(self) -> Sequence[GoalResult]:
        """What the best repair is in the goals before the change."""
        return tuple(takewhile(lambda result: result.goal != CHANGE_GOAL, self.results.values()))

    def _within(self, most: int) -> Bools:
        return self.near.within(most - self.near.unavoidable)

    def run(self, known: Front | None) -> Front:
        """Level after level, but for what is known already; then those left open again, in what time is left."""
        self._begin_from(self.first)
        for level in () if known is None else known.levels:
            self.bounds[level.most] = dict(level.bounds)
            if level.schedule is not None:
                self._begin_from(level.schedule)
        for _ in range(1 if self.options.deterministic else _ROUNDS):
            for most in self._levels:
                if not self._is_proven(most) and self.options.left() != 0.0:
                    self._look(most)
                self._found(self.so_far())
        return replace(self.so_far(), end=End.WORK if self.options.deterministic else End.LIMIT)

    @property
    def _levels(self) -> range:
        return range(self.lowest, self.lowest + self.more + 1)

    def _is_proven(self, most: int) -> bool:
        return most in self.bounds and self._known(most).is_proven

    def so_far(self) -> Front:
        """All that is known."""
        return Front(tuple(self._level(most) for most in sorted(self.bounds)), tuple(self.search.best.notices))

    def _begin_from(self, repair: Schedule) -> None:
        values = self.widest.values(repair)
        assert values is not None
        self._take(values)
        self.search.best.offer("start", values)

    def _hearing(self, report: Report) -> Report:
        """What a search reports. A better schedule is kept at once, and known to whoever waits for it."""

        def hear(now: Progress) -> None:
            values = self.search.best.values
            if now.schedule is not None and values is not None and self._take(values):
                self._found(self.so_far())
            report(replace(now, schedule=None, seconds=self.options.elapsed))

        return hear

    def _take(self, values: Ints) -> bool:
        """Keep a repair, if none as good is known that counts as much."""
        count, quality = self.change.of(values), self.quality.of(values)
        if count in self.best and self.best[count][0] <= quality:
            return False
        self.best[count] = quality, values
        return True

    # One level

    def _look(self, most: int) -> None:
        """Decide quality among all that counts at most so much, in a fair share of the time that is left."""
        search, quality = self.search, self.quality
        still_open = sum(not self._is_proven(other) for other in self._levels if other >= most)
        quality.bounds = self.bounds.setdefault(most, dict(self._unknown))
        quality.value, count = self._best_within(most)
        quality.bound, quality.decided = quality.bounds[RELAXATION], False
        search.best.values = self.best[count][1]
        search.options = self.options.share(1 / still_open)
        self._widen(most)
        self._agree(search.decide(quality))

    def _widen(self, most: int) -> None:
        """The circle of all with which a repair can count so much, for the relaxation and for what searches."""
        widest, relaxation = self.widest, self.search.relaxation
        inside = (widest.highest > 0) & self._within(most)
        highest = np.where(inside, widest.highest, 0)
        changed = np.flatnonzero(inside != self._inside)
        relaxation.limit(changed, np.zeros(len(changed)), highest[changed].astype(float))
        self._inside = inside
        widest.upper[self._row] = most
        relaxation.move(self._row)
        self.search.model = self.search.best.model = widest.up_to(highest)

    def _agree(self, point: Point | None) -> None:
        """Where one solver alone says that nothing is better, ask the other, too."""
        search, quality, model = self.search, self.quality, self.search.model
        if quality.closed_by not in ((CP_SAT,), (HIGHS,)):
            return
        values = search.best.values
        columns, least = survivors(model, quality.value, values, point, search.relaxation.active, len(model))
        if least < quality.value:
            return
        (one,) = quality.closed_by
        other, ask = (HIGHS, highs.minimise) if one == CP_SAT else (CP_SAT, cp_sat.minimise)
        answer = ask(model, columns, quality.cost, search.options, search.options.left())
        if answer.values is not None and quality.of(answer.values) < quality.value:
            search.best.note(f"{one} called a better repair impossible, and {other} found one: not believed.")
            quality.bounds.pop(one)
            search.best.offer(other, answer.values)
        if answer.bound is not None:
            search.best.lift(quality, answer.bound, other)

    # What is known

    def _level(self, most: int) -> Level:
        """One level, with its repair if it has one of its own."""
        level, (quality, count) = self._known(most), self._best_within(most)
        is_new = most == self.lowest or quality < self._best_within(most - 1)[0]
        return replace(level, schedule=self._certified(count, level)) if is_new else level

    def _known(self, most: int) -> Level:
        """What is known of a level. What counts little may be done where it may count more, so wider bounds hold."""
        wider = [bounds for at, bounds in self.bounds.items() if at >= most]
        known = {name: [each[name] for each in wider if name in each] for name in (RELAXATION, CP_SAT, HIGHS)}
        return Level(
            most, self._best_within(most)[0], {name: max(shown) for name, shown in known.items() if shown}, None
        )

    def _best_within(self, most: int) -> tuple[int, int]:
        """The best quality found with which a repair counts at most so much, and what it counts."""
        return min((quality, count) for count, (quality, _) in self.best.items() if count <= most)

    def _certified(self, count: int, level: Level) -> Schedule:
        """The best repair found that counts so much, with what is known of it."""
        quality, values = self.best[count]
        if (quality, count) == self._first_at:
            return self.first
        certificate = self.first.certificate
        assert certificate is not None
        goals = (
            *(self._as_before(result, values) for result in self._before),
            self._counting(count),
            self._quality(level),
        )
        proven = all(result.proven for result in goals)
        more = count - self._first_at[1]
        update = {
            "goals": goals,
            "status": Status.OPTIMAL if proven else Status.FEASIBLE,
            "among": f"repairs that count {more} more than the one that disturbs least" if more > 0 else "",
            "seconds": None if self.options.deterministic else round(self.options.elapsed, 1),
        }
        repair = self.widest.schedule(values).model_copy(update={"certificate": certificate.model_copy(update=update)})
        return stamped(repair, self.first, (), self.widest.instance)

    def _as_before(self, result: GoalResult, values: Ints) -> GoalResult:
        """A goal before the change, which is held as it was decided."""
        return result.model_copy(update={"final": int(self.widest.costs[result.goal] @ values)})

    def _counting(self, count: int) -> GoalResult:
        """The change: among repairs that count so much, none counts less."""
        result = self.results[CHANGE_GOAL]
        if count <= self.lowest:
            return result.model_copy(update={"final": count})
        known = {"value": count, "bound": count, "final": count, "proven": True, "closed_by": (RELAXATION,)}
        return result.model_copy(update=known)

    def _quality(self, level: Level) -> GoalResult:
        closed_by = tuple(name for name, bound in level.bounds.items() if bound >= level.quality)
        known = {
            "value": level.quality,
            "bound": level.bound,
            "final": level.quality,
            "proven": level.is_proven,
            "closed_by": closed_by if level.is_proven else (),
        }
        return self.results[QUALITY_GOAL].model_copy(update=known)
