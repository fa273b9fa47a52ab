"""other-slot: a host asks for another slot."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.change import OtherSlot
from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from models.slot import SlotLength
from scheduler.changes import wrong
from scheduler.changes.effects import Place, with_review
from scheduler.changes.kind import ChangeKind

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: OtherSlot) -> Instance:
    """The slots asked for are the host's slots from now on, and their order is its order."""
    review = instance.review_by_id[change.review]
    return with_review(instance, review.model_copy(update={"slots": change.slots, "ranks": None, "possible": None}))


def frees(_: Instance, __: Sequence[PlannedReview], change: OtherSlot) -> Iterator[Place]:
    yield change.review, "slot"


def _and_the_next(length: SlotLength) -> str:
    """What a term must hold beside a slot's first day."""
    if length.days == 1:
        return ""
    others = SlotLength(days=length.days - 1)
    return ", as is the next" if others.days == 1 else f", as are the next {others.number}"


def refused(world: Instance, situation: "Situation", change: OtherSlot, where: str) -> Iterator[Problem]:
    unknown = list(wrong.of_review(world, situation, change.review, change.notice, f"{where}.review"))
    yield from unknown
    planned = situation.planned(change.review)
    if not unknown and situation.has_begun(planned, change.notice):
        value = f"{change.review!r}, which began on {planned.slot}"
        remedy = "Cancel it by name: with an accepted reason it gets a new slot."
        yield wrong.problem(f"{where}.review", value, f"a review that begins after {change.notice}", remedy)
    review, length = world.review_by_id.get(change.review), world.policy.slot
    term = world.term_by_id[review.term] if review is not None else None
    for n, slot in enumerate(change.slots):
        place = f"{where}.slots[{n}]"
        if not length.begins_on(slot):
            yield wrong.problem(place, f"{slot} ({slot:%A})", length.first_days, length.why)
        elif slot <= change.notice:
            yield wrong.past(place, slot, change.notice)
        elif term is not None and not all(day in term for day in length.days_of(slot)):
            expected = f"a day of term {term.id!r}, {term.first_day} to {term.last_day}{_and_the_next(length)}"
            yield wrong.problem(place, slot, expected, "Move the slot into the term.")
    for slot, times in Counter(change.slots).items():
        if times > 1:
            yield wrong.problem(f"{where}.slots", f"{slot} {times} times", "each slot once", "Keep the better rank.")


KIND = ChangeKind(
    of=OtherSlot,
    words=lambda change: f"{change.review} asked for another slot",
    to_anybody="a school asked for other days",
    to_themselves="you asked for other days",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.review,),
    frees=frees,
)
