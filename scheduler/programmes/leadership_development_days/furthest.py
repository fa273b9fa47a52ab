"""furthest: no pair travels too far."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.schools import hosts, senders, waived
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(policy: LeadershipDevelopmentDaysPolicy) -> str:
    return f"No pair travels more than {policy.furthest.km} km."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    most = joined.instance.policy.furthest.km
    for group, member, place in joined.pairs("furthest"):
        home, host = joined.instance.home(member), joined.instance.home(place)
        km = 0.0 if home is None or host is None else joined.exact_km(home, host)
        if km > most:
            message = f"{joined.name(member)} would travel {km:.1f} km to {joined.where(group)}, {most} at most."
            yield Finding(rule="furthest", about=(group.id, member), amount=int(np.ceil(km - most)), message=message)


def forbids(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> Bools:
    too_far = facts.exact_km(senders(facts), hosts(facts)) > facts.instance.policy.furthest.km
    return np.asarray(too_far & ~waived(facts, "furthest"))


RULE = ProgrammeRule(id="furthest", sentence=sentence, check=check, forbids=forbids)
