"""once: a school learns about an area at one day at most."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(_: LeadershipDevelopmentDaysPolicy) -> str:
    return "A school attends an area at most once."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    wish_of, offers = joined.instance.wish_of, joined.instance.offer_by_id
    attended = Counter(
        (wish_of[member].school, offers[group.place].area)
        for group in joined.groups
        if group.place in offers
        for member in group.members
    )
    for (school, area), often in attended.items():
        if often > 1:
            message = f"{joined.name(school)} attends {area} {count(often, 'time')}."
            yield Finding(rule="once", about=(school, area), amount=often - 1, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.attends.sum_by("school", "area") <= 1


RULE = ProgrammeRule(id="once", sentence=sentence, check=check, rows=rows)
