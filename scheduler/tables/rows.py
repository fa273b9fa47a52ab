"""The small algebra in which rules are stated: sums of columns over groups, compared with limits.

    seats.sum_by("reviewer", "term") <= limits
    seats.sum_by("home", "week") + 2 * dates.sum_by("host", "week") <= 2
    seats.sum_by("date", "hub") <= 2 * dates.sum_by("date")

A sum has one entry a group; groups of two sums meet where their keys are equal, key by key in the order written. Only
groups that have a column make a row. Limits and factors are whole numbers, arrays read by the first keys, or (limits
only) sums over the first keys, as in the last example: every hub's seats at a date hang on that date.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.tables.arrays import Bools, Floats, Ints

_DENSE_KEYS = 1 << 24  # up to so many possible groups, numbering them by a table is quicker than by sorting


@dataclass(frozen=True, eq=False)
class Block:
    """Columns of one kind. `columns` are their numbers; each key has one entry a column; `n` is each key's range."""

    name: str
    columns: Ints
    keys: dict[str, Ints]
    n: dict[str, int]

    def __len__(self) -> int:
        return len(self.columns)

    def where(self, keep: Bools | Ints) -> "Block":
        """Only the columns where `keep` is True; or, given positions, those columns, as often as they are named."""
        return Block(self.name, self.columns[keep], {key: values[keep] for key, values in self.keys.items()}, self.n)

    def with_key(self, key: str, values: Ints, n: int) -> "Block":
        """The same columns with one more key."""
        return Block(self.name, self.columns, {**self.keys, key: values}, {**self.n, key: n})

    def sum_by(self, *names: str, factors: Ints | None = None) -> "Sum":
        """The sum of the columns, each times its factor (1 if none are given), in each group of equal keys."""
        ranges = tuple(self.n[name] for name in names)
        keys = np.zeros(len(self.columns), dtype=np.int64)
        for name, size in zip(names, ranges, strict=True):
            keys = keys * size + self.keys[name]
        each = np.ones(len(self.columns), dtype=np.int64) if factors is None else factors
        return Sum(names, ranges, keys, self.columns, each)


Limit = int | Ints


