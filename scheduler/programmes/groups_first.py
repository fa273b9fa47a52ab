"""Groups first, dates after: the search for programmes whose dates hang on who is in a group, and hardly the reverse.

The outline of a program is what it says of groups alone: it leaves out all columns of dates and every row in which one
stands. Each of these can only make a goal worse, so what bounds the outline bounds the whole. It is small where the
whole has nine days for every pair of people. Its groups are then given dates, all at once and exactly; where every date
can be had, nothing was lost, and the outline's bounds are met. Where a group cannot have them all, those of it who
cannot are not tried together again: in a second outline, from which no bound is taken (the idea of logic-based Benders
decomposition, Hooker and Ottosson 2003).

The outline is solved once for all its goals together, with weights that no sum of later goals can outweigh (Sherali and
Soyster, Preemptive and nonpreemptive multi-objective programming, 1983). Of a weighted bound each goal's own is read.

Example. 9 of 1,000 participants stay without a coach, and the others have 19,490 km. No quality can be above 600,000
km, so somebody not placed weighs 600,001. The weighted bound is 9 x 600,001 + 19,490: with only 8 not placed, the rest
of it would be 619,491 km, which cannot be. With 9 at most, there are 19,490 km at least.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from models.programmes.groups import Groups
from scheduler.programmes.columns import not_all_chosen
from scheduler.programmes.model import GroupModel
from scheduler.search.incumbent import Decision
from scheduler.search.lexicographic import RELAXATION_SHARE, GoalByGoal
from scheduler.solvers.diving import dive
from scheduler.solvers.options import Options, Progress
from scheduler.solvers.reduced_cost_fixing import least_with
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.solvers.side_by_side import race
from scheduler.tables.program import Floats, Program
from scheduler.tables.rows import Ints

_AT_FIRST = 5  # columns of each pricing group with which the outline begins
_DIVE_SHARE, _DATES_SHARE = 0.6, 0.3  # of the time that is left
_TRIES = 10  # so many times groups are looked for that can all be dated
_PROMISING = 6_000  # so many columns of groups are searched where diving for them has not met the bound
_MOST_SEARCHED = 100_000  # so many columns at most are worth an exact search


class GroupsFirst(GoalByGoal[Groups]):
    """The search of a programme with very many columns of dates.

    outline: the program without them, over the same columns. weighed: the goals that are sums over groups alone.
    tried: the outline without the groups that could not be dated.
    """

    model: GroupModel

    def __init__(self, model: GroupModel, options: Options, report: Callable[[Progress[Groups]], None]) -> None:
        self.outline = outline_of(model)
        super().__init__(model, options, report, Relaxation(self.outline))
        self.tried = outline_of(model)
        self._trying = Relaxation(self.tried)
        self._is_dated = np.zeros(len(model), dtype=bool)
        self._is_dated[model.columns.dated] = True
        self.weighed = [
            each for each in self.best.decisions if not self._hangs_on_dates(each) and not _is_bottleneck(each)
        ]
        self._weight = dict(zip((each.name for each in self.weighed), self._strict(self.weighed), strict=True))
        self._guide: Point | None = None

    def _hangs_on_dates(self, decision: Decision) -> bool:
        return bool(decision.cost[self._is_dated].any())

    def _strict(self, decisions: list[Decision]) -> list[int]:
        """Weights of goals in order, of which each outweighs all that the later ones can be."""
        weights: list[int] = []
        for k in reversed(range(len(decisions))):
            later = zip(reversed(decisions[k + 1 :]), weights, strict=True)
            weights.append(1 + sum(weight * self._most(each) for each, weight in later))
        return weights[::-1]

    def _sum_of_weighed(self) -> Ints:
        """The goals that are sums over groups alone as one cost."""
        weighed = [self._weight[each.name] * each.cost for each in self.weighed]
        return np.asarray(np.sum(weighed, axis=0), dtype=np.int64)

    def _most(self, decision: Decision) -> int:
        """The highest value that a goal can have: at most one column of each pricing group is chosen."""
        alone, cost = self.model.group < 0, np.maximum(decision.cost, 0) * self.model.highest
        dearest = np.zeros(int(self.model.group.max(initial=-1)) + 1, dtype=np.int64)
        np.maximum.at(dearest, self.model.group[~alone], cost[~alone])
        return int(cost[alone].sum() + dearest.sum())

    # The steps

    def first_schedule(self) -> None:
        """Relax the outline, dive for groups, and give them dates."""
        cost = self._sum_of_weighed().astype(float)
        self.relaxation.include_cheapest(cost, _AT_FIRST, self.model.group)
        self._guide = self.relax(self.relaxation, cost)
        self._trying.minimise(cost)
        self._trying.include(self.relaxation.active)
        self.best.say("first schedule")
        self._find_groups()

    def _find_groups(self, decision: Decision | None = None) -> bool:
        """Dive for groups and give them dates; whether there are other groups to be tried, if these lack some."""
        self._trying.solve(seconds=lambda: self._seconds(RELAXATION_SHARE))
        values = dive(self.tried, self._trying, lambda: self._seconds(_DIVE_SHARE))
        return values is not None and self._refuse(values, self._date(values, decision))

    def _refuse(self, values: Ints, dated: Ints | None) -> bool:
        """Leave groups that cannot have all their dates out of what is tried from now on; whether there are any.

        dated: with their dates; None where what is held of the dates left them none, which says not of which group.
        """
        lacking = self.model.completed(values) if dated is None else dated
        refused = self.model.columns.undatable(lacking)
        self.tried.add(("dates", not_all_chosen(columns)) for columns in refused)
        self._trying.grow()
        return len(refused) > 0

    def _date(self, values: Ints, decision: Decision | None) -> Ints | None:
        """The same groups with the best dates, exactly; None where there was no time."""
        usable, cost = self._with_dates(values), self._up_to_dates()
        self.best.say(f"dates over {len(usable):,} columns", decision)
        answers = race(
            self.model,
            usable,
            cost,
            self.options,
            self._seconds(_DATES_SHARE),
            hint=None,
            found=lambda found: self.best.offer("dates", found, decision),
            agree=False,
        )
        found = [answer.values for answer in answers.values() if answer.values is not None]
        return min(found, key=lambda values: int(cost @ values), default=None)

    def _with_dates(self, values: Ints) -> Ints:
        """The columns of these groups, of all their possible dates, and of all measures."""
        there = (values > 0) | (self.model.group < 0)
        needs = self.model.columns.needs
        there = np.where(self._is_dated, (needs < 0) | there[needs], there)
        there[self.model.columns.not_tried(values)] = False
        return np.flatnonzero(there & (self.model.highest > 0))

    def _up_to_dates(self) -> Ints:
        """One cost for all goals up to the last that hangs on dates: groups are not given up for it."""
        last = max(k for k, each in enumerate(self.best.decisions) if self._hangs_on_dates(each))
        decisions = self.best.decisions[: last + 1]
        weighed = zip(self._strict(decisions), decisions, strict=True)
        return np.asarray(np.sum([weight * each.cost for weight, each in weighed], axis=0), dtype=np.int64)

    def bound(self, decision: Decision) -> Point | None:
        """What the outline says of a goal."""
        if self._guide is None or not self._is_open(decision) or self._hangs_on_dates(decision):
            return None
        if _is_bottleneck(decision):
            return self._lowest_level(decision)
        point = self._by_guide(decision)
        self.best.lift(decision, point.bound)
        return point

    def improve(self, decision: Decision, point: Point | None) -> bool:
        """Where not all groups have their dates, look for others; for a bottleneck, at the lowest levels."""
        if self._guide is None:
            return True
        if self._hangs_on_dates(decision):
            self._try(decision)
        elif not _is_bottleneck(decision) and self._is_open(decision):
            self._search_promising(decision)
        elif _is_bottleneck(decision):
            self._try_levels(decision)
        return True

    def _try_levels(self, decision: Decision) -> None:
        """Look for groups at lower and lower levels of a bottleneck, by bisection."""
        lowest = decision.bound
        while self._is_open(decision) and lowest < decision.value:
            level = (lowest + decision.value) // 2
            with self._at_most(self._trying, decision, level):
                self._try(decision)
            if decision.value > level and self._is_open(decision):
                self._search_level(decision, level)
            if decision.value > level:
                lowest = level + 1

    def _search_promising(self, decision: Decision) -> None:
        """Groups from the most promising columns of the outline, exactly, and their dates. No bound is taken."""
        values = self._promising(decision, self.outline)
        if values is not None:
            self._date(values, decision)

    def _search_level(self, decision: Decision, level: int) -> None:
        """The same below a level of a bottleneck, without groups that could not be dated, as long as there are some."""
        held, cost = self._rest(self.weighed), self._sum_of_weighed()
        for _ in range(_TRIES):
            values = self._promising(decision, self.tried, level)
            if values is None or int(cost @ values) > held or self._seconds(1) == 0.0:
                return
            if not self._refuse(values, self._date(values, decision)) or decision.value <= level:
                return

    def _promising(self, decision: Decision, outline: Program, level: int | None = None) -> Ints | None:
        """The best groups of the most promising columns, as far as they are found. level: what none may be above."""
        assert self._guide is not None
        usable = (self.outline.highest > 0) & (self.outline.group >= 0)
        if level is not None:
            usable[self._longer_than(decision, level)] = False
        possible = np.flatnonzero(usable)
        promising = possible[np.argsort(self._guide.reduced[possible], kind="stable")[:_PROMISING]]
        measures = np.flatnonzero((self.outline.highest > 0) & (self.outline.group < 0))
        columns = np.union1d(promising, measures)
        self.best.say(f"groups over {len(columns):,} columns", decision)
        seconds, cost = self._seconds(_DATES_SHARE), self._sum_of_weighed()
        answers = race(outline, columns, cost, self.options, seconds, None, lambda values: None, agree=False)
        found = [answer.values for answer in answers.values() if answer.values is not None]
        return min(found, key=lambda values: int(cost @ values), default=None)

    def _try(self, decision: Decision) -> None:
        """Look for groups that make a goal as good as can be, as long as others are left to be tried."""
        tries = iter(range(_TRIES))
        while self._is_open(decision) and next(tries, None) is not None and self._find_groups(decision):
            pass

    def _search_exactly(self, decision: Decision, point: Point | None) -> None:
        """See `GoalByGoal`; where too little is known of what can help, everything would be too much."""
        helps = self.model.highest > 0
        if point is not None and self.best.values is not None:
            helps &= least_with(self.model, point) <= decision.value - 1
        if np.count_nonzero(helps) <= _MOST_SEARCHED:
            super()._search_exactly(decision, point)

    def hold(self, decision: Decision) -> None:
        """See `GoalByGoal`; the outline needs no row of it: what is held is taken off its weighted bound."""
        self.model.keep(decision.name, decision.most)

    # What the weighted relaxation says of one goal

    def _rest(self, decisions: list[Decision]) -> float:
        """The highest weighted sum that goals can have, those already decided by what they are held to."""
        return float(
            sum(self._weight[each.name] * (each.most if each.decided else self._most(each)) for each in decisions)
        )

    def _by_guide(self, decision: Decision) -> Point:
        """The weighted point read as one of this goal: all others at their highest, the rest is its own."""
        assert self._guide is not None
        weight, others = self._weight[decision.name], [each for each in self.weighed if each is not decision]
        bound = (self._guide.bound - self._rest(others)) / weight
        return replace(self._guide, bound=bound, reduced=self._guide.reduced / weight)

    def _lowest_level(self, decision: Decision) -> Point:
        """The lowest level at which the relaxation can keep what is held, by bisection (Garfinkel 1971).

        What is longer than the level is left out, and the weighted goals are minimised: if even their bound is above
        what is held, no groups at that level keep it.
        """
        assert self._guide is not None
        lowest, highest, held = decision.bound, decision.value, self._rest(self.weighed)
        while lowest < highest and self._seconds(1) != 0.0:
            level = (lowest + highest) // 2
            with self._at_most(self.relaxation, decision, level):
                point = self.relaxation.solve(
                    lambda point: point.bound <= held + 0.5, lambda: self._seconds(RELAXATION_SHARE)
                )
            if point is not None and point.bound > held + 0.5:
                lowest = level + 1
                self.best.lift(decision, lowest)
            elif point is not None and point.complete:
                highest = level
            else:
                break
        possible = self._guide.bound + self._guide.reduced <= held + 0.5
        possible[self._longer_than(decision, decision.value - 1)] = False
        return replace(self._guide, bound=float(decision.bound), reduced=np.where(possible, 0.0, float(decision.value)))

    def _longer_than(self, decision: Decision, level: int) -> Ints:
        """The columns that alone lift a bottleneck above the level: in its rows they count for more."""
        (measure,) = np.flatnonzero(decision.cost)
        rows = self.outline.matrix[self.outline.matrix[:, [measure]].nonzero()[0]].tocoo()
        return np.unique(rows.col[rows.data < -level]).astype(np.int64)

    @contextmanager
    def _at_most(self, relaxation: Relaxation, decision: Decision, level: int) -> Iterator[None]:
        """A relaxation of the weighed goals with a bottleneck of at most so much."""
        (measure,) = np.flatnonzero(decision.cost)
        columns = np.append(self._longer_than(decision, level), measure)
        lowest, highest = relaxation.lowest[columns], relaxation.highest[columns]
        most: Floats = np.append(np.zeros(len(columns) - 1), float(level))
        relaxation.limit(columns, lowest, np.minimum(most, highest))
        try:
            yield
        finally:
            relaxation.limit(columns, lowest, highest)


def _is_bottleneck(decision: Decision) -> bool:
    """Whether a goal is no sum but the highest of many: one column measures it."""
    return int(np.count_nonzero(decision.cost)) == 1


def outline_of(model: GroupModel) -> Program:
    """The program without the columns of dates and the rows in which they stand; columns keep their numbers."""
    is_dated = np.zeros(len(model), dtype=bool)
    is_dated[model.columns.dated] = True
    first, *others = (stage[~is_dated[stage]] for stage in model.stages)
    stages = (first, *(stage for stage in others if len(stage)))
    outline = Program(np.where(is_dated, 0, model.highest), model.group, stages)
    rows = np.flatnonzero(abs(model.matrix) @ is_dated.astype(float) == 0)
    outline.matrix, outline.lower, outline.upper = model.matrix[rows], model.lower[rows], model.upper[rows]
    size = np.bincount(model.family_of_rows()[rows], minlength=len(model.families))
    outline.families = [(name, all_.some(int(k))) for (name, all_), k in zip(model.families, size, strict=True)]
    return outline
