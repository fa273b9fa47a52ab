"""One objective for methods that know only one: the goals weighted so that their order is kept.

One unit of a goal weighs more than all that planning any one review otherwise can gain in the goals after it. Larger
weights, out of reach of every chain of reviews too, would be ten digits long and drown the kilometres in the solvers'
tolerances: that would handicap the peers. Whether the order was kept is judged by the recount of every schedule.
"""

import numpy as np

from scheduler.model import Model
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Block

WEIGHED = ("reviews-held", "seats-filled", "commitments-met", "quality")
"""The goals that are compared. Fairness is left to ours: it needs the schedule of quality first."""


def objective(model: Model) -> Ints:
    """The cost of every column."""
    weight = weights(model)
    return np.asarray(sum(weight[goal] * model.costs[goal] for goal in weight), dtype=np.int64)


def weights(model: Model) -> dict[str, int]:
    """Each goal's weight, in the policy's order; the last weighs 1."""
    found: dict[str, int] = {}
    later = 0
    for goal in reversed([goal.goal for goal in model.instance.policy.goals if goal.goal in WEIGHED]):
        found[goal] = later + 1
        later += found[goal] * _most_of_one_review(model, goal)
    return dict(reversed(found.items()))


def _most_of_one_review(model: Model, goal: str) -> int:
    """By how much the planning of one review can change a goal."""
    size = int(model.facts.review_size.max())
    if goal == "quality":
        columns, price = model.columns, model.facts.policy.quality.crowded_week_km
        of_leads, of_seats, of_dates = (_spread(model, part) for part in (columns.leads, columns.seats, columns.dates))
        return of_leads + size * of_seats + of_dates + price
    return {"reviews-held": 1, "seats-filled": size, "commitments-met": size * model.facts.n["term"]}[goal]


def _spread(model: Model, block: Block) -> int:
    cost = model.costs["quality"][block.columns]
    return int(cost.max(initial=0) - cost.min(initial=0))
