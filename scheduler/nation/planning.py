"""Plan the reviews of one district: relax, dive, and say what the rows are worth.

The relaxation is the linear program of the district. Its optimum is a fraction here and there; the dive fixes what is
nearly whole and solves again, until everything is (see `solvers.diving`). What a row's limit is worth in the relaxation
is its price, for all others to know. In districts of some hundred reviews next to nothing is left to gain after that.

Example. The relaxation holds a review by halves on the 3rd and the 10th of September and costs 1,490 km. On the 3rd
alone the district costs 1,502, and so the dive ends there: at most 12 km lie between it and the best.
"""

import numpy as np

from models.instance import Instance
from models.people import Reviewer
from scheduler.model import Model
from scheduler.nation.parts import part
from scheduler.nation.prices import HANG_ON_OWN_REVIEW, Naming
from scheduler.nation.reach import Worthwhile
from scheduler.nation.tasks import Planned, Planning, countdown
from scheduler.nation.weighing import mondays_of, weighed
from scheduler.solvers.diving import dive
from scheduler.solvers.relaxation import Relaxation
from scheduler.tables.arrays import Bools
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Among
from scheduler.tables.facts import Facts

_CHEAPEST = 8  # people a date with which a relaxation begins where prices are known
_MOST = 150  # people a review are looked at, the cheapest: enough for many teams
_DIVE_SHARE = 2.0  # of the time: without a schedule the district would be lost


def plan(instance: Instance, task: Planning) -> Planned:
    """Relax and dive: in districts of some hundred reviews next to nothing is left to gain after that."""
    seconds, place = countdown(task.seconds), task.place
    own = part(instance, place.hosts, place.homes, place.leads, task.decided)
    facts = Facts(own, even=task.even)
    mondays = mondays_of(facts)
    model = Model(own, facts=facts, among=_free_or_decided(facts, task))
    cost = weighed(model).astype(float)
    relaxation = Relaxation(model)
    naming = Naming(model)
    if task.prices:  # they say better than the cost who is promising
        relaxation.include_cheapest(cost - model.matrix.T @ naming.prices(task.prices), _CHEAPEST, model.group)
    else:
        relaxation.include_promising(cost, model.columns.homes)
    for rule, rows in model.families:
        if rule == "fixed":
            relaxation.include(np.unique(rows.columns))
    relaxation.minimise(cost)
    point = relaxation.solve(seconds=seconds)
    kept = model.columns.broken.columns
    if point is not None and not point.values[kept].any():
        relaxation.limit(kept, np.zeros(len(kept)), np.zeros(len(kept)))  # now what would break one is refused
    best = dive(model, relaxation, lambda: seconds(_DIVE_SHARE))
    reviews = None
    if best is not None:
        elsewhere = {planned.review for planned in task.decided}
        reviews = tuple(planned for planned in model.schedule(best).reviews if planned.review not in elsewhere)
    if task.prices or point is None:
        return Planned(reviews, {}, {})
    week = next(
        (point.price[family.where] for family in naming.families if family.rows.names == ("term week",)), np.zeros(0)
    )
    found = {
        name: price
        for name, price in naming.found(point.price).items()
        if name.rule not in HANG_ON_OWN_REVIEW or name.owner in place.homes
    }
    return Planned(reviews, found, dict(zip(mondays, week.tolist(), strict=False)))


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
