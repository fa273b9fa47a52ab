"""days-load: a pair goes to one day, a school attends few days a term and hosts one."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: LeadershipDevelopmentDaysPolicy) -> str:
    load = policy.days_load
    attended, hosted = count(load.attended, "day"), count(load.hosted, "day")
    return f"A pair goes to one day; a school attends at most {attended} and hosts at most {hosted} a term."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    load, wish_of, offers = joined.instance.policy.days_load, joined.instance.wish_of, joined.instance.offer_by_id
    pairs = Counter(member for group in joined.groups for member in group.members)
    attended = Counter(wish_of[member].school for member in pairs.elements())
    hosted = Counter(offers[group.place].school for group in joined.groups if group.place in offers)
    loads = (pairs, 1, "goes to"), (attended, load.attended, "attends"), (hosted, load.hosted, "hosts")
    for counted, most, does in loads:
        for who, often in counted.items():
            if often > most:
                message = f"{joined.name(who)} {does} {count(often, 'day')}, {most} at most."
                yield Finding(rule="days-load", about=(who,), amount=often - most, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    load, most = columns.instance.policy.days_load, columns.highest[columns.unplaced.columns]
    yield columns.attends.sum_by("wish") + columns.unplaced.sum_by("wish") == most
    yield columns.attends.sum_by("school") <= load.attended
    yield columns.runs.sum_by("school") <= load.hosted


RULE = ProgrammeRule(id="days-load", sentence=sentence, check=check, rows=rows, always_on=True)
