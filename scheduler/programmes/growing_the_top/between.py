"""What the rules about two schools of one trio share: the pairs, and for which of them a rule is set aside.

A waiver's member and place are the two schools, in either order.
"""

from collections.abc import Iterator
from itertools import combinations

from models.network import School
from models.programmes.groups import Group
from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.tables.arrays import Bools


def pairs(joined: Joined[GrowingTheTop], rule: str) -> Iterator[tuple[Group, School, School]]:
    """Every two schools of a group, without those for whom the rule is waived."""
    schools = joined.instance.school_by_id
    for group in joined.groups:
        for one, other in combinations(group.members, 2):
            if not (joined.waived(rule, one, other) or joined.waived(rule, other, one)):
                yield group, schools[one], schools[other]


def waived(facts: ProgrammeFacts[GrowingTheTop], rule: str) -> Bools:
    """(school, school): whether the rule is set aside for the two."""
    found = facts.waived(rule, facts.instance.members)
    return found | found.T
