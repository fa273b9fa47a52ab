"""The schools of wishes and of offers, in their order, and what is set aside between them."""

import numpy as np

from models.network import School
from models.programmes.leadership_development_days import LeadershipDevelopmentDays
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools


def senders(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> tuple[School, ...]:
    """The school of each wish."""
    return tuple(facts.instance.school_by_id[wish.school] for wish in facts.instance.wishes)


def hosts(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> tuple[School, ...]:
    """The school of each offer."""
    return tuple(facts.instance.school_by_id[offer.school] for offer in facts.instance.offers)


def waived(facts: ProgrammeFacts[LeadershipDevelopmentDays], rule: str) -> Bools:
    """(wish, offer): whether the rule is set aside between them."""
    instance = facts.instance
    return np.array(
        [[(rule, wish.id, offer.id) in instance.waived for offer in instance.offers] for wish in instance.wishes],
        dtype=bool,
    ).reshape(len(instance.wishes), len(instance.offers))
