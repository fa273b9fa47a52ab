"""A network too large to be solved whole: district by district, at common prices, with one bound over all of it.

1. The hub graph is cut into regions (`regions`), each planned on its own in a process of its own: a first schedule.
2. One bound over everything at their prices (`market`).
3. Round after round: better prices; one bound over everything at these; and at the same prices district after district
   is planned anew, with those around it, while the rest stays: that mends the seams.

The bound is Lagrangian relaxation (see `relaxing`); the mending is large neighbourhood search (Shaw, CP 1998), where a
neighbourhood is a district. The one says how good a schedule can be, the other makes it as good.

Example. 6,000 reviews in 20 regions: planned alone they cost 610,000 km; the bound is 540,000. After mending, 560,000,
and after better prices the bound is 551,000: at most 9,000 km, or 1.6 %, lie between the schedule and the best.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import takewhile
from operator import itemgetter
from typing import TypeVar

import numpy as np

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, Goal, Policy
from models.schedule import Certificate, GoalResult, PlannedReview, Schedule, Status
from scheduler.checking import Report, check
from scheduler.goals import GOAL_BY_ID, GOALS
from scheduler.goals.fairness import fair_visit_m
from scheduler.nation.assigning import Replanning
from scheduler.nation.bounding import missing
from scheduler.nation.market import Market
from scheduler.nation.nameless import Nameless
from scheduler.nation.regions import MENDED, MENDED_CUTS, REGION, REGION_CUT, District, Size, districts, with_all
from scheduler.nation.tasks import Bounded, Planned, Planning, Result, Task
from scheduler.nation.weighing import BOUND_WEIGHTS, WEIGHTS
from scheduler.nation.working import work
from scheduler.plan import Plan
from scheduler.processes.child import Lost
from scheduler.processes.crew import Crew
from scheduler.rules import RULES
from scheduler.search.incumbent import RELAXATION, provenance
from scheduler.solvers.options import LARGE, Options, Outcome, Progress
from scheduler.tables.facts import Facts
from scheduler.tables.hubs import hub_graph

_LITTLE_SHARE = 5e-4  # of the km: if a bound rises by less, prices are good enough; if mending gains less, it is over
_ALONE_SHARE = 0.3  # of the time left, for the first step at most
_LEAST_KM = 10.0  # for each review, to measure what is much where a schedule has next to no journeys
_MEND_SECONDS = 30.0  # for each district
_JOIN_SECONDS = 2e-3  # for each review, to judge what has been mended
_LEAST_SECONDS = 2.0
_TOLERANCE = 1e-3

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
        self.replanning = Replanning(instance, self.facts, self.market)
        self._graph = hub_graph(instance)
        self.notices: list[str] = []
        self.schedule = Schedule(instance=instance.name, reviews=())
        self.judged: Report | None = None
        self._now: dict[str, PlannedReview] = {}  # the best in all goals weighed together
        self._cost: float = np.inf
        self._took: dict[str, float] = {}  # seconds, by step, the last time
        self._km = 0  # of all journeys, in which the gap of quality is measured
        if not _is_usual(instance.policy):
            self._note(
                f"From {LARGE} reviews on, goals are weighed against each other in their usual order and without "
                "tolerances. This policy's order only chose among the schedules found; each bound holds in its order."
            )
        if start is not None:
            self._take(start.model_copy(update={"certificate": None}))
        self._sha256 = instance_sha256(instance)

    def run(self, crew: Crew) -> Outcome:
        self._plan_alone(crew)
        self._bound(crew)
        may_rise = True
        for cut in MENDED_CUTS:
            cost, bound = self._cost, self.market.bound
            if may_rise:
                self._move()
                self._bound(crew)
            if self._can_mend():
                self._mend(crew, cut)
            little = _LITTLE_SHARE * self._km
            may_rise = not self.market.bound - bound < little  # of one that is not there yet nothing is known
            if not may_rise and cost - self._cost < little:
                break
        if self.judged is None:
            return Outcome(Status.UNKNOWN, notices=tuple(self.notices))
        return Outcome(Status.FEASIBLE, self._certified(), notices=tuple(self.notices))

    def _has_time(self, seconds: float = 0.0) -> bool:
        left = self.options.left()
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

    def _bound(self, crew: Crew) -> None:
        """Bound everything at the prices as they are, unless it is."""
        if self.market.is_bounded or not self._fits("bound"):
            return
        with self._timed("bound"):
            parts = with_all(self._districts(REGION_CUT, REGION), self.instance)
            found = self._results(crew, self.market.bounding(parts), "bound")
            bounds = [result for result in found if isinstance(result, Bounded)]
            if len(bounds) == len(parts):
                self.market.close(bounds)
                self._say("bound over all regions", news=self.judged is not None)

    def _move(self) -> None:
        """To better prices, if there is time to bound at them."""
        if self.judged is None or not self._fits("prices", "bound"):
            return
        with self._timed("prices"):
            self._say("better prices")
            scale_km = float(max(self._km, _LEAST_KM * len(self.instance.reviews)))
            self.market.move(scale_km, lambda: self._can_mend() and self._fits("bound"))

    def _mend(self, crew: Crew, cut: float) -> None:
        """District after district is planned anew while the rest stays; those that have nobody in common at once.

        They are joined after half of them, too: that is a schedule already, and soon nearly as good as that of all.
        """
        now, left = dict(self._now), list(self._districts(cut, MENDED))
        count, seconds = len(left), None if self.options.left() is None else _MEND_SECONDS
        at_work: dict[District, Planning] = {}

        def following() -> tuple[District, Planning] | None:
            may_begin = self._can_mend() and not (at_work and self._is_ordered)
            chosen = self.replanning.next(left, at_work.values(), now, seconds) if may_begin else None
            if chosen is not None:
                left.remove(chosen[0])
                at_work[chosen[0]] = chosen[1]
            return chosen

        for done, (own, result) in enumerate(self._heard(crew.steadily(following), "district", count), 1):
            del at_work[own]
            if isinstance(result, Planned):
                now.update({each.review: each for each in result.reviews or ()})
            if done == count // 2:
                self._join(now.values())
        self._join(now.values())

    def _can_mend(self) -> bool:
        return self._has_time(_MEND_SECONDS + _JOIN_SECONDS * len(self.instance.reviews))

    def _join(self, reviews: Iterable[PlannedReview]) -> None:
        """All reviews that are planned, as one schedule; the checks decide whether it is one."""
        planned = {each.review: each for each in reviews}
        every = tuple(planned.get(review.id, PlannedReview(review=review.id)) for review in self.instance.reviews)
        self._take(Schedule(instance=self.instance.name, reviews=every))
        self._say("regions joined", news=self.judged is not None)

    def _take(self, schedule: Schedule) -> None:
        report = check(self.instance, schedule)
        if report.breaches:
            self._note(f"A schedule was not taken: {report.breaches[0].message}")
            return
        cost = sum(weight * report.values[goal] for goal, weight in WEIGHTS.items())
        if cost < self._cost:
            self._now, self._cost = {planned.review: planned for planned in schedule.reviews}, cost
        if self.judged is None or self._worth(report) < self._worth(self.judged):
            self.schedule, self.judged, self._km = schedule, report, Plan(self.instance, schedule).km

    def _worth(self, report: Report) -> tuple[int, ...]:
        return tuple(report.values[goal.goal] for goal in self.instance.policy.goals if goal.goal != FAIRNESS_GOAL)

    # What the bound says of each goal

    def _bound_of(self, goal: str) -> int:
        """What no schedule goes below, given the goals before; one above a checked schedule is said, and not taken."""
        assert self.judged is not None
        values, bound = self.judged.values, 0
        if goal == "commitments-met":
            bound = int(missing(self.facts).sum())
        elif goal == QUALITY_GOAL:
            others = sum(weight * self._most_of(name) for name, weight in BOUND_WEIGHTS.items() if name != QUALITY_GOAL)
            bound = max(self._least_quality, int(np.ceil(max(self.market.bound - others - _TOLERANCE, -1e15))))
        if bound > values[goal]:
            self._note(f"A bound of {bound} for {goal} lies above a checked schedule: not believed.")
            return min(values[goal] - 1, self._least_quality) if goal == QUALITY_GOAL else 0
        return bound

    def _most_of(self, name: str) -> int:
        """How high another goal may be in a schedule of which quality's bound speaks.

        One before quality: as it was decided, with its tolerance. One behind quality, or that the policy leaves out:
        as bad as it can be, for quality does not ask for it.
        """
        assert self.judged is not None
        before = takewhile(lambda each: each.goal != QUALITY_GOAL, self.instance.policy.goals)
        goals: dict[str, Goal] = {goal.goal: goal for goal in before}
        return goals[name].highest(self.judged.values[name]) if name in goals else self._worst[name]

    @cached_property
    def _worst(self) -> dict[str, int]:
        """Each counting goal where nothing is planned."""
        nothing = Plan(self.instance, Schedule(instance=self.instance.name, reviews=()))
        units = (unit for unit in GOALS if unit.id in BOUND_WEIGHTS and unit.id != QUALITY_GOAL)
        return {unit.id: sum(finding.amount for finding in unit.recount(nothing)) for unit in units}

    @cached_property
    def _least_quality(self) -> int:
        """Without any relaxation: every seat, with nothing but an area to learn from."""
        seats = sum(self.instance.size(review) for review in self.instance.reviews)
        return -self.instance.policy.quality.area_match_km * seats

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
        best = bound = gap = None
        if self.judged is not None:
            best = self.judged.values[QUALITY_GOAL]
            bound = self._bound_of(QUALITY_GOAL)
            gap = (best - bound) / max(1, self._km)
        schedule = self._certified() if news else None
        goal = None if best is None else QUALITY_GOAL
        self._report(Progress(self.options.elapsed, step, goal, best, bound, gap, schedule))

    def _certified(self) -> Schedule:
        """The schedule with what is known about it."""
        assert self.judged is not None
        fair_m = fair_visit_m(Plan(self.instance, self.schedule))
        results = []
        for goal in self.instance.policy.goals:
            value = self.judged.values[goal.goal]
            bound, unit = self._bound_of(goal.goal), GOAL_BY_ID[goal.goal].unit
            closed = (RELAXATION,) if bound == value else ()
            results.append(
                GoalResult(
                    goal=goal.goal,
                    value=value,
                    bound=bound,
                    final=value,
                    unit=unit,
                    proven=bound == value,
                    closed_by=closed,
                )
            )
        certificate = Certificate(
            status=Status.FEASIBLE,
            goals=tuple(results),
            rules_in_force=tuple(rule.id for rule in RULES if self.instance.policy.is_on(rule.id)),
            fair_visit_m=fair_m,
            **provenance(self.instance, self.options, self._sha256),
        )
        return self.schedule.model_copy(update={"certificate": certificate})
