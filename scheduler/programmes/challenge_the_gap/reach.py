"""reach: no school is too far from its workshop school."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(policy: ChallengeTheGapPolicy) -> str:
    return f"No school is more than {policy.reach.km} km from its workshop school."


def check(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    schools, most = joined.instance.school_by_id, joined.instance.policy.reach.km
    for group, member, place in joined.pairs("reach"):
        km = joined.exact_km(schools[member], schools[place])
        if km > most:
            message = (
                f"{joined.name(member)} is {km:.1f} km from {joined.name(place)}, its workshop school: {most} at most."
            )
            yield Finding(rule="reach", about=(group.id, member), amount=int(np.ceil(km - most)), message=message)


def forbids(facts: ProgrammeFacts[ChallengeTheGap]) -> Bools:
    instance = facts.instance
    too_far = facts.exact_km(instance.schools, instance.schools) > instance.policy.reach.km
    return np.asarray(too_far & ~facts.waived("reach", instance.members))


RULE = ProgrammeRule(id="reach", sentence=sentence, check=check, forbids=forbids)
