"""end-review: a review that has begun ends before its last day, and stands as held."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.change import EndReview
from models.instance import Instance
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import of_review, problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def refused(world: Instance, situation: "Situation", change: EndReview, where: str) -> Iterator[Problem]:
    wrong = list(of_review(world, situation, change.review, change.notice, f"{where}.review"))
    yield from wrong
    planned = situation.planned(change.review)
    if not wrong and not situation.has_begun(planned, change.notice):
        value, remedy = f"{change.review!r}, which begins on {planned.slot}", 'Use "cancel-review".'
        yield problem(f"{where}.review", value, f"a review that has begun by {change.notice}", remedy)


KIND = ChangeKind(
    of=EndReview,
    words=lambda change: f"{change.review} ended early",
    to_anybody="a review ended early",
    refused=refused,
    replayed=lambda instance, _: instance,
    named=lambda _, change: (change.review,),
    is_reason=False,
)
