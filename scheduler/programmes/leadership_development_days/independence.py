"""independence: no pair goes to a school of its own trust, nor to one with which it has a conflict."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.schools import hosts, senders, waived
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(_: LeadershipDevelopmentDaysPolicy) -> str:
    return "No pair goes to a school of its own trust, nor to one with which its school has declared a conflict."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    for group, member, place in joined.pairs("independence"):
        home, host = joined.instance.home(member), joined.instance.home(place)
        if home is None or host is None:
            continue
        of_trust = home.trust is not None and home.trust == host.trust and home.id != host.id
        if of_trust or frozenset((home.id, host.id)) in joined.instance.conflicting:
            why = f"is of {home.trust}, too" if of_trust else "has a conflict with it"
            message = f"{joined.name(home.id)} goes to {joined.where(group)} and {why}."
            yield Finding(rule="independence", about=(group.id, member), amount=1, message=message)


def forbids(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> Bools:
    homes, visited = senders(facts), hosts(facts)
    trusts = np.array([[a.trust is not None and a.trust == b.trust and a.id != b.id for b in visited] for a in homes])
    conflicts = facts.in_conflict(
        [one.id for one in facts.instance.schools], [one.id for one in facts.instance.schools]
    )
    number = {one.id: k for k, one in enumerate(facts.instance.schools)}
    at, to = ([number[one.id] for one in each] for each in (homes, visited))
    return np.asarray((trusts.reshape(len(at), len(to)) | conflicts[np.ix_(at, to)]) & ~waived(facts, "independence"))


RULE = ProgrammeRule(id="independence", sentence=sentence, check=check, forbids=forbids)
