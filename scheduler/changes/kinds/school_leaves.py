"""school-leaves: a school leaves with all its reviewers, and its review is cancelled for good."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import CancelReview, EndReview, SchoolLeaves
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes.effects import Place, closed, engaged, for_good, hosting, people_of
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import unknown

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def named(instance: Instance, change: SchoolLeaves) -> Iterable[str]:
    school = frozenset({change.school})
    return school | people_of(instance, school)


def gives_up(world: Instance, reviews: Sequence[PlannedReview], change: SchoolLeaves) -> Iterator[Place]:
    yield from engaged(world, reviews, people_of(world, frozenset({change.school})), for_good(world, change.notice))


def entails(situation: "Situation", change: SchoolLeaves) -> Iterator[CancelReview | EndReview]:
    world, school = situation.world, frozenset({change.school})
    for planned in hosting(world, situation.reviews, school, for_good(world, change.notice)):
        yield from situation.without_host(planned, change, "other")


def refused(world: Instance, _: "Situation", change: SchoolLeaves, where: str) -> Iterator[Problem]:
    yield from unknown(change.school, world.school_by_id, f"{where}.school", "schools")


KIND = ChangeKind(
    of=SchoolLeaves,
    words=lambda change: f"school leaves {change.school}",
    to_anybody="a school has left",
    refused=refused,
    replayed=lambda instance, change: closed(instance, frozenset({change.school}), for_good(instance, change.notice)),
    named=named,
    gives_up=gives_up,
    entails=entails,
    leaves=lambda change: ("school", change.school),
)
