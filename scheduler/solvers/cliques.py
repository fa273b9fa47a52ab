"""Clique cuts: rows that whole numbers keep, and that a relaxation's point breaks.

Two columns exclude each other where one row of the program forbids both together, whatever else is 0 or full, or where
it forbids what one of them implies: a seat implies the date it is at. Columns that exclude each other pair by pair are
a clique, and at most one of them is 1: that is a row, and it may say more than all rows that made its pairs (Atamturk,
Nemhauser and Savelsbergh, European Journal of Operational Research 121, 2000).

Example. School A hosts in week 3 (half), sends somebody to B in that week (half), and B sends somebody to A, whose
review is in week 5 then (half). A host sends nobody away: the first two exclude each other. Two schools do not visit
each other: so do the last two. A review has one date: so do the first and the last. Each row is kept, and all three
are 1.5 together, where 1 is the most.
"""

import time

import numpy as np
from scipy import sparse

from scheduler.solvers.relaxation import TOLERANCE
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows

CLIQUES = "cliques"
_BROKEN = 0.01  # by so much a point must break a clique's row
_MOST, _MOST_ROWS = 3_000, 1_000  # columns that are looked at, those with the greatest values; rows, those broken most
_AT_ONCE, _MOST_MEMBERS = 4_000, 12  # edges that are grown together; members of a clique
_IN_VAIN = 2  # so many values in a row that are hardly better end it


class Patience:
    """Whether cuts still lift a value by what they should, a share of it, and have time. seconds: None for no limit."""

    def __init__(self, share: float, seconds: float | None) -> None:
        self._share, self._last, self._in_vain = share, -np.inf, 0
        self._end = np.inf if seconds is None else time.monotonic() + seconds

    def is_left(self, value: float) -> bool:
        """To be asked with each value that cuts may have lifted. Once it is not, it never is again."""
        self._in_vain = 0 if value - self._last > self._share * abs(value) else self._in_vain + 1
        self._last = value
        if self._in_vain >= _IN_VAIN:
            self._end = -np.inf
        return time.monotonic() < self._end


def broken_cliques(program: Program, values: Floats) -> Rows:
    """Rows, of cliques of which a point has more than 1 in all. values: the point, of all columns."""
    some = np.flatnonzero((program.highest == 1) & (values > TOLERANCE))
    some = np.sort(some[np.argsort(-values[some], kind="stable")[:_MOST]])
    conflict = _conflicts(program, some)
    edges = np.argwhere(np.triu(conflict))
    grown = [_grown(conflict, values[some], part) for part in np.array_split(edges, 1 + len(edges) // _AT_ONCE)]
    cliques = np.unique(np.concatenate(grown), axis=0)
    total = np.where(cliques >= 0, values[some][cliques], 0.0).sum(axis=1)
    cliques = cliques[np.sort(np.argsort(-total, kind="stable")[:_MOST_ROWS])]
    clique, member = np.nonzero(cliques >= 0)
    columns = some[cliques[clique, member]]
    return Block(CLIQUES, columns, {"clique": clique}, {"clique": len(cliques)}).sum_by("clique") <= 1


def _grown(conflict: Bools, value: Floats, edges: Ints) -> Ints:
    """(clique, member) Of cliques that begin with these edges, grown greedily, those whose row is broken; -1 for none.

    Members stand in rising order.
    """
    members, fits = list(edges.T), conflict[edges[:, 0]] & conflict[edges[:, 1]]
    total = value[edges].sum(axis=1)
    while len(members) < _MOST_MEMBERS and fits.any():
        gain = np.where(fits, value, 0.0)
        new = gain.argmax(axis=1)
        grows = gain[np.arange(len(new)), new] > 0
        total += gain[np.arange(len(new)), new]
        members.append(np.where(grows, new, -1))
        fits &= conflict[new]
    every = np.full((len(edges), _MOST_MEMBERS), -1, dtype=np.int64)
    every[:, : len(members)] = np.stack(members, axis=1)
    return np.sort(every[total > 1 + _BROKEN], axis=1)


def _conflicts(program: Program, columns: Ints) -> Bools:
    """(column, column) Which of some columns exclude each other. Each of them is 0 or 1."""
    column, implied = _implied(program, columns)
    every, place = np.unique(np.concatenate([columns, implied]), return_inverse=True)
    itself, other = np.split(place.reshape(-1), [len(columns)])
    who = np.concatenate([np.arange(len(columns)), column])
    entries = np.ones(len(who)), (who, np.concatenate([itself, other]))
    means = sparse.csr_matrix(entries, shape=(len(columns), len(every)))
    conflict = np.asarray(means @ (means @ _by_rows(program, every)).T > 0)
    np.fill_diagonal(conflict, val=False)
    return conflict


def _implied(program: Program, columns: Ints) -> tuple[Ints, Ints]:
    """Positions of columns, and others that are 1 wherever these are: each alone can make room for it in some row."""
    found = []
    for rows, upper in _below(program, columns):
        takes = rows.tocoo()
        less = takes.data < 0
        count = np.bincount(takes.row[less], minlength=rows.shape[0])
        only = np.full(rows.shape[0], -1, dtype=np.int64)
        only[takes.row[less]] = takes.col[less]
        only[(count != 1) | (program.highest[only] != 1)] = -1
        factor = rows[:, columns].tocoo()
        implies = (only[factor.row] >= 0) & (factor.data > np.maximum(upper[factor.row], 0.0) + TOLERANCE)
        found.append(np.stack([factor.col[implies], only[factor.row[implies]]]))
    column, implied = np.unique(np.concatenate(found, axis=1), axis=1)
    return column, implied


def _by_rows(program: Program, columns: Ints) -> Bools:
    """(column, column) Which of some columns, each 0 or 1, exclude each other by one row alone."""
    conflict = np.zeros((len(columns), len(columns)), dtype=bool)
    for rows, upper in _below(program, columns):
        room = upper - np.asarray(rows.multiply(program.highest[None, :]).tocsr().minimum(0).sum(axis=1)).reshape(-1)
        part = rows[:, columns].maximum(0).tocsr()
        part.eliminate_zeros()
        several = np.flatnonzero(np.diff(part.indptr) > 1)
        part, room = part[several], room[several] + TOLERANCE
        least, most = (end.reduceat(part.data, part.indptr[:-1]) for end in (np.minimum, np.maximum))
        all_pairs = part[np.flatnonzero(2 * least > room)] > 0
        conflict |= (all_pairs.astype(float).T @ all_pairs.astype(float)).toarray() > 0
        for row in np.flatnonzero((2 * least <= room) & (2 * most > room)).tolist():
            here = slice(part.indptr[row], part.indptr[row + 1])
            which, factor = part.indices[here], part.data[here]
            conflict[np.ix_(which, which)] |= factor[:, None] + factor > room[row]
    np.fill_diagonal(conflict, val=False)
    return conflict


def _below(program: Program, columns: Ints) -> list[tuple[sparse.csr_matrix, Floats]]:
    """The rows about some columns, all as sums that are at most so much."""
    touched = np.diff(program.matrix[:, columns].tocsr().indptr) > 0
    up = np.flatnonzero(touched & np.isfinite(program.upper))
    down = np.flatnonzero(touched & np.isfinite(program.lower))
    return [(program.matrix[up], program.upper[up]), (-program.matrix[down], -program.lower[down])]
