"""A relaxation without dates: how many reviewers of each school go to each review, on whatever day.

It leaves out dates, leads, weeks and most of the team's mix. Each of these can only make a schedule dearer, so its
value is a bound for all schedules. It has few rows and is solved in a second, where a year's whole relaxation takes
minutes. Its prices of what schools owe are good first prices for the terms of a year, which little else links.

Example. Two schools have one reviewer each, who joins one review a term, and two reviews have two seats each: at
least two seats stay empty, whichever dates are chosen.
"""

import numpy as np

from scheduler.model import Model
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows


class WithoutDates:
    """The outline of a model, which is solved for one cost of its columns after the other."""

    def __init__(self, model: Model) -> None:
        self.model = model
        seats, n = model.columns.seats, model.facts.n
        pairs, self._pair = np.unique(seats.keys["home"] * n["review"] + seats.keys["review"], return_inverse=True)
        home, review = np.divmod(pairs, n["review"])
        term = np.zeros(n["review"], dtype=np.int64)
        term[seats.keys["review"]] = seats.keys["term"]
        visits = Block("visits", np.arange(len(pairs)), {"home": home, "review": review, "term": term[review]}, n)
        vacant = Block("vacant", len(pairs) + np.arange(n["review"]), {"review": np.arange(n["review"])}, n)
        short = _follow(vacant, model.columns.shortfalls)
        size, due = model.facts.review_size, model.facts.due.reshape(-1)
        highest = np.concatenate([self._most_together(size)[review], size, due])
        every = np.arange(len(highest))
        self.program = Program(highest, np.full(len(highest), -1), (every,))
        sent = model.columns.sent(visits)
        self.program.add([("team-size", visits.sum_by("review") + vacant.sum_by("review") == size)])
        if "commitment" in model.columns.rules and not seats.is_waived("commitment").any():
            self.program.add([("commitment", sent <= model.facts.most)])
        self.program.add([("commitments-met", sent + short.sum_by("home", "term") >= model.facts.due)])
        if "reviewer-load" in model.columns.rules and not seats.is_waived("reviewer-load").any():
            self.program.add([("reviewer-load", visits.sum_by("home", "term") <= self._most_in_term())])
        self.relaxation = Relaxation(self.program, families=frozenset(name for name, _ in self.program.families))

    def _most_together(self, size: Ints) -> Ints:
        """(review): how many of one school can be in its team."""
        columns = self.model.columns
        alone = "team-mix" in columns.rules and not columns.seats.is_waived("team-mix").any()
        return np.minimum(size, columns.facts.policy.team_mix.of_a_school) if alone else size

    def _most_in_term(self) -> Ints:
        """(school, term): how many visits its reviewers who are free at some date can make."""
        facts, seats = self.model.facts, self.model.columns.seats
        free = np.zeros((facts.n["reviewer"], facts.n["term"]), dtype=np.int64)
        free[seats.keys["reviewer"], seats.keys["term"]] = 1
        most = np.zeros((facts.n["home"], facts.n["term"]), dtype=np.int64)
        np.add.at(most, facts.reviewer_home, free * facts.reviewer_load[:, None])
        return most

    def solve(self, cost: Floats) -> Point | None:
        """The outline of least cost. cost: of the model's columns, of which only the cheapest of each kind count."""
        columns, n = self.model.columns, self.model.facts.n
        visits = np.full(int(self._pair.max(initial=-1)) + 1, np.inf)
        np.minimum.at(visits, self._pair, cost[columns.seats.columns])
        vacant = np.full(n["review"], np.inf)
        np.minimum.at(vacant, columns.vacancies.keys["review"], cost[columns.vacancies.columns])
        vacant[np.isinf(vacant)] = 0.0
        self.relaxation.minimise(np.concatenate([visits, vacant, cost[columns.shortfalls.columns]]))
        return self.relaxation.solve()

    def prices(self, point: Point) -> Floats:
        """Prices of the model's rows: the outline's for what schools owe, 0 for all others."""
        found = {name: (rows, prices) for name, rows, prices in _by_family(self.program, point.price)}
        price = np.zeros(self.model.matrix.shape[0])
        for name, rows, here in _by_family(self.model, price):
            if name in found and rows.names == found[name][0].names:
                by_group = np.zeros(int(np.prod(rows.ranges)))
                by_group[found[name][0].groups] = found[name][1]
                here[:] = by_group[rows.groups]
        return price


def _follow(last: Block, block: Block) -> Block:
    """The same block with columns that follow another's."""
    first = int(last.columns[-1]) + 1 if len(last) else 0
    return Block(block.name, first + np.arange(len(block)), block.keys, block.n)


def _by_family(program: Program, price: Floats) -> list[tuple[str, Rows, Floats]]:
    ends = np.cumsum([0] + [len(rows) for _, rows in program.families])
    return [(name, rows, price[ends[k] : ends[k + 1]]) for k, (name, rows) in enumerate(program.families)]
