"""school-joins: a school joins, with its hub where that is new, and its review where it has one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.change import SchoolJoins
from models.instance import Instance
from models.problem import Problem
from scheduler.changes import wrong
from scheduler.changes.kind import ChangeKind

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: SchoolJoins) -> Instance:
    return instance.model_copy(
        update={
            "schools": (*instance.schools, change.school),
            "hubs": (*instance.hubs, change.hub) if change.hub else instance.hubs,
            "reviews": (*instance.reviews, change.review) if change.review else instance.reviews,
        }
    )


def refused(world: Instance, _: "Situation", change: SchoolJoins, where: str) -> Iterator[Problem]:
    alone = replayed(world, change.model_copy(update={"review": None}))
    of_school = list(wrong.of_references(alone, f"{where}.school"))
    yield from of_school
    if change.review is None:
        return
    if not of_school:
        yield from wrong.of_references(replayed(world, change), f"{where}.review")
    if change.review.host != change.school.id:
        value, remedy = repr(change.review.host), "It is the review of this school."
        yield wrong.problem(f"{where}.review.host", value, repr(change.school.id), remedy)
    for n, slot in enumerate(change.review.slots):
        if slot <= change.notice:
            yield wrong.past(f"{where}.review.slots[{n}]", slot, change.notice)


KIND = ChangeKind(
    of=SchoolJoins,
    words=lambda change: f"school joins {change.school.id}",
    to_anybody="a school has joined",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.school.id, *((change.review.id,) if change.review else ())),
    joins=lambda change: change.school,
)
