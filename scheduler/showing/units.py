"""What the goals count, in words; fairness counts metres, and people read km."""

from scheduler.goals import GOAL_BY_ID, GOALS

COUNTED = {goal.id: goal.counts for goal in GOALS}


def shown(goal: str, number: int) -> int | float:
    """A goal's number in the unit of COUNTED."""
    return GOAL_BY_ID[goal].shown(number)
