"""independence: those between whom a conflict is declared are never in one trio, nor meet at a visit of it."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.common import independence
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.tables.rows import Rows


def sentence(policy: GrowingTheTopPolicy) -> str:
    return f"{independence.sentence(policy)[:-1]}, and no facilitator leads a visit that one of theirs takes part in."


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    yield from independence.check(joined)
    for group in joined.groups:
        for lead in dict.fromkeys(visit.led_by for visit in group.meetings if visit.led_by is not None):
            for school in group.members:
                if frozenset((lead, school)) in joined.instance.conflicting:
                    message = f"{joined.name(lead)} leads a visit of {joined.name(school)}, and they have a conflict."
                    yield Finding(rule="independence", about=(group.id, lead, school), amount=1, message=message)


def forbids(facts: ProgrammeFacts[GrowingTheTop]) -> Bools:
    return facts.in_conflict(facts.instance.members, facts.instance.members)


def rows(columns: Columns) -> Iterator[Rows]:
    """A facilitator has no visit at the school, and none at another that is together with it."""
    members, leads = columns.instance.members, columns.instance.people
    for school, lead in zip(*np.nonzero(columns.facts.in_conflict(members, leads)), strict=True):
        led = columns.visits.where(columns.visits.keys["facilitator"] == lead)
        yield led.where(led.keys["school"] == school).sum_by("school") <= 0
        others = np.flatnonzero(columns.number[school] >= 0)
        together = columns.pair.where(columns.number[school, others]).with_key("school", others, columns.n["school"])
        yield together.sum_by("school") + led.sum_by("school") <= 1


RULE = ProgrammeRule(id="independence", sentence=sentence, check=check, rows=rows, forbids=forbids)
