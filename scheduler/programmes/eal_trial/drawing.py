"""Drawing allocations of the EAL trial, each with the same chance; and how many there are.

An allocation says which schools are trained. The rules `arms` and `strata` shape it: of each stratum half are trained,
and of as many odd strata as the number to be trained asks, the larger half. An odd stratum of n schools has as many
larger halves as smaller ones, C(n, k) = C(n, n - k). So each choice of the odd strata that get the larger half leaves
equally many allocations, and two uniform draws make a uniform one: first those strata, then the schools within each.

Example. Strata of 3 and 1 schools, of which 2 are trained: the larger half of one of them, C(2, 1) = 2 choices; then
2 + 0 trained, C(3, 2) x C(1, 0) = 3 ways, or 1 + 1, C(3, 1) x C(1, 1) = 3 ways. All 6 have the same chance, 1/2 x 1/3.

What else is asked (imbalance, centres, what is fixed) is asked of what is drawn, which is taken or thrown away whole:
whatever is taken still has the same chance as everything else that could have been (rejection sampling).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, combinations, product
from math import comb, prod
from typing import Protocol

import numpy as np
from scipy.optimize import linear_sum_assignment

from models.programmes.eal_trial import CONTROL, EALTrial
from models.programmes.groups import Group, Groups
from scheduler.programmes.eal_trial import centre, independence
from scheduler.programmes.eal_trial.columns import covariates_of
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools, Ints

_KEYS = 1 << 62
_TIES = 1 << 20  # ways to centres that are equally short differ by less than one km in all
_KM, _SEAT, _NEVER = 1 << 26, 1 << 40, 1 << 45  # each beyond all sums of those before, and all sums below 2^53


class Words(Protocol):
    """Where chance comes from: whole numbers below a limit, the same on every machine."""

    def numbers(self, limit: int, shape: tuple[int, ...]) -> Ints: ...


class Lots:
    """The allocations of an instance that keep arms and strata, as rows (school): True for those that are trained.

    covariates: their names. scores: (covariate, school). strata: the schools of each. larger: how many odd strata have
    the larger half trained.
    """

    def __init__(self, instance: EALTrial) -> None:
        self.instance, self.facts = instance, ProgrammeFacts(instance)
        found = covariates_of(self.facts)
        self.covariates = tuple(one.name for one in found)
        self.scores = np.array([one.scores for one in found], dtype=np.int64)
        stratum_of = instance.stratum_of
        of_each: dict[tuple[str, int], list[int]] = {stratum: [] for stratum in sorted(set(stratum_of.values()))}
        for k, member in enumerate(instance.members):
            of_each[stratum_of[member]].append(k)
        self.strata = [np.array(schools, dtype=np.int64) for schools in of_each.values()]
        self.odd = [k for k, schools in enumerate(self.strata) if len(schools) % 2]
        self.larger = instance.trained - sum(len(schools) // 2 for schools in self.strata)

    @cached_property
    def total(self) -> int:
        """How many there are."""
        if not 0 <= self.larger <= len(self.odd):
            return 0
        return comb(len(self.odd), self.larger) * prod(comb(len(one), len(one) // 2) for one in self.strata)

    def draw(self, words: Words, count: int) -> Bools:
        """So many of them, each with the same chance.

        Each odd stratum and each school gets a number, and the lowest are taken. Where two numbers are equal the order
        would not be fair, so that what has any is left out: it happens once in 10^14 times.
        """
        odd, schools = len(self.odd), len(self.instance.members)
        numbers = words.numbers(_KEYS, (count, odd + schools))
        numbers = numbers[(np.diff(np.sort(numbers, axis=1), axis=1) > 0).all(axis=1)]
        more = np.zeros((len(numbers), len(self.strata)), dtype=np.int64)
        more[:, self.odd] = _ranks(numbers[:, :odd]) < self.larger
        trained = np.zeros((len(numbers), schools), dtype=bool)
        for k, stratum in enumerate(self.strata):
            most = len(stratum) // 2 + more[:, k]
            trained[:, stratum] = _ranks(numbers[:, odd + stratum]) < most[:, None]
        return trained

    def every(self) -> Iterator[Bools]:
        """All of them, each once."""
        for larger in combinations(self.odd, self.larger):
            halves = [
                combinations(stratum.tolist(), len(stratum) // 2 + (k in larger))
                for k, stratum in enumerate(self.strata)
            ]
            for chosen in product(*halves):
                trained = np.zeros(len(self.instance.members), dtype=bool)
                trained[list(chain.from_iterable(chosen))] = True
                yield trained

    def differences(self, trained: Bools) -> Ints:
        """(allocation, covariate): by how much the arms differ, down to whole thousandths."""
        schools, in_arm = len(self.instance.members), self.instance.trained
        of_trained, of_all = trained @ self.scores.T, self.scores.sum(axis=1)
        return np.asarray(np.abs(schools * of_trained - in_arm * of_all) // (in_arm * (schools - in_arm)))

    def imbalance(self, trained: Bools) -> Ints:
        """(allocation): the sum over all covariates."""
        return np.asarray(self.differences(trained).sum(axis=1))

    def can_be(self, trained: Bools) -> bool:
        """Whether what is fixed stays, and the trained schools can have centres."""
        must, may_not = self._standing
        return bool(trained[must].all() and not trained[may_not].any()) and self.centres(trained) is not None

    def centres(self, trained: Bools, ties: Ints | None = None) -> dict[int, int] | None:
        """The centre of each trained school, with the fewest whole km in all; None where they do not fit.

        An assignment of schools to seats (Kuhn, Munkres). A centre has as many seats as schools at most, and the first
        of them, as many as it must have, are so cheap that as many as can be are taken. ties: (school, place) of ways
        that are equally short, which is taken.
        """
        who, size = np.flatnonzero(trained), self.instance.policy.centre
        weights = self._km * _KM + (0 if ties is None else ties)
        weights = np.where(self._allowed, weights, _NEVER)[who]
        if size.most < size.fewest or len(who) > size.most * len(self.instance.places):
            return None
        cost = np.concatenate([weights - _SEAT * (k < size.fewest) for k in range(size.most)], axis=1).astype(float)
        school, seat = linear_sum_assignment(cost)
        at = seat % len(self.instance.places)
        here = np.bincount(at, minlength=len(self.instance.places))
        if not self._allowed[who[school], at].all() or here.min() < size.fewest:
            return None
        return dict(zip(who[school].tolist(), at.tolist(), strict=True))

    def groups(self, at: dict[int, int]) -> Groups:
        """The groups of an allocation. at: the centre of each trained school."""
        ids, places = self.instance.members, self.instance.places
        members = {place: tuple(ids[k] for k in sorted(at) if at[k] == n) for n, place in enumerate(places)}
        groups = [Group(id=place, place=place, members=some) for place, some in members.items() if some]
        control = Group(id=CONTROL, members=tuple(one for k, one in enumerate(ids) if k not in at))
        return Groups(programme=self.instance.programme, instance=self.instance.name, groups=(*groups, control))

    def ties(self, words: Words) -> Ints:
        """Which of ways that are equally short is taken, drawn."""
        return words.numbers(_TIES, (len(self.instance.members), len(self.instance.places)))

    @cached_property
    def _standing(self) -> tuple[Sequence[int], Sequence[int]]:
        """The schools that must be trained, and those that may not be."""
        number, fixed = self.facts.member, self.instance.fixed
        must = [number[member] for group in fixed if group.place is not None for member in group.members]
        return must, [number[member] for group in fixed if group.place is None for member in group.members]

    @cached_property
    def _km(self) -> Ints:
        return self.facts.km(self.facts.homes, [self.instance.school_by_id[place] for place in self.instance.places])

    @cached_property
    def _allowed(self) -> Bools:
        """(school, place): whether it can be trained there."""
        allowed = ~(centre.forbids(self.facts) | independence.forbids(self.facts))
        for group in self.instance.fixed:
            if group.place is not None:
                for member in group.members:
                    allowed[self.facts.member[member]] &= np.array(self.instance.places) == group.place
        return np.asarray(allowed)


def _ranks(numbers: Ints) -> Ints:
    """(row, column): the place of each number in its row, from the lowest."""
    return np.argsort(np.argsort(numbers, axis=1, kind="stable"), axis=1, kind="stable")
