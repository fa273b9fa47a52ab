"""phase: the coach has led a school of each participant's phase."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.network import Phase
from models.programmes.getting_ahead_london import GettingAheadLondon, GettingAheadLondonPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.words import a_or_an


def sentence(_: GettingAheadLondonPolicy) -> str:
    return "A coach has led a school of each participant's phase."


def check(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    coaches = joined.instance.coach_by_id
    for group, member, place in joined.pairs("phase"):
        home = joined.instance.home(member)
        if home is not None and place in coaches and home.phase not in coaches[place].has_led:
            school = f"{a_or_an(home.phase)} school, as {joined.name(member)}'s is"
            message = f"{joined.name(place)} has never led {school}."
            yield Finding(rule="phase", about=(group.id, member), amount=1, message=message)


def forbids(facts: ProgrammeFacts[GettingAheadLondon]) -> Bools:
    instance, phases = facts.instance, list(Phase)
    led = np.array([[phase in coach.has_led for coach in instance.coaches] for phase in phases], dtype=bool)
    led = led.reshape(len(phases), len(instance.coaches))
    phase = np.array([phases.index(home.phase) for home in facts.homes], dtype=np.int64)
    return np.asarray(~led[phase] & ~facts.waived("phase", instance.people))


RULE = ProgrammeRule(id="phase", sentence=sentence, check=check, forbids=forbids)
