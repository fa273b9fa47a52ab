"""All goals in one cost, for the parts of a network that are too many to be asked goal after goal."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from scheduler.goals import GOALS, commitments_met
from scheduler.model import Model
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Ints

WEIGHTS = {goal.id: goal.weight for goal in GOALS if goal.weight}
"""What the goals weigh against each other in the one cost that everything in a district is counted in."""


BOUND_WEIGHTS = {**WEIGHTS, commitments_met.GOAL.id: 50}
"""The same for the bound of quality, which is for no more reviewers missing than a schedule misses.

Whatever one more weighs, that gives a bound; the best weight is what the next of them would cost in km.
"""


def weighed(model: Model, weights: Mapping[str, int] = WEIGHTS) -> Ints:
    """What every column costs."""
    nothing = np.zeros(len(model), dtype=np.int64)
    return np.asarray(sum((weight * model.costs[name] for name, weight in weights.items()), nothing))


def mondays_of(facts: Facts) -> list[date]:
    """The weeks of an instance."""
    return [facts.day_date(int(day)) for day in facts.dates.weeks]
