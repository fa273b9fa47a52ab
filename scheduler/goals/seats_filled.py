"""seats-filled: every team is complete; a repair counts, review by review, the seats that were filled before."""

from collections.abc import Iterator

import numpy as np

from models.before import Before
from models.finding import Finding
from models.policy import Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.tables.arrays import Ints
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(_: Policy) -> str:
    return "As few seats as possible stay empty; a review that is not held counts with its whole size."


def recount(plan: Plan) -> Iterator[Finding]:
    unheld = {review.id for review in plan.not_held}
    for review in plan.instance.reviews:
        size = plan.instance.size(review)
        filled = 0 if review.id in unheld else len(plan.planned(review.id).reviewers)
        lost = size - filled - _empty_before(plan.instance.before, review.id, size)
        if lost > 0:
            host = plan.instance.school_by_id[review.host].name
            yield Finding(
                rule="seats-filled",
                kind="cost",
                about=(review.id,),
                amount=lost,
                message=f"{host} asked for {count(size, 'reviewer')} and has {filled}.",
            )


def _empty_before(before: Before | None, review: str, size: int) -> int:
    """Seats whose emptiness is no loss to a repair; none where no schedule is repaired."""
    if before is None:
        return 0
    return size if review in before.not_held else before.empty_seats.get(review, 0)


def costs(columns: Columns) -> Ints:
    if columns.facts.instance.before is not None:
        return columns.costs((columns.emptier, 1))
    return columns.costs((columns.vacancies, 1), (columns.unheld, columns.facts.review_size))


def rows(columns: Columns) -> Iterator[Rows]:
    """In a repair, what is emptier than before; without one, vacancies themselves are counted.

    A review may be called emptied only where it is emptier: whoever seeks such a repair asks for one that is.
    """
    if columns.facts.instance.before is not None:
        vacant = columns.vacancies.sum_by("review") + columns.facts.review_size * columns.unheld.sum_by("review")
        empty = empty_before(columns)
        yield vacant - columns.emptier.sum_by("review") <= empty
        yield vacant - columns.emptied.sum_by("review", factors=empty + 1) >= 0


def empty_before(columns: Columns) -> Ints:
    """(review): vacancies that are no loss to the repair.

    The seat of whoever left after the review had begun is empty, yet is no vacancy: its column stays chosen.
    """
    instance, size = columns.facts.instance, columns.facts.review_size.tolist()
    empty = [
        _empty_before(instance.before, review.id, size[k]) - len(review.left_by)
        for k, review in enumerate(instance.reviews)
    ]
    return np.array(empty, dtype=np.int64)


GOAL = GoalUnit(
    id="seats-filled",
    sentence=sentence,
    unit="seats",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="empty seats",
    heading="Emptier seats",
    not_better="no schedule fills more",
    in_repairs=True,
    only_losses=True,
    weight=16000,
)
