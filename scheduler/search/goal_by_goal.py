"""The search for a schedule: the steps of `lexicographic`, with what is known of terms, years and repairs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from models.instance import Instance
from models.policy import CHANGE_GOAL, FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Schedule
from scheduler.goals.fairness import M_A_KM
from scheduler.model import Model
from scheduler.search.fairness import FairTerm
from scheduler.search.fairness_cuts import cuts
from scheduler.search.impossible import clashes
from scheduler.search.incumbent import Decision
from scheduler.search.lexicographic import RELAXATION_SHARE
from scheduler.search.neighbourhoods import columns_in, neighbourhoods, number_of, seats_below
from scheduler.search.term_by_term import AT_FIRST, TermByTerm
from scheduler.search.without_dates import WithoutDates
from scheduler.solvers.branch_and_bound import branch
from scheduler.solvers.cliques import CLIQUES, Patience, broken_cliques
from scheduler.solvers.diving import dive_into
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.solvers.side_by_side import begin
from scheduler.tables.arrays import Floats, Ints

_SMALL = 500  # up to so many columns, fairness is searched whole as soon as any goal, and nothing is cut
_WORTH_CUTTING, _CUTTING_SHARE = 2e-5, 0.025  # of a bound, that cuts must lift it by; of the time left, to begin more
_TIES = 0.01  # in a repair quality only breaks ties there, so that its prices are good for the goals before it, too
_FEW_SPLIT, _BRANCH_SHARE = 16, 0.7  # a repair's quality is closed by branches up to so many split dates; of the time
_PARTS_SHARE, _PARTS_SHARE_AT_FIRST = 0.9, 0.2  # of the time left, for a year's parts; of quality's, before fairness
_IN_PART, _PART_SECONDS = 8_000, 20.0  # for one of them
_DEAREST_DATE = {QUALITY_GOAL: 20.0, FAIRNESS_GOAL: 1.0}  # reduced cost up to which dates of a part are planned anew
_ALL_OF_A_YEAR = 100_000  # columns: of more, all at once came to nothing in three minutes
_DATES_SHARE = 0.6  # of the time left, for a dive into a year's dates and leads, for fairness
_SEATS, _SEATS_SECONDS = 3_000, 40.0  # so many seats there are searched, for so long
_FAIRNESS_SHARE = 0.6  # of the time left, for the relaxation of a year's fairness

Report = Callable[[Progress], None]


def solve(
    instance: Instance, options: Options, report: Report = lambda _: None, start: Schedule | None = None
) -> Outcome:
    """The best schedule of an instance, and what is proven about it.

    Runs in this process; `solving` runs it in a child. Every schedule that is reported has passed the checks.
    start: a schedule to begin from.
    """
    return Search(Model(instance), options, report).run(start)


class Search(FairTerm):
    """The search for the schedule of a term or a year.

    together: the relaxation of several goals at once. quality: what bounded quality.
    """

    model: Model

    def __init__(self, model: Model, options: Options, report: Report) -> None:
        has_terms = model.facts.n["term"] > 1 and model.facts.n["date"] > 0
        super().__init__(model, options, report, _of_terms(model) if has_terms else Relaxation(model))
        self.together: Point | None = None
        self.quality: Point | None = None

    def impossible(self) -> tuple[str, ...]:
        """See `clashes`."""
        return clashes(self.model, self.relaxation, self.options)

    def finish(self, part: Model) -> Schedule:
        """Decide the goals in their order, where a schedule is there and bounds are known; the best is returned.

        part: the model without what no schedule uses that keeps to what was found.
        """
        self.model = self.best.model = part
        self.relaxation = Relaxation(part)
        for decision in self.best.decisions:
            if decision.decided:
                continue
            if decision.name == QUALITY_GOAL:
                self.relaxation.include_promising(decision.cost.astype(float), part.columns.homes)
                self.decide(decision)
            else:
                self.best.decide(decision)
                self.hold(decision)
        return self.best.certified()

    def first_schedule(self) -> None:
        """Relax all goals up to quality together, weighted by their order, and dive.

        The weights only guide the dive and give a valid bound; what is decided, and in which order, they do not say.
        """
        together = [decision for decision in self.best.decisions if decision.name != FAIRNESS_GOAL]
        last = _TIES if self._is_repair and together[-1].name == QUALITY_GOAL else 1.0
        cost = self._weigh(together, last)
        if self._has_terms:
            self._first_of_several_terms(cost)
            return
        self.relaxation.include_promising(cost, self.model.columns.homes)
        self.together = self.relax(self.relaxation, cost)
        self.best.say("first schedule")
        if self.best.values is None or (self.together is not None and self.together.complete):
            self._dive()

    def _first_of_several_terms(self, cost: Floats) -> None:
        """The same where one program of everything would take minutes: terms apart, and together over few dates."""
        apart = TermByTerm(self.model, self.relaxation, self.options.workers)
        seconds = self._countdown(RELAXATION_SHARE)

        def goes_on(_: Point) -> bool:
            self.best.say("relaxation")
            return seconds() != 0.0

        self.together = apart.relax(cost, apart.outline_prices(cost), goes_on, seconds)
        self.best.say("first schedule")
        self._dive()
        apart.open_all()

    def decide(self, decision: Decision) -> Point | None:
        """See `GoalByGoal`. Fairness of a term is decided over what schools send, as far as that goes."""
        if decision.name == FAIRNESS_GOAL and self._is_open(decision) and len(self.model) > _SMALL:
            self.decide_by_windows(decision, self.quality)
        point = super().decide(decision)
        if decision.name == QUALITY_GOAL:
            self.quality = point
        return point

    def improve(self, decision: Decision, point: Point | None) -> bool:
        """Of a year, plan one part after the other anew; of a repair, decide what the relaxation has split."""
        if decision.name not in _DEAREST_DATE or point is None:
            return True
        if self._is_repair:
            self._branch(decision, point)
        return not self._has_terms or self._improve_in_parts(decision, point)

    def bound(self, decision: Decision) -> Point | None:
        """The relaxation of one goal under the limits of those before it; of a term's quality, with cuts."""
        point = self._relaxed(decision)
        if point is None or decision.name != QUALITY_GOAL or self._has_terms or self._is_repair:
            return point
        return self._cut(decision, point) if len(self.model) > _SMALL else point

    def _cut(self, decision: Decision, point: Point) -> Point:
        """The relaxation once cliques that its point breaks are rows, again and again while that lifts the bound."""
        patience = Patience(_WORTH_CUTTING, self._seconds(_CUTTING_SHARE))
        while patience.is_left(point.bound) and self._is_open(decision):
            cliques = broken_cliques(self.model, point.values)
            if not len(cliques):
                break
            self.model.add([(CLIQUES, cliques)])
            self.relaxation.grow()
            if self.together is not None:
                self.together = _with_rows(self.together, len(cliques), 0.0)
            tighter = self.relax(self.relaxation, decision.cost.astype(float), decision)
            if tighter is None or tighter.bound < point.bound:
                return _with_rows(point, len(cliques), 0.0)
            point = tighter
        return point

    def _relaxed(self, decision: Decision) -> Point | None:
        """The same without cuts."""
        together = self.together
        if together is not None and self._bounds_too(decision, together):
            return self._by_prices_of(together, decision)
        if self._has_terms and decision.name == "commitments-met":
            self._bound_in_outline(decision)
        if not self._is_open(decision):
            return None
        if self._has_terms and decision.name == FAIRNESS_GOAL and len(self.model) > _SMALL:
            return None if self.best.values is None else self._bound_by_terms(decision, self.best.values)
        if decision.name == CHANGE_GOAL and together is not None:
            later = self.best.decisions[self.best.decisions.index(decision) :]
            self.together = self.relax(self.relaxation, self._weighted(later))
            return None if self.together is None else self._by_prices_of(self.together, decision)
        if decision.name == QUALITY_GOAL:
            relaxation = self.relaxation
        elif decision.name == FAIRNESS_GOAL and together is not None:
            relaxation = Relaxation(self.model, like=self.relaxation)
            relaxation.include_promising(together.reduced, self.model.columns.homes)
        else:  # what a counting goal cannot reach hangs on few rows, so a small program of its own sees it soonest
            relaxation = Relaxation(self.model, families=frozenset(each.name for each in self.best.decisions))
        return self.relax(relaxation, decision.cost.astype(float), decision)

    def _by_prices_of(self, together: Point, decision: Decision) -> Point:
        """A goal bounded by a relaxation of several: prices divided by the weight of the goal are prices of it."""
        self.relaxation.minimise(decision.cost.astype(float))
        price, highest = together.price / self._weights[decision.name], self.model.highest.astype(float)
        point = self.relaxation.at(price, together.values, highest)
        self.best.lift(decision, point.bound + float(self.model.in_company(point.reduced).min()))
        return point

    def _bound_in_outline(self, decision: Decision) -> None:
        """What schools owe hangs on who goes how often in which term, hardly on dates: seconds instead of minutes."""
        point = WithoutDates(self.model).solve(decision.cost.astype(float))
        if point is not None:
            self.best.lift(decision, point.bound)

    def _bound_by_terms(self, decision: Decision, known: Ints) -> Point | None:
        """Fairness of several terms, from what quality's limit is worth: as one program it would take many minutes."""
        columns = self.model.columns
        apart = TermByTerm(self.model, _of_terms(self.model), self.options.workers, partial(cuts, columns))
        apart.begin_with(known)
        price = np.zeros(self.model.matrix.shape[0])
        price[self.model.limit_of(QUALITY_GOAL)] = -M_A_KM
        seconds = self._countdown(_FAIRNESS_SHARE)

        def goes_on(point: Point) -> bool:
            self.best.lift(decision, point.bound)
            self.best.say("relaxation", decision)
            return seconds() != 0.0 and self._is_open(decision)

        point = apart.relax(decision.cost.astype(float), price, goes_on, seconds)
        if point is not None and self._is_open(decision):
            self._dive_to_seats(decision, apart.relaxation)
        return point

    def _dive_to_seats(self, decision: Decision, relaxation: Relaxation) -> None:
        """Dates and leads by a dive, and the seats there by an exact search.

        Measured in a year: a dive into seats gets stuck at 14,040 km after 210 s; an exact search over the seats, with
        most of what is whole kept, finds 13,620 after 115 s and 16.
        """
        self.best.say("dive", decision)
        point = dive_into(self.model, relaxation, self.model.stages[:2], self._countdown(_DATES_SHARE))
        if point is None:
            return
        self._search_some(decision, seats_below(self.model, point, _SEATS), self._seconds(1.0), _SEATS_SECONDS)

    def _search_some(
        self, decision: Decision, columns: Ints, left: float | None, longest: float, hint: Ints | None = None
    ) -> None:
        """Search some columns for a better schedule by both solvers, for the time that is left, or the longest."""
        self.best.say(f"exact search over {len(columns):,} columns", decision)
        seconds = longest if left is None else min(left, longest)
        race = begin(self.model, columns, decision.cost, self.options, seconds, hint)
        race.run(lambda values: self.best.offer("exact search", values, decision), agree=False)

    def _bounds_too(self, decision: Decision, together: Point) -> bool:
        """Whether the first relaxation met what the goals before one were decided at: then its prices bound that one.

        For every goal held they say what its limit is worth: its weight. Goals after it must weigh next to nothing.
        """
        names = [each.name for each in self.best.decisions]
        at = names.index(decision.name)
        before = self.best.decisions[:at]
        return (
            decision.name in self._weights
            and all(self._weights.get(name, 0.0) <= _TIES for name in names[at + 1 :])
            # of several terms another relaxation would take too long, but this one is too coarse for mere ties
            and (self._weights[decision.name] >= 1.0 if self._has_terms else together.complete)
            and all(earlier.most == earlier.value for earlier in before)
            and all(abs(earlier.cost @ together.values - earlier.value) <= TOLERANCE for earlier in before)
        )

    def _branch(self, decision: Decision, point: Point) -> None:
        """Make whole what the relaxation has split, where that is little."""
        split = np.abs(point.values - np.rint(point.values))[self.model.stages[0]] > TOLERANCE
        if self.best.values is None or not point.complete or split.sum() > _FEW_SPLIT or not self._is_open(decision):
            return
        self.best.say("branches", decision)
        found, seconds = partial(self.best.offer, "branches", decision=decision), self._countdown(_BRANCH_SHARE)
        self.best.lift(decision, branch(self.model, self.relaxation, point, decision.value, found, seconds))

    def _improve_in_parts(self, decision: Decision, point: Point) -> bool:
        """Plan one part of a year anew after the other, until all have been tried in vain, or their time is over.

        Whether it is worth the time to search everything at once: in the first case, if little is to come or to see.
        """
        in_vain, parts = 0, neighbourhoods(self.model)
        is_last, dearest = decision is self.best.decisions[-1], _DEAREST_DATE[decision.name]
        seconds = self._countdown(_PARTS_SHARE if is_last else _PARTS_SHARE_AT_FIRST)
        while self._is_open(decision) and self.best.values is not None and seconds() != 0.0:
            if in_vain == number_of(self.model):
                return is_last or len(self.model) <= _ALL_OF_A_YEAR
            before, value = self.best.values, decision.value
            columns = columns_in(self.model, value, before, point, next(parts), dearest, _IN_PART)
            self._search_some(decision, columns, seconds(), _PART_SECONDS, before)
            in_vain = 0 if decision.value < value else in_vain + 1
        return False

    def hold(self, decision: Decision) -> None:
        """See `GoalByGoal`. The joint relaxation's point keeps its prices.

        The price of the new row is minus the weight of its goal, so the point stays one of the same bound.
        """
        super().hold(decision)
        if self.together is not None:
            new = self.model.matrix.shape[0] - len(self.together.price)
            self.together = _with_rows(self.together, new, -self._weights.get(decision.name, 0.0))

    @property
    def _is_repair(self) -> bool:
        """Whether quality follows what a repair counts."""
        names = [each.name for each in self.best.decisions if each.name in (CHANGE_GOAL, QUALITY_GOAL)]
        return names == [CHANGE_GOAL, QUALITY_GOAL]

    @property
    def _has_terms(self) -> bool:
        return self.model.facts.n["term"] > 1 and self.model.facts.n["date"] > 0


def _with_rows(point: Point, count: int, price: float) -> Point:
    """The same point where so many rows have been added, each with this price."""
    return replace(point, price=np.append(point.price, np.full(count, price)))


def _of_terms(model: Model) -> Relaxation:
    """The relaxation of several terms together."""
    return Relaxation(model, families=AT_FIRST, by_interior=True)
