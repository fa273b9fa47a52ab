"""A window: all that a schedule can use which costs at most so much more than the relaxation over sendings.

A schedule costs at least the relaxation's bound, plus, for every school, what its sending costs beyond the cheapest
one at the relaxation's prices, plus what the dates, leads and empty seats of every review cost beyond the cheapest.
So what alone costs more than the window is in no schedule below bound + window. Nothing of that is left out by a
guess: the list of sendings is whole, or there is no window. If the best schedule of a window costs more than bound +
window, no schedule costs less than bound + window.

What may be added up. Of one review: its date, its lead, and the others of its team, who come from different schools,
so each brings a sending of its own. Of one sending: its own cost, and the dates and leads of all of its reviews; but
the other people of only one of its teams, for somebody may be in both.

Example. The bound is 5,580 km, the window 25. A sending costs 10 more than its school's cheapest and goes to two
reviews whose dates cost 8 and 9 more than the best ones: with it, a schedule costs at least 5,607, and it is left
out.
"""

import numpy as np
from scipy import sparse

from models.policy import FAIRNESS_GOAL
from scheduler.model import Model
from scheduler.solvers.sendings_relaxation import Prices
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.cheapest_sendings import CheapestSendings
from scheduler.tables.program import Program
from scheduler.tables.rows import Rows
from scheduler.tables.sendings import Senders, Sendings, together
from scheduler.tables.team_costs import AtDates, at_dates

ROWS = "window"
_SLACK = 1.0  # metres that a relaxation's figures may be wrong by
_NEVER = 1e12
_ROUNDS = 3  # of leaving out what cannot go with what is left


class Window(Program):
    """The columns and sendings of a window as one program, with those of a schedule that is known.

    least: no schedule that uses anything else costs less. cost: of each column. known: of each column, its value in the
    schedule that is known.

    Raises:
        TooMany: there are more sendings in the window than can be listed.
    """

    cost: Ints
    least: float
    known: Ints

    def __init__(self, model: Model, senders: Senders, prices: Prices, width: float, known: Ints) -> None:
        narrowing = _Narrowing(model, senders, prices, width + _SLACK)
        used = (senders.owner < 0) & ((narrowing.highest > 0) | (known > 0))
        columns = np.flatnonzero(used)
        sent = senders.of(known)
        self.sendings = _distinct(together([sent, narrowing.nothing(), narrowing.sendings]))
        count = len(columns)
        alone = (np.ones(count), (columns, np.arange(count)))
        self._vectors = sparse.hstack(
            [sparse.csc_matrix(alone, shape=(len(model), count)), senders.vectors(self.sendings)], format="csc"
        )
        highest = np.concatenate([model.highest[columns], np.ones(len(self.sendings), dtype=np.int64)])
        last = np.concatenate([np.flatnonzero(np.isin(columns, model.stages[-1])), np.arange(count, len(highest))])
        first = tuple(np.flatnonzero(np.isin(columns, stage)) for stage in model.stages[:-1])
        super().__init__(highest, np.full(len(highest), -1, dtype=np.int64), (*first, last))
        self._state(senders, count)
        self.cost = np.rint(self._vectors.T @ model.costs[FAIRNESS_GOAL].astype(float)).astype(np.int64)
        self.least = prices.bound + width
        self.known = np.concatenate([known[columns], np.arange(len(self.sendings)) < len(sent)]).astype(np.int64)

    def _state(self, senders: Senders, count: int) -> None:
        """The rows that link schools, and for each school that it has one sending."""
        schools = np.flatnonzero(senders.is_listed)
        one = (np.ones(len(self.sendings)), (self.sendings.home, count + np.arange(len(self.sendings))))
        chosen = sparse.csr_matrix(one, shape=(len(senders.is_listed), len(self)))[schools]
        self.matrix = sparse.vstack([senders.matrix @ self._vectors, chosen], format="csr")
        self.lower = np.concatenate([senders.lower, np.ones(len(schools))])
        self.upper = np.concatenate([senders.upper, np.ones(len(schools))])
        rows = self.rows_that_can_bind(np.arange(len(self)))
        self.matrix, self.lower, self.upper = self.matrix[rows], self.lower[rows], self.upper[rows]
        nothing = np.zeros(0, dtype=np.int64)
        every = Rows(("row",), (len(rows),), np.arange(len(rows)), nothing, nothing, nothing, self.lower, self.upper)
        self.families = [(ROWS, every)]

    def greatest(self, of_column: Ints) -> Ints:
        """(column) The greatest of the numbers, 0 or more, of the model's columns in it; 0 where none is."""
        vectors = self._vectors
        numbers = sparse.csc_matrix((of_column[vectors.indices], vectors.indices, vectors.indptr), shape=vectors.shape)
        return np.asarray(numbers.max(axis=0).toarray()).reshape(-1)

    def meant(self, values: Ints) -> Ints:
        """The values of the model's columns that values of these mean."""
        return np.asarray(np.rint(self._vectors @ values).astype(np.int64))