@dataclass(frozen=True, eq=False)
class Sum:
    """Whole-number multiples of columns, each in the group `keys` (all keys of a group as one number)."""

    names: tuple[str, ...]
    ranges: tuple[int, ...]
    keys: Ints
    columns: Ints
    factors: Ints

    __array_ufunc__ = None  # so that an array times a sum asks the sum

    def __add__(self, other: "Sum") -> "Sum":
        if self.ranges != other.ranges:
            raise ValueError(f"sums by {self.names} and by {other.names} have no groups in common")
        return Sum(
            self.names,
            self.ranges,
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.columns, other.columns]),
            np.concatenate([self.factors, other.factors]),
        )

    def __rmul__(self, factor: Limit) -> "Sum":
        return Sum(self.names, self.ranges, self.keys, self.columns, self.factors * self._read(factor, self.keys))

    def __neg__(self) -> "Sum":
        return -1 * self

    def __sub__(self, other: "Sum") -> "Sum":
        return self + -other

    def __le__(self, limit: "Limit | Sum") -> "Rows":
        return self._rows(limit, below=True, above=False)

    def __ge__(self, limit: "Limit | Sum") -> "Rows":
        return self._rows(limit, below=False, above=True)

    def __eq__(self, limit: "Limit | Sum") -> "Rows":  # type: ignore[override]
        return self._rows(limit, below=True, above=True)

    __hash__ = None  # type: ignore[assignment]

    def _rows(self, limit: "Limit | Sum", *, below: bool, above: bool) -> "Rows":
        if isinstance(limit, Sum):
            same = limit.ranges == self.ranges
            return (self - (limit if same else limit._for_each(self)))._rows(0, below=below, above=above)
        groups, row = _number(self.keys, int(np.prod(self.ranges, dtype=np.int64)))
        numbers = np.broadcast_to(np.asarray(self._read(limit, groups), dtype=np.int64), groups.shape).astype(float)
        return Rows(
            names=self.names,
            ranges=self.ranges,
            groups=groups,
            row=row,
            columns=self.columns,
            factors=self.factors,
            lower=numbers if above else np.full(len(groups), -np.inf),
            upper=numbers if below else np.full(len(groups), np.inf),
        )

    def _for_each(self, finer: "Sum") -> "Sum":
        """This sum once for every group of a finer one, whose first keys are this sum's keys."""
        if finer.ranges[: len(self.ranges)] != self.ranges:
            raise ValueError(f"a sum by {self.names} cannot limit one by {finer.names}")
        groups, _ = _number(finer.keys, int(np.prod(finer.ranges, dtype=np.int64)))
        coarse = groups // int(np.prod(finer.ranges[len(self.ranges) :], dtype=np.int64))
        group, entry = join(coarse, self.keys)
        return Sum(finer.names, finer.ranges, groups[group], self.columns[entry], self.factors[entry])

    def _read(self, numbers: Limit, groups: Ints) -> Limit:
        if isinstance(numbers, int):
            return numbers
        depth = numbers.ndim
        if numbers.shape != self.ranges[:depth]:
            raise ValueError(f"an array of shape {numbers.shape} cannot be read by {self.names} of sizes {self.ranges}")
        rest = int(np.prod(self.ranges[depth:], dtype=np.int64))
        return np.asarray(numbers.reshape(-1)[groups // rest], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one family: lower <= sum of factor x column <= upper, a row a group. Entries stand in any order."""

    names: tuple[str, ...]
    ranges: tuple[int, ...]
    groups: Ints
    row: Ints
    columns: Ints
    factors: Ints
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.groups)

    def some(self, count: int) -> "Rows":
        """So many rows without entries: they say of which family rows are and how many."""
        nothing = np.zeros(0, dtype=np.int64)
        limits = self.lower[:count], self.upper[:count]
        return Rows(self.names, self.ranges, self.groups[:count], nothing, nothing, nothing, *limits)

    def about(self, row: int) -> dict[str, int]:
        """The keys of one row's group."""
        keys, rest = {}, int(self.groups[row])
        for name, size in zip(reversed(self.names), reversed(self.ranges), strict=True):
            rest, keys[name] = divmod(rest, size)
        return keys

    def that_can_bind(self, lowest: Ints, highest: Ints) -> "Rows":
        """Without the rows that hold whatever values, between lowest and highest, the columns take."""
        ends = self.factors * lowest[self.columns], self.factors * highest[self.columns]
        least = np.bincount(self.row, np.minimum(*ends), len(self))
        most = np.bincount(self.row, np.maximum(*ends), len(self))
        keep = (least < self.lower) | (most > self.upper)
        if keep.all():
            return self
        kept = keep[self.row]
        return Rows(
            names=self.names,
            ranges=self.ranges,
            groups=self.groups[keep],
            row=(np.cumsum(keep) - 1)[self.row[kept]],
            columns=self.columns[kept],
            factors=self.factors[kept],
            lower=self.lower[keep],
            upper=self.upper[keep],
        )


def join(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All positions (i, j) with left[i] == right[j], as two arrays."""
    order = np.argsort(right, kind="stable")
    start = np.searchsorted(right, left, "left", sorter=order)
    count = np.searchsorted(right, left, "right", sorter=order) - start
    return np.repeat(np.arange(len(left)), count), order[runs(start, count)]


def runs(start: Ints, count: Ints) -> Ints:
    """All positions of some runs, one after the other: from each start on so many."""
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.asarray(np.repeat(start, count) + within)


def _number(keys: Ints, possible: int) -> tuple[Ints, Ints]:
    """The distinct keys in rising order, and for each entry the position of its key among them."""
    if possible > _DENSE_KEYS:
        groups, row = np.unique(keys, return_inverse=True)
        return groups, row.reshape(-1)
    occurs = np.zeros(possible, dtype=bool)
    occurs[keys] = True
    groups = np.flatnonzero(occurs)
    position = np.cumsum(occurs) - 1
    return groups, position[keys]
