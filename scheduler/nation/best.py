"""The best schedule of a network so far, and its goals. Nothing gets in that the checks do not accept.

Until quality is decided a schedule is better by the goals up to quality, in their order. Then it is known what is fair,
and better is what is fairer while no decided goal passes its tolerance. What is mended is another matter: until quality
is decided the reviews that are best in all these goals weighed together, which may be another schedule.

Example. Quality is decided at 1,000 km with a tolerance of 1 %; 500 km are beyond fair. Then 1,008 and 450 is better,
and 1,012 and 400 is not.
"""

from collections.abc import Iterable

import numpy as np

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import PlannedReview, Schedule
from scheduler.checking import check
from scheduler.goals.fairness import beyond, fair_visit_m
from scheduler.nation.weighing import WEIGHTS
from scheduler.plan import Plan

Values = dict[str, int]
"""Goals by id."""


class Best:
    """schedule: the best. values: of it, None before the first. km: of all its journeys.

    decided: the goals before fairness, once quality is decided, empty before. fair_m: then, metres a visit that are
    fair. now: the reviews that are mended. cost: what they cost: all goals weighed together or, later, fairness.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._goals = {goal.goal: goal for goal in instance.policy.goals if goal.goal != FAIRNESS_GOAL}
        self.schedule = Schedule(instance=instance.name, reviews=())
        self.values: Values | None = None
        self.km = 0
        self.decided: Values = {}
        self.fair_m = 0
        self.now: dict[str, PlannedReview] = {}
        self.cost: float = np.inf

    @property
    def plan(self) -> Plan:
        """The schedule, to be counted."""
        return Plan(self._instance, self.schedule)

    @property
    def as_is(self) -> Values:
        """Each goal's value in the schedule, which is there."""
        assert self.values is not None
        return self.values

    @property
    def as_decided(self) -> Values:
        """The same, or at which it was decided."""
        return self.as_is | self.decided

    @property
    def quality_most(self) -> int:
        """What quality, which is decided, may rise to."""
        return self._goals[QUALITY_GOAL].highest(self.decided[QUALITY_GOAL])

    @property
    def quality_left(self) -> int:
        """By so much it may still rise."""
        return self.quality_most - self.as_is[QUALITY_GOAL]

    def take(self, reviews: Iterable[PlannedReview]) -> str | None:
        """Take these reviews if they are better. If they break a rule, it is returned how, and they are not taken."""
        schedule = Schedule(instance=self._instance.name, reviews=tuple(reviews))
        report = check(self._instance, schedule)
        if report.breaches:
            return report.breaches[0].message
        values, plan = report.values, Plan(self._instance, schedule)
        if self.decided:
            values = values | {FAIRNESS_GOAL: self._unfair(plan)}
        cost = self._cost(values)
        if cost < self.cost:
            self.now, self.cost = {planned.review: planned for planned in schedule.reviews}, cost
        if self.values is None or self._worth(values) < self._worth(self.values):
            self.schedule, self.values, self.km = schedule, values, plan.km
        return None

    def decide_quality(self) -> None:
        """From now on fairness is pursued, by what is fair in this schedule."""
        plan = self.plan
        self.decided = {goal: value for goal, value in self.as_is.items() if goal != FAIRNESS_GOAL}
        self.fair_m = fair_visit_m(plan)
        self.values = self.as_is | {FAIRNESS_GOAL: self._unfair(plan)}
        self.now = {planned.review: planned for planned in self.schedule.reviews}
        self.cost = self._cost(self.values)

    def _unfair(self, plan: Plan) -> int:
        """Metres beyond what is fair."""
        return sum(finding.amount for finding in beyond(plan, self.fair_m))

    def _cost(self, values: Values) -> float:
        """What is mended for: all goals up to quality together; then fairness, where they keep to what is decided."""
        if not self.decided:
            return float(sum(weight * values[goal] for goal, weight in WEIGHTS.items()))
        *raised, unfair = self._worth(values)
        return np.inf if any(raised) else float(unfair)

    def _worth(self, values: Values) -> tuple[int, ...]:
        """Values in order, those of decided goals only beyond their tolerance; fairness once they are decided."""
        if not self.decided:
            return tuple(values[goal] for goal in self._goals)
        raised = (max(0, values[name] - goal.highest(self.decided[name])) for name, goal in self._goals.items())
        return (*raised, values[FAIRNESS_GOAL])