def _distinct(sendings: Sendings) -> Sendings:
    """Each once, where it stands first."""
    keys = np.concatenate([sendings.home[:, None], np.sort(sendings.visits, axis=1)], axis=1)
    return sendings.some(np.sort(np.unique(keys, axis=0, return_index=True)[1]))


class _Narrowing:
    """What is left of columns and sendings. highest: of each column, 0 for those left out.

    Raises:
        TooMany: there are more sendings in the window than can be listed.
    """

    def __init__(self, model: Model, senders: Senders, prices: Prices, width: float) -> None:
        self._columns, self._senders, self._prices, self._width = model.columns, senders, prices, width
        self.highest = model.highest.copy()
        cheapest = CheapestSendings.at(senders, prices.reduced)
        self._without = cheapest.without()
        self._first_highest = model.highest
        beyond = np.maximum(cheapest.floor() - prices.least[senders.home], 0.0)
        self._leave_out(beyond)
        self.sendings = self._listed()
        self._beyond = cheapest.cost(self.sendings) - prices.least[self.sendings.home]
        for _ in range(_ROUNDS):
            self._narrow()

    def nothing(self) -> Sendings:
        """Of each school for which it is not too dear, to send nobody."""
        found = self._senders.nothing()
        found = found.some((self._without - self._prices.least)[found.home] <= self._width)
        return found.some(self._senders.possible(found))

    def _at_dates(self, beyond: Floats) -> tuple[Floats, AtDates]:
        """What each column costs, of a visit what sendings with it cost beyond their school's cheapest; and dates."""
        cost = self._prices.reduced.copy()
        cost[self._senders.column] = beyond
        at = at_dates(self._columns, self.highest, cost)
        given = np.zeros(self._columns.facts.n["review"])  # what the bound counts of a review's cheap columns
        columns = self._columns
        for block in (columns.dates, columns.leads, columns.vacancies, columns.unheld, columns.seats):
            np.add.at(given, block.keys["review"], np.minimum((cost * self._first_highest)[block.columns], 0.0))
        date = at.date - given[columns.facts.dates.review]
        return cost, AtDates(date, at.lead, at.team, at.others)

    def _leave_out(self, beyond: Floats) -> None:
        """The columns that cost too much with the least that comes with them."""
        columns = self._columns
        cost, at = self._at_dates(beyond)
        date, lead, seat = (block.keys["date"] for block in (columns.dates, columns.leads, columns.seats))
        with_lead = (at.date + at.team)[lead] + cost[columns.leads.columns]
        with_seat = (at.date + at.lead)[seat] + np.maximum(at.team[seat], at.others[seat] + cost[columns.seats.columns])
        whole = at.date + at.lead + at.team
        for block, least in (
            (columns.dates, whole[date]),
            (columns.vacancies, whole[columns.vacancies.keys["date"]]),
            (columns.leads, with_lead),
            (columns.seats, with_seat),
        ):
            self.highest[block.columns[least > self._width]] = 0

    def _hosting(self) -> Floats:
        """(date): what holding its review there costs beyond the cheapest, but for what its visitors' sendings do."""
        _, at = self._at_dates(np.zeros(len(self._senders.seat)))
        return np.maximum(at.date + at.lead + at.team, 0.0)

    def _listed(self) -> Sendings:
        """All sendings in the window, of visits that are left."""
        senders, reduced = self._senders, self._prices.reduced.copy()
        hosting = np.minimum(self._hosting(), _NEVER)[senders.date]
        left = self.highest[senders.column] > 0
        reduced[senders.column] = np.where(left, reduced[senders.column] + hosting, _NEVER)
        found, _ = CheapestSendings.at(senders, reduced).below(self._prices.least + self._width)
        return found

    def _narrow(self) -> None:
        """Leave out what costs too much with what is left, then the sendings that go with nothing left."""
        senders = self._senders
        beyond = np.full(len(senders.seat), np.inf)
        which, place = np.nonzero(self.sendings.there)
        np.minimum.at(beyond, self.sendings.visits[which, place], self._beyond[which])
        beyond = np.minimum(beyond, _NEVER)
        self.highest[senders.column[beyond >= _NEVER]] = 0
        self._leave_out(beyond)
        hosting = np.minimum(self._hosting(), _NEVER)[senders.date]
        _, at = self._at_dates(beyond)
        in_company = np.minimum(at.date + at.lead + at.others, _NEVER)[senders.date]
        left = self.highest[senders.column] > 0
        hosting = np.where(left, hosting, _NEVER)
        most = self.sendings.each(np.maximum(in_company - hosting, 0.0), 0.0).max(axis=1)
        inside = self._beyond + self.sendings.sum(hosting) + most <= self._width
        self.sendings, self._beyond = self.sendings.some(inside), self._beyond[inside]
