"""The search: bound, dive, prove; goal after goal in the policy's order, each decided before the next is looked at."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from models.instance import Instance
from models.policy import CHANGE_GOAL, FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Schedule, Status
from scheduler.model import Model
from scheduler.search.impossible import clashes
from scheduler.search.incumbent import Decision, Incumbent
from scheduler.search.neighbourhoods import columns_in, neighbourhoods, number_of
from scheduler.search.term_by_term import AT_FIRST, TermByTerm
from scheduler.search.without_dates import WithoutDates
from scheduler.solvers.diving import dive
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solvers.reduced_cost_fixing import survivors
from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.solvers.side_by_side import race
from scheduler.tables.program import Answer, Floats

_LAST_WEIGHT, _WEIGHT_STEP = 2_000, 8  # how the first relaxation prices the goals before quality, the last one first
_TIES = 0.01  # in a repair quality only breaks ties there, so that its prices are good for the goals before it, too
_EXACT_SHARE = {QUALITY_GOAL: 0.7, FAIRNESS_GOAL: 0.9}  # of the time that is left, for one exact search for a goal
_OTHER_SHARE = 0.4
_ALL_SHARE = 0.75  # of the time that is left, for all exact searches for quality, where fairness is still to come
_PROMISING, _MORE = 3_000, 4  # so many columns the solvers get at first, and so many times more each time after
_PARTS_SHARE, _IN_PART, _PART_SECONDS = 0.9, 8_000, 20.0  # for a year's parts: of the time left, columns, for one part
_CLOSING_SECONDS, _CLOSING_SHARE = 2.5, 0.05  # of the limit, kept back for a solver to stop and for writing
_RELAXATION_SHARE, _DIVE_SHARE = 0.5, 0.9

Report = Callable[[Progress], None]


def solve(
    instance: Instance, options: Options, report: Report = lambda _: None, start: Schedule | None = None
) -> Outcome:
    """The best schedule of an instance, and what is proven about it.

    Runs in this process; `solving` runs it in a child. Every schedule that is reported has passed the checks.
    start: a schedule to begin from.
    """
    return Search(Model(instance), options, report).run(start)


class Search:
    """One search in its steps. best: what is found and known."""

    def __init__(self, model: Model, options: Options, report: Report) -> None:
        self.model, self.options = model, options
        self.best = Incumbent(model, options, report)
        self.relaxation = Relaxation(model, families=AT_FIRST if self._has_terms else None)
        self.together: Point | None = None
        self._weights: dict[str, float] = {}

    # The steps, in order

    def run(self, start: Schedule | None) -> Outcome:
        """All steps."""
        if start is not None and (values := self.model.values(start)) is not None:
            self.best.offer("start", values)
        words = clashes(self.model, self.relaxation, self.options)
        if words:
            return Outcome(Status.INFEASIBLE, clashes=words)
        self.first_schedule()
        for decision in self.best.decisions:
            self.decide(decision)
        found = self.best.certified() if self.best.values is not None else None
        return Outcome(self.best.status(), found, notices=tuple(self.best.notices))

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
        is_repair = CHANGE_GOAL in [each.name for each in together[:-1]] and together[-1].name == QUALITY_GOAL
        last = _TIES if is_repair else 1.0
        weights = [*(float(_LAST_WEIGHT * _WEIGHT_STEP**k) for k in reversed(range(len(together) - 1))), last]
        self._weights = {each.name: weight for each, weight in zip(together, weights, strict=True)}
        cost = self._weighted(together)
        if self._has_terms:
            self._first_of_several_terms(cost)
            return
        self.relaxation.include_promising(cost, self.model.columns.homes)
        self.together = self.relax(self.relaxation, cost)
        self.best.say("first schedule")
        if self.best.values is None or (self.together is not None and self.together.complete):
            self._dive()

    def _weighted(self, decisions: Sequence[Decision]) -> Floats:
        """The goals in one sum."""
        weighted = [self._weights[each.name] * each.cost for each in decisions if each.name in self._weights]
        return np.asarray(np.sum(weighted, axis=0, dtype=float))

    def _first_of_several_terms(self, cost: Floats) -> None:
        """The same where one program of everything would take minutes: terms apart, and together over few dates."""
        apart = TermByTerm(self.model, self.relaxation, self.options.workers)
        seconds = self._countdown(_RELAXATION_SHARE)

        def goes_on(_: Point) -> bool:
            self.best.say("relaxation")
            return seconds() != 0.0

        self.together = apart.relax(cost, goes_on, seconds)
        self.best.say("first schedule")
        self._dive()
        apart.open_all()

    def _dive(self) -> None:
        values = dive(self.model, self.relaxation, lambda: self._seconds(_DIVE_SHARE))
        if values is not None:
            self.best.offer("dive", values)

    def decide(self, decision: Decision) -> Point | None:
        """Bound one goal, search for better schedules, and hold what was found against all later goals.

        The point of the relaxation that bounded it is returned, if there is one.
        """
        point = self.bound(decision)
        if self._has_terms and decision.name == QUALITY_GOAL and point is not None:
            self._improve_in_parts(decision, point)
        if self._is_open(decision):
            self._search_exactly(decision, point)
        if self.best.values is not None:
            self.best.decide(decision)
            if decision is not self.best.decisions[-1]:
                self.hold(decision)
        return point

    def bound(self, decision: Decision) -> Point | None:
        """The relaxation of one goal under the limits of those before it."""
        together = self.together
        if together is not None and self._bounds_too(decision, together):
            return self._by_prices_of(together, decision)
        if self._has_terms and decision.name == "commitments-met":
            self._bound_in_outline(decision)
        if not self._is_open(decision):
            return None
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

    def _search_exactly(self, decision: Decision, point: Point | None) -> None:
        """CP-SAT and HiGHS over the most promising columns, then over more, until none is left that could help."""
        most, complete = _PROMISING, False
        has_more = decision.name == QUALITY_GOAL and decision is not self.best.decisions[-1]
        seconds = self._countdown(_ALL_SHARE if has_more else 1.0)
        while self._is_open(decision) and not complete and (left := seconds()) != 0.0:
            before = self.best.values
            columns, least = survivors(self.model, decision.value, before, point, self.relaxation.active, most)
            complete = least >= decision.value
            self.best.say(f"exact search over {len(columns):,} columns", decision)
            answers = race(
                self.model,
                columns,
                decision.cost,
                self.options,
                None if left is None else left * _EXACT_SHARE.get(decision.name, _OTHER_SHARE),
                hint=before,
                found=lambda values: self.best.offer("exact search", values, decision),
                closed=partial(self._announce, decision) if complete else lambda name, answer: None,
                agree=complete,
            )
            self._learn(decision, answers, least)
            most *= _MORE
            complete = complete or (least == -np.inf and self.best.values is before)

    def _announce(self, decision: Decision, name: str, answer: Answer) -> None:
        """Say at once that a solver has closed a goal over all that could help; the other is asked to agree."""
        if answer.values is None or answer.bound is None:
            return
        self.best.offer(name, answer.values, decision)
        if answer.bound == decision.value:
            self.best.say(f"closed by {name}", decision, shown=decision.value)

    def _improve_in_parts(self, decision: Decision, point: Point) -> None:
        """Plan one part of a year anew after the other, until all have been tried in vain."""
        in_vain, parts = 0, neighbourhoods(self.model)
        seconds = self._countdown(_PARTS_SHARE)
        while self._is_open(decision) and self.best.values is not None and seconds() != 0.0:
            if in_vain == number_of(self.model):
                return
            before, value = self.best.values, decision.value
            columns = columns_in(self.model, value, before, point, next(parts), _IN_PART)
            self.best.say(f"exact search over {len(columns):,} columns", decision)
            left = seconds()
            race(
                self.model,
                columns,
                decision.cost,
                self.options,
                _PART_SECONDS if left is None else min(left, _PART_SECONDS),
                hint=before,
                found=lambda values: self.best.offer("exact search", values, decision),
                agree=False,
            )
            in_vain = 0 if decision.value < value else in_vain + 1

    def _learn(self, decision: Decision, answers: dict[str, Answer], least: float) -> None:
        """Take the solvers' schedules and bounds. Where both have closed, neither is believed beyond the other.

        least: what anything costs that uses other columns than they had.
        """
        for name, answer in answers.items():
            if answer.values is not None:
                self.best.offer(name, answer.values, decision)
            if answer.status in (Status.INFEASIBLE, Status.MODEL_INVALID):
                self.best.note(f"{name} said {answer.status} while looking for {decision.name}: not believed.")
        bounds = {name: answer.bound for name, answer in answers.items() if answer.bound is not None}
        closed = [
            answer.bound for answer in answers.values() if answer.status == Status.OPTIMAL and answer.bound is not None
        ]
        for name, bound in bounds.items():
            if least > -np.inf:
                self.best.lift(decision, min(bound, least, *closed), name)

    def hold(self, decision: Decision) -> None:
        """No later goal may raise this one beyond its tolerance.

        Goals are decided lexicographically: each in turn is made as good as can be and then limited by a row (or, where
        it may be nothing, by leaving its columns out) before the next is looked at; see Ehrgott, Multicriteria
        Optimization (2005), 5.1. Bounds shown afterwards hold under these limits. The joint relaxation's point keeps
        its prices: the price of the new row is minus the weight of its goal, so the point stays one of the same bound.

        Example. Seats empty: 3 at best, tolerance 1. The row says at most 4, and quality is then decided under it.
        """
        gone = self.model.keep(decision.name, decision.most)
        if self.together is not None:
            new = self.model.matrix.shape[0] - len(self.together.price)
            price = np.append(self.together.price, np.full(new, -self._weights.get(decision.name, 0.0)))
            self.together = replace(self.together, price=price)
        self.relaxation.limit(gone, np.zeros(len(gone)), np.zeros(len(gone)))
        self.relaxation.grow()

    # What the steps share

    def relax(self, relaxation: Relaxation, cost: Floats, decision: Decision | None = None) -> Point | None:
        """Solve a relaxation; every bound on the way is taken at once."""
        if self.best.values is not None:
            relaxation.include(np.flatnonzero(self.best.values))
        relaxation.minimise(cost)
        seconds = self._countdown(_RELAXATION_SHARE)

        def goes_on(point: Point) -> bool:
            if decision is not None:
                self.best.lift(decision, point.bound)
            self.best.say("relaxation", decision)
            return seconds() != 0.0 and (decision is None or self._is_open(decision))

        point = relaxation.solve(goes_on, seconds)
        if point is not None and decision is not None:
            self.best.lift(decision, point.bound)
        return point

    def _countdown(self, share: float) -> Callable[[], float | None]:
        """What is left, each time it is asked, of a share of the time that is left now."""
        left = self._seconds(share)
        end = None if left is None else time.monotonic() + left
        return lambda: None if end is None else max(0.0, end - time.monotonic())

    @property
    def _has_terms(self) -> bool:
        return self.model.facts.n["term"] > 1 and self.model.facts.n["date"] > 0

    def _is_open(self, decision: Decision) -> bool:
        """Whether there is something left to find or to prove, and time for it."""
        return (self.best.values is None or decision.value > decision.bound) and self._seconds(1) != 0.0

    def _seconds(self, share: float) -> float | None:
        """A share of the time that is left; None where there is no limit."""
        left = self.options.left(min(_CLOSING_SECONDS, _CLOSING_SHARE * (self.options.time_limit_seconds or 0.0)))
        return None if left is None else left * share
