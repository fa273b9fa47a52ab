"""A network too large to be solved whole: region by region, then across their borders, with one bound over all of it.

1. The hub graph is cut into regions (`regions`), each an instance of its own (`parts`), solved in its own process.
2. One bound over everything from the prices in the regions (`bounding`).
3. Other regions, whose borders lie elsewhere, are planned anew while the rest stands: that mends the seams.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from models.calendar import week_of
from models.digest import instance_sha256
from models.instance import Instance
from models.schedule import Certificate, GoalResult, PlannedReview, Schedule, Status
from scheduler import __version__
from scheduler.bounding import Bounding
from scheduler.checking import Report, check
from scheduler.facts import Facts, great_circle_km, places_of
from scheduler.fanning import fan_out
from scheduler.goals import GOALS
from scheduler.goals.fairness import fair_visit_m
from scheduler.outcome import Options, Outcome, Progress
from scheduler.parts import part, replanned
from scheduler.plan import Plan
from scheduler.prices import Prices
from scheduler.region import WEIGHTS, Planned, Planning, Visiting, work
from scheduler.regions import Region, regions
from scheduler.rules import RULES

_REVIEWS = 120  # of a region, at most about
_CUTS = (0.5, 0.36)  # where the first cuts lie, sweep after sweep
_SWEEP_SHARES = (0.5, 0.85)  # of the time that is left, for each sweep
_LEAST_SECONDS = 2.0
_TOLERANCE = 1e-3


def solve(
    instance: Instance,
    options: Options,
    report: Callable[[Progress], None] = lambda _: None,
    start: Schedule | None = None,
) -> Outcome:
    """A schedule of a large instance of one term, and a bound over all of it. See `search.solve`."""
    return _Nation(instance, options, report, start).run()


def _only_fixed(instance: Instance) -> Schedule:
    planned = [PlannedReview(review=review.id) for review in instance.reviews]
    fixed = instance.fixed_by_review
    return Schedule(
        instance=instance.name,
        reviews=tuple(
            PlannedReview(review=each.review, slot=own.slot, lead=own.lead, reviewers=own.reviewers)
            if (own := fixed.get(each.review)) is not None
            else each
            for each in planned
        ),
    )


class _Nation:
    def __init__(
        self, instance: Instance, options: Options, report: Callable[[Progress], None], start: Schedule | None
    ) -> None:
        self.instance, self.options, self._report = instance, options, report
        self.facts = Facts(instance)
        self.judged: Report | None = None
        if start is not None and not (report_of := check(instance, start)).breaches:
            self.schedule, self.judged = start.model_copy(update={"certificate": None}), report_of
        else:
            self.schedule = _only_fixed(instance)
        self._anew = self.judged is None and not instance.fixed
        self._together, self._least_missing = -np.inf, 0
        self.notices: list[str] = []
        self._sha256 = instance_sha256(instance)

    def run(self) -> Outcome:
        for sweep, (cut, share) in enumerate(zip(_CUTS, _SWEEP_SHARES, strict=True)):
            self._say(f"sweep {sweep + 1} over the regions")
            self._sweep(regions(self.instance, _REVIEWS, cut), share, first=sweep == 0)
        if self.judged is None:
            return Outcome(Status.UNKNOWN, notices=tuple(self.notices))
        return Outcome(Status.FEASIBLE, self._certified(), notices=tuple(self.notices))

    # The sweeps

    def _sweep(self, parts: Sequence[Region], share: float, *, first: bool) -> None:
        """Plan every region, take what the checks accept, and after the first time bound the whole."""
        hosts = [frozenset(school.id for school in self.instance.schools if school.hub in region) for region in parts]
        leads = self._leads_near(hosts)
        with_prices = first and self._anew
        left = self._seconds(share)
        seconds = None if left is None else max(_LEAST_SECONDS, left * self._workers / len(parts))
        evens = self._evens(hosts, first=first)
        tasks = [
            Planning(self._region(own, near, first=first), even, seconds, with_prices)
            for own, near, even in zip(hosts, leads, evens, strict=True)
        ]
        planned: list[Planned | None] = [None] * len(tasks)
        for done, (position, result) in enumerate(self._fan_out(tasks), 1):
            if result is None:
                self._note("The process of a region ended twice without a result.")
            planned[position] = result
            self._say(f"region {done} of {len(tasks)}")
        self._merge([result.schedule for result in planned if result is not None and result.schedule is not None])
        prices = [result.prices for result in planned if result is not None and result.prices is not None]
        if len(prices) == len(tasks):
            self._bound(prices, hosts)

    def _region(self, hosts: frozenset[str], leads: frozenset[str], *, first: bool) -> Instance:
        if first and self._anew:
            return part(self.instance, hosts, hosts, leads)
        return replanned(self.instance, self.schedule, hosts, leads)

    def _leads_near(self, hosts: Sequence[frozenset[str]]) -> list[frozenset[str]]:
        """To each region as many leads as its share of the reviews, as near to its schools as can be in all."""
        leads = self.instance.leads
        reviews = np.array([sum(review.host in own for review in self.instance.reviews) for own in hosts])
        places_for = np.diff(np.ceil(len(leads) * np.cumsum(reviews) / reviews.sum()), prepend=0).astype(int)
        region = np.repeat(np.arange(len(hosts)), places_for)
        if not len(leads):
            return [frozenset() for _ in hosts]
        schools = [np.array([self.facts.schools[school] for school in own]) for own in hosts]
        here = places_of(leads)
        km = np.array([great_circle_km(here, self.facts.school_places[own]).min(axis=1) for own in schools]).T
        who, place = linear_sum_assignment(km[:, region])
        found: list[set[str]] = [set() for _ in hosts]
        for lead, seat in zip(who.tolist(), place.tolist(), strict=True):
            found[region[seat]].add(leads[lead].id)
        return [frozenset(own) for own in found]

    def _evens(self, hosts: Sequence[frozenset[str]], *, first: bool) -> list[dict[date, int]]:
        """How many reviews a week crowd nobody: at first each region's share, then what the others have left."""
        mondays = [self.facts.day_date(int(day)) for day in self.facts.dates.weeks]
        even = int(np.asarray(self.facts.reviews_a_week))
        if first:
            reviews = np.array([sum(review.host in own for review in self.instance.reviews) for own in hosts])
            upto = even * np.cumsum(reviews) / reviews.sum()
            offset = (np.arange(len(mondays)) * 0.618) % 1.0  # so that not every week is rounded alike
            share = np.diff(np.floor(upto[:, None] + offset[None, :]), axis=0, prepend=np.floor(offset)[None, :])
            return [dict(zip(mondays, counts.astype(int).tolist(), strict=True)) for counts in share]
        total, inside = Counter[date](), [Counter[date]() for _ in hosts]
        region_of = {school: k for k, schools in enumerate(hosts) for school in schools}
        for planned in self.schedule.reviews:
            if planned.slot is not None:
                total[week_of(planned.slot)] += 1
                inside[region_of[self.instance.review_by_id[planned.review].host]][week_of(planned.slot)] += 1
        return [{monday: max(0, even - total[monday] + own[monday]) for monday in mondays} for own in inside]

    def _merge(self, schedules: Sequence[Schedule]) -> None:
        """Take the regions' schedules; those in which the checks find a breach stay as they were."""
        taken = list(schedules)
        while taken:
            changed = {planned.review: planned for schedule in taken for planned in schedule.reviews}
            whole = self.schedule.model_copy(
                update={"reviews": tuple(changed.get(planned.review, planned) for planned in self.schedule.reviews)}
            )
            report = check(self.instance, whole)
            if not report.breaches:
                if self.judged is None or self._worth(report) < self._worth(self.judged):
                    self.schedule, self.judged = whole, report
                    self._say("regions joined", news=True)
                return
            named = {name for finding in report.breaches for name in finding.about}
            self._note(f"Regions were left as they were: {report.breaches[0].message}")
            kept = [schedule for schedule in taken if not self._names(schedule) & named]
            taken = kept if len(kept) < len(taken) else []

    def _names(self, schedule: Schedule) -> set[str]:
        """Everything a finding can name in a schedule."""
        named: set[str] = set()
        for planned in schedule.reviews:
            named |= {planned.review, self.instance.review_by_id[planned.review].host, *planned.reviewers}
            named |= {planned.lead} if planned.lead is not None else set()
        return named

    def _worth(self, report: Report) -> tuple[int, ...]:
        return tuple(report.values[goal.goal] for goal in self.instance.policy.goals if goal.goal != "fairness")

    # The bound

    def _bound(self, prices: Sequence[Prices], hosts: Sequence[frozenset[str]]) -> None:
        """A bound over all columns from the regions' prices, with whoever might go from one to another."""
        bounding = Bounding(self.instance, WEIGHTS, prices)
        tasks = [
            Visiting(own, reach.homes, reach.leads, region.duals, reach.limits)
            for own, reach, region in zip(hosts, bounding.reach(), prices, strict=True)
        ]
        for done, (position, result) in enumerate(self._fan_out(tasks), 1):
            if result is None:
                self._note("There is no bound over all regions: a process ended twice.")
                return
            bounding.visit(position, *result)
            self._say(f"visitors of region {done} of {len(tasks)}")
        self._together, self._least_missing = bounding.value(), bounding.least_missing()
        if self.judged is not None:
            self._say("bound over all regions", news=True)

    def _bound_of(self, goal: str) -> int:
        """What no schedule goes below, given the goals before; one above a checked schedule is said, and not taken."""
        assert self.judged is not None
        values, bound = self.judged.values, 0
        if goal == "commitments-met":
            bound = self._least_missing
        elif goal == "quality":
            before = sum(weight * values[name] for name, weight in WEIGHTS.items() if name != "quality")
            bound = max(self._least_quality(), int(np.ceil(max(self._together - before - _TOLERANCE, -1e15))))
        if bound > values[goal]:
            self._note(f"A bound of {bound} for {goal} lies above a checked schedule: not believed.")
            return min(values[goal] - 1, self._least_quality()) if goal == "quality" else 0
        return bound

    def _least_quality(self) -> int:
        """Without any relaxation: every seat, with nothing but an area to learn from."""
        seats = sum(self.instance.size(review) for review in self.instance.reviews)
        return -self.instance.policy.quality.area_match_km * seats

    def _note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    # What the steps share

    @property
    def _workers(self) -> int:
        return 1 if self.options.deterministic else self.options.workers

    def _fan_out(self, tasks: Sequence[Planning | Visiting]) -> Iterator[tuple[int, Any]]:
        return fan_out(work, (self.instance, self.options), tasks, self._workers)

    def _seconds(self, share: float) -> float | None:
        limit = self.options.time_limit_seconds
        if limit is None or self.options.deterministic:
            return None
        return max(0.0, limit - (time.monotonic() - self.options.started)) * share

    def _say(self, step: str, *, news: bool = False) -> None:
        best = bound = gap = None
        if self.judged is not None:
            best = self.judged.values["quality"]
            bound = self._bound_of("quality")
            gap = (best - bound) / max(1, self._km_travelled())
        schedule = self._certified() if news else None
        goal = None if best is None else "quality"
        self._report(Progress(time.monotonic() - self.options.started, step, goal, best, bound, gap, schedule))

    def _km_travelled(self) -> int:
        plan = Plan(self.instance, self.schedule)
        return sum(seat.km for seat in plan.seats) + sum(held.lead_km for held in plan.held)

    def _certified(self) -> Schedule:
        """The schedule with what is known about it."""
        assert self.judged is not None
        fair_m = fair_visit_m(Plan(self.instance, self.schedule))
        results = []
        for goal in self.instance.policy.goals:
            value = self.judged.values[goal.goal]
            bound, unit = self._bound_of(goal.goal), next(unit.unit for unit in GOALS if unit.id == goal.goal)
            closed = ("relaxation",) if bound == value else ()
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
            rules_off=self.instance.policy.without,
            fair_visit_m=fair_m,
            seed=self.options.seed,
            deterministic=self.options.deterministic,
            versions={"qa-scheduler": __version__, **{name: version(name) for name in ("ortools", "highspy", "numpy")}},
            instance_sha256=self._sha256,
            seconds=None if self.options.deterministic else round(time.monotonic() - self.options.started, 1),
        )
        return self.schedule.model_copy(update={"certificate": certificate})
