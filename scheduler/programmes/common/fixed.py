"""fixed: groups that stand keep their members and their meetings."""

from collections.abc import Iterable, Iterator
from typing import Any

from models.finding import Finding
from models.programmes.groups import Group
from models.programmes.instance import ProgrammePolicy
from scheduler.programmes.columns import GroupColumns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows


def sentence(_: ProgrammePolicy) -> str:
    return "Groups that stand keep their members and their meetings."


def check(joined: Joined[Any]) -> Iterator[Finding]:
    for fixed in joined.instance.fixed:
        if not any(_keeps(group, fixed) for group in joined.groups):
            message = f"The group {fixed.id} is fixed, and no group has all its members and meetings."
            yield Finding(rule="fixed", about=(fixed.id,), amount=1, message=message)


def _keeps(group: Group, fixed: Group) -> bool:
    """Whether a group has all that is fixed."""
    return (
        fixed.place in (None, group.place)
        and set(fixed.members) <= set(group.members)
        and set(fixed.meetings) <= set(group.meetings)
    )


def rows(columns: GroupColumns) -> Iterable[Rows]:
    return columns.fixed_rows()


RULE = ProgrammeRule(id="fixed", sentence=sentence, check=check, rows=rows, always_on=True)
