"""leave-review: a reviewer leaves a review that has begun; their seat stays empty, and counts as sent."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import LeaveReview
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes.effects import Place, with_review
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: LeaveReview) -> Instance:
    review = instance.review_by_id[change.review]
    return with_review(instance, review.model_copy(update={"left_by": (*review.left_by, change.person)}))


def gives_up(_: Instance, __: Sequence[PlannedReview], change: LeaveReview) -> Iterator[Place]:
    yield change.review, change.person


def refused(_: Instance, __: "Situation", change: LeaveReview, where: str) -> Iterator[Problem]:
    remedy = 'That somebody leaves follows from it, such as from "drop-out".'
    yield problem(f"{where}.kind", repr(change.kind), "what has happened", remedy)


KIND = ChangeKind(
    of=LeaveReview,
    words=lambda change: f"{change.person} left {change.review}, which had begun",
    to_anybody="somebody left a review that had begun",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.person, change.review),
    gives_up=gives_up,
    is_reason=False,
)
