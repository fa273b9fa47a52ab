"""reach: no two schools of a trio are too far from each other."""

from collections.abc import Iterator
from math import ceil

import numpy as np

from models.finding import Finding
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.between import pairs, waived
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(policy: GrowingTheTopPolicy) -> str:
    return f"No two schools of a trio are more than {policy.reach.km} km from each other."


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    most = joined.instance.policy.reach.km
    for group, one, other in pairs(joined, "reach"):
        km = joined.exact_km(one, other)
        if km > most:
            message = f"{joined.name(one.id)} and {joined.name(other.id)} are {km:.1f} km apart, {most} at most."
            yield Finding(rule="reach", about=(group.id, one.id, other.id), amount=ceil(km - most), message=message)


def forbids(facts: ProgrammeFacts[GrowingTheTop]) -> Bools:
    instance = facts.instance
    too_far = facts.exact_km(instance.schools, instance.schools) > instance.policy.reach.km
    return np.asarray(too_far & ~waived(facts, "reach"))


RULE = ProgrammeRule(id="reach", sentence=sentence, check=check, forbids=forbids)
