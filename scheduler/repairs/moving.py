"""The repair that disturbs least if a review moves to one slot, exactly, and one slot after the other.

All other reviews stay on their dates at first, so that the program is a tenth of a repair's; it is built once a review,
with all its slots. Of a slot only those people have columns who are likely to be in the best repair; all others are
stood in for (`stand_ins`), until the best needs no stand-in. Goals are decided in their order, as in every repair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from models.instance import Instance, Review
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import Schedule, Status, is_confirmed
from scheduler.checking import Report, check
from scheduler.goals import ONLY_LOSSES
from scheduler.goals.change_kept_small import recount
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.repairs.least_change import Nearness
from scheduler.repairs.least_told import Least, Told, can_move
from scheduler.repairs.stand_ins import StandIns
from scheduler.search.incumbent import RELAXATION
from scheduler.solvers import cp_sat
from scheduler.solvers.options import Options
from scheduler.solvers.side_by_side import CP_SAT, HIGHS
from scheduler.tables.facts import Bools
from scheduler.tables.rows import Ints


@dataclass(frozen=True)
class Repaired:
    """The best repair found with the review in a slot, or not held.

    status: optimal if no repair is better in the goals up to the change, as two solvers say or a bound that is met;
    feasible if that is open, or one solver alone says so; infeasible if there is no repair; unknown if none was found.
    told: who hears of something new in it. lost: of reviews held, seats and commitments, what is lost. closed_by: of
    each goal up to the change, who has shown that no repair is better.
    """

    status: Status
    told: Told | None = None
    lost: Mapping[str, int] = field(default_factory=dict)
    schedule: Schedule | None = None
    closed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def repaired(world: Instance, schedule: Schedule, report: Report, closed_by: Mapping[str, tuple[str, ...]]) -> Repaired:
    """What a repair is, as the checks see it."""
    people = sum(1 for _ in recount(Plan(world, schedule)))
    lost = {goal: report.values[goal] for goal in ONLY_LOSSES}
    status = Status.OPTIMAL if all(map(is_confirmed, closed_by.values())) else Status.FEASIBLE
    return Repaired(status, Told(people, report.values[CHANGE_GOAL]), lost, schedule, closed_by)


@dataclass(frozen=True)
class _Best:
    """The best found in one goal. closed_by: who has shown that nothing is better; nobody where that is open."""

    status: Status
    values: Ints | None = None
    closed_by: tuple[str, ...] = ()


_BOTH = CP_SAT, HIGHS


class Moving:
    """One review. world: the instance under repair, in which it can have the slots asked for.

    freed: other reviews that have all their dates in the program. It is kept from slot to slot.
    """

    def __init__(self, world: Instance, review: str) -> None:
        assert world.before is not None
        self._world, self._before, self._review = world, world.before, review
        goals: list[str] = [goal.goal for goal in world.policy.goals]
        self._first = goals[: goals.index(CHANGE_GOAL)]
        self._freed: frozenset[str] = frozenset()
        self._model: Model | None = None

    def repaired(self, slot: date, least: Least, options: Options, quality_seconds: float = 0.0) -> Repaired:
        """The best repair with the review in a slot or, where that cannot be, not held. least: what is known of it.

        quality_seconds: of those that are as good up to the change, the best in quality that is found in this time.
        """
        self._options, self._quality_seconds = options, quality_seconds
        if least.is_whole:
            found = self._decided(slot, {CHANGE_GOAL: least.at_least.counted}, nothing_lost=True)
            if found.status != Status.INFEASIBLE:
                return found
        return self._decided(slot, self._known(least), nothing_lost=False)

    def _known(self, least: Least) -> dict[str, int]:
        """Of each goal, what no repair betters, whatever it is in the others."""
        known = dict.fromkeys(self._first, 0) | {CHANGE_GOAL: least.in_any_case.counted}
        if self._review not in self._before.not_held:
            known["seats-filled"] = least.empty
            known["reviews-held"] = int(not least.held)
        return known

    def _decided(self, slot: date, known: dict[str, int], *, nothing_lost: bool) -> Repaired:
        """Goal after goal. known: no repair is better than that in a goal, given those before."""
        while True:
            part = self._at(slot)
            self._chosen = self._likely(part)
            for goal in self._first if nothing_lost else ():
                part.keep(goal, 0)
            try:
                return self._in_order(part, known, [CHANGE_GOAL] if nothing_lost else [*self._first, CHANGE_GOAL])
            except _MoreFreed as more:
                self._freed, self._model = self._freed | more.reviews, None

    def _in_order(self, part: Model, known: dict[str, int], goals: Sequence[str]) -> Repaired:
        decided = dict.fromkeys(self._first, 0)
        closed_by: dict[str, tuple[str, ...]] = dict.fromkeys(self._first, (RELAXATION,))
        best = _Best(Status.UNKNOWN)
        for goal in goals:
            best = self._least(part, goal, known[goal])
            if best.values is None:
                return Repaired(best.status)
            decided[goal], closed_by[goal] = int(part.costs[goal] @ best.values), best.closed_by
            part.keep(goal, decided[goal])
        assert best.values is not None
        return self._checked(part.schedule(self._improved(part, best.values)), decided, closed_by)

    def _improved(self, part: Model, values: Ints) -> Ints:
        """The best in quality among few columns, of which each could be in a repair that changes as little."""
        if not self._quality_seconds or QUALITY_GOAL not in part.costs:
            return values
        near = Nearness(part)
        near.fill(int(part.costs["seats-filled"] @ values))
        could = near.within(int(part.costs[CHANGE_GOAL] @ values) - near.unavoidable)
        columns = np.flatnonzero(could & (part.highest > 0) | (values > 0))
        both = replace(self._options, workers=self._options.workers + 1)  # there is no HiGHS beside it
        cost, seconds = part.costs[QUALITY_GOAL], self._quality_seconds
        found = cp_sat.minimise(part, columns, cost, both, seconds, hint=values, is_short=True).values
        return values if found is None else part.completed(found)

    def _least(self, part: Model, goal: str, known: int) -> _Best:
        """The least of a goal, and values with it.

        First among the likely columns; as long as that is more than is known to be needed, with stand-ins for the
        others, of which those are brought in that would make it less.
        """
        while True:
            likely, cost = np.flatnonzero(self._chosen & (part.highest > 0)), part.costs[goal]
            both = replace(self._options, workers=self._options.workers + 1)  # there is no HiGHS beside it
            answer = cp_sat.minimise(part, likely, cost, both, self._options.left(), is_short=True)
            values = None if answer.values is None else part.completed(answer.values)
            most = None if values is None else int(cost @ values)
            if most is not None and most <= known:
                return _Best(Status.OPTIMAL, values, (RELAXATION,))
            if answer.status not in (Status.OPTIMAL, Status.INFEASIBLE):
                return _Best(answer.status, values)
            program = self._program(part, goal, most)
            better = program.best(goal, self._options)
            if better.status == Status.INFEASIBLE and program.is_impossible(goal, self._options):
                return _Best(Status.INFEASIBLE if values is None else Status.OPTIMAL, values, _BOTH)
            if better.values is None:
                alone = (CP_SAT,) if better.status == Status.INFEASIBLE else ()
                return _Best(Status.UNKNOWN if values is None else Status.FEASIBLE, values, alone)
            self._bring_in(part, program, better.values)

    def _program(self, part: Model, goal: str, most: int | None) -> StandIns:
        """With stand-ins, for whatever is less than was found."""
        seats, telling = part.columns.seats, part.columns.telling[0]
        present = np.zeros(part.facts.n["reviewer"], dtype=bool)
        present[telling.person[telling.kept(part.highest[seats.columns])]] = True
        chosen = self._chosen.copy()
        chosen[seats.columns] |= self._apart(part)[seats.keys["reviewer"]]
        if goal == CHANGE_GOAL and most is not None:
            near = Nearness(part)
            part = part.only(near.within(most - 1 - near.unavoidable))
        program = StandIns(part, chosen, self._elsewhere(part), present)
        if most is not None:
            program.keep(goal, most - 1)
        return program

    def _bring_in(self, part: Model, program: StandIns, values: Ints) -> None:
        """Let what was used, and all seats where somebody stood in, have columns."""
        dates, reviews = program.stood_in(values)
        if len(reviews):
            raise _MoreFreed(frozenset(self._world.reviews[review].id for review in reviews.tolist()))
        seats = part.columns.seats
        self._chosen[seats.columns[np.isin(seats.keys["date"], dates)]] = True
        self._chosen[program.chosen[values[: len(program.chosen)] > 0]] = True

    def _checked(
        self, schedule: Schedule, decided: dict[str, int], closed_by: Mapping[str, tuple[str, ...]]
    ) -> Repaired:
        """A repair that the checks accept and that counts what it should; else nothing is known."""
        report = check(self._world, schedule)
        if report.breaches or any(report.values[goal] != value for goal, value in decided.items()):
            return Repaired(Status.UNKNOWN)
        return repaired(self._world, schedule, report, closed_by)

    # The program

    def _at(self, slot: date) -> Model:
        """The model in which the review can have this slot alone."""
        if self._model is None:
            reviews = tuple(map(self._at_its_date, self._world.reviews))
            self._model = Model(self._world.model_copy(update={"reviews": reviews}))
        model, facts = self._model, self._model.facts
        others = (facts.dates.review == facts.reviews[self._review]) & (facts.dates.day != facts.day(slot))
        date_of = model.columns.date
        return model.only((date_of < 0) | ~others[date_of])

    def _at_its_date(self, review: Review) -> Review:
        planned = self._before.planned_by_review.get(review.id)
        if review.id == self._review or review.id in self._freed or planned is None:
            return review
        return (
            review.model_copy(update={"possible": (planned.slot,)}) if planned.slot in review.possible_slots else review
        )

    def _elsewhere(self, part: Model) -> Ints:
        """The reviews that could take another date than they have in the program."""
        stay = {self._review, *self._freed}
        found = [
            one for one in self._before.reviews if one.review not in stay and can_move(self._world, self._before, one)
        ]
        return np.array([part.facts.reviews[one.review] for one in found], dtype=np.int64)

    def _likely(self, part: Model) -> Bools:
        """The columns to begin with: all seats that were taken, those at the review, and those of a few people.

        These are its team, the host's reviewers, and their colleagues: who must be told anyway, and who can make up for
        what their school owes.
        """
        facts, columns = part.facts, part.columns
        seats, planned = columns.seats, self._before.planned_by_review[self._review]
        team = [facts.reviewers[person] for person in planned.reviewers]
        host = facts.schools[self._world.review_by_id[self._review].host]
        people = np.isin(facts.reviewer_home, np.append(facts.reviewer_home[team], host))
        chosen = np.ones(len(part), dtype=bool)
        chosen[seats.columns] = people[seats.keys["reviewer"]] | ~columns.telling[0].is_new
        chosen[seats.columns] |= seats.keys["review"] == facts.reviews[self._review]
        return chosen

    def _apart(self, part: Model) -> Bools:
        """(reviewer): for whom nobody stands in.

        They can make several visits, were planned and not told, or must be told.
        """
        facts, columns, telling = part.facts, part.columns, part.columns.telling[0]
        found = columns.most_joined > 1
        found[telling.person[~telling.kept(part.highest[columns.seats.columns])]] = True
        told = {(person, review) for person, review, _ in self._before.told}
        for planned in self._before.reviews:
            for person in planned.reviewers:
                if (person, planned.review) not in told and person in facts.reviewers:
                    found[facts.reviewers[person]] = True
        return found


class _MoreFreed(Exception):
    """Reviews of which another date than they have might be worth it."""

    def __init__(self, reviews: frozenset[str]) -> None:
        super().__init__(reviews)
        self.reviews = reviews
