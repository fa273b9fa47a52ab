"""availability: schools are open and nobody is away; and a pair can go on the day."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.common import availability
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import day_said


def sentence(policy: LeadershipDevelopmentDaysPolicy) -> str:
    return f"{availability.sentence(policy)} A pair goes on no day that its wish rules out."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    yield from availability.check(joined)
    for group in joined.groups:
        for one in group.meetings:
            for member in group.members:
                if one.day in joined.instance.wish_of[member].cannot:
                    message = f"{joined.name(member)} cannot go on {day_said(one.day)} to {joined.where(group)}."
                    yield Finding(rule="availability", about=(group.id, member), amount=1, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield from availability.rows(columns)
    day = {one: k for k, one in enumerate(columns.days)}
    cannot = np.zeros((columns.n["wish"], columns.n["day"]), dtype=bool)
    for k, wish in enumerate(columns.instance.wishes):
        cannot[k, [day[one] for one in wish.cannot if one in day]] = True
    attends = columns.attends
    yield attends.where(cannot[attends.keys["wish"], attends.keys["day"]]).sum_by("wish", "run") <= 0


RULE = ProgrammeRule(id="availability", sentence=sentence, check=check, rows=rows)
