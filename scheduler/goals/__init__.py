"""The goals, one file each, in the order of the specification. The policy says in which order they are decided."""

from scheduler.goal import GoalUnit
from scheduler.goals import change_kept_small, commitments_met, fairness, quality, reviews_held, seats_filled

GOALS: tuple[GoalUnit, ...] = (
    reviews_held.GOAL,
    seats_filled.GOAL,
    commitments_met.GOAL,
    change_kept_small.GOAL,
    quality.GOAL,
    fairness.GOAL,
)
GOAL_BY_ID = {goal.id: goal for goal in GOALS}
OF_REPAIRS = tuple(goal.id for goal in GOALS if goal.in_repairs)
"""The goals that a repair pursues."""
ONLY_LOSSES = tuple(goal.id for goal in GOALS if goal.only_losses)
"""Those of which a repair counts only what is worse than before."""
