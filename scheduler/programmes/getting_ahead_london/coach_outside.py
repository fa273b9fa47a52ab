"""coach-outside: the coach is not of a participant's school or trust."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.getting_ahead_london import GettingAheadLondon, GettingAheadLondonPolicy
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def sentence(_: GettingAheadLondonPolicy) -> str:
    return "A coach is neither of a participant's school nor of its trust."


def check(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    for group, member, place in joined.pairs("coach-outside"):
        at, to = joined.instance.home(member), joined.instance.home(place)
        if at is not None and to is not None and (at.id == to.id or (at.trust is not None and at.trust == to.trust)):
            common = f"school, {at.name}" if at.id == to.id else f"trust, {at.trust}"
            message = f"{joined.name(place)} coaches {joined.name(member)}, who is of the same {common}."
            yield Finding(rule="coach-outside", about=(group.id, member), amount=1, message=message)


def forbids(facts: ProgrammeFacts[GettingAheadLondon]) -> Bools:
    instance = facts.instance
    coaches = [instance.school_by_id[coach.school] for coach in instance.coaches]
    school, trust = (
        [[getattr(school, key) for school in schools] for schools in (facts.homes, coaches)] for key in ("id", "trust")
    )
    same = _equal(*school) | _equal(*trust)
    return np.asarray(same & ~facts.waived("coach-outside", instance.people))


def _equal(some: list[str | None], others: list[str | None]) -> Bools:
    """(some, others): whether they are the same, and there at all."""
    number = {word: k for k, word in enumerate(dict.fromkeys((*some, *others))) if word is not None}
    one = np.array([number.get(word or "", -1) for word in some], dtype=np.int64)
    other = np.array([number.get(word or "", -2) for word in others], dtype=np.int64)
    return np.asarray(one[:, None] == other[None, :])


RULE = ProgrammeRule(id="coach-outside", sentence=sentence, check=check, forbids=forbids)
