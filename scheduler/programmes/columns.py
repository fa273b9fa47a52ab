"""What the columns of every programme share: blocks, pricing groups, and who comes when two decisions meet."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from models.programmes.groups import Group
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.rows import Block, Rows


@dataclass(frozen=True)
class Attendance:
    """Who comes on which day if which decisions are taken: one entry each.

    who: number in `GroupColumns.everybody`. joins: the column that brings them into the group; -1 where the date's
    column alone says that they come. date: the column of the date. day: number in `GroupColumns.days`.
    """

    who: Ints
    joins: Ints
    date: Ints
    day: Ints

    def where(self, keep: Bools) -> "Attendance":
        """Some of the entries."""
        return Attendance(self.who[keep], self.joins[keep], self.date[keep], self.day[keep])


class GroupColumns(ABC):
    """The decisions of a programme as columns. A programme's own are made in its `columns.py`.

    everybody: ids of all who can be asked to come. days: the days on which anything can be. n: the length of each axis.
    """

    def __init__(
        self, facts: ProgrammeFacts[Any], everybody: Sequence[str], days: Sequence[date], n: dict[str, int]
    ) -> None:
        self.facts = facts
        self.everybody, self.days, self.n = tuple(everybody), tuple(days), n
        self._highest: list[Ints] = []
        self._group: list[Ints] = []

    def block(
        self, name: str, keys: dict[str, Ints], highest: int | Ints = 1, *, priced_by: Ints | None = None
    ) -> Block:
        """New columns. priced_by: the number of the group within which pricing compares them; None: always there."""
        count, start = len(next(iter(keys.values()))), len(self)
        self._highest.append(np.broadcast_to(np.asarray(highest, dtype=np.int64), (count,)))
        self._group.append(np.full(count, -1, dtype=np.int64) if priced_by is None else priced_by)
        return Block(name, np.arange(start, start + count), keys, self.n)

    def __len__(self) -> int:
        return sum(len(part) for part in self._highest)

    @property
    def highest(self) -> Ints:
        """The highest value of every column."""
        return np.concatenate(self._highest)

    @property
    def group(self) -> Ints:
        """The pricing group of every column; -1 for those that are always in a relaxation, as what is fixed must be."""
        group = np.concatenate(self._group)
        for fixed in self.facts.instance.fixed:
            chosen = self.chosen([fixed])
            group[chosen if chosen is not None else []] = -1
        return group

    def costs(self, *parts: tuple[Block, int | Ints]) -> Ints:
        """A goal's cost of every column, from the blocks that have one."""
        cost = np.zeros(len(self), dtype=np.int64)
        for block, each in parts:
            cost[block.columns] = each
        return cost

    @property
    @abstractmethod
    def stages(self) -> tuple[Ints, ...]:
        """The columns that are decisions, in the order in which a dive makes them whole."""

    @property
    def dated(self) -> Ints:
        """The columns that say a date, or measure only dates; none where dates are not decided after groups."""
        return np.zeros(0, dtype=np.int64)

    @property
    def needs(self) -> Ints:
        """Of every column, the one without which it is never chosen, such as the pair of a day; -1 for none."""
        return np.full(len(self), -1, dtype=np.int64)

    def not_tried(self, values: Ints) -> Ints:
        """Columns of dates that are left out where the groups that values mean are given dates."""
        return np.zeros(0, dtype=np.int64)

    def undatable(self, values: Ints) -> list[Ints]:
        """Of groups that lack a date: columns that together let them lack it. Asked where `dated` has many columns."""
        return []

    @property
    def is_undatable_certain(self) -> bool:
        """Whether what `undatable` names has no dates in any other groups either."""
        return False

    @property
    @abstractmethod
    def belongs(self) -> tuple[Ints, Ints]:
        """(who, column): each column that alone makes somebody a member, a coach, ... of a group."""

    @property
    def attendance(self) -> Attendance:
        """Who comes when. Only `coming` and `kept_away` ask; a programme with too many entries has its own of these."""
        raise NotImplementedError

    def coming(self, joined: Bools) -> Attendance:
        """Only those whom some of the columns bring in, and those who come anyway. joined: (column)."""
        comes = self.attendance
        return comes.where((comes.joins < 0) | joined[np.maximum(comes.joins, 0)])

    def kept_away(self, away: Bools) -> Iterable[Rows]:
        """The rows that ask nobody to come on a day on which they cannot. away: (who, day)."""
        comes = self.attendance
        comes = comes.where(away[comes.who, comes.day])
        yield not_both(comes.joins, comes.date)

    @abstractmethod
    def groups(self, values: Ints) -> tuple[Group, ...]:
        """What values mean."""

    @abstractmethod
    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        """The columns that mean these groups; None where a decision in them has no column."""

    @abstractmethod
    def completed(self, values: Ints) -> Ints:
        """The same decisions, with every measure at what they make of it."""

    @abstractmethod
    def one_place_rows(self, week: Ints) -> Iterable[Rows]:
        """The rows that ask nobody for two days in one week. week: (day) the number of its week."""

    def fixed_rows(self) -> Iterable[Rows]:
        """The rows that keep what is fixed: the columns that mean it are chosen."""
        for group in self.facts.instance.fixed:
            yield all_chosen(self.chosen([group]))


def not_both(one: Ints, other: Ints) -> Rows:
    """Of each pair of columns at most one; -1 in `one` means that the other is never chosen."""
    alone = one < 0
    pair = np.arange(len(one))
    columns = np.concatenate([one[~alone], other])
    keys = np.concatenate([pair[~alone], pair])
    return Block("pair", columns, {"pair": keys}, {"pair": len(one)}).sum_by("pair") <= (~alone).astype(np.int64)


def not_all_chosen(columns: Ints) -> Rows:
    """At least one of the columns is not chosen."""
    together = Block("together", columns, {"all": np.zeros(len(columns), dtype=np.int64)}, {"all": 1})
    return together.sum_by("all") <= len(columns) - 1


def all_chosen(columns: Ints | None) -> Rows:
    """Each of the columns is chosen; of None, where what is fixed has no column, no values keep the row."""
    if columns is None:
        return (
            Block("never", np.zeros(1, dtype=np.int64), {"all": np.zeros(1, dtype=np.int64)}, {"all": 1}).sum_by("all")
            <= -1
        )
    return Block("fixed", columns, {"fixed": np.arange(len(columns))}, {"fixed": len(columns)}).sum_by("fixed") >= 1
