"""apart: no two schools of one hub or one trust are in a trio."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.between import pairs, waived
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(_: GrowingTheTopPolicy) -> str:
    return "No two schools of one hub or one trust are in a trio."


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    for group, one, other in pairs(joined, "apart"):
        shared = [f"the hub {joined.name(one.hub)}"] if one.hub == other.hub else []
        shared += [f"the trust {one.trust}"] if one.trust is not None and one.trust == other.trust else []
        if shared:
            message = f"{joined.name(one.id)} and {joined.name(other.id)} are both of {' and of '.join(shared)}."
            yield Finding(rule="apart", about=(group.id, one.id, other.id), amount=1, message=message)


def forbids(facts: ProgrammeFacts[GrowingTheTop]) -> Bools:
    hub = np.array([school.hub for school in facts.instance.schools])
    trust = np.array([school.trust or "" for school in facts.instance.schools])
    same = (hub[:, None] == hub) | ((trust[:, None] == trust) & (trust != ""))
    return np.asarray(same & ~waived(facts, "apart"))


RULE = ProgrammeRule(id="apart", sentence=sentence, check=check, forbids=forbids)
