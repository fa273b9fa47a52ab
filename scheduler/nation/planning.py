"""Plan the reviews of one district: relax, dive, and say what the rows are worth.

The relaxation is the linear program of the district. Its optimum is a fraction here and there; the dive fixes what is
nearly whole and solves again, until everything is (see `solvers.diving`). What a row's limit is worth in the relaxation
is its price, for all others to know. In districts of some hundred reviews next to nothing is left to gain after that.

A district that is to be fairer is planned the same way, with metres beyond fair in the cost. How much of quality that
takes is known only then. If it is more than may be given, metres weigh a quarter as much, and if that is in vain, too,
the district stays as it is.

Example. The relaxation holds a review by halves on the 3rd and the 10th of September and costs 1,490 km. On the 3rd
alone the district costs 1,502, and so the dive ends there: at most 12 km lie between it and the best.
"""

import numpy as np

from models.instance import Instance
from models.people import Reviewer
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import PlannedReview, Schedule
from scheduler.model import Model
from scheduler.nation.parts import part
from scheduler.nation.prices import HANG_ON_OWN_REVIEW, Naming
from scheduler.nation.reach import Worthwhile
from scheduler.nation.tasks import Fair, Planned, Planning, Seconds, countdown
from scheduler.nation.weighing import WEIGHTS, mondays_of, weighed
from scheduler.solvers.diving import dive
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Among
from scheduler.tables.facts import Facts

_CHEAPEST = 8  # people a date with which a relaxation begins where prices are known
_MOST = 150  # people a review are looked at, the cheapest: enough for many teams
_DIVE_SHARE = 2.0  # of the time: without a schedule the district would be lost
_TIMES = (1.0, 4.0)  # so many times as many metres are worth a km of quality, one after the other


def plan(instance: Instance, task: Planning) -> Planned:
    """Relax and dive: in districts of some hundred reviews next to nothing is left to gain after that."""
    seconds, place = countdown(task.seconds), task.place
    own = part(instance, place.hosts, place.homes, place.leads, task.decided)
    facts = Facts(own, even=task.even, whole=instance)
    mondays = mondays_of(facts)
    model = Model(own, facts=facts, among=_free_or_decided(facts, task))
    if task.fair is not None:
        return _fairer(model, task, task.fair, seconds)
    cost = weighed(model).astype(float)
    relaxation, naming = _begun(model, task, cost), Naming(model)
    relaxation.minimise(cost)
    point = relaxation.solve(seconds=seconds)
    kept = model.columns.broken.columns
    if point is not None and not point.values[kept].any():
        relaxation.limit(kept, np.zeros(len(kept)), np.zeros(len(kept)))  # now what would break one is refused
    best = dive(model, relaxation, lambda: seconds(_DIVE_SHARE))
    reviews = None if best is None else _planned(model, best, task)
    if task.prices or point is None:
        return Planned(reviews)
    week = next(
        (point.price[family.where] for family in naming.families if family.rows.names == ("term week",)), np.zeros(0)
    )
    found = {
        name: price
        for name, price in naming.found(point.price).items()
        if name.rule not in HANG_ON_OWN_REVIEW or name.owner in place.homes
    }
    return Planned(reviews, found, dict(zip(mondays, week.tolist(), strict=False)))


def _begun(model: Model, task: Planning, cost: Floats) -> Relaxation:
    """The relaxation with the columns that are promising."""
    relaxation = Relaxation(model)
    if task.prices:  # they say better than the cost who is promising
        prices = Naming(model).prices(task.prices)
        relaxation.include_cheapest(cost - model.matrix.T @ prices, _CHEAPEST, model.group)
    else:
        relaxation.include_promising(cost, model.columns.homes)
    for rule, rows in model.families:
        if rule == "fixed":
            relaxation.include(np.unique(rows.columns))
    return relaxation


def _planned(model: Model, values: Ints, task: Planning) -> tuple[PlannedReview, ...]:
    """The reviews of the district as these values of the columns mean them."""
    elsewhere = {planned.review for planned in task.decided}
    return tuple(planned for planned in model.schedule(values).reviews if planned.review not in elsewhere)


def _fairer(model: Model, task: Planning, fair: Fair, seconds: Seconds) -> Planned:
    """The reviews with fairer journeys, for no more of quality than may be given; None where a dive finds none such."""
    model.know_fair(fair.visit_m)
    before = model.values(Schedule(instance=model.instance.name, reviews=(*task.present, *task.decided)))
    if before is None:
        return Planned(None)
    cost, unfair = weighed(model).astype(float), model.costs[FAIRNESS_GOAL]
    relaxation = _begun(model, task, cost)
    relaxation.include(np.flatnonzero(before))
    kept = model.columns.broken.columns
    relaxation.limit(kept, np.zeros(len(kept)), np.zeros(len(kept)))
    for times in _TIMES:
        relaxation.minimise(cost + unfair / (times * fair.m_a_km))
        relaxation.solve(seconds=seconds)
        best = dive(model, relaxation, lambda: seconds(_DIVE_SHARE))
        if best is None:
            return Planned(None)
        change = {goal: int(model.costs[goal] @ (best - before)) for goal in (*WEIGHTS, FAIRNESS_GOAL)}
        is_fairer, rise = change.pop(FAIRNESS_GOAL) < 0, change.pop(QUALITY_GOAL)
        if max(change.values()) <= 0 and rise <= fair.most:
            crowding = model.columns.crowding.columns
            weeks = int(model.costs[QUALITY_GOAL][crowding] @ (best - before)[crowding])
            return Planned(_planned(model, best, task), rise=rise - weeks) if is_fairer else Planned(None)
    return Planned(None)


def _free_or_decided(facts: Facts, task: Planning) -> Among:
    """Nobody else goes to a decided review; to any other whoever could matter; and who is fixed or there already."""
    decided = {planned.review for planned in task.decided}
    settled = np.array([review in decided for review in facts.reviews], dtype=bool)[facts.dates.review]
    worthwhile = Worthwhile(facts, task.prices, np.inf, _MOST)
    there = [(fixed.review, fixed.lead, fixed.reviewers) for fixed in facts.instance.fixed]
    there += [(planned.review, planned.lead, planned.reviewers) for planned in task.present]

    def among(candidates: Candidates) -> Bools:
        homes = task.place.homes if candidates.are_reviewers else task.place.leads
        of = [person.school if isinstance(person, Reviewer) else person.id for person in candidates.people]
        free = np.array([each in homes for each in of], dtype=bool)
        allowed = free[:, None] & ~settled[None, :] & worthwhile(candidates)
        at = [
            (person, review)
            for review, lead, reviewers in there
            for person in (reviewers if candidates.are_reviewers else (lead,))
            if person is not None
        ]
        return np.asarray(allowed | candidates.at(at)) if at else allowed

    return among
