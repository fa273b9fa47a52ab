"""different-schools: at a day there is one pair of a school at most, and none of the host's."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(_: LeadershipDevelopmentDaysPolicy) -> str:
    return "At a day there is one pair of a school at most, and none of the host's own."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    wish_of, offers = joined.instance.wish_of, joined.instance.offer_by_id
    for group in joined.groups:
        host = offers[group.place].school if group.place in offers else None
        for school, pairs in Counter(wish_of[member].school for member in group.members).items():
            over = pairs - (0 if school == host else 1)
            if over > 0:
                message = f"{joined.name(school)} sends {count(pairs, 'pair')} to {joined.where(group)}."
                yield Finding(rule="different-schools", about=(group.id, school), amount=over, message=message)


def forbids(facts: ProgrammeFacts[LeadershipDevelopmentDays]) -> Bools:
    wishes, offers = facts.instance.wishes, facts.instance.offers
    return np.array([[wish.school == offer.school for offer in offers] for wish in wishes], dtype=bool)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.attends.sum_by("run", "school") <= 1


RULE = ProgrammeRule(id="different-schools", sentence=sentence, check=check, rows=rows, forbids=forbids, always_on=True)
