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
