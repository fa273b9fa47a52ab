"""person-leaves: a reviewer or lead leaves for good."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import PersonLeaves
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes.effects import Place, away, engaged, for_good
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import unknown_person

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def gives_up(world: Instance, reviews: Sequence[PlannedReview], change: PersonLeaves) -> Iterator[Place]:
    yield from engaged(world, reviews, frozenset({change.person}), for_good(world, change.notice))


def refused(world: Instance, _: "Situation", change: PersonLeaves, where: str) -> Iterator[Problem]:
    yield from unknown_person(world, change.person, f"{where}.person")


KIND = ChangeKind(
    of=PersonLeaves,
    words=lambda change: f"person leaves {change.person}",
    to_anybody="somebody has left",
    to_themselves="you have left",
    refused=refused,
    replayed=lambda instance, change: away(instance, change.person, for_good(instance, change.notice)),
    named=lambda _, change: (change.person,),
    gives_up=gives_up,
    leaves=lambda change: ("person", change.person),
)
