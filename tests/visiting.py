"""Visits that reviewers may make, without dates and leads: what fairness is about."""

import numpy as np

from models.policy import FAIRNESS_GOAL
from scheduler.model import Model
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.tables.arrays import Ints


def drawn_visits(model: Model, rng: np.random.Generator) -> Ints:
    """Values of any visits that keep to what a reviewer, a school and a review may have at most."""
    columns, seats = model.columns, model.columns.seats
    filled, (joined, sent) = 0 * columns.facts.review_size, (np.zeros_like(travel.most) for travel in columns.travel)
    joins = set[tuple[int, int]]()
    values = np.zeros(len(model), dtype=np.int64)
    for seat in rng.permutation(len(seats)).tolist():
        who, home, term, review = (int(seats.keys[key][seat]) for key in ("reviewer", "home", "term", "review"))
        may = columns.joins_often[who] or (who, term) not in joins
        may &= joined[who] < columns.travel[0].most[who] and sent[home] < columns.travel[1].most[home]
        if may and filled[review] < columns.facts.review_size[review]:
            joined[who] += 1
            sent[home] += 1
            filled[review] += 1
            joins.add((who, term))
            values[seats.columns[seat]] = 1
    return model.completed(values)


def point_of(relaxation: Relaxation, visits: dict[str, float]) -> Point:
    """The relaxation of fairness where so much of these visits is made, by reviewer and host, and none of others."""
    model = relaxation.program
    assert isinstance(model, Model)
    seats, facts = model.columns.seats, model.facts
    values = np.zeros(len(seats))
    for visit, value in visits.items():
        reviewer, host = visit.split()
        seat = (seats.keys["reviewer"] == facts.reviewers[reviewer]) & (seats.keys["host"] == facts.schools[host])
        assert seat.sum() == 1
        values[seat] = value
    relaxation.include(np.arange(len(model)))
    relaxation.limit(seats.columns, values, values)
    relaxation.minimise(model.costs[FAIRNESS_GOAL].astype(float))
    point = relaxation.solve()
    assert point is not None
    return point
