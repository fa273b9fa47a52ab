"""decline-offer: a reviewer or lead declines what they were offered."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import DeclineOffer
from models.instance import Instance
from models.planned import PlannedReview, State
from models.problem import Problem
from scheduler.changes import wrong
from scheduler.changes.effects import Place, declined
from scheduler.changes.kind import ChangeKind

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def gives_up(_: Instance, __: Sequence[PlannedReview], change: DeclineOffer) -> Iterator[Place]:
    yield change.review, change.person


def refused(world: Instance, situation: "Situation", change: DeclineOffer, where: str) -> Iterator[Problem]:
    unknown = [
        *wrong.unknown_person(world, change.person, f"{where}.person"),
        *wrong.of_review(world, situation, change.review, change.notice, f"{where}.review"),
    ]
    yield from unknown or wrong.not_planned(world, situation, change.review, change.person, where)
    planned = situation.planned(change.review)
    if unknown or change.person not in planned.people:
        return
    states, state = situation.states.get(change.review), State.PUBLISHED
    if states is not None:
        state = states.lead if change.person == planned.lead else states.of_seat(change.person)
    if state != State.OFFERED:
        remedy = 'What is accepted or published is not declined: use "drop-out".'
        yield wrong.problem(f"{where}.person", f"{change.person!r}, whose state is {state}", "an offer", remedy)


KIND = ChangeKind(
    of=DeclineOffer,
    words=lambda change: f"{change.person} declined {change.review}",
    to_anybody="somebody has declined",
    to_themselves="you have declined",
    refused=refused,
    replayed=lambda instance, change: declined(instance, change.review, change.person),
    named=lambda _, change: (change.person, change.review),
    gives_up=gives_up,
)
