"""fixed: schools that stand keep their centre; those of a fixed group without a place stay in the control arm."""

from collections.abc import Iterator

from models.finding import Finding
from models.programmes.eal_trial import EALTrial, EALTrialPolicy
from scheduler.programmes.common import fixed
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule


def sentence(_: EALTrialPolicy) -> str:
    return "Schools that stand keep their centre, or stay in the control arm."


def check(joined: Joined[EALTrial]) -> Iterator[Finding]:
    for standing in joined.instance.fixed:
        where = "the control arm" if standing.place is None else joined.name(standing.place)
        there = {member for group in joined.groups if group.place == standing.place for member in group.members}
        for member in standing.members:
            if member not in there:
                message = f"{joined.name(member)} is fixed in {where}, and is not there."
                yield Finding(rule="fixed", about=(standing.id, member), amount=1, message=message)


RULE = ProgrammeRule(id="fixed", sentence=sentence, check=check, rows=fixed.rows, always_on=True)
