"""What the goals count, in words; fairness counts metres, and people read km."""

COUNTED = {
    "reviews-held": "reviews not held",
    "seats-filled": "empty seats",
    "commitments-met": "missing reviewers",
    "change-kept-small": "times told",
    "quality": "travel-km",
    "fairness": "km beyond fair",
}


def shown(goal: str, number: int) -> int | float:
    """A goal's number in the unit of COUNTED."""
    return round(number / 1000, 1) if goal == "fairness" else number
