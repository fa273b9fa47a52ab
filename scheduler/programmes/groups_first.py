"""Groups first, dates after: each goal decided over the outline of a programme (see `outlined`).

A goal that is no sum but the highest of many, such as the km of whoever travels furthest, is a bottleneck. It is
decided level by level, by bisection (Garfinkel, An improved algorithm for the bottleneck assignment problem, 1971): all
that is longer than a level is left out, and the goals before it are minimised. If they cannot keep what is held, no
bottleneck is as low. Columns with which they cannot keep it are left out as well; few are left, so a level is searched
exactly.

Example. 19,760 km are held. Without journeys of more than 91 km the relaxation says 19,748 km at least; one with a
reduced cost of 15 km would make it 19,763, and is left out. Of 52,000 columns 11,000 are left. The best groups that
they hold have 19,748 km, but three of them cannot all be dated; without those, others are looked for. In the end there
are none within 19,760 km: so somebody travels 92 km or more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from models.schedule import Status
from scheduler.programmes.outlined import MOST_SEARCHED, Outlined, is_bottleneck
from scheduler.search.incumbent import Decision
from scheduler.search.lexicographic import RELAXATION_SHARE
from scheduler.solvers.reduced_cost_fixing import SLACK, least_with
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.tables.arrays import Floats, Ints

_TRIES = 40  # so many times groups at a level are looked for that can all be dated
_PROMISING = 30_000  # so many columns of a level are searched for them


class GroupsFirst(Outlined):
    """The search of a programme with very many columns of dates."""

    def bound(self, decision: Decision) -> Point | None:
        """What the outline says of a goal."""
        if self._guide is None or not self._is_open(decision) or self._hangs_on_dates(decision):
            return None
        if is_bottleneck(decision):
            return self._lowest_level(decision)
        point = self._by_guide(decision)
        self.best.lift(decision, point.bound)
        if decision in self.weighed[:-1] and self._is_open(decision):
            self._bound_alone(decision)
        return point

    def improve(self, decision: Decision, point: Point | None) -> bool:
        """Where not all groups have their dates, look for others; for a bottleneck, at the lowest levels."""
        if self._guide is None:
            return True
        if self._hangs_on_dates(decision):
            self._try(decision)
        elif not is_bottleneck(decision) and self._is_open(decision):
            self._search_promising(decision)
        elif is_bottleneck(decision):
            self._try_levels(decision)
        return True

    def _try_levels(self, decision: Decision) -> None:
        """Look for groups at lower and lower levels of a bottleneck, by bisection."""
        lowest = decision.bound
        while self._is_open(decision) and lowest < decision.value:
            level = (lowest + decision.value) // 2
            if self.dives:
                with self._at_most(self._trying, decision, level):
                    self._try(decision)
            if decision.value > level and self._is_open(decision):
                self._search_level(decision, level)
            if decision.value > level:
                lowest = level + 1

    def _search_level(self, decision: Decision, level: int) -> None:
        """Groups at a level of a bottleneck, exactly, and their dates; where those are lacking, others.

        If the outline has no groups at that level that keep what is held, no bottleneck is as low.
        """
        held, cost = self._rest(self.weighed), self._sum_of_weighed()
        for _ in range(_TRIES):
            columns = self._could(decision, level, self._trying, _PROMISING)
            values = None if columns is None else self._best_groups(decision, self.tried, columns)
            if values is None or int(cost @ values) > held:
                self._rule_out(decision, level)
                return
            if self._refuse(values, None):  # matching tells it sooner than a search for dates
                continue
            if not self._refuse(values, self._date(values, decision)) or decision.value <= level:
                return

    def _rule_out(self, decision: Decision, level: int) -> None:
        """Ask both solvers whether no groups at a level of a bottleneck keep what is held.

        Groups that were refused count as impossible where it is certain that they are, as long as no date may lack.
        """
        certain = self.model.columns.is_undatable_certain and self._must_be_dated
        outline, relaxation = (self.tried, self._trying) if certain else (self.outline, self.relaxation)
        columns = self._could(decision, level, relaxation)
        if columns is None or len(columns) > MOST_SEARCHED:
            return
        held = self._rest(self.weighed)
        for name, answer in self._answers(decision, outline, columns, agree=True).items():
            if answer.status == Status.INFEASIBLE or (answer.bound is not None and answer.bound > held):
                self.best.lift(decision, level + 1, name)

    @property
    def _must_be_dated(self) -> bool:
        """Whether it is held that no date lacks."""
        return all(each.decided and each.most == 0 for each in self.best.decisions if self._hangs_on_dates(each))

    def _could(self, decision: Decision, level: int, relaxation: Relaxation, most: int | None = None) -> Ints | None:
        """The columns that groups at a level of a bottleneck can use if they keep what is held; None if not known.

        most: of more columns, so many that are most promising.
        """
        with self._at_most(relaxation, decision, level):
            point = relaxation.solve_or_refute(lambda _: True, lambda: self._seconds(RELAXATION_SHARE))
        if point is None or not (point.complete or np.isinf(point.bound)):
            return None
        least: Floats = np.where(self.outline.highest > 0, least_with(self.outline, point), np.inf)
        least[self._longer_than(decision, level)] = np.inf
        could = np.flatnonzero(least <= self._rest(self.weighed) + SLACK)
        return could if most is None else np.sort(could[np.argsort(least[could], kind="stable")[:most]])

    def _lowest_level(self, decision: Decision) -> Point:
        """The lowest level at which the relaxation can keep what is held, by bisection.

        What is longer than the level is left out, and the weighted goals are minimised: if even their bound is above
        what is held, no groups at that level keep it.
        """
        assert self._guide is not None
        lowest, highest, held = decision.bound, decision.value, self._rest(self.weighed)
        while lowest < highest and self._seconds(1) != 0.0:
            level = (lowest + highest) // 2
            with self._at_most(self.relaxation, decision, level):
                point = self.relaxation.solve_or_refute(
                    lambda point: point.bound <= held + SLACK, lambda: self._seconds(RELAXATION_SHARE)
                )
            if point is not None and point.bound > held + SLACK:
                lowest = level + 1
                self.best.lift(decision, lowest)
            elif point is not None and point.complete:
                highest = level
            else:
                break
        possible = self._guide.bound + self._guide.reduced <= held + SLACK
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
