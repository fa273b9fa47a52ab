"""availability: whoever comes is free, on a day on which their own school and the one visited are open."""

from collections.abc import Iterable, Iterator
from typing import Any

from models.finding import Finding
from models.programmes.instance import ProgrammePolicy
from scheduler.programmes.columns import GroupColumns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import day_said


def sentence(_: ProgrammePolicy) -> str:
    return "Whoever comes is free that day, on a school day of their own school."


def check(joined: Joined[Any]) -> Iterator[Finding]:
    for line in joined.lines:
        if line.day is not None and not joined.instance.is_free(line.who, line.day):
            message = f"{joined.name(line.who)} cannot come on {day_said(line.day)} to {joined.name(line.at)}."
            yield Finding(rule="availability", about=(line.group, line.who), amount=1, message=message)


def rows(columns: GroupColumns) -> Iterable[Rows]:
    return columns.kept_away(~columns.facts.free(columns.everybody, columns.days))


RULE = ProgrammeRule(id="availability", sentence=sentence, check=check, rows=rows)
