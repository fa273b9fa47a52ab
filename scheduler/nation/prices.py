"""Prices of rows, named so that they mean the same in every part of a network.

A row is about a review (its dates, its team), a school, a reviewer or a lead: that is its owner. Its name says the rule
or goal, which of its families of rows, and the groups it is about by id, so a price found in one part of the network
can be used in another. Rows that bind the whole network (how many reviews a week) have no owner; see `relaxing.Weeks`.

A price is a dual value of the row: by how much the best cost changes if its limit is one higher.

Example. R1 of Ash may join one review in autumn, and a second visit would save 12 km. The row is of Ash and
`reviewer-load`, its groups are R1 and autumn, and its price is -12: who else wants R1 must save more than 12 km by it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from models.instance import Instance
from scheduler.goals import GOALS
from scheduler.model import Model
from scheduler.rules import RULES
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Rows

NOTHING = 1e-9
"""A price nearer to 0 is none."""

HANG_ON_OWN_REVIEW = frozenset(
    [rule.id for rule in RULES if rule.known_at_home] + [goal.id for goal in GOALS if goal.known_at_home]
)
"""Rules and goals of whose rows only the district with the school's own review is sure to know the limits."""

Name = str | int | tuple[str, int]
"""What a group is called: an id, a day (as a proleptic ordinal), or a date (a review's id and a day)."""


class RowName(NamedTuple):
    """owner: the id of the review, school or lead. number: which of the rule's families with these keys."""

    owner: str
    rule: str
    number: int
    keys: tuple[str, ...]
    names: tuple[Name, ...]


class Price(NamedTuple):
    """limit: what the row's sum is held against (its lower limit where the price is positive, else its upper)."""

    price: float
    limit: float


Named = dict[RowName, Price]

Numbers = dict[str, dict[Name, int]]
"""A number for every name, by what it is the name of."""


def never_priced(instance: Instance) -> frozenset[str]:
    """Rules whose rows have no price.

    Whom a team may have together each date sees to itself: see `Mix`. And rows that do not mean the same in every part
    of an instance: how many can be away at all, on which a host's week is limited, hangs on waivers of school-release;
    a part knows only those for its own reviews.
    """
    waived = any(waiver.rule == "school-release" for waiver in instance.waivers)
    return frozenset({"team-mix", "host-week"} if waived else {"team-mix"})


class Prices:
    """The prices of all rows that have one, by owner."""

    def __init__(self) -> None:
        self._of: dict[str, dict[RowName, Price]] = defaultdict(dict)

    def about(self, owners: Iterable[str]) -> Named:
        """The prices of some owners' rows."""
        return {name: price for owner in owners if owner in self._of for name, price in self._of[owner].items()}

    def take(self, found: Named) -> None:
        """Take found prices."""
        for name, price in found.items():
            self._of[name.owner][name] = price

    def met(self) -> float:
        """What all rows are worth at their limits."""
        return sum(price * limit for rows in self._of.values() for price, limit in rows.values())

    def __iter__(self) -> Iterator[tuple[RowName, Price]]:
        for rows in self._of.values():
            yield from rows.items()


class Family(NamedTuple):
    """One family of a model's rows: its rule, which of that rule's with the same keys it is, and where it stands.

    rows: without their entries.
    """

    rule: str
    number: int
    rows: Rows
    where: slice

    @property
    def is_local(self) -> bool:
        """Whether its rows are about one review, so that no other district has them."""
        return self.rows.names[:1] in (("date",), ("review",))


