"""What a bound on all goals weighed together says of each of them, given the goals before it.

All goals together cost no less than the bound. The others cost no more than their most, so what is left of the bound is
the least of this one. See `weighing` and `tariff` for what they are weighed by.

Example. All cost 1,200 km at least. At most 2 reviewers may be missing, 50 km each: quality is 1,100 at least. With
journeys that count 4,000 m to a km, all cost 1,450 km at least; quality may rise to 1,250 and the missing to 100: what
is beyond fair is 100 km times 4,000 m, or 400 km.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import takewhile

import numpy as np

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, Goal
from models.schedule import Schedule
from scheduler.goals import GOALS
from scheduler.nation.loads import missing
from scheduler.nation.tariff import Tariff
from scheduler.nation.weighing import BOUND_WEIGHTS
from scheduler.plan import Plan
from scheduler.tables.facts import Facts

_TOLERANCE_KM = 1e-3  # of the sums that a bound is made of
_NOTHING = -1e15  # a bound that says nothing

Values = Mapping[str, int]
"""Goals as they were decided, or as they are."""


class GoalBounds:
    """The bounds of one network's goals."""

    def __init__(self, instance: Instance, facts: Facts) -> None:
        self._instance, self._facts = instance, facts

    @cached_property
    def commitments_met(self) -> int:
        return int(missing(self._facts).sum())

    def quality(self, bound: float, values: Values) -> int:
        """bound: of all goals weighed together, in km."""
        others = BOUND_WEIGHTS.keys() - {QUALITY_GOAL}
        return max(self.least_quality, _whole(bound - _TOLERANCE_KM - self._most(others, QUALITY_GOAL, values)))

    def fairness(self, bound: float, tariff: Tariff, values: Values) -> int:
        """bound: the same, where journeys count by a tariff, too."""
        besides = tariff.besides(self._most_of("commitments-met", FAIRNESS_GOAL, values))
        left_km = bound - _TOLERANCE_KM - self._most(BOUND_WEIGHTS.keys(), FAIRNESS_GOAL, values)
        return max(0, _whole(tariff.m_a_km * left_km + besides))

    @cached_property
    def least_quality(self) -> int:
        """Without any relaxation: every seat, with nothing but an area to learn from."""
        seats = sum(self._instance.size(review) for review in self._instance.reviews)
        return -self._instance.policy.quality.area_match_km * seats

    def _most(self, names: Iterable[str], of: str, values: Values) -> int:
        """How much some goals together may be at most, weighed, in a schedule of which a goal's bound speaks."""
        return sum(BOUND_WEIGHTS[name] * self._most_of(name, of, values) for name in names)

    def _most_of(self, name: str, of: str, values: Values) -> int:
        """How high a goal may be in a schedule of which another goal's bound speaks.

        One before that: as it was decided, with its tolerance. One behind it, or that the policy leaves out: as bad as
        it can be, for nothing asks for it.
        """
        before = takewhile(lambda each: each.goal != of, self._instance.policy.goals)
        goals: dict[str, Goal] = {goal.goal: goal for goal in before}
        return goals[name].highest(values[name]) if name in goals else self._worst[name]

    @cached_property
    def _worst(self) -> dict[str, int]:
        """Each counting goal where nothing is planned."""
        nothing = Plan(self._instance, Schedule(instance=self._instance.name, reviews=()))
        units = (unit for unit in GOALS if unit.id in BOUND_WEIGHTS and unit.id != QUALITY_GOAL)
        return {unit.id: sum(finding.amount for finding in unit.recount(nothing)) for unit in units}


def _whole(bound: float) -> int:
    return int(np.ceil(max(bound, _NOTHING)))
