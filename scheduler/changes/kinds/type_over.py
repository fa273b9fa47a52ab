"""type-over: somebody typed another date, lead or reviewer into a plan's workbook; what stood there may move."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.change import TypeOver
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes.effects import Place, with_review
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation

SLOT, LEAD, SEAT = "slot", "lead", "seat"


def words(change: TypeOver) -> str:
    return _typed(change) if change.kept else f"{_typed(change)} (typed, and not kept)"


def _typed(change: TypeOver) -> str:
    instead = f" instead of {change.was}" if change.was else ""
    if change.place == SLOT:
        return f"{change.review} begins on {change.now}{instead}"
    does = "leads" if change.place == LEAD else "joins"
    return (
        f"{change.now} {does} {change.review}{instead}"
        if change.now
        else f"{change.was} no longer {does} {change.review}"
    )


def replayed(instance: Instance, change: TypeOver) -> Instance:
    """A slot that the host had not offered is now its first: whoever typed it has asked."""
    review = instance.review_by_id[change.review]
    if not change.kept or change.place != SLOT or change.now is None:
        return instance
    slot = date.fromisoformat(change.now)
    if slot in review.possible_slots:
        return instance
    slots = (slot, *(one for one in review.possible_slots if one != slot))
    return with_review(instance, review.model_copy(update={"slots": slots, "ranks": None, "possible": None}))


def frees(_: Instance, __: Sequence[PlannedReview], change: TypeOver) -> Iterator[Place]:
    if change.place != SEAT:
        yield change.review, change.place
    elif change.was is not None:
        yield change.review, change.was


def named(_: Instance, change: TypeOver) -> Iterator[str]:
    if not change.kept:
        return
    yield change.review
    if change.place != SLOT:
        yield from (who for who in (change.was, change.now) if who is not None)


def refused(_: Instance, __: "Situation", change: TypeOver, where: str) -> Iterator[Problem]:
    remedy = "Type it into the plan's workbook, and use: qa-scheduler repair."
    yield problem(f"{where}.kind", repr(change.kind), "what has happened", remedy)


KIND = ChangeKind(
    of=TypeOver,
    words=words,
    to_anybody="the coordinator changed the plan by hand",
    refused=refused,
    replayed=replayed,
    named=named,
    frees=frees,
)
