"""How often people may go at most in a term, and who must be missing for it.

Example. A school owes three, and its two reviewers may join one review each: one must be missing.
"""

import numpy as np

from scheduler.tables.arrays import Ints
from scheduler.tables.facts import Facts


def most_joined(facts: Facts) -> Ints:
    """(reviewer): so many reviews each joins at most. facts: of one term."""
    most, any_number = facts.reviewer_load.copy(), facts.n["review"]
    free = {waiver.person for waiver in facts.instance.waivers if waiver.rule == "reviewer-load"}
    most[[number for person, number in facts.reviewers.items() if person in free]] = any_number
    if not facts.policy.is_on("reviewer-load"):
        most[:] = any_number
    return most


def most_sent(facts: Facts) -> Ints:
    """(school): so many visits its reviewers make at most."""
    own = _joined_by_school(facts)
    if not facts.policy.is_on("commitment") or any(waiver.rule == "commitment" for waiver in facts.instance.waivers):
        return own
    return np.minimum(own, facts.most[:, -1])


def missing(facts: Facts) -> Ints:
    """(school): reviewers that must be missing, as its people together may go less often than it owes."""
    return np.asarray(np.maximum(facts.due[:, -1] - _joined_by_school(facts), 0))


def _joined_by_school(facts: Facts) -> Ints:
    """(school): so many reviews all its reviewers join at most."""
    return np.bincount(facts.reviewer_home, most_joined(facts), facts.n["school"]).astype(np.int64)
