"""A network too large to be solved whole: district by district, at common prices, with one bound over all of it.

1. The hub graph is cut into regions (`regions`), each planned on its own in a process of its own: a first schedule.
2. One bound over everything at their prices (`market`).
3. Round after round: better prices; one bound over everything at these; and at the same prices district after district
   is planned anew, with those around it, while the rest stays: that mends the seams.
4. Quality is decided then, and district after district is planned anew with fairer journeys (see `budget`).

The bound is Lagrangian relaxation (see `relaxing`); the mending is large neighbourhood search (Shaw, CP 1998), where a
neighbourhood is a district. The one says how good a schedule can be, the other makes it as good.

Example. 6,000 reviews in 20 regions: planned alone they cost 610,000 km; the bound is 540,000. After mending, 560,000,
and after better prices the bound is 551,000: at most 9,000 km, or 1.6 %, lie between the schedule and the best.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from operator import itemgetter
from typing import TypeVar

import numpy as np

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, Policy
from models.schedule import Certificate, GoalResult, PlannedReview, Schedule, Status
from scheduler.goals import GOAL_BY_ID
from scheduler.goals.fairness import M_A_KM, fair_visit_m
from scheduler.nation.assigning import Replanning
from scheduler.nation.best import Best
from scheduler.nation.budget import Budget
from scheduler.nation.goal_bounds import GoalBounds
from scheduler.nation.market import Market
from scheduler.nation.nameless import Nameless
from scheduler.nation.regions import MENDED, MENDED_CUTS, REGION, REGION_CUT, District, Size, districts, with_all
from scheduler.nation.tasks import Bounded, Planned, Planning, Result, Task
from scheduler.nation.weighing import WEIGHTS
from scheduler.nation.working import work
from scheduler.processes.child import Lost
from scheduler.processes.crew import Crew
from scheduler.rules import RULES
from scheduler.search.incumbent import RELAXATION, provenance
from scheduler.solvers.options import LARGE, Options, Outcome, Progress
from scheduler.tables.facts import Facts
from scheduler.tables.hubs import hub_graph

_LITTLE_SHARE = 5e-4  # of the km: if a bound rises by less, prices are good enough; if mending gains less, it is over
_LITTLE_FAIRER = 0.01  # of what is beyond fair: if districts gain less, they are fair enough
_ALONE_SHARE = 0.3  # of the time left, for the first step at most
_BOUNDS = 8  # of fairness, each at better prices
_SLACK_SHARE = 0.2  # of what is beyond fair: so much of its bound may be lost by how far quality may lie above its own
_LEAST_M_A_KM = 500.0  # metres beyond fair for a km of quality: at fewer, quality's prices say too little
_FAIR_SHARE = 0.3  # of all the time, kept for fairness
_LEAST_KM = 10.0  # for each review, to measure what is much where a schedule has next to no journeys
_MEND_SECONDS = 30.0  # for each district
_JOIN_SECONDS = 2e-3  # for each review, to judge what has been mended
_LEAST_SECONDS = 2.0

Name = TypeVar("Name")


def solve(
    instance: Instance,
    options: Options,
    report: Callable[[Progress], None] = lambda _: None,
    start: Schedule | None = None,
) -> Outcome:
    """A schedule of a large instance of one term, and a bound over all of it. See `search.solve`.

    What goes to other machines names nobody: see `nameless`.
    """
    if not options.means.cluster:
        return _solved(instance, options, report, start)
    nameless = Nameless(instance)
    hidden = None if start is None else nameless.hidden(start)
    found = _solved(nameless.instance, options, lambda now: report(nameless.progress(now)), hidden)
    return nameless.outcome(found)


def _solved(
    instance: Instance, options: Options, report: Callable[[Progress], None], start: Schedule | None
) -> Outcome:
    nation = _Nation(instance, options, report, start)
    with Crew(work, instance, nation.workers, means=options.means) as crew:
        return nation.run(crew)


def _is_usual(policy: Policy) -> bool:
    """Whether the goals stand in the order in which they are weighed, and give nothing back before quality."""
    goals = [goal for goal in policy.goals if goal.goal in WEIGHTS]
    counting = goals[: len(WEIGHTS) - 1]
    return [goal.goal for goal in goals] == list(WEIGHTS) and all(goal.highest(1_000) == 1_000 for goal in counting)


class _Nation:
    def __init__(
        self, instance: Instance, options: Options, report: Callable[[Progress], None], start: Schedule | None
    ) -> None:
        self.instance, self.options, self._report = instance, options, report
        self.facts = Facts(instance)
        self.market = Market(instance, self.facts, self.workers)
        self._budget: Budget | None = None  # once quality is decided
        self._fairness_bound = 0
        self.replanning = Replanning(instance, self.facts, self.market)
        self._goal_bounds = GoalBounds(instance, self.facts)
        self._graph = hub_graph(instance)
        self.notices: list[str] = []
        self.best = Best(instance)
        self._took: dict[str, float] = {}  # seconds, by step, the last time
        if not _is_usual(instance.policy):
            self._note(
                f"From {LARGE} reviews on, goals are weighed against each other in their usual order and without "
                "tolerances. This policy's order only chose among the schedules found; each bound holds in its order. "
                "Fairness is not pursued."
            )
        if start is not None:
            self._take(start.reviews)
        self._sha256 = instance_sha256(instance)

    def run(self, crew: Crew) -> Outcome:
        self._make_good(crew)
        if self.best.values is None:
            return Outcome(Status.UNKNOWN, notices=tuple(self.notices))
        if self._pursues_fairness:
            self._make_fair(crew)
        return Outcome(Status.FEASIBLE, self._certified(), notices=tuple(self.notices))

    def _make_good(self, crew: Crew) -> None:
        """All goals up to quality: planned alone, then bounded and mended until little is gained."""
        self._plan_alone(crew)
        self._bound(crew, self.market)
        may_rise = True
        for cut in MENDED_CUTS:
            cost, bound = self.best.cost, self.market.bound
            if may_rise:
                self._move(self.market)
                self._bound(crew, self.market)
            self._mend(crew, cut)
            little = _LITTLE_SHARE * self.best.km
            may_rise = not self.market.bound - bound < little  # of one that is not there yet nothing is known
            if not may_rise and cost - self.best.cost < little:
                break

    @property
    def _pursues_fairness(self) -> bool:
        """Whether it is a goal, the last one, and those before it are weighed as they are ordered."""
        return self.instance.policy.goals[-1].goal == FAIRNESS_GOAL and _is_usual(self.instance.policy)

    def _make_fair(self, crew: Crew) -> None:
        """Quality is decided, and with it what is fair; then districts are planned anew until little is gained."""
        self.best.decide_quality()
        self._bound(crew, self.market)  # if there was no time for it before
        self._say("decided", news=True)
        self._budget = Budget(self.best.fair_m, self._m_a_km())
        for cut in MENDED_CUTS:
            unfair = self.best.cost
            if unfair <= self._bound_of(FAIRNESS_GOAL):
                return
            self._mend(crew, cut)
            if cut == MENDED_CUTS[0]:  # what counts in a later schedule has never given a better bound
                self._bound_fairness(crew)
            if unfair - self.best.cost <= _LITTLE_FAIRER * unfair:
                return

    def _m_a_km(self) -> float:
        """Metres beyond fair for a km of quality; a bound of fairness loses them for each km above quality's own."""
        slack = self.best.quality_most - self._bound_of(QUALITY_GOAL)  # km
        little = _SLACK_SHARE * self.best.cost / max(1, slack)
        return min(max(little, _LEAST_M_A_KM), M_A_KM)

    def _bound_fairness(self, crew: Crew) -> None:
        """At quality's prices and, round after round, at better ones until the bound rises by little."""
        market = self.market.fair(self.best.plan, self.best.fair_m, self._m_a_km())
        self._bound(crew, market)
        for _ in range(_BOUNDS):
            bound = market.bound
            if bound == -np.inf:
                return
            self._move(market)
            self._bound(crew, market)
            if market.bound - bound < _LITTLE_SHARE * self.best.km:
                return

    def _has_time(self, seconds: float = 0.0) -> bool:
        """Whether there are so many seconds left; until quality is decided, besides what fairness needs."""
        kept = _FAIR_SHARE if self._pursues_fairness and not self.best.decided else 0.0
        left = self.options.left(kept * (self.options.time_limit_seconds or 0.0))
        return left is None or left > seconds

    def _fits(self, *steps: str) -> bool:
        """Whether some steps end in time, if they take as long as the last time."""
        return self._has_time(sum(self._took.get(step, 0.0) for step in steps))

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._took[step] = time.monotonic() - begun

    def _districts(self, cut: float, size: Size) -> tuple[District, ...]:
        return districts(self.instance, self._graph, size.reviews, cut, size.around)

    # The steps

    def _plan_alone(self, crew: Crew) -> None:
        """Plan every region as if there were no other."""
        parts = self._districts(REGION_CUT, REGION)
        tasks = self.replanning.alone(parts, self._seconds(_ALONE_SHARE, len(parts), crew.size))
        found = [result for result in self._results(crew, tasks, "region") if isinstance(result, Planned)]
        self._join([planned for each in found for planned in each.reviews or ()])
        self.market.open(found)

    def _bound(self, crew: Crew, market: Market) -> None:
        """Bound everything at the prices as they are, unless it is."""
        if market.is_bounded or not self._fits("bound"):
            return
        with self._timed("bound"):
            parts = with_all(self._districts(REGION_CUT, REGION), self.instance)
            found = self._results(crew, market.bounding(parts), "bound")
            bounds = [result for result in found if isinstance(result, Bounded)]
            if len(bounds) == len(parts):
                market.close(bounds)
                if market.tariff is not None:
                    fairness = self._goal_bounds.fairness(market.bound, market.tariff, self.best.as_decided)
                    self._fairness_bound = max(self._fairness_bound, fairness)
                self._say("bound over all regions", news=self.best.values is not None)

    def _move(self, market: Market) -> None:
        """To better prices, if there is time to bound at them."""
        if self.best.values is None or not self._fits("prices", "bound"):
            return
        with self._timed("prices"):
            self._say("better prices")
            scale_km = float(max(self.best.km, _LEAST_KM * len(self.instance.reviews)))
            market.move(scale_km, lambda: self._can_mend() and self._fits("bound"))

    def _mend(self, crew: Crew, cut: float) -> None:
        """District after district is planned anew while the rest stays; those that have nobody in common at once.

        They are joined after half of them, too: that is a schedule already, and soon nearly as good as that of all.
        """
        if not self._can_mend():
            return
        now, left = dict(self.best.now), list(self._districts(cut, MENDED))
        count, seconds = len(left), None if self.options.left() is None else _MEND_SECONDS
        budget = self._budget
        if budget is not None:
            budget.deal(self.best.quality_left, self._reviews_around(left))
        at_work: dict[District, Planning] = {}

        def following() -> tuple[District, Planning] | None:
            may_begin = self._can_mend() and not (at_work and self._is_ordered)
            chosen = self.replanning.next(left, at_work.values(), now, seconds) if may_begin else None
            if chosen is None:
                return None
            own, task = chosen
            left.remove(own)
            if budget is not None:
                task = replace(task, fair=budget.share(len(task.present)))
            at_work[own] = task
            return own, task

        for done, (own, result) in enumerate(self._heard(crew.steadily(following), "district", count), 1):
            task = at_work.pop(own)
            new = {each.review: each for each in result.reviews or ()} if isinstance(result, Planned) else {}
            if budget is not None and task.fair is not None:
                rise = result.rise if isinstance(result, Planned) else 0
                weeks = self.replanning.crowding_km(now | new) - self.replanning.crowding_km(now)
                new = new if budget.settle(task.fair, rise + weeks) else {}
            now.update(new)
            if done == count // 2:
                self._join(now.values())
        self._join(now.values())

    def _reviews_around(self, parts: Sequence[District]) -> int:
        """All reviews of some districts, each as often as it is in one."""
        at = Counter(review.host for review in self.instance.reviews)
        return sum(at[host] for own in parts for host in own.around)

    def _can_mend(self) -> bool:
        return self._has_time(_MEND_SECONDS + _JOIN_SECONDS * len(self.instance.reviews))

    def _join(self, reviews: Iterable[PlannedReview]) -> None:
        """All reviews that are planned, as one schedule; the checks decide whether it is one."""
        planned = {each.review: each for each in reviews}
        self._take(planned.get(review.id, PlannedReview(review=review.id)) for review in self.instance.reviews)
        self._say("regions joined", news=self.best.values is not None)

    def _take(self, reviews: Iterable[PlannedReview]) -> None:
        breach = self.best.take(reviews)
        if breach is not None:
            self._note(f"A schedule was not taken: {breach}")

    # What the bound says of each goal

    def _bound_of(self, goal: str) -> int:
        """What no schedule goes below, given the goals before; one above a checked schedule is said, and not taken."""
        values, bounds, bound = self.best.as_decided, self._goal_bounds, 0
        if goal == "commitments-met":
            bound = bounds.commitments_met
        elif goal == QUALITY_GOAL:
            bound = bounds.quality(self.market.bound, values)
        elif goal == FAIRNESS_GOAL:
            bound = self._fairness_bound
        value = min(values[goal], self.best.as_is[goal])
        if bound > value:
            self._note(f"A bound of {bound} for {goal} lies above a checked schedule: not believed.")
            return min(value - 1, bounds.least_quality) if goal == QUALITY_GOAL else 0
        return bound

    def _note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    # What the steps share

    @property
    def workers(self) -> int:
        """How many processes there are; the same answers come in the same order where it must be so."""
        return 1 if self._is_ordered or self.options.safe else self.options.workers

    @property
    def _is_ordered(self) -> bool:
        """Whether one district is mended after the other, as the next hangs on it; on a cluster, too."""
        return self.options.deterministic

    def _results(self, crew: Crew, tasks: Sequence[Task], what: str) -> Iterator[Result]:
        """What tasks have come to, in their order, however they finish."""
        heard = self._heard(crew.results(tasks), what, len(tasks))
        yield from (result for _, result in sorted(heard, key=itemgetter(0)))

    def _heard(self, results: Iterator[tuple[Name, Result]], what: str, of: int) -> Iterator[tuple[Name, Result]]:
        """The same, each reported."""
        self._say(f"{what} 0 of {of}")
        for finished, (name, result) in enumerate(results, 1):
            if isinstance(result, Lost):
                self._note(f"A district was left out. Tried twice: {result.reason}")
            elif result is None:
                self._note("A district was left out: it had no time.")
            self._say(f"{what} {finished} of {of}")
            yield name, result

    def _seconds(self, share: float, tasks: int, at_once: int) -> float | None:
        """For each of so many tasks, so many at once, if all have a share of the time that is left."""
        left = self.options.left()
        return None if left is None else max(_LEAST_SECONDS, left * share * at_once / tasks)

    def _say(self, step: str, *, news: bool = False) -> None:
        goal = value = bound = gap = None
        best = self.best
        if best.values is not None:
            goal = FAIRNESS_GOAL if best.decided else QUALITY_GOAL
            value, bound = best.values[goal], self._bound_of(goal)
            gap = (value - bound) / max(1, value if best.decided else best.km)
        schedule = self._certified() if news else None
        self._report(Progress(self.options.elapsed, step, goal, value, bound, gap, schedule))

    def _certified(self) -> Schedule:
        """The schedule with what is known about it."""
        best = self.best
        assert best.values is not None
        results = []
        for goal in self.instance.policy.goals:
            value, bound = best.as_decided[goal.goal], self._bound_of(goal.goal)
            results.append(
                GoalResult(
                    goal=goal.goal,
                    value=value,
                    bound=bound,
                    final=best.values[goal.goal],
                    unit=GOAL_BY_ID[goal.goal].unit,
                    proven=bound == value,
                    closed_by=(RELAXATION,) if bound == value else (),
                )
            )
        certificate = Certificate(
            status=Status.FEASIBLE,
            goals=tuple(results),
            rules_in_force=tuple(rule.id for rule in RULES if self.instance.policy.is_on(rule.id)),
            fair_visit_m=best.fair_m if best.decided else fair_visit_m(best.plan),
            **provenance(self.instance, self.options, self._sha256),
        )
        return best.schedule.model_copy(update={"certificate": certificate})
