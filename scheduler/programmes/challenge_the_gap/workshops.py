"""workshops: a cluster has so many workshops a year, at its workshop school, on days set aside for them."""

from collections.abc import Iterator

from models.finding import Finding
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from scheduler.programmes.challenge_the_gap.columns import KIND, Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count, day_said


def sentence(policy: ChallengeTheGapPolicy) -> str:
    return (
        f"A cluster has {count(policy.workshops.days, 'workshop')} a year, all of it together, at its workshop school, "
        "on days set aside for workshops."
    )


def check(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    possible, most = joined.instance.workshop_days, joined.instance.policy.workshops.days
    for group in joined.groups:
        name = f"The cluster at {joined.where(group)}"
        if len(group.meetings) > most:
            yield _finding(
                group.id, len(group.meetings) - most, f"{name} has {len(group.meetings)} workshops, {most} at most."
            )
        for one in group.meetings:
            if one.day not in possible:
                yield _finding(group.id, 1, f"{name} meets on {day_said(one.day)}, which is no workshop day.")
            if one.at != group.place or one.who or one.led_by or one.kind != KIND:
                yield _finding(
                    group.id, 1, f"{name} meets on {day_said(one.day)} otherwise than as a whole, at that school."
                )


def _finding(group: str, amount: int, message: str) -> Finding:
    return Finding(rule="workshops", about=(group,), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.dates.sum_by("place", "day") <= columns.runs.sum_by("place")
    yield columns.dates.sum_by("place") <= columns.instance.policy.workshops.days * columns.runs.sum_by("place")


RULE = ProgrammeRule(id="workshops", sentence=sentence, check=check, rows=rows, always_on=True)
