"""The least of a goal with a review in one slot: proven over all columns, though few are looked at.

The likely columns say how little is enough. A linear program with stand-ins for all others (`stand_ins`) says how much
is needed: where both are the same, that is proven. Where they are not,

1. stand-ins that it uses whole are brought in as columns, and it is solved again;
2. else something whole is sought that is better than what was found: first among the columns which the prices leave to
   what costs no more than the program's bound (`reduced_cost_fixing`), then among those left to anything better. Either
   it needs no stand-in, and is the best yet; or those who were stood in for come in;
3. or there is none: so CP-SAT says, and HiGHS is asked to agree.

Example. Among the likely columns, 10 is the best. The linear program needs 8, with a review moved: its dates come in.
Now it needs 8.6, so 9 or 10. Among the columns for 9, a tenth of all, there is a repair of 9, which is proven.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.policy import CHANGE_GOAL
from models.schedule import Schedule, Status, is_confirmed
from scheduler.model import Model
from scheduler.repairs.least_change import Nearness
from scheduler.repairs.stand_ins import StandIns
from scheduler.search.incumbent import RELAXATION
from scheduler.solvers import cp_sat
from scheduler.solvers.options import Options
from scheduler.solvers.reduced_cost_fixing import SLACK
from scheduler.solvers.relaxation import Point
from scheduler.solvers.side_by_side import CP_SAT, HIGHS
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Answer


@dataclass(frozen=True)
class Best:
    """The best found in one goal. closed_by: who has shown that nothing is better; nobody where that is open."""

    status: Status
    values: Ints | None = None
    closed_by: tuple[str, ...] = ()


class MoreFreed(Exception):
    """Reviews of which another date than they have might be worth it. found: the best till then."""

    def __init__(self, reviews: frozenset[str], found: Schedule | None) -> None:
        super().__init__(reviews)
        self.reviews, self.found = reviews, found


class LeastOfGoal:
    """The least of a goal in the model of one slot.

    chosen: the columns to begin with; those that are brought in are added to it. elsewhere: the reviews that could take
    another date than the model knows.
    """

    def __init__(self, part: Model, goal: str, chosen: Bools, elsewhere: Ints, options: Options) -> None:
        self._part, self._goal, self._options = part, goal, options
        self._chosen, self._elsewhere = chosen, elsewhere
        self._values: Ints | None = None

    def best(self, known: int, start: Schedule | None = None) -> Best:
        """The best. known: nothing is better than that. start: a repair to begin with.

        Raises MoreFreed: the reviews should have all their dates in the model.
        """
        status = self._begin(start)
        while status in (Status.OPTIMAL, Status.FEASIBLE, Status.INFEASIBLE):
            if self._most is not None and self._most <= known:
                return self._closed((RELAXATION,))
            program = self._program()
            point = program.relaxed(self._goal, self._options)
            if point is not None and self._most is not None and point.bound > self._most - 1 + SLACK:
                return self._closed((RELAXATION,))
            if point is not None and self._brings_in(program, point.values):
                status = self._begin() if self._values is None else status
                continue
            closed_by = self._look(program, point)
            if closed_by is not None:
                return self._closed(closed_by)
        return self._closed(())

    @property
    def _most(self) -> int | None:
        """What the best yet costs."""
        return None if self._values is None else int(self._part.costs[self._goal] @ self._values)

    def _closed(self, closed_by: tuple[str, ...]) -> Best:
        nothing = self._values is None
        if is_confirmed(closed_by):
            return Best(Status.INFEASIBLE if nothing else Status.OPTIMAL, self._values, closed_by)
        return Best(Status.UNKNOWN if nothing else Status.FEASIBLE, self._values, closed_by)

    # What is enough

    def _begin(self, start: Schedule | None = None) -> Status:
        """The best among the chosen columns, unless something is known to begin with."""
        part = self._part
        values = None if start is None else part.values(start)
        if values is not None and part.accepts(values):
            self._values = values
            return Status.FEASIBLE
        likely, both = np.flatnonzero(self._chosen & (part.highest > 0)), self._without_highs
        answer = cp_sat.minimise(part, likely, part.costs[self._goal], both, both.left(), is_short=True)
        self._values = None if answer.values is None else part.completed(answer.values)
        return answer.status

    @property
    def _without_highs(self) -> Options:
        return replace(self._options, workers=self._options.workers + 1)

    # What is needed

    def _program(self) -> StandIns:
        """With stand-ins, for whatever is less than was found."""
        part, most = self._part, self._most
        seats, telling = part.columns.seats, part.columns.telling[0]
        present = np.zeros(part.facts.n["reviewer"], dtype=bool)
        present[telling.person[telling.kept(part.highest[seats.columns])]] = True
        chosen = self._chosen.copy()
        chosen[seats.columns] |= self._apart()[seats.keys["reviewer"]]
        if self._goal == CHANGE_GOAL and most is not None:
            near = Nearness(part)
            part = part.only(near.within(most - 1 - near.unavoidable))
        return StandIns(part, chosen, self._elsewhere, present)

    def _apart(self) -> Bools:
        """(reviewer): for whom nobody stands in.

        They can make several visits, were planned and not told, or must be told.
        """
        part, before = self._part, self._part.instance.before
        facts, columns, telling = part.facts, part.columns, part.columns.telling[0]
        assert before is not None
        found = columns.most_joined > 1
        found[telling.person[~telling.kept(part.highest[columns.seats.columns])]] = True
        told = {(person, review) for person, review, _ in before.told}
        for planned in before.reviews:
            for person in planned.reviewers:
                if (person, planned.review) not in told and person in facts.reviewers:
                    found[facts.reviewers[person]] = True
        return found

    def _brings_in(self, program: StandIns, values: Ints | Floats) -> bool:
        """Let all seats where somebody stood in have columns; whether there are any. Raises MoreFreed."""
        dates, reviews = program.stood_in(values)
        if len(reviews):
            found = None if self._values is None else self._part.schedule(self._values)
            raise MoreFreed(frozenset(self._part.instance.reviews[review].id for review in reviews.tolist()), found)
        seats = self._part.columns.seats
        return self._chooses(seats.columns[np.isin(seats.keys["date"], dates)])

    def _chooses(self, columns: Ints) -> bool:
        """Whether any of these columns was not chosen."""
        is_new = not self._chosen[columns].all()
        self._chosen[columns] = True
        return is_new

    # Whether there is something between

    def _look(self, program: StandIns, point: Point | None) -> tuple[str, ...] | None:
        """Look for something better; None if that leads on, else who says that there is nothing."""
        goal, less = self._goal, None if self._most is None else self._most - 1
        if less is not None:
            program.keep(goal, less)
        answer, least = Answer(Status.INFEASIBLE, None, None), self._least(point)
        if least is not None and (less is None or least < less):
            answer = program.best(goal, program.within(point, least), self._without_highs)
        if answer.status == Status.INFEASIBLE:
            columns = program.within(point, less)
            answer = program.best(goal, columns, self._without_highs)
            if answer.status == Status.INFEASIBLE:
                agreed = program.is_impossible(goal, columns, self._options)
                return (CP_SAT, HIGHS) if agreed else (CP_SAT,)
        return None if answer.values is not None and self._leads_on(program, answer.values) else ()

    def _least(self, point: Point | None) -> int | None:
        """What the linear program needs, in whole numbers."""
        return None if point is None else int(np.ceil(point.bound - SLACK))

    def _leads_on(self, program: StandIns, values: Ints) -> bool:
        """Whether it is a repair, which then is the best, or there are columns to bring in."""
        found = program.as_values(values)
        if self._part.accepts(found):
            self._values = found
            return True
        return self._brings_in(program, values) or self._chooses(program.missing(values))
