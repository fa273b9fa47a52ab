"""one-place: nobody is asked for two days in one week, and nobody whom something else takes in that week."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from models.calendar import week_of
from models.finding import Finding
from models.programmes.instance import ProgrammePolicy
from scheduler.programmes.columns import GroupColumns
from scheduler.programmes.facts import weeks_of
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import day_said, listed


def sentence(_: ProgrammePolicy) -> str:
    return "Nobody is asked for two days in one week, nor in a week in which something else takes them."


def check(joined: Joined[Any]) -> Iterator[Finding]:
    weeks: dict[tuple[str, date], list[Line]] = defaultdict(list)
    for line in joined.lines:
        if line.day is not None:
            weeks[line.who, week_of(line.day)].append(line)
    for (who, week), lines in weeks.items():
        days = sorted({(line.day, line.at, line.kind, line.group) for line in lines if line.day is not None})
        if len(days) > 1:
            where = listed([f"{joined.name(at)} on {day_said(day)}" for day, at, _, _ in days])
            yield _finding(
                lines[0].group, who, len(days) - 1, f"{joined.name(who)} is asked for in one week to {where}."
            )
        for engaged in joined.instance.engaged:
            if engaged.who in (who, _home(joined, who)) and week_of(engaged.days.first) <= week <= week_of(
                engaged.days.last
            ):
                message = f"{joined.name(who)} is taken in the week of {day_said(week)} by {engaged.by}."
                yield _finding(lines[0].group, who, 1, message)


def _home(joined: Joined[Any], who: str) -> str | None:
    """The id of somebody's school: what takes the school takes them, such as a review that it hosts."""
    home = joined.instance.home(who)
    return None if home is None else home.id


def _finding(group: str, who: str, amount: int, message: str) -> Finding:
    return Finding(rule="one-place", about=(group, who), amount=amount, message=message)


def rows(columns: GroupColumns) -> Iterator[Rows]:
    """What else takes somebody keeps them away; which days exclude each other, a programme's columns say."""
    yield from columns.kept_away(columns.facts.taken(columns.everybody, columns.days))
    yield from columns.one_place_rows(weeks_of(columns.days))


RULE = ProgrammeRule(id="one-place", sentence=sentence, check=check, rows=rows, always_on=True)