class Naming:
    """The names of a model's rows, and back. Without the model, so that it can be sent."""

    _AXES = {
        "host": "home",
        "one": "home",
        "other": "home",
        "up to term": "term",
        "there": "group",
        "back": "group",
    }
    _OWNERS = ("date", "review", "home", "one", "reviewer", "lead")

    def __init__(self, model: Model) -> None:
        self.families = tuple(_families(model))
        self.count = model.matrix.shape[0]
        self._names = _names(model.facts)
        people = model.facts.instance.reviewers
        self._school_of = {person.id: person.school for person in people}

    def _names_of(self, axis: str) -> list[Name]:
        return self._names[self._AXES.get(axis, axis)]

    def can_name(self, family: Family) -> bool:
        """Whether the family's rows have owners."""
        return bool(family.rows.names) and family.rows.names[0] in self._OWNERS

    def where(self, holds: Callable[[Family], bool]) -> Bools:
        """Of each row, whether something holds for its family."""
        found = np.zeros(self.count, dtype=bool)
        for family in self.families:
            found[family.where] = holds(family)
        return found

    def name(self, family: Family, row: int) -> RowName:
        """The name of one row of a family, by its position in it."""
        about = family.rows.about(row)
        names = tuple(self._names_of(axis)[about[axis]] for axis in family.rows.names)
        return RowName(
            self._owner(family.rows.names[0], names[0]), family.rule, family.number, family.rows.names, names
        )

    def _owner(self, axis: str, name: Name) -> str:
        if isinstance(name, tuple):
            return name[0]
        return self._school_of[str(name)] if axis == "reviewer" else str(name)

    def numbered(self, family: Family, rows: Ints, known: Numbers) -> Ints:
        """(rows, keys): the numbers of the names of some rows of a family.

        known: those of before; new ones are added.
        """
        keys, found = np.unravel_index(family.rows.groups[rows], family.rows.ranges), []
        for axis, own in zip(family.rows.names, keys, strict=True):
            names, numbers = self._names_of(axis), known[self._AXES.get(axis, axis)]
            distinct, where = np.unique(own, return_inverse=True)
            common = [numbers.setdefault(names[position], len(numbers)) for position in distinct.tolist()]
            found.append(np.array(common, dtype=np.int64)[where])
        return np.column_stack(found)

    def found(self, prices: Floats) -> Named:
        """Names of the rows that have a price. prices: of all rows of the model."""
        found = {}
        for family in self.families:
            if self.can_name(family):
                mine = prices[family.where]
                for row in np.flatnonzero(np.abs(mine) > NOTHING).tolist():
                    price = float(mine[row])
                    limit = float((family.rows.lower if price > 0 else family.rows.upper)[row])
                    if np.isfinite(limit):
                        found[self.name(family, row)] = Price(price, limit)
        return found

    def rows(self, names: Iterable[RowName]) -> tuple[list[RowName], Ints]:
        """Those of the names that this model has a row for, and the rows."""
        family_of = {(family.rule, family.number, family.rows.names): family for family in self.families}
        number = {axis: {name: k for k, name in enumerate(names)} for axis, names in self._names.items()}
        groups: dict[tuple[str, int, tuple[str, ...]], list[tuple[RowName, int]]] = defaultdict(list)
        for name in names:
            family = family_of.get((name.rule, name.number, name.keys))
            if family is not None and (group := self._group(family, name, number)) is not None:
                groups[family.rule, family.number, family.rows.names].append((name, group))
        known: list[RowName] = []
        found = [np.zeros(0, dtype=np.int64)]
        for key, pairs in groups.items():
            family = family_of[key]
            wanted = np.array([each for _, each in pairs], dtype=np.int64)
            at = np.searchsorted(family.rows.groups, wanted)
            there = np.append(family.rows.groups, -1)[at] == wanted
            known += [name for (name, _), here in zip(pairs, there.tolist(), strict=True) if here]
            found.append(family.where.start + at[there])
        return known, np.concatenate(found)

    def _group(self, family: Family, name: RowName, number: dict[str, dict[Name, int]]) -> int | None:
        group = 0
        for axis, each, size in zip(name.keys, name.names, family.rows.ranges, strict=True):
            position = number[self._AXES.get(axis, axis)].get(each)
            if position is None:
                return None
            group = group * size + position
        return group

    def prices(self, named: Named) -> Floats:
        """The prices as an array over the model's rows; 0 for rows without one."""
        price = np.zeros(self.count)
        names, rows = self.rows(named)
        price[rows] = [named[name].price for name in names]
        return price


def _names(facts: Facts) -> dict[str, list[Name]]:
    reviews, reviewers, dates = list(facts.reviews), list(facts.reviewers), facts.dates
    return {
        "home": list(facts.schools),
        "hub": [hub.id for hub in facts.instance.hubs],
        "term": list(facts.terms),
        "reviewer": [*reviewers],
        "group": ["", *reviewers],
        "lead": list(facts.leads),
        "review": [*reviews],
        "week": [_ordinal(facts, day) for day in dates.weeks.tolist()],
        "spell": [_ordinal(facts, day) for day in np.unique(dates.day).tolist()],
        "date": [
            (reviews[review], _ordinal(facts, day))
            for review, day in zip(dates.review.tolist(), dates.day.tolist(), strict=True)
        ],
    }


def _families(model: Model) -> Iterator[Family]:
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    start = 0
    for rule, rows in model.families:
        yield Family(rule, seen[rule, rows.names], rows.some(len(rows)), slice(start, start + len(rows)))
        seen[rule, rows.names] += 1
        start += len(rows)


def _ordinal(facts: Facts, day: int) -> int:
    return facts.day_date(day).toordinal()
