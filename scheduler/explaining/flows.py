"""Flows in a network of places: how much can arrive, and why no more."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from scheduler.tables.arrays import Ints

UNLIMITED = 1_000_000


class Network:
    """Arcs with capacities, from node 0; nodes are handed out in blocks."""

    def __init__(self) -> None:
        self.size = 1
        self._tails: list[Ints] = []
        self._heads: list[Ints] = []
        self._capacities: list[Ints] = []

    def nodes(self, count: int) -> Ints:
        """So many new nodes."""
        new = np.arange(self.size, self.size + count)
        self.size += count
        return new

    def arcs(self, tails: Ints | int, heads: Ints, capacity: Ints | int) -> None:
        """Arcs from tails to heads. Of several from one node to another, the capacities add up."""
        self._tails.append(np.broadcast_to(np.asarray(tails, dtype=np.int64), heads.shape))
        self._heads.append(heads)
        self._capacities.append(np.broadcast_to(np.asarray(capacity, dtype=np.int64), heads.shape))

    def flow_to(self, demanding: Ints, demands: Ints) -> "Flow":
        """The largest flow to nodes that take so much each."""
        sink = int(self.nodes(1)[0])
        self.arcs(demanding, np.full_like(demanding, sink), demands)
        parts = [np.concatenate(part) for part in (self._capacities, self._tails, self._heads)]
        arcs = sparse.coo_matrix((parts[0], (parts[1], parts[2])), shape=(self.size, self.size)).tocsr()
        arcs.data = np.minimum(arcs.data, UNLIMITED).astype(np.int32)
        carried = maximum_flow(arcs.astype(np.int32), 0, sink).flow
        arrived = carried[demanding][:, [sink]].toarray().reshape(-1).astype(np.int64)
        return Flow(arcs, carried, demanding, demands, arrived, sink)


@dataclass(frozen=True)
class Flow:
    """A largest flow. arrived: at each demanding node, of what it demands."""

    arcs: sparse.csr_matrix
    carried: sparse.csr_matrix
    demanding: Ints
    demands: Ints
    arrived: Ints
    sink: int

    def tight_sets(self) -> list[Ints]:
        """Sets of demanding nodes (their positions) to which no more can flow in, though they demand more.

        Each holds nodes that lack something and all others that would have to give way for them: nothing more can
        enter where what flows could be led on to one that lacks. No two sets have a node in common.
        """
        lacking = set(np.flatnonzero(self.arrived < self.demands).tolist())
        areas: list[Ints] = []
        while lacking:
            first = int(self.demanding[min(lacking)])
            area = breadth_first_order(self._backwards, first, return_predecessors=False)
            lacking -= set(np.flatnonzero(np.isin(self.demanding, area)).tolist())
            apart = [other for other in areas if not np.isin(area, other).any()]
            joined = [other for other in areas if np.isin(area, other).any()]
            areas = [*apart, np.unique(np.concatenate([area, *joined]))]
        return [np.flatnonzero(np.isin(self.demanding, area)) for area in areas]

    @cached_property
    def _backwards(self) -> sparse.csr_matrix:
        """From each node, those from which more could flow to it; the sink is passed by."""
        left = (self.arcs - self.carried).tocoo()
        open_arcs = (left.data > 0) & (left.row != self.sink) & (left.col != self.sink)
        ones = np.ones(int(open_arcs.sum()), dtype=np.int32)
        return sparse.csr_matrix((ones, (left.col[open_arcs], left.row[open_arcs])), shape=self.arcs.shape)
