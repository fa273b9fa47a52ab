"""Rows that every choice of trios keeps and a relaxation does not: what of a cluster of schools does not divide.

Trios take the schools of a cluster (schools near one another, far from others) by threes; who is left over needs
others from outside, in a larger group, or is in no trio. A relaxation takes half of one trio and half of another
instead. The Gomory mixed-integer cut (Gomory 1960; Nemhauser and Wolsey 1988, II.1.7) of the sum of all rows "a school
is in one trio, or unplaced" of the cluster forbids that. A set with k of the cluster counts k mod 3, r is what remains
of the cluster's own number: k (3 - r) where k <= r, else (3 - k) r, and the sum is at least r (3 - r).

Example. Four schools lie in a town: r = 1. A trio with one of them and two from outside counts 2, a trio with two of
them 1, a trio inside 0, somebody unplaced 2, and the sum is 2 at least. Measured with 300 drawn schools: at least 8,616
km with these rows and 8,130 without, where 8,659 are needed.
"""

from collections.abc import Iterator

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.rows import Block, Rows

_MOST = 24  # clusters at most: in a row of one stand all trios that cross it


def rows(columns: Columns) -> Iterator[Rows]:
    size, schools = columns.instance.policy.trio.schools, columns.n["school"]
    sets, school = columns.sets.members
    for cluster in clusters(columns.exact_km):
        rest = len(cluster) % size
        inside = np.zeros(schools, dtype=np.int64)
        inside[cluster] = 1
        there = np.bincount(sets, inside[school], len(columns.sets)).astype(np.int64) % size
        counts = np.concatenate([_counted(there, rest, size), _counted(inside, rest, size)])
        every = np.concatenate([columns.trios.columns, columns.unplaced.columns])
        counted = counts > 0
        both = Block("cluster", every[counted], {"all": np.zeros(int(counted.sum()), dtype=np.int64)}, {"all": 1})
        if rest:
            yield both.sum_by("all", factors=counts[counted]) >= rest * (size - rest)


def _counted(there: Ints, rest: int, size: int) -> Ints:
    """What a set counts with so many of the cluster in it."""
    return np.where(there <= rest, there * (size - rest), (size - there) * rest)


def clusters(km: Floats) -> list[Ints]:
    """All schools, and those clusters of the single linkage that lie furthest from others for how wide they are.

    km: (school, school). Single linkage joins the two nearest clusters, again and again.
    """
    found = [np.arange(len(km))]
    if len(km) < 2:
        return found
    tree = linkage(squareform(km, checks=False), "single")
    inside = [[k] for k in range(len(km))]
    formed, ended = np.zeros(2 * len(km) - 1), np.zeros(2 * len(km) - 1)
    for n, (one, other, joined, _) in enumerate(tree):
        inside.append(inside[int(one)] + inside[int(other)])
        formed[len(km) + n] = ended[int(one)] = ended[int(other)] = joined
    order = np.argsort(formed - ended, kind="stable")
    return found + [np.array(inside[k]) for k in order.tolist() if 1 < len(inside[k]) < len(km)][:_MOST]
