"""The outline of a programme, for those whose dates hang on who is in a group, and hardly the reverse.

The outline of a program is what it says of groups alone: it leaves out all columns of dates and every row in which one
stands. Each of these can only make a goal worse, so what bounds the outline bounds the whole. It is small where the
whole has nine days for every pair of people. Its groups are then given dates, all at once and exactly; where every date
can be had, nothing was lost, and the outline's bounds are met. Where a group cannot have them all, those of it who
cannot are not tried together again: in a second outline, from which no bound is taken (the idea of logic-based Benders
decomposition, Hooker and Ottosson 2003). `groups_first` decides the goals so.

The outline is solved once for all its goals together, with weights that no sum of later goals can outweigh (Sherali and
Soyster, Preemptive and nonpreemptive multi-objective programming, 1983). Of a weighted bound each goal's own is read.

Example. 9 of 1,000 participants stay without a coach, and the others have 19,490 km. No quality can be above 600,000
km, so somebody not placed weighs 600,001. The weighted bound is 9 x 600,001 + 19,490: with only 8 not placed, the rest
of it would be 619,491 km, which cannot be. With 9 at most, there are 19,490 km at least.
"""

from collections.abc import Callable
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
from scheduler.solvers.side_by_side import begin
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer, Program

_AT_FIRST = 5  # columns of each pricing group with which the outline begins
_DIVE_SHARE, _DATES_SHARE = 0.1, 0.3  # of the time that is left; a dive that gets stuck takes all it may
_TRIES = 10  # so many times groups are looked for that can all be dated
_PROMISING = 6_000  # so many columns of groups are searched where diving for them has not met the bound
MOST_SEARCHED = 100_000  # so many columns at most are worth an exact search


class Outlined(GoalByGoal[Groups]):
    """A search whose groups are found in the outline, and then dated.

    outline: the program without them, over the same columns. weighed: the goals that are sums over groups alone.
    tried: the outline without the groups that could not be dated. dives: whether no dive for groups has got stuck yet.
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
            each for each in self.best.decisions if not self._hangs_on_dates(each) and not is_bottleneck(each)
        ]
        self._weight = self._weights_of_weighed()
        self._guide: Point | None = None
        self.dives = True

    def _hangs_on_dates(self, decision: Decision) -> bool:
        return bool(decision.cost[self._is_dated].any())

    def _strict(self, decisions: list[Decision]) -> list[int]:
        """Weights of goals in order, of which each outweighs all that the later ones can be."""
        weights: list[int] = []
        for k in reversed(range(len(decisions))):
            later = zip(reversed(decisions[k + 1 :]), weights, strict=True)
            weights.append(1 + sum(weight * self._most(each) for each, weight in later))
        return weights[::-1]

    def _weights_of_weighed(self) -> dict[str, int]:
        return dict(zip((each.name for each in self.weighed), self._strict(self.weighed), strict=True))

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
        """Relax the outline, look for groups, and give them dates."""
        self.relaxation.include_cheapest(self._sum_of_weighed().astype(float), _AT_FIRST, self.model.group)
        self._relax_weighed()
        self.best.say("first schedule")
        self._find_groups()

    def _relax_weighed(self) -> None:
        """Bound the weighed goals together, in the outline and, for a dive, in what is tried."""
        cost = self._sum_of_weighed().astype(float)
        self._guide = self.relax(self.relaxation, cost)
        self._trying.minimise(cost)
        self._trying.include(self.relaxation.active)

    def _find_groups(self, decision: Decision | None = None) -> bool:
        """Look for groups and give them dates; whether there are other groups to be tried, if these lack some."""
        values = None
        if self.dives:
            self._trying.solve(seconds=lambda: self._seconds(RELAXATION_SHARE))
            values = dive(self.tried, self._trying, self._countdown(_DIVE_SHARE))
            self.dives = values is not None
        if values is None and self._guide is not None:
            values = self._promising_groups(decision, self.tried)
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
        race = begin(self.model, usable, cost, self.options, self._seconds(_DATES_SHARE))
        answers = race.run(lambda found: self.best.offer("dates", found, decision), agree=False)
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

    def _search_promising(self, decision: Decision) -> None:
        """Groups from the most promising columns of the outline, exactly, and their dates. No bound is taken."""
        values = self._promising_groups(decision, self.outline)
        if values is not None:
            self._date(values, decision)

    def _promising_groups(self, decision: Decision | None, outline: Program) -> Ints | None:
        assert self._guide is not None
        possible = np.flatnonzero((self.outline.highest > 0) & (self.outline.group >= 0))
        promising = possible[np.argsort(self._guide.reduced[possible], kind="stable")[:_PROMISING]]
        return self._best_groups(decision, outline, np.union1d(promising, self._measures))

    @property
    def _measures(self) -> Ints:
        return np.flatnonzero((self.outline.highest > 0) & (self.outline.group < 0))

    def _best_groups(self, decision: Decision | None, outline: Program, columns: Ints) -> Ints | None:
        """The best groups of some columns, as far as they are found."""
        if len(columns) > MOST_SEARCHED:
            return None
        cost = self._sum_of_weighed()
        found = [answer.values for answer in self._answers(decision, outline, columns).values()]
        return min((one for one in found if one is not None), key=lambda values: int(cost @ values), default=None)

    def _answers(
        self, decision: Decision | None, outline: Program, columns: Ints, *, agree: bool = False
    ) -> dict[str, Answer]:
        self.best.say(f"groups over {len(columns):,} columns", decision)
        seconds = self._seconds(_DATES_SHARE)
        return begin(outline, columns, self._sum_of_weighed(), self.options, seconds).run(agree=agree)

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
        if np.count_nonzero(helps) <= MOST_SEARCHED:
            super()._search_exactly(decision, point)

    def hold(self, decision: Decision) -> None:
        """See `GoalByGoal`; the outline needs no row of it where what is held can be taken off its weighted bound.

        That says nothing of later goals where the weighted bound is one or more below what is held: then a row does.
        """
        self.model.keep(decision.name, decision.most)
        if (
            self._guide is not None
            and decision in self.weighed[:-1]
            and self._by_guide(decision).bound <= decision.most - 1
        ):
            for outline, relaxation in ((self.outline, self.relaxation), (self.tried, self._trying)):
                outline.add([(decision.name, self.model.at_most(decision.name, decision.most))])
                relaxation.grow()
            self.weighed.remove(decision)
            self._weight = self._weights_of_weighed()
            self._relax_weighed()

    def _bound_alone(self, decision: Decision) -> None:
        """Bound one goal by a relaxation of its own.

        The weighted bound takes the later goals at their highest, so it may say nearly one less: of 10.5 it leaves 9.6.
        """
        self.relax(self.relaxation, decision.cost.astype(float), decision)
        self.relaxation.minimise(self._sum_of_weighed().astype(float))

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


def is_bottleneck(decision: Decision) -> bool:
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
