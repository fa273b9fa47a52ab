"""Solving with nearly everything as it is: a few reviews are planned anew, all others stay."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from models.instance import Instance, Review
from models.policy import FAIRNESS_GOAL
from models.schedule import Schedule, Status
from scheduler.checking import check
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.solvers import highs
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Ints

if TYPE_CHECKING:
    from scheduler.tables.program import Program

_CAREFUL = Options(time_limit_seconds=None, workers=1)


def replanned(instance: Instance, schedule: Schedule, reviews: Iterable[str]) -> Schedule | None:
    """The schedule with some reviews planned as well as the goals in their order allow, all others as they are.

    Fairness is not looked at. It passes the checks; None where the schedule cannot be kept under this instance's rules,
    and where no schedule that passes them was found.
    """
    free = set(reviews)
    near = _others_stay(instance, schedule, free)
    model = Model(near)
    values = model.values(schedule)
    if values is None:
        return None
    columns, facts = model.columns, model.facts
    anew = np.array([review in free for review in facts.reviews], dtype=bool)
    movable = columns.date < 0
    movable[~movable] = anew[facts.dates.review[columns.date[~movable]]]
    found = in_order(model, np.where(movable, 0, values), np.flatnonzero(movable & (model.highest > 0)))
    if found is None:
        return None
    made = model.schedule(np.where(movable, found, values)).model_copy(update={"certificate": schedule.certificate})
    return None if check(instance, made).breaches else made


def in_order(model: Model, constant: Ints, columns: Ints) -> Ints | None:
    """Values of all columns with which each goal in turn is as good as can be; None if nothing is possible.

    constant: what stays as it is; only the given columns are decided. The model's rows are changed.
    """
    program: Program = model
    taken = program.matrix @ constant
    program.lower, program.upper = program.lower - taken, program.upper - taken
    found = None
    for goal in model.instance.policy.goals:
        if goal.goal == FAIRNESS_GOAL:
            continue
        cost = model.costs[goal.goal]
        answer = highs.minimise(program, columns, cost, _CAREFUL, None)
        if answer.status != Status.OPTIMAL or answer.values is None:
            return found
        found = answer.values + constant
        model.keep(goal.goal, int(cost @ answer.values))
    return found


def _others_stay(instance: Instance, schedule: Schedule, free: set[str]) -> Instance:
    """The instance in which all other reviews can only be where they are: so it is small to build."""
    plan = Plan(instance, schedule)

    def only_there(review: Review) -> Review:
        slot = plan.planned(review.id).slot
        stays = review.id not in free and slot in review.slots
        return review.model_copy(update={"slots": (slot,)}) if stays else review

    return instance.model_copy(update={"reviews": tuple(map(only_there, instance.reviews))})
