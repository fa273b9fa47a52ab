"""reviews-held: every due review has a slot and a lead; a repair counts those that were held before."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.instance import Instance, Review
from models.policy import Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.tables.arrays import Ints
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows


def sentence(_: Policy) -> str:
    return (
        "As few due reviews as possible are without slot and lead; one with a first claim, because it was cancelled in "
        "an earlier term, counts as much as all reviews together."
    )


def recount(plan: Plan) -> Iterator[Finding]:
    before = plan.instance.before
    for review in plan.not_held:
        if before is not None and review.id in before.not_held:
            continue
        host = plan.instance.school_by_id[review.host].name
        yield Finding(
            rule="reviews-held",
            kind="cost",
            about=(review.id,),
            amount=_weight(plan.instance, review),
            message=f"The review at {host} ({review.id}) is not held.",
        )


def costs(columns: Columns) -> Ints:
    before, reviews = columns.facts.instance.before, columns.facts.instance.reviews
    each = [
        0 if before is not None and review.id in before.not_held else _weight(columns.facts.instance, review)
        for review in reviews
    ]
    return columns.costs((columns.unheld, np.array(each, dtype=np.int64)))


def _weight(instance: Instance, review: Review) -> int:
    return len(instance.reviews) if review.first_claim else 1


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.dates.sum_by("review") + columns.unheld.sum_by("review") == 1


GOAL = GoalUnit(
    id="reviews-held",
    sentence=sentence,
    unit="reviews",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="reviews not held",
    heading="Not held",
    not_better="no schedule holds more",
    in_repairs=True,
    only_losses=True,
    weight=128000,
    binds_mostly=True,
)
