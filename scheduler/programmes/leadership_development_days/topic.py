"""topic: a pair goes only to a day on an area that its school wishes for."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(_: LeadershipDevelopmentDaysPolicy) -> str:
    return "A pair goes only to a day on an area that its school wishes for."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    wish_of, offers = joined.instance.wish_of, joined.instance.offer_by_id
    for group in joined.groups:
        offer = offers.get(group.place or "")
        for member in group.members:
            if offer is not None and offer.area not in wish_of[member].areas:
                message = f"{joined.name(member)} did not wish for {joined.where(group)}."
                yield Finding(rule="topic", about=(group.id, member), amount=1, message=message)


def forbids(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> Bools:
    wishes, offers = facts.instance.wishes, facts.instance.offers
    return np.array([[offer.area not in wish.areas for offer in offers] for wish in wishes], dtype=bool)


RULE = ProgrammeRule(id="topic", sentence=sentence, check=check, forbids=forbids, always_on=True)
