"""facilitator-load: a facilitator leads so many visits at most."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: GrowingTheTopPolicy) -> str:
    return f"A facilitator leads {count(policy.facilitator_load.visits, 'visit')} at most."


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    most = joined.instance.policy.facilitator_load.visits
    led = Counter(visit.led_by for group in joined.groups for visit in group.meetings if visit.led_by is not None)
    for lead, visits in led.items():
        if visits > most:
            message = f"{joined.name(lead)} leads {count(visits, 'visit')}, {most} at most."
            yield Finding(rule="facilitator-load", about=(lead,), amount=visits - most, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.visits.sum_by("facilitator") <= columns.instance.policy.facilitator_load.visits


RULE = ProgrammeRule(id="facilitator-load", sentence=sentence, check=check, rows=rows)
