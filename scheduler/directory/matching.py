"""As many places with a supporter as possible, then the fewest km: an assignment, proven by prices.

Each place takes one supporter or none, each supporter at most so many places. It is a minimum cost flow from places to
supporters, and so an assignment problem: a supporter of two places stands there twice, and each place may also take
"nobody", which costs more km than all pairs together. SciPy solves it by shortest augmenting paths, in whole numbers
(Jonker and Volgenant 1987). A nation's pairs are too many to hold, so it begins with the nearest few of each place, and
adds others while one would be better: column generation.

What is found is proven by prices, as an auction would (Bertsekas 1988), whoever found it. Give each supporter a price
in km, and let each place take whoever is cheapest for it, km and price together, or nobody. The sum of that, less what
supporters take in at most, is a bound that no choice can go below: what a choice costs is at least what its places pay
less its prices, and no supporter is paid more often than it may be taken. For example, A and B both want C, 10 and 12
km away, who may support one of them; D is 30 km from A and 52 from B. C for B and D for A is 42 km. At a price of 20 km
for C, A pays 30 either way and B 32: 62 less the price of 20 is 42, so nothing is better. Those prices are the least at
which nobody would rather have another than the one they have.
"""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from scheduler.directory.reach import NOBODY, Pairs, Reach
from scheduler.tables.arrays import Ints

_AT_FIRST = 8  # supporters of each place to begin with


@dataclass(frozen=True)
class Matching:
    """Of each place its supporter's position, or NOBODY, and the km between them.

    nobody_km: what a place without supporter is counted as. bound: no choice costs less km, counted so.
    """

    supporter: Ints
    km: Ints
    nobody_km: int
    bound: int

    @property
    def cost(self) -> int:
        """Its km, with those of the places that have nobody."""
        return int(self.km.sum()) + self.nobody_km * int((self.supporter == NOBODY).sum())

    @property
    def is_proven(self) -> bool:
        """Whether no choice has more places with a supporter, nor as many in fewer km."""
        return self.cost == self.bound


class _Task(NamedTuple):
    """How many places and schools there are, how many places one supports, and what nobody costs."""

    places: int
    schools: int
    most: int
    nobody_km: int


def matched(reach: Reach, most: int) -> Matching:
    """The best choice. most: places that one school supports."""
    places = len(reach.places)
    task = _Task(places, len(reach.schools), most, 1 + places * ceil(reach.within_km))
    pairs = reach.nearest(_AT_FIRST)
    while True:
        supporter = _cheapest(task, pairs)
        km = reach.km(supporter)
        prices = _prices(task, pairs, supporter, km)
        paid = _paid(task, pairs, prices)
        better = reach.cheaper(prices, paid)
        if not len(better.place):
            return Matching(supporter, km, task.nobody_km, int(paid.sum()) - most * int(prices.sum()))
        pairs = Pairs(*map(np.concatenate, zip(pairs, better, strict=True)))


def _cheapest(task: _Task, pairs: Pairs) -> Ints:
    """The best choice among these pairs: of each place its supporter, or NOBODY."""
    if not task.places:
        return np.zeros(0, dtype=np.int64)
    all_places, copies = np.arange(task.places), task.schools * np.arange(task.most)
    nobody = task.schools * task.most
    rows = np.concatenate((np.tile(pairs.place, task.most), all_places))
    columns = np.concatenate(((pairs.supporter + copies[:, None]).ravel(), nobody + all_places))
    km = np.concatenate((np.tile(pairs.km, task.most), np.full(task.places, task.nobody_km)))
    costs = csr_array((km + 1.0, (rows, columns)), shape=(task.places, nobody + task.places))  # 0 would be no pair
    _, taken = min_weight_full_bipartite_matching(costs)
    return np.where(taken < nobody, taken % task.schools, NOBODY).astype(np.int64)


def _prices(task: _Task, pairs: Pairs, supporter: Ints, km: Ints) -> Ints:
    """The least prices at which nobody would rather have another of these pairs; any bound the optimum all the same.

    Where the choice is the best there are such prices, and raising them one after the other ends.
    """
    prices = np.zeros(task.schools, dtype=np.int64)
    for _ in range(task.schools + 1):
        pays = np.where(supporter == NOBODY, task.nobody_km, km + prices[supporter])
        raised = prices.copy()
        np.maximum.at(raised, pairs.supporter, pays[pairs.place] - pairs.km)
        if np.array_equal(raised, prices):
            break
        prices = raised
    return prices


def _paid(task: _Task, pairs: Pairs, prices: Ints) -> Ints:
    """What each place pays at these prices to whoever is cheapest."""
    paid = np.full(task.places, task.nobody_km, dtype=np.int64)
    np.minimum.at(paid, pairs.place, pairs.km + prices[pairs.supporter])
    return paid
