"""centre: each trained school has a centre in reach, and each centre has so many schools."""

from collections.abc import Iterator
from math import ceil

import numpy as np

from models.finding import Finding
from models.programmes.eal_trial import EALTrial, EALTrialPolicy
from scheduler.programmes.columns import all_chosen
from scheduler.programmes.eal_trial.columns import Columns
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: EALTrialPolicy) -> str:
    size = policy.centre
    return (
        f"No trained school is more than {size.km} km from its centre, and each centre has {size.fewest} to "
        f"{size.most} schools."
    )


def check(joined: Joined[EALTrial]) -> Iterator[Finding]:
    schools, size = joined.instance.school_by_id, joined.instance.policy.centre
    for group, member, place in joined.pairs("centre"):
        km = joined.exact_km(schools[member], schools[place])
        if km > size.km:
            message = f"{joined.name(member)} is {km:.1f} km from {joined.name(place)}, its centre: {size.km} at most."
            yield Finding(rule="centre", about=(group.id, member), amount=ceil(km - size.km), message=message)
    for place in joined.instance.places:
        here = sum(len(group.members) for group in joined.groups if group.place == place)
        if not size.fewest <= here <= size.most:
            off = size.fewest - here if here < size.fewest else here - size.most
            message = f"{joined.name(place)} has {count(here, 'school')}, not {size.fewest} to {size.most}."
            yield Finding(rule="centre", about=(place,), amount=off, message=message)


def forbids(facts: ProgrammeFacts[EALTrial]) -> Bools:
    instance = facts.instance
    centres = [instance.school_by_id[place] for place in instance.places]
    too_far = facts.exact_km(facts.homes, centres) > instance.policy.centre.km
    return np.asarray(too_far & ~facts.waived("centre", instance.places))


def rows(columns: Columns) -> Iterator[Rows]:
    size, joins = columns.instance.policy.centre, columns.joins
    yield joins.sum_by("place") <= size.most
    yield joins.sum_by("place") >= size.fewest
    if size.fewest and len(np.unique(joins.keys["place"])) < columns.n["place"]:
        yield all_chosen(None)  # a centre that nobody can reach makes no row of its own


RULE = ProgrammeRule(id="centre", sentence=sentence, check=check, rows=rows, forbids=forbids)
