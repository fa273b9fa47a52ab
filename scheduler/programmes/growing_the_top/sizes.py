"""How many sets of schools could be a group, and when they are too many: each of them is a column."""

from collections.abc import Iterator, Sequence

import numpy as np

from models.problem import Problem
from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.trios import count_cliques
from scheduler.programmes.unit import ProgrammeRule, forbidden

MOST_SETS = 2_000_000


def too_many(instance: GrowingTheTop, rules: Sequence[ProgrammeRule]) -> Iterator[Problem]:
    """Why an instance has more sets of schools than can be held. rules: those in force.

    With hundreds of schools in reach of one another, sets of one more than three are by far the most, though few of
    them can be chosen: of 301 drawn schools there are 756,451 threes and 16,470,763 fours.
    """
    size, schools = instance.policy.trio.schools, len(instance.schools)
    apart = np.broadcast_to(forbidden(ProgrammeFacts(instance), rules), (schools, schools))
    usual = count_cliques(~apart, size)
    larger = count_cliques(~apart, size + 1) if instance.policy.trio.larger_groups else 0
    if usual + larger > MOST_SETS:
        remedy = "Lower policy.reach.km."
        if usual <= MOST_SETS:
            remedy = "Set policy.trio.larger_groups to 0: then some are left over. Or lower policy.reach.km."
        found = f"{usual:,} groups of {size} and {larger:,} of {size + 1} that could be"
        yield Problem(where="$.schools", value=found, expected=f"at most {MOST_SETS:,} in all", remedy=remedy)
