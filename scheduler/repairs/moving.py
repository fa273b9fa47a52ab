"""The repair that disturbs least if a review moves to one slot, exactly, and one slot after the other.

All other reviews stay on their dates at first, so that the program is a tenth of a repair's; it is built once a review,
with all its slots. Of a slot only those people have columns who are likely to be in the best repair; all others are
stood in for, until the best is proven (`least_of_goal`). Goals are decided in their order, as in every repair.
"""

from collections.abc import Mapping
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
from scheduler.repairs.least_of_goal import Best, LeastOfGoal, MoreFreed
from scheduler.repairs.least_told import Least, Told, can_move
from scheduler.search.incumbent import RELAXATION
from scheduler.solvers import cp_sat
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Bools, Ints


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


_Decided = tuple[int, tuple[str, ...]]
"""The best value of a goal, and who has shown that nothing is better."""


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
        decided: dict[str, _Decided] = dict.fromkeys(self._first, (0, (RELAXATION,))) if nothing_lost else {}
        start: Schedule | None = None
        while True:
            try:
                return self._in_order(self._at(slot), known, decided, start)
            except MoreFreed as more:
                self._freed, self._model, start = self._freed | more.reviews, None, more.found

    def _in_order(
        self, part: Model, known: dict[str, int], decided: dict[str, _Decided], start: Schedule | None
    ) -> Repaired:
        """decided: what is known of the first goals; the next are added. start: a repair to begin the next one with."""
        chosen, elsewhere, best = self._likely(part), self._elsewhere(part), Best(Status.UNKNOWN)
        for goal, (value, _) in decided.items():
            part.keep(goal, value)
        for goal in [*self._first, CHANGE_GOAL][len(decided) :]:
            best = LeastOfGoal(part, goal, chosen, elsewhere, self._options).best(known[goal], start)
            if best.values is None:
                return Repaired(best.status)
            decided[goal], start = (int(part.costs[goal] @ best.values), best.closed_by), None
            part.keep(goal, decided[goal][0])
        assert best.values is not None
        return self._checked(part.schedule(self._improved(part, best.values)), decided)

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

    def _checked(self, schedule: Schedule, decided: Mapping[str, _Decided]) -> Repaired:
        """A repair that the checks accept and that counts what it should; else nothing is known."""
        report = check(self._world, schedule)
        if report.breaches or any(report.values[goal] != value for goal, (value, _) in decided.items()):
            return Repaired(Status.UNKNOWN)
        return repaired(self._world, schedule, report, {goal: closed_by for goal, (_, closed_by) in decided.items()})

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
