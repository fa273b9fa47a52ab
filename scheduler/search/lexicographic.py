"""Goals in order, each decided before the next is looked at: bound, search, hold; for any program with goals.

Lexicographic optimisation (Ehrgott, Multicriteria Optimization, 2005, 5.1). What is made, and what its goals mean, only
the program knows (`GoalProgram`): a term's schedule and the groups of a programme are decided by the same steps.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic

import numpy as np

from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Status
from scheduler.search.incumbent import Decision, Incumbent
from scheduler.solvers.diving import dive
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solvers.reduced_cost_fixing import survivors
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.solvers.side_by_side import Race, begin, load_ahead
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.goal_program import GoalProgram
from scheduler.tables.made import Made
from scheduler.tables.program import Answer

_LAST_WEIGHT, _WEIGHT_STEP = 2_000, 8  # how the first relaxation prices the goals before the last, the last one first
_EXACT_SHARE = {QUALITY_GOAL: 0.95, FAIRNESS_GOAL: 0.9}  # of the time that is left, for one of several exact searches
_OTHER_SHARE = 0.4
_ALL_SHARE = 0.4  # of the time that is left, for all exact searches for quality, where fairness is still to come
_PROMISING, _MORE = 3_000, 4  # so many columns the solvers get at first, and so many times more each time after
_CLOSING_SECONDS, _CLOSING_SHARE = 2.5, 0.05  # of the limit, kept back for a solver to stop and for writing
RELAXATION_SHARE, _DIVE_SHARE = 0.5, 0.9
_AT_FIRST = 5  # columns of each group with which a relaxation begins


@dataclass(frozen=True)
class _Agreeing:
    """Two solvers of which one has closed a goal, and what was known of it before. least: see `_learn`."""

    race: Race
    decision: Decision
    least: float
    bound: int
    bounds: dict[str, int]


class GoalByGoal(Generic[Made]):
    """One search in its steps. best: what is found and known."""

    def __init__(
        self,
        model: GoalProgram[Made],
        options: Options,
        report: Callable[[Progress[Made]], None],
        relaxation: Relaxation | None = None,
    ) -> None:
        self.model, self.options = model, options
        self.best: Incumbent[Made] = Incumbent(model, options, report)
        self.relaxation = Relaxation(model) if relaxation is None else relaxation
        self._weights: dict[str, float] = {}
        self._agreeing: _Agreeing | None = None

    # The steps, in order

    def run(self, start: Made | None) -> Outcome[Made]:
        """All steps."""
        if start is not None and (values := self.model.values(start)) is not None:
            self.best.offer("start", values)
        load_ahead()
        words = self.impossible()
        if words:
            return Outcome(Status.INFEASIBLE, clashes=words)
        self.first_schedule()
        for decision in self.best.decisions:
            self.decide(decision)
        self._hear_who_agrees(wait=True)
        found = self.best.certified() if self.best.values is not None else None
        return Outcome(self.best.status(), found, notices=tuple(self.best.notices))

    def impossible(self) -> tuple[str, ...]:
        """What makes everything impossible; empty where nothing is known to."""
        return ()

    def first_schedule(self) -> None:
        """Relax all goals but fairness, weighted by their order, and dive: an answer that claims nothing."""
        together = [each for each in self.best.decisions if each.name != FAIRNESS_GOAL] or self.best.decisions
        cost = self._weigh(together)
        self.relaxation.include_cheapest(cost, _AT_FIRST, self.model.group)
        self.relax(self.relaxation, cost)
        self.best.say("first schedule")
        self._dive()

    def _weigh(self, decisions: Sequence[Decision], last: float = 1.0) -> Floats:
        """Give the goals weights by their order, the last one's as it is said, and return them in one sum."""
        *others, least = decisions
        self._weights = {least.name: last}
        self._weights |= {each.name: float(_LAST_WEIGHT * _WEIGHT_STEP**k) for k, each in enumerate(reversed(others))}
        return self._weighted(decisions)

    def _weighted(self, decisions: Sequence[Decision]) -> Floats:
        """The goals in one sum."""
        weighted = [self._weights[each.name] * each.cost for each in decisions if each.name in self._weights]
        return np.asarray(np.sum(weighted, axis=0, dtype=float))

    def _dive(self) -> None:
        values = dive(self.model, self.relaxation, lambda: self._seconds(_DIVE_SHARE))
        if values is not None:
            self.best.offer("dive", values)

    def decide(self, decision: Decision) -> Point | None:
        """Bound one goal, search for better schedules, and hold what was found against all later goals.

        The point of the relaxation that bounded it is returned, if there is one.
        """
        point = self.bound(decision)
        if self.improve(decision, point) and self._is_open(decision):
            self._search_exactly(decision, point)
        if self.best.values is not None:
            self.best.decide(decision)
            if decision is not self.best.decisions[-1]:
                self.hold(decision)
        return point

    def bound(self, decision: Decision) -> Point | None:
        """The relaxation of one goal under the limits of those before it."""
        if not self._is_open(decision):
            return None
        return self.relax(self.relaxation, decision.cost.astype(float), decision)

    def improve(self, decision: Decision, point: Point | None) -> bool:
        """What may find better schedules before the exact search; whether that one is still worth its time."""
        return True

    def _search_exactly(self, decision: Decision, point: Point | None) -> None:
        """CP-SAT and HiGHS over the most promising columns, then over more, until none is left that could help."""
        most, complete = _PROMISING, False
        is_last = decision is self.best.decisions[-1]
        has_more = decision.name == QUALITY_GOAL and not is_last
        seconds = self._countdown(_ALL_SHARE if has_more else 1.0)
        while self._is_open(decision) and not complete and (left := seconds()) != 0.0:
            before = self.best.values
            columns, least = survivors(self.model, decision.value, before, point, self.relaxation.active, most)
            complete = least >= decision.value
            comes_nothing_after = complete and is_last
            share = 1.0 if comes_nothing_after else _EXACT_SHARE.get(decision.name, _OTHER_SHARE)
            self.best.say(f"exact search over {len(columns):,} columns", decision)
            race = begin(
                self.model.only() if has_more else self.model,
                columns,
                decision.cost,
                self.options,
                None if left is None else left * share,
                before,
                is_last=comes_nothing_after,
            )
            self._run(race, decision, least, complete=complete, goes_on=has_more)
            most *= _MORE
            complete = complete or (least == -np.inf and self.best.values is before)

    def _run(self, race: Race, decision: Decision, least: float, *, complete: bool, goes_on: bool) -> None:
        """Hear what two solvers find; where one's word says that nothing is better, the other is asked to agree.

        least: what anything costs that uses other columns than they have. complete: whether nothing better does.
        goes_on: whether what comes next may begin while the other is still asked.
        """

        def found(values: Ints) -> None:
            self.best.offer("exact search", values, decision)

        def closes(answer: Answer) -> bool:
            return complete or (answer.bound is not None and answer.bound <= least)

        race.until_one_has_closed(
            found, partial(self._announce, decision) if complete else lambda name, answer: None, closes
        )
        if goes_on and not race.is_over and any(closes(answer) for answer in list(race.answers.values())):
            self._agreeing = _Agreeing(race, decision, least, decision.bound, dict(decision.bounds))
            self._learn(decision, dict(race.answers), least)
        else:
            self._learn(decision, race.until_the_end(found), least)

    def _hear_who_agrees(self, *, wait: bool = False) -> None:
        """Hear whether the other solver agrees by now that nothing is better for a goal that one has closed.

        What the first had said of it is weighed anew: where both have closed, neither is believed beyond the other.
        wait: until its time is over.
        """
        asked = self._agreeing
        if asked is None:
            return
        asked.race.stop_in_time()
        if not wait and not asked.race.is_over:
            return
        answers = asked.race.until_the_end(lambda values: self.best.offer("exact search", values, asked.decision))
        self._agreeing = None
        asked.decision.bound, asked.decision.bounds = asked.bound, asked.bounds
        self._learn(asked.decision, answers, asked.least)
        self.best.say("agreed" if asked.decision.is_proven else "not agreed", asked.decision, news=True)

    def _announce(self, decision: Decision, name: str, answer: Answer) -> None:
        """Say at once that a solver has closed a goal over all that could help; the other is asked to agree."""
        if answer.values is None or answer.bound is None:
            return
        self.best.offer(name, answer.values, decision)
        if answer.bound == decision.value:
            self.best.say(f"closed by {name}", decision, shown=decision.value)

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
        Optimization (2005), 5.1. Bounds shown afterwards hold under these limits.

        Example. Seats empty: 3 at best, tolerance 1. The row says at most 4, and quality is then decided under it.
        """
        gone = self.model.keep(decision.name, decision.most)
        self.relaxation.limit(gone, np.zeros(len(gone)), np.zeros(len(gone)))
        self.relaxation.grow()

    # What the steps share

    def relax(self, relaxation: Relaxation, cost: Floats, decision: Decision | None = None) -> Point | None:
        """Solve a relaxation; every bound on the way is taken at once."""
        if self.best.values is not None:
            relaxation.include(np.flatnonzero(self.best.values))
        relaxation.minimise(cost)
        seconds = self._countdown(RELAXATION_SHARE)

        def goes_on(point: Point) -> bool:
            if decision is not None:
                self.best.lift(decision, point.bound)
            self.best.say("relaxation", decision)
            return seconds() != 0.0 and (decision is None or self._is_open(decision))

        point = relaxation.solve(goes_on, seconds)
        if point is not None and decision is not None:
            self.best.lift(decision, point.bound)
        return point

    def _countdown(self, share: float, most: float = np.inf) -> Callable[[], float | None]:
        """What is left, each time it is asked, of a share of the time that is left now, at most so many seconds."""
        left = self._seconds(share)
        end = None if left is None else time.monotonic() + min(left, most)
        return lambda: None if end is None else max(0.0, end - time.monotonic())

    def _is_open(self, decision: Decision) -> bool:
        """Whether there is something left to find or to prove, and time for it."""
        return (self.best.values is None or decision.value > decision.bound) and self._seconds(1) != 0.0

    def _seconds(self, share: float) -> float | None:
        """A share of the time that is left; None where there is no limit."""
        left = self.options.left(min(_CLOSING_SECONDS, _CLOSING_SHARE * (self.options.time_limit_seconds or 0.0)))
        return None if left is None else left * share
