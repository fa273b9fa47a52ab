"""change-kept-small: as few schools and people as possible are told something new. The goal that only repairs pursue.

Somebody is told if anything that they are asked for is new, or is no more: a group, a day, a place. That is a matter of
lines, before and after, for the recount. For the rows it is one of columns. With `told` for each school and person:

    told >= 1 - c   for each column c by which they belonged to a group, or came on a day, before
    told >= c       for each other column by which they would

A day of a group asks only those who are in it. So of two columns that must meet, the one that puts somebody in the
group and the day's, the second counts only in the group where they were before: whoever leaves it is told anyway.

Example. B was in A's group, with days 1 and 2. It stays, and day 2 becomes day 3: told >= 1 - day 2 = 1. It moves to
C's group: told >= 1 - (B in A) = 1. It stays and both days stay: every row allows 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.finding import Finding
from models.policy import CHANGE_GOAL
from models.programmes.groups import Group
from models.programmes.instance import ProgrammePolicy
from scheduler.programmes.columns import GroupColumns
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Block, Rows


def sentence(_: ProgrammePolicy) -> str:
    return "As few schools and people as possible are told something new."


def told(joined: Joined[Any]) -> dict[str, tuple[set[Line], set[Line]]]:
    """Who of those still there is told: the lines that are gone, and the new ones."""
    earlier = joined.lines_before()
    if earlier is None:
        return {}
    instance = joined.instance
    there = {*instance.members, *instance.people, *instance.places}
    before, now = _by_who(earlier), _by_who(joined.lines)
    return {
        who: (_without(before.get(who, {}), now.get(who, {})), _without(now.get(who, {}), before.get(who, {})))
        for who in dict.fromkeys((*before, *now))
        if who in there and before.get(who, {}).keys() != now.get(who, {}).keys()
    }


def _by_who(lines: tuple[Line, ...]) -> dict[str, dict[Line, Line]]:
    """Of everybody each line, by what of it they are told."""
    found: dict[str, dict[Line, Line]] = {}
    for line in lines:
        found.setdefault(line.who, {})[line.told] = line
    return found


def _without(some: dict[Line, Line], others: dict[Line, Line]) -> set[Line]:
    return {line for told, line in some.items() if told not in others}


def recount(joined: Joined[Any]) -> Iterator[Finding]:
    for who in told(joined):
        yield cost(CHANGE_GOAL, (who,), 1, f"{joined.name(who)} is told something new.")


def _in_the_model(_: GroupColumns) -> Ints:
    """Its columns are the model's own, which knows what is repaired."""
    return np.zeros(0, dtype=np.int64)


CHANGE = ProgrammeGoal(CHANGE_GOAL, sentence, "told something new", recount, _in_the_model)


@dataclass(frozen=True)
class Telling:
    """Who is told, as columns. was: (who, column) of all that was asked. new: of all that would be asked newly.

    gone: whoever is told whatever comes, as something they were asked for can be no more.
    """

    block: Block
    was: tuple[Ints, Ints]
    new: tuple[Ints, Ints]
    gone: Ints

    def rows(self) -> Iterator[Rows]:
        told = self.block.sum_by("who")
        for (who, column), sign in ((self.was, 1), (self.new, -1)):
            lines = np.arange(len(who))
            keys = {"line": np.concatenate([lines, lines])}
            columns = np.concatenate([self.block.columns[who], column])
            factors = np.concatenate([np.ones(len(who), dtype=np.int64), np.full(len(who), sign)])
            sums = Block("told", columns, keys, {"line": len(who)}).sum_by("line", factors=factors)
            yield sums >= (1 if sign > 0 else 0)
        must = np.zeros(len(self.block), dtype=np.int64)
        must[self.gone] = 1
        yield told >= must

    def completed(self, values: Ints) -> Ints:
        """The values with `told` as small as the rows allow."""
        told = np.zeros(len(self.block), dtype=np.int64)
        told[self.gone] = 1
        told[self.was[0][values[self.was[1]] == 0]] = 1
        told[self.new[0][values[self.new[1]] > 0]] = 1
        values[self.block.columns] = told
        return values


def telling(columns: GroupColumns, before: tuple[Group, ...], lines: tuple[Line, ...]) -> Telling:
    """The columns that say who is told. before: the groups that are repaired. lines: what they asked of whom."""
    everybody = {who: k for k, who in enumerate(columns.everybody)}
    columns.n["who"] = len(everybody)
    block = columns.block("told", {"who": np.arange(len(everybody))})
    former = _former(columns, before)
    was = np.zeros(len(columns), dtype=bool)
    was[former] = True
    who, column = columns.belongs
    comes = columns.coming(was)
    pairs = np.unique(np.stack([np.concatenate([who, comes.who]), np.concatenate([column, comes.date])]), axis=1)
    is_old = was[pairs[1]]
    asked = np.bincount([everybody[line.who] for line in set(lines) if line.who in everybody], minlength=len(everybody))
    covered = np.bincount(pairs[0][is_old], minlength=len(everybody))
    gone = np.flatnonzero(asked > covered)
    return Telling(block, (pairs[0][is_old], pairs[1][is_old]), (pairs[0][~is_old], pairs[1][~is_old]), gone)


def _former(columns: GroupColumns, before: tuple[Group, ...]) -> Ints:
    """The columns that mean what was, as far as there are any: what is no more possible has none."""
    found: list[int] = []
    for group in before:
        whole = known_columns(columns, [group])
        parts = [group] if whole is not None else [*_parts(group)]
        for part in parts:
            chosen = known_columns(columns, [part])
            found += [] if chosen is None else chosen.tolist()
    return np.unique(np.array(found, dtype=np.int64))


def _parts(group: Group) -> Iterator[Group]:
    """A group in its parts: its members without and with its meetings, and each meeting."""
    bare = group.model_copy(update={"meetings": ()})
    yield bare
    for member in group.members:
        yield bare.model_copy(update={"members": (member,)})
        yield group.model_copy(update={"members": (member,)})
    for one in group.meetings:
        yield group.model_copy(update={"members": (), "meetings": (one,)})


def known_columns(columns: GroupColumns, groups: Sequence[Group]) -> Ints | None:
    """As `GroupColumns.chosen`; None, too, where somebody is named who has left."""
    try:
        return columns.chosen(groups)
    except KeyError:
        return None
