"""A program over few columns in which all others are stood in for, so that its best is a bound over all of them.

Of a million decisions a small repair uses a dozen. Which, nobody knows; but most people who could fill a seat that
somebody leaves are as good as each other, and count 1. So a program is solved in which they are columns no more:

- at each date, `somebody` is how many of its seats go to people without columns there. Those who lose a place are told
  anyway and may fill one for nothing; each one more is an `extra`, and counts 1;
- `elsewhere` says of a review that it takes another date than the program knows: then all that people were told of it
  is gone, and it asks for nothing more. Whoever comes there `helps` rows that ask for people, such as what a school
  owes: each at most by what it lacks, all of them at most by a team;
- each row is loosened by as much as the columns left out could help to keep it.

Whatever all columns allow, this program allows at no greater cost: what it cannot do for less, nobody can. Where its
best uses no stand-in and keeps every row as it was, it is a repair, and so the best of all. Where it does not, just the
columns that were stood in for are brought in, and it is solved again. That is column generation on a relaxation by
aggregation (Rogers et al., Operations Research 39, 1991).

Example. R1 cannot come on the new date. R2 can, but is in a team elsewhere, and so told, 1; who fills R2's seat there
is `somebody`, an `extra`, 1 more. Now the columns of that date are brought in. R3 may sit there, at no more: then 2 is
exact. Nobody may: then R4, who is in no team, comes to R1's seat and counts 1. If five schools miss one visit each and
a team of 3 moves, a fifth of that move would be enough for all five by its size alone, as decisions need not be whole;
with help of at most 1 in each row and 3 in all, two moves are needed.
"""

import numpy as np
from scipy import sparse

