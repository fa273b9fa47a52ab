"""Fairness of a term: bound by a relaxation over sendings, then windows that are searched one after the other.

`sendings_relaxation` bounds it over all that every school could send. A `Window` holds all that costs at most so much
more. Of a narrow one the columns are few, and most of the best schedule is among them, so it gives good schedules in
seconds: a very narrow one at once, the core (Balas and Zemel, Operations Research 28, 1980), the first window after it
in parts. Then what the solvers prove of that window lifts the bound, at most to the window's end, and a window twice as
wide follows, until one reaches the best schedule known: what is best in that one is best of all.

Example. The bound is 5,580 km, and the core, what costs at most 1 km more, has a schedule of 5,850. The window of
28 km has one of 5,720 in its parts, and none below 5,608: no schedule costs less. The next, of 56 km, has one of 5,692
and lifts the bound to 5,636.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from models.policy import QUALITY_GOAL
from models.schedule import Schedule
from scheduler.goals.fairness import M_A_KM
from scheduler.model import Model
from scheduler.search.incumbent import Decision
from scheduler.search.lexicographic import GoalByGoal
from scheduler.search.parts import Parts
from scheduler.search.windows import Window
from scheduler.solvers.relaxation import Point
from scheduler.solvers.sendings_relaxation import Prices, SendingsRelaxation
from scheduler.solvers.side_by_side import begin
from scheduler.tables.arrays import Ints
from scheduler.tables.cheapest_sendings import CheapestSendings, TooMany
from scheduler.tables.program import Answer
from scheduler.tables.sendings import Senders, are_listed

_FIRST = 30  # sendings of a school to begin with
_PROMISING = 40.0  # km of quality's reduced cost up to which a column is there from the beginning
_FIRST_SHARE = 0.0025  # the first window is so much of the bound; narrower while it has more columns than the most,
_FEWEST, _MOST = 9_000, 30_000  # wider while any has fewer than the fewest
_WIDER, _NEARLY = 2.0, 1.25  # so much wider is each window than the one before; up to which it may be the last
_TOO_MANY = 250_000  # columns: what has more is only searched in parts; 120,000 were not closed in three minutes
_FAR = 4.0  # widths of the first window: a schedule that is further above the bound is far
_SHARE = 0.85  # of the time that is left, for a window that is not the last
_PARTS_SHARE, _PARTS_SECONDS = 0.85, 20.0  # of the time left, for parts; at most, once the best schedule is not far
_RELAXATION_SHARE = 0.8  # without its prices there is neither a bound nor a window
_CORE_SHARE, _CORE_TIME = 2e-4, 0.15  # so much of the bound is the core; a share of the time left


class FairTerm(GoalByGoal[Schedule]):
    """The steps of a search that decide fairness in one term. See above."""

    model: Model

    def decide_by_windows(self, decision: Decision, quality: Point | None) -> None:
        """Bound fairness and search for better schedules, as far as sendings can be listed and there is time.

        quality: what bounded quality, with prices to begin with.
        """
        fair_m, known = self.model.columns.fair_visit_m, self.best.values
        if fair_m is None or known is None or not are_listed(self.model.columns):
            return
        senders = Senders(self.model.columns, self.model, fair_m)
        prices = self._relax_sendings(senders, decision, known, quality)
        if prices is None:
            return
        self._search_core(senders, prices, decision)
        window = self._window(senders, prices, decision, _FIRST_SHARE * max(1.0, prices.bound), most=_MOST)
        if window is None:
            return
        parts, far = Parts(self.model, window, self.options), _FAR * (window.least - prices.bound)
        if decision.value - prices.bound > far:
            self._search_parts(decision, parts, far)
        self._hear_who_agrees(wait=True)  # a third solver would take time from the one that is asked
        while self._search_window(decision, window, _SHARE):
            wider = self._window(senders, prices, decision, _WIDER * (window.least - prices.bound))
            if wider is None or wider.least <= window.least:
                return
            if len(wider) > _TOO_MANY:
                self._search_parts(decision, Parts(self.model, wider, self.options), 0.0)
                return
            window = wider
        self._search_parts(decision, parts, far)
        self._search_window(decision, window, 1.0)

    def _relax_sendings(
        self, senders: Senders, decision: Decision, known: Ints, quality: Point | None
    ) -> Prices | None:
        """The relaxation over sendings, from quality's prices on; every bound on the way is taken at once."""
        model, relaxation = self.model, self.relaxation
        linear = SendingsRelaxation(senders, decision.cost.astype(float))
        linear.include_columns(np.flatnonzero((model.group < 0) | (known > 0)))
        linear.include(senders.of(known))
        place = np.full(model.matrix.shape[0], -1, dtype=np.int64)
        place[senders.linking] = np.arange(len(senders.linking))
        limits = [len(rows) == 1 and name in model.costs for name, rows in model.families]
        of_goals = np.array(limits, dtype=bool)[model.family_of_rows()]
        price = np.zeros(0) if quality is None else quality.price
        rows = place[np.union1d(np.flatnonzero(price), np.flatnonzero(of_goals))]
        linear.include_rows(rows[rows >= 0])
        reduced = model.costs[QUALITY_GOAL].astype(float) if quality is None else quality.reduced
        linear.include_columns(relaxation.active)
        linear.include_columns(np.flatnonzero((model.group >= 0) & (reduced < _PROMISING)))
        first = CheapestSendings.at(senders, M_A_KM * reduced)
        linear.include(first.some_below(np.full(len(senders.due), np.inf), _FIRST)[0])
        seconds = self._countdown(_RELAXATION_SHARE)

        def goes_on(bound: float | None) -> bool:
            if bound is not None:
                self.best.lift(decision, bound)
            self.best.say("relaxation", decision)
            self._hear_who_agrees()
            return seconds() != 0.0 and self._is_open(decision)

        prices = linear.solve(goes_on, seconds)
        if prices is not None:
            self.best.lift(decision, prices.bound)
        return prices

    def _window(
        self, senders: Senders, prices: Prices, decision: Decision, width: float, most: int | None = None
    ) -> Window | None:
        """The window of this width, or up to the best schedule known if that is nearly there.

        It is wider if it has few columns, narrower if it has more than `most`, or more than can be listed.
        """
        gap, found = decision.value - prices.bound, None
        width = gap if gap <= _NEARLY * width else width
        while width >= 1.0:
            window = self._listed(senders, prices, width)
            if window is not None and (most is None or len(window) <= most):
                found = window
                if len(window) >= _FEWEST or width >= gap:
                    return found
                width = min(gap, width * _WIDER)
            elif found is not None:
                return found
            else:
                width /= _WIDER
        return None

    def _listed(self, senders: Senders, prices: Prices, width: float) -> Window | None:
        """The window of just this width; None where it has more than can be listed."""
        assert self.best.values is not None
        try:
            return Window(self.model, senders, prices, width, self.best.values)
        except TooMany:
            return None

    def _search_core(self, senders: Senders, prices: Prices, decision: Decision) -> None:
        """Search a very narrow window for good schedules, and learn no bound. A dive takes longer, or gets stuck."""
        width = _CORE_SHARE * max(1.0, prices.bound)
        if not self._is_open(decision) or width >= decision.value - prices.bound:
            return
        core = self._listed(senders, prices, width)
        if core is None:
            return

        def found(values: Ints) -> None:
            self.best.offer("core", core.meant(values), decision)

        self.best.say(f"core of {len(core):,} columns", decision)
        race = begin(core, np.arange(len(core)), core.cost, self.options, self._seconds(_CORE_TIME), core.known)
        race.run(found, agree=False)

    def _search_parts(self, decision: Decision, parts: Parts, far: float) -> None:
        """Search parts of the first window for better schedules; they learn no bound.

        far: metres above the bound. A schedule that is nearer leaves more of the time to prove the windows.
        """
        if not self._is_open(decision):
            return
        self.best.say("parts", decision)
        every, some = self._countdown(_PARTS_SHARE), self._countdown(_PARTS_SHARE, _PARTS_SECONDS)

        def seconds() -> float | None:
            self._hear_who_agrees()
            return some() if decision.value - decision.bound <= far else every()

        parts.search(partial(self.best.offer, "parts", decision=decision), seconds)

    def _search_window(self, decision: Decision, window: Window, share: float) -> bool:
        """Search a window by both solvers; whether the bound has come to its end, and more is left to find or prove."""
        if not self._is_open(decision):
            return False

        def is_whole() -> bool:  # what is found on the way may make it so
            return window.least >= decision.value

        def found(values: Ints) -> None:
            self.best.offer("exact search", window.meant(values), decision)

        def closed(name: str, answer: Answer) -> None:
            if is_whole():
                self._announce(decision, name, self._meant(window, answer))

        self.best.say(f"exact search over {len(window):,} columns", decision)
        columns, seconds = np.arange(len(window)), self._seconds(1.0 if is_whole() else share)
        enough, is_last = np.inf if is_whole() else window.least, is_whole() and decision is self.best.decisions[-1]
        race = begin(window, columns, window.cost, self.options, seconds, window.known, enough, is_last=is_last)
        race.until_one_has_closed(found, closed, lambda _: is_whole())
        answers = race.until_the_end(found)
        self._learn(decision, {name: self._meant(window, answer) for name, answer in answers.items()}, window.least)
        return window.least <= decision.bound < decision.value

    def _meant(self, window: Window, answer: Answer) -> Answer:
        """The answer with values of the model's columns."""
        if answer.values is None:
            return answer
        return replace(answer, values=self.model.completed(window.meant(answer.values)))
