"""day-size: a day that runs has 3 to 6 pairs, and is on one of the days that its host offers."""

from collections.abc import Iterator

from models.finding import Finding
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, LeadershipDevelopmentDaysPolicy
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import KIND, Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count, day_said


def sentence(policy: LeadershipDevelopmentDaysPolicy) -> str:
    size = policy.day_size
    return f"A day that runs has {size.fewest} to {size.most} pairs, and is once, on a day that its host offers."


def check(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    size, offers = joined.instance.policy.day_size, joined.instance.offer_by_id
    seen: set[str] = set()
    for group in joined.groups:
        here, name = len(group.members), joined.where(group)
        if not size.fewest <= here <= size.most:
            off = size.fewest - here if here < size.fewest else here - size.most
            yield _finding(group.id, off, f"{name} has {count(here, 'pair')}, not {size.fewest} to {size.most}.")
        offer = offers.get(group.place or "")
        if offer is None or group.place in seen or len(group.meetings) != 1:
            yield _finding(group.id, 1, f"{name} is not one offer on one day.")
            continue
        seen.add(offer.id)
        (one,) = group.meetings
        if one.day not in offer.days or one.at != offer.school or one.who or one.led_by is not None or one.kind != KIND:
            yield _finding(group.id, 1, f"{name} on {day_said(one.day)} is not what its host offers.")


def _finding(group: str, amount: int, message: str) -> Finding:
    return Finding(rule="day-size", about=(group,), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    size, attends = columns.instance.policy.day_size, columns.attends
    runs = columns.runs.with_key("run", columns.runs.columns - columns.runs.columns[:1], columns.n["run"])
    yield columns.runs.sum_by("offer") <= 1
    yield attends.sum_by("run", "wish") <= runs.sum_by("run")
    yield attends.sum_by("run") <= size.most * runs.sum_by("run")
    yield attends.sum_by("run") - size.fewest * runs.sum_by("run") >= 0


RULE = ProgrammeRule(id="day-size", sentence=sentence, check=check, rows=rows, always_on=True)
