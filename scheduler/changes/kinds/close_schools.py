"""close-schools: schools are closed for days, each cancelling its own review then, as an exceptional event."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import CancelReview, CloseSchools, EndReview
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes import wrong
from scheduler.changes.effects import Place, closed, engaged, hosting, people_of
from scheduler.changes.kind import ChangeKind

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def schools_of(instance: Instance, change: CloseSchools) -> frozenset[str]:
    """The ids of all schools that are closed."""
    of_hubs = {school.id for school in instance.schools if school.hub in change.hubs}
    return frozenset(of_hubs | set(change.schools))


def named(instance: Instance, change: CloseSchools) -> Iterable[str]:
    schools = schools_of(instance, change)
    return schools | people_of(instance, schools)


def frees(world: Instance, reviews: Sequence[PlannedReview], change: CloseSchools) -> Iterator[Place]:
    yield from engaged(world, reviews, people_of(world, schools_of(world, change)), change.days)


def entails(situation: "Situation", change: CloseSchools) -> Iterator[CancelReview | EndReview]:
    world = situation.world
    for planned in hosting(world, situation.reviews, schools_of(world, change), change.days):
        yield from situation.without_host(planned, change, "exceptional-event")


def refused(world: Instance, _: "Situation", change: CloseSchools, where: str) -> Iterator[Problem]:
    if not change.schools and not change.hubs:
        remedy = "Say which schools are closed."
        yield wrong.problem(where, "no school and no hub", "some under schools or hubs", remedy)
    for n, school in enumerate(change.schools):
        yield from wrong.unknown(school, world.school_by_id, f"{where}.schools[{n}]", "schools")
    for n, hub in enumerate(change.hubs):
        yield from wrong.unknown(hub, world.hub_by_id, f"{where}.hubs[{n}]", "hubs")
    yield from wrong.of_days(world, change.days, change.notice, where)


KIND = ChangeKind(
    of=CloseSchools,
    words=lambda change: f"schools closed {change.days}",
    to_anybody="schools are closed on some days",
    refused=refused,
    replayed=lambda instance, change: closed(instance, schools_of(instance, change), change.days),
    named=named,
    frees=frees,
    entails=entails,
)
