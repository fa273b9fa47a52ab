"""All sets of schools that could be a trio, or a group one larger, as arrays: who is in each, and what each costs."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

import numpy as np

from scheduler.tables.arrays import Bools, Ints

_AT_ONCE = 1 << 24  # so many sets and numbers are looked at together


class Trios:
    """The sets. allowed: (school, school) that may be together. sizes: how many schools a set has, smallest first."""

    def __init__(self, allowed: Bools, sizes: tuple[int, ...]) -> None:
        self.sets = tuple(cliques(allowed, size) for size in sizes)
        self._start = np.cumsum([0] + [len(each) for each in self.sets]).tolist()

    def __len__(self) -> int:
        return int(self._start[-1])

    @cached_property
    def first(self) -> Ints:
        """(set): the lowest number of a school in it."""
        return np.concatenate([each[:, 0] for each in self.sets])

    @cached_property
    def larger(self) -> Ints:
        """(set): 0 for those of the usual size, 1 for larger ones."""
        return np.repeat(np.arange(len(self.sets)), [len(each) for each in self.sets])

    @cached_property
    def members(self) -> tuple[Ints, Ints]:
        """(set, school) of everybody in a set."""
        sets = [np.repeat(start + np.arange(len(each)), each.shape[1]) for start, each in self._numbered()]
        return np.concatenate(sets), np.concatenate([each.reshape(-1) for each in self.sets])

    @cached_property
    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """(set, school, school) of every pair in a set; the first school's number is lower."""
        found = [
            (start + np.arange(len(each)), each[:, one], each[:, other])
            for start, each in self._numbered()
            for one, other in combinations(range(each.shape[1]), 2)
        ]
        sets, ones, others = zip(*found, strict=True)
        return np.concatenate(sets), np.concatenate(ones), np.concatenate(others)

    def to_the_others(self, amount: Ints) -> Ints:
        """(entry of `members`): the sum of an amount between a school and each of the others of its set."""
        sums = [amount[each[:, :, None], each[:, None, :]].sum(axis=2).reshape(-1) for each in self.sets]
        return np.concatenate(sums)

    def between(self, amount: Ints) -> Ints:
        """(set): the sum of an amount between schools over its pairs."""
        sets, one, other = self.pairs
        return np.bincount(sets, amount[one, other], len(self)).astype(np.int64)

    def number_of(self, members: Sequence[int]) -> int | None:
        """The number of the set with these members; None where there is none."""
        for start, each in self._numbered():
            if each.shape[1] == len(members):
                found = np.flatnonzero((each == np.array(sorted(members), dtype=np.int64)).all(axis=1))
                return start + int(found[0]) if len(found) else None
        return None

    def _numbered(self) -> Iterator[tuple[int, Ints]]:
        return zip(self._start, self.sets, strict=False)


def count_cliques(allowed: Bools, size: int) -> int:
    """How many sets `cliques` would give, without making them.

    Of three, with a 1 in `later` for each pair of which the second number is higher: a pair whose ends are joined by a
    path over a third number between them, for each such third. Of more, those among the later numbers of each.
    """
    later = np.triu(allowed, 1)
    if size < 3:
        return len(allowed) if size == 1 else int(later.sum())
    if size == 3:
        paths = later.astype(np.float32)  # exact: no number of paths is above that of schools
        return int(((paths @ paths) * paths).sum(dtype=np.float64))
    among = (np.flatnonzero(row) for row in later)
    return sum(count_cliques(later[np.ix_(those, those)], size - 1) for those in among)


def cliques(allowed: Bools, size: int) -> Ints:
    """(set, member): all sets of so many numbers of which every two are allowed, each in rising order.

    Sets grow by one number higher than all in them. Example: with 0-1, 0-2, 1-2 and 2-3 allowed, the pairs are these
    four, and the only three are 0, 1, 2: to 0-1 only 2 is allowed with both.
    """
    later = np.triu(allowed, 1)
    found = np.arange(len(allowed))[:, None]
    for _ in range(size - 1):
        grown = [np.zeros((0, found.shape[1] + 1), dtype=np.int64)]
        for part in np.array_split(found, 1 + len(found) * len(allowed) // _AT_ONCE):
            row, added = np.nonzero(np.logical_and.reduce([later[part[:, k]] for k in range(part.shape[1])]))
            grown.append(np.column_stack([part[row], added]))
        found = np.concatenate(grown)
    return found
