"""workshop-school: each cluster has a workshop school among its own schools."""

from collections.abc import Iterator

from models.finding import Finding
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from scheduler.programmes.challenge_the_gap.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows


def sentence(_: ChallengeTheGapPolicy) -> str:
    return "Each cluster has one workshop school, which is one of its own."


def check(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    for group in joined.groups:
        if group.place not in group.members:
            where = "no workshop school" if group.place is None else f"{joined.name(group.place)}, which is not in it"
            message = f"The cluster {group.id} has as its workshop school {where}."
            yield Finding(rule="workshop-school", about=(group.id,), amount=1, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    at_home = columns.joins.where(columns.joins.keys["school"] == columns.joins.keys["place"])
    yield at_home.sum_by("place") - columns.runs.sum_by("place") == 0


RULE = ProgrammeRule(id="workshop-school", sentence=sentence, check=check, rows=rows, always_on=True)
