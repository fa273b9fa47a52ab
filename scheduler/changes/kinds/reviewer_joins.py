"""reviewer-joins: a reviewer joins, with all that is known of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.change import ReviewerJoins
from models.instance import Instance
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import of_references

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: ReviewerJoins) -> Instance:
    return instance.model_copy(update={"reviewers": (*instance.reviewers, change.reviewer)})


def refused(world: Instance, _: "Situation", change: ReviewerJoins, where: str) -> Iterator[Problem]:
    yield from of_references(replayed(world, change), f"{where}.reviewer")


KIND = ChangeKind(
    of=ReviewerJoins,
    words=lambda change: f"reviewer joins {change.reviewer.id}",
    to_anybody="a reviewer has joined",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.reviewer.id,),
    joins=lambda change: change.reviewer,
)
