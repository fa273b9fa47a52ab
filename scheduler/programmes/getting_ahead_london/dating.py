"""How many dates a coach and some participants can have at most, by bipartite matching (Hopcroft and Karp, 1973).

Nobody has two days in one week, and everybody's days are with the one coach, so each thing to be dated takes a week of
the coach's. Things and weeks are the two sides; an edge is a day of that week that the coach offers for the thing and
on which all who come are free.

Example. Three participants and two meetings a term in three terms are nine things. If the coach offers two meeting days
in the autumn, both in one week, only one meeting of the autumn can be dated, and one thing stays without a date.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from models.programmes.getting_ahead_london import GettingAheadLondon
from scheduler.programmes.facts import ProgrammeFacts, weeks_of
from scheduler.programmes.getting_ahead_london.facts import offered


class Dating:
    """What can be dated. Coaches and participants by their number."""

    def __init__(self, facts: ProgrammeFacts[GettingAheadLondon]) -> None:
        instance = facts.instance
        shadowed, met = offered(instance)
        days = sorted({*(day for _, day in shadowed), *(day for _, _, day in met)})
        on = {day: k for k, day in enumerate(days)}
        everybody = (*instance.members, *instance.people)
        self._week = weeks_of(days) if days else np.zeros(0, dtype=np.int64)
        self._comes = ~facts.taken(everybody, days)
        if instance.policy.is_on("availability"):
            self._comes &= facts.free(everybody, days)
        self._participants, self._times = len(instance.members), instance.policy.dates.meetings_a_term
        self._shadow: list[list[int]] = [[] for _ in instance.people]
        self._meet: list[list[list[int]]] = [[[] for _ in instance.terms] for _ in instance.people]
        for coach, day in shadowed:
            self._shadow[coach].append(on[day])
        for coach, term, day in met:
            self._meet[coach][term].append(on[day])

    def missing(self, coach: int, participants: Sequence[int]) -> int:
        """So many shadow days and meetings can have no date."""
        coach_comes, they_come = self._comes[self._participants + coach], self._comes[list(participants)]
        things = [[day for day in self._shadow[coach] if coach_comes[day] and comes[day]] for comes in they_come]
        for days in self._meet[coach]:
            things += [[day for day in days if coach_comes[day] and they_come[:, day].all()]] * self._times
        thing = [k for k, days in enumerate(things) for _ in days]
        week = [int(self._week[day]) for days in things for day in days]
        if not thing:
            return len(things)
        edges = csr_matrix((np.ones(len(thing), dtype=bool), (thing, week)), shape=(len(things), max(week) + 1))
        return len(things) - int((maximum_bipartite_matching(edges, perm_type="column") >= 0).sum())

    def cannot_be_together(self, coach: int, participants: Sequence[int]) -> tuple[int, ...]:
        """The fewest of a coach's participants for whom alone something has no date; empty if it is not for them."""
        alone = self.missing(coach, ())
        for size in range(1, len(participants) + 1):
            for some in combinations(participants, size):
                if self.missing(coach, some) > alone:
                    return some
        return ()
