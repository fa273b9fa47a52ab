"""drop-out: a reviewer or lead cannot come to one review, on some days, or for the rest of the term."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import DropOut
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes import effects, wrong
from scheduler.changes.kind import ChangeKind

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: DropOut) -> Instance:
    if change.review is not None:
        return effects.declined(instance, change.review, change.person)
    return effects.away(instance, change.person, change.days or effects.rest_of_term(instance, change.notice))


def gives_up(world: Instance, reviews: Sequence[PlannedReview], change: DropOut) -> Iterator[effects.Place]:
    if change.review is not None:
        yield change.review, change.person
        return
    days = change.days or effects.rest_of_term(world, change.notice)
    yield from effects.engaged(world, reviews, frozenset({change.person}), days)


def refused(world: Instance, situation: "Situation", change: DropOut, where: str) -> Iterator[Problem]:
    yield from wrong.unknown_person(world, change.person, f"{where}.person")
    if change.days is not None:
        if change.review is not None:
            remedy = "Leave one of the two out; without both, the rest of the term is meant."
            yield wrong.problem(where, "a review and days", "a review or days", remedy)
        yield from wrong.of_days(world, change.days, change.notice, where)
    if change.review is not None:
        yield from wrong.of_review(world, situation, change.review, change.notice, f"{where}.review")
        yield from wrong.not_planned(world, situation, change.review, change.person, where)


KIND = ChangeKind(
    of=DropOut,
    words=lambda change: f"{change.person} dropped out",
    to_anybody="somebody cannot come",
    to_themselves="you cannot come",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.person, *((change.review,) if change.review else ())),
    gives_up=gives_up,
)
