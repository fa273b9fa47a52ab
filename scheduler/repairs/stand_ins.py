"""A program over few columns in which all others are stood in for, so that its best is a bound over all of them.

Of a million decisions a small repair uses a dozen. Which, nobody knows; but most people who could fill a seat that
somebody leaves are as good as each other, and count 1. So a program is solved in which they are columns no more:

- at each date, `somebody` is how many of its seats go to people without columns there. Those who lose a place are told
  anyway and may fill one for nothing; each one more is an `extra`, and counts 1;
- `elsewhere` says of a review that it takes another date than the program knows: then all that people were told of it
  is gone, and it asks for nothing more;
- each row is loosened by as much as the columns left out could help to keep it.

Whatever all columns allow, this program allows at no greater cost: what it cannot do for less, nobody can. Where its
best uses no stand-in, it is a repair, and so the best of all. Where it does, just those columns are brought in, and it
is solved again. That is column generation on a relaxation by aggregation (Rogers et al., Operations Research 39, 1991).

Example. R1 cannot come on the new date. R2 can, but is in a team elsewhere, and so told, 1; who fills R2's seat there
is `somebody`, an `extra`, 1 more. Now the columns of that date are brought in. R3 may sit there, at no more: then 2 is
exact. Nobody may: then R4, who is in no team, comes to R1's seat and counts 1.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from models.policy import CHANGE_GOAL
from models.schedule import Status
from scheduler.model import Model
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options
from scheduler.tables.facts import Bools
from scheduler.tables.program import Answer, Floats, Program
from scheduler.tables.rows import Ints

_HELD = "reviews-held"


class StandIns(Program):
    """The program. chosen: the columns of the model that stay; the others must be seats.

    elsewhere: the reviews that could take another date than the model knows. present: (reviewer) whether they were told
    of a place that they can keep. Whoever has no column for some seat can be at one review at most, was told of all
    that they were planned for, and can keep it.
    """

    def __init__(self, model: Model, chosen: Bools, elsewhere: Ints, present: Bools) -> None:
        self._model, self.chosen = model, np.flatnonzero(chosen & (model.highest > 0))
        columns, seats = model.columns, model.columns.seats
        self._left = np.setdiff1d(np.flatnonzero(model.highest > 0), self.chosen)
        is_left = np.isin(seats.columns, self._left)
        self._dates, self._elsewhere = np.unique(seats.keys["date"][is_left]), elsewhere
        size = columns.facts.dates.size[self._dates]
        ones = np.ones(len(elsewhere), dtype=np.int64)
        highest = np.concatenate([model.highest[self.chosen], size, ones, [size.sum()]])
        super().__init__(highest, np.full(len(highest), -1, dtype=np.int64), ())
        self._somebody = len(self.chosen) + np.arange(len(self._dates))
        self._moves = len(self.chosen) + len(self._dates) + np.arange(len(elsewhere))
        self._place = np.full(len(model), -1, dtype=np.int64)
        self._place[self.chosen] = np.arange(len(self.chosen))
        self._loosened()
        self._at_dates()
        self._people(np.unique(seats.keys["reviewer"][is_left]), present)

    # Rows

    def _append(self, row: Ints, column: Ints, factor: Ints, lower: Floats, upper: Floats) -> None:
        new = sparse.csr_matrix((factor.astype(float), (row, column)), shape=(len(lower), len(self)))
        self.matrix = sparse.vstack([self.matrix, new], format="csr")
        self.lower, self.upper = np.concatenate([self.lower, lower]), np.concatenate([self.upper, upper])

    def _loosened(self) -> None:
        """The model's rows, loosened by what the columns left out, or another date of a review, could add."""
        model = self._model
        helps = model.matrix[:, self._left].tocsr()
        most, least = helps.copy(), helps.copy()
        most.data, least.data = np.maximum(helps.data, 0), np.minimum(helps.data, 0)
        highest = model.highest[self._left]
        stay = sparse.hstack([model.matrix[:, self.chosen], self._moving()], format="csr")
        self.matrix = sparse.csr_matrix((stay.data, stay.indices, stay.indptr), shape=(stay.shape[0], len(self)))
        self.lower, self.upper = model.lower - most @ highest, model.upper - least @ highest

    def _moving(self) -> sparse.csr_matrix:
        """What another date of a review adds to each row: its own date, and to whatever asks for people, a whole team.

        What was told of its date, no other date keeps.
        """
        model, columns = self._model, self._model.columns
        family, start = model.family_of_rows(), 0
        held = np.full(columns.facts.n["review"], -1, dtype=np.int64)
        for name, rows in model.families:
            if name == _HELD and rows.names == ("review",):
                held[rows.groups] = start + np.arange(len(rows))
            start += len(rows)
        people = np.concatenate([block.columns for block in (columns.dates, columns.leads, columns.seats)])
        kept = np.array([name == CHANGE_GOAL for name, _ in model.families], dtype=bool)[family]
        asks = np.isfinite(model.lower) & np.isposinf(model.upper) & ~kept
        asks &= np.asarray(model.matrix[:, people].max(axis=1).todense()).reshape(-1) > 0
        asking, n = np.flatnonzero(asks), len(self._elsewhere)
        size = np.maximum(columns.facts.review_size[self._elsewhere], 1)
        row = np.concatenate([held[self._elsewhere], np.tile(asking, n)])
        column = np.concatenate([np.arange(n), np.repeat(np.arange(n), len(asking))])
        factor = np.concatenate([np.ones(n), np.repeat(size, len(asking))])
        shape = model.matrix.shape[0], len(self) - len(self.chosen)
        return sparse.csr_matrix((factor, (row, column + len(self._dates))), shape=shape)

    def _at_dates(self) -> None:
        """At each date of a stand-in, everybody, somebody and the vacancies together are the team."""
        columns, dates, n = self._model.columns, self._dates, len(self._dates)
        position = np.full(columns.facts.n["date"], -1, dtype=np.int64)
        position[dates] = np.arange(n)
        rows, places, factors = [np.arange(n)], [self._somebody], [np.ones(n, dtype=np.int64)]
        for block, factor in ((columns.seats, 1), (columns.vacancies, 1), (columns.dates, -columns.facts.dates.size)):
            at, place = position[block.keys["date"]], self._place[block.columns]
            there = (at >= 0) & (place >= 0)
            rows.append(at[there])
            places.append(place[there])
            factors.append(np.broadcast_to(factor, len(block))[there])
        nothing = np.zeros(n)
        self._append(np.concatenate(rows), np.concatenate(places), np.concatenate(factors), nothing, nothing)

    def _people(self, people: Ints, present: Bools) -> None:
        """Whoever was told of a place fills one, once they have lost it; all others are extra."""
        seats, losers = self._model.columns.seats, people[present[people]]
        place = self._place[seats.columns[np.isin(seats.keys["reviewer"], losers)]]
        used = np.concatenate([place[place >= 0], self._somebody, [len(self) - 1]])
        factor = np.ones(len(used), dtype=np.int64)
        factor[-1] = -1
        self._append(np.zeros(len(used), dtype=np.int64), used, factor, np.array([-np.inf]), np.array([len(losers)]))

    # Solving

    def cost_of(self, goal: str) -> Ints:
        """What each column costs in a goal."""
        cost = np.zeros(len(self), dtype=np.int64)
        cost[: len(self.chosen)] = self._model.costs[goal][self.chosen]
        cost[-1] = int(goal == CHANGE_GOAL)
        return cost

    def keep(self, goal: str, most: int) -> None:
        """Let a goal be at most so much."""
        cost = self.cost_of(goal)
        costly = np.flatnonzero(cost)
        limits = np.array([-np.inf]), np.array([float(most)])
        self._append(np.zeros(len(costly), dtype=np.int64), costly, cost[costly], *limits)

    def best(self, goal: str, options: Options) -> Answer:
        """The least of a goal, by CP-SAT."""
        both = replace(options, workers=options.workers + 1)  # there is no HiGHS beside it
        return cp_sat.minimise(self, np.arange(len(self)), self.cost_of(goal), both, options.left(), is_short=True)

    def is_impossible(self, goal: str, options: Options) -> bool:
        """Whether HiGHS finds nothing either."""
        answer = highs.minimise(self, np.arange(len(self)), self.cost_of(goal), options, options.left())
        return answer.status == Status.INFEASIBLE

    def stood_in(self, values: Ints) -> tuple[Ints, Ints]:
        """The dates, and the reviews, where stand-ins are."""
        return self._dates[values[self._somebody] > 0], self._elsewhere[values[self._moves] > 0]