from models.policy import CHANGE_GOAL
from models.schedule import Status
from scheduler.model import Model
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options
from scheduler.solvers.reduced_cost_fixing import SLACK
from scheduler.solvers.relaxation import TOLERANCE, Point, Relaxation
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Answer, Program

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
        lower, upper = self._loosened()
        asking, lacks = self._asking(lower)
        size, ones = columns.facts.dates.size[self._dates], np.ones(len(elsewhere), dtype=np.int64)
        highest = np.concatenate([model.highest[self.chosen], size, ones, lacks, [size.sum()]])
        super().__init__(highest, np.full(len(highest), -1, dtype=np.int64), (self.chosen[:0],))
        ends = np.cumsum([len(self.chosen), len(size), len(ones), len(lacks)])
        self._somebody, self._moves, self._helps = (np.arange(*ends[k : k + 2]) for k in range(3))
        self._place = np.full(len(model), -1, dtype=np.int64)
        self._place[self.chosen] = np.arange(len(self.chosen))
        self.matrix, self.lower, self.upper = self._rows(asking), lower, upper
        self._at_dates()
        self._moving(asking, lacks)
        self._people(np.unique(seats.keys["reviewer"][is_left]), present)

    # Rows

    def _append(self, row: Ints, column: Ints, factor: Ints, lower: Floats, upper: Floats) -> None:
        new = sparse.csr_matrix((factor.astype(float), (row, column)), shape=(len(lower), len(self)))
        self.matrix = sparse.vstack([self.matrix, new], format="csr")
        self.lower, self.upper = np.concatenate([self.lower, lower]), np.concatenate([self.upper, upper])

    def _loosened(self) -> tuple[Floats, Floats]:
        """The limits of the model's rows, loosened by what the columns left out could add."""
        model, helps = self._model, self._model.matrix[:, self._left]
        highest = model.highest[self._left]
        return model.lower - helps.maximum(0) @ highest, model.upper - helps.minimum(0) @ highest

    def _asking(self, lower: Floats) -> tuple[Ints, Ints]:
        """The rows that ask for people, whoever they are, and how many they lack at most."""
        model, columns = self._model, self._model.columns
        people = np.concatenate([block.columns for block in (columns.dates, columns.leads, columns.seats)])
        kept = np.array([name == CHANGE_GOAL for name, _ in model.families], dtype=bool)[model.family_of_rows()]
        asks = np.isfinite(lower) & np.isposinf(model.upper) & ~kept
        asks &= np.asarray(model.matrix[:, people].max(axis=1).todense()).reshape(-1) > 0
        rows = np.flatnonzero(asks)
        lacks = lower[rows] - model.matrix[rows][:, self.chosen].minimum(0) @ model.highest[self.chosen]
        return rows[lacks > 0], lacks[lacks > 0].astype(np.int64)

    def _rows(self, asking: Ints) -> sparse.csr_matrix:
        """The model's rows: another date of a review is a date of its own, and helps where people are asked for."""
        model, start = self._model, 0
        held = np.full(model.columns.facts.n["review"], -1, dtype=np.int64)
        for name, rows in model.families:
            if name == _HELD and rows.names == ("review",):
                held[rows.groups] = start + np.arange(len(rows))
            start += len(rows)
        stay = model.matrix[:, self.chosen].tocoo()
        row = np.concatenate([stay.row, held[self._elsewhere], asking])
        column = np.concatenate([stay.col, self._moves, self._helps])
        factor = np.concatenate([stay.data, np.ones(len(column) - stay.nnz)])
        return sparse.csr_matrix((factor, (row, column)), shape=(model.matrix.shape[0], len(self)))

    def _moving(self, asking: Ints, lacks: Ints) -> None:
        """Another date of a review helps with as many people as its team has, in all and in each row.

        What was told of its date, no other date keeps.
        """
        columns = self._model.columns
        helps = np.asarray(self._model.matrix[asking].maximum(0).sum(axis=0)).reshape(-1).astype(np.int64)
        date, lead, seat = (
            helps[block.columns].max(initial=0) for block in (columns.dates, columns.leads, columns.seats)
        )
        gives = date + lead + seat * columns.facts.review_size[self._elsewhere]
        n, rows = len(self._moves), np.arange(len(asking) + 1)
        row = np.concatenate([np.repeat(rows, n), rows[:-1], np.full(len(asking), len(asking))])
        column = np.concatenate([np.tile(self._moves, len(rows)), self._helps, self._helps])
        most = np.append(lacks, gives.sum())
        factor = np.concatenate([np.minimum(np.tile(gives, len(rows)), np.repeat(most, n)), -np.ones(2 * len(asking))])
        self._append(row, column, factor, np.zeros(len(rows)), np.full(len(rows), np.inf))

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

    def relaxed(self, goal: str, options: Options) -> Point | None:
        """The least of a goal if decisions need not be whole; None where that is not known."""
        relaxation = Relaxation(self)
        relaxation.include_rows(self.rows_that_can_bind(np.arange(len(self))))
        relaxation.minimise(self.cost_of(goal).astype(float))
        return relaxation.solve(seconds=options.left)

    def within(self, point: Point | None, most: int | None) -> Ints:
        """The columns that can be used by what costs at most so much, as the prices of a relaxation say."""
        could = self.highest > 0
        if point is not None and most is not None:
            could &= point.bound + point.reduced <= most + SLACK
        return np.flatnonzero(could)

    def best(self, goal: str, columns: Ints, options: Options) -> Answer:
        """The least of a goal among some columns, by CP-SAT."""
        return cp_sat.minimise(self, columns, self.cost_of(goal), options, options.left(), is_short=True)

    def is_impossible(self, goal: str, columns: Ints, options: Options) -> bool:
        """Whether HiGHS finds nothing among them either."""
        answer = highs.minimise(self, columns, self.cost_of(goal), options, options.left(), is_short=True)
        return answer.status == Status.INFEASIBLE

    def stood_in(self, values: Ints | Floats) -> tuple[Ints, Ints]:
        """The dates where somebody stands in, and the reviews that take another date, unless one does so in part."""
        moves = values[self._moves]
        whole = (np.abs(moves - np.rint(moves)) < TOLERANCE).all()
        return self._dates[values[self._somebody] > TOLERANCE], self._elsewhere[(moves > TOLERANCE) & whole]

    def missing(self, values: Ints) -> Ints:
        """The columns left out that could help to keep a row that these values break without them."""
        model = self._model
        sums, helps = model.matrix[:, self.chosen] @ values[: len(self.chosen)], model.matrix[:, self._left].tocsr()
        help = helps[sums < model.lower].maximum(0).sum(axis=0) - helps[sums > model.upper].minimum(0).sum(axis=0)
        return self._left[np.asarray(help).reshape(-1) > 0]

    def as_values(self, values: Ints) -> Ints:
        """The same decisions as values of the model's columns, without the stand-ins."""
        every = np.zeros(len(self._model), dtype=np.int64)
        every[self.chosen] = values[: len(self.chosen)]
        return self._model.completed(every)
