"""All goals in one cost, for the parts of a network that are too many to be asked goal after goal.

This is the weighted sum of the textbooks, with weights so far apart that the order of the goals holds wherever one unit
of a goal costs fewer units of the next than its weight says: 8 between the first goals, 2,000 km for a reviewer. Where
it does not, the schedule may be another, but each goal's own bound stays true: see `whole._Nation._bound_of`.

Example. A schedule with 1 review not held, 2 empty seats and 500 km costs 128,000 + 2 * 16,000 + 500 = 160,500. To hold
the review at 300 km more and with one seat more empty costs 3 * 16,000 + 800 = 48,800: better, as the order says.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from scheduler.goals import GOALS, commitments_met
from scheduler.model import Model
from scheduler.tables.arrays import Ints
from scheduler.tables.facts import Facts

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
