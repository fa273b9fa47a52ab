"""What may move from one version of a schedule to the next, said once more and otherwise than the engine says it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from models.calendar import Days, slot_days
from models.change import (
    CancelReview,
    Change,
    CloseSchools,
    DeclineOffer,
    DropOut,
    OtherSlot,
    PersonLeaves,
    SchoolLeaves,
)
from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule

Place = tuple[str, str]
"""A review, and "slot", "lead" or a reviewer's id."""


def places(planned: PlannedReview) -> dict[Place, str]:
    """What stands at each place of a review that has a date."""
    if planned.slot is None:
        return {}
    there = {(planned.review, "slot"): str(planned.slot)}
    there |= {(planned.review, "lead"): planned.lead} if planned.lead else {}
    return there | {(planned.review, person): person for person in planned.reviewers}


def of_schedule(schedule: Schedule) -> dict[Place, str]:
    """What stands at each place."""
    return {place: what for planned in schedule.reviews for place, what in places(planned).items()}


def states_of(schedule: Schedule, review: str) -> ReviewStates:
    """The states of a review."""
    return next((one for one in schedule.states if one.review == review), ReviewStates(review=review))


def state(schedule: Schedule, place: Place) -> State:
    """How far the place has got."""
    states = states_of(schedule, place[0])
    return {"slot": states.slot, "lead": states.lead}.get(place[1]) or states.of_seat(place[1])


def fast(instance: Instance, schedule: Schedule, notice: date) -> Iterator[Place]:
    """Places that stay: of what has begun, all; what is done or pinned; if the policy says so, all that was told.

    instance: with the changes replayed.
    """
    there = of_schedule(schedule)
    begun = {one.review for one in schedule.reviews if one.slot is not None and one.slot <= notice}
    done = {one.review for one in schedule.states if one.slot == State.DONE}
    for place, what in there.items():
        review, kind = place
        by_hand = instance.fixed_by_review.get(review)
        fixed = by_hand is not None and what in (str(by_hand.slot), by_hand.lead, *by_hand.reviewers)
        told = state(schedule, place) != State.DRAFT and not instance.policy.fixed.published_moves
        over = review in begun | done or state(schedule, place) == State.DONE
        if over or fixed or told or kind in states_of(schedule, review).pins:
            yield place


def named(instance: Instance, schedule: Schedule, changes: Sequence[Change]) -> set[Place]:
    """Places that changes name, so that they may move. instance: with the changes replayed."""
    return {place for change in changes for place in _named(instance, schedule, change)}


def _named(instance: Instance, schedule: Schedule, change: Change) -> Iterator[Place]:
    there = {one.review: one for one in schedule.reviews if one.slot is not None}
    if isinstance(change, CancelReview):
        yield from places(there[change.review])
    elif isinstance(change, OtherSlot):
        yield change.review, "slot"
    elif isinstance(change, DeclineOffer | DropOut) and change.review is not None:
        yield _place_of(there[change.review], change.person)
    elif isinstance(change, DropOut | PersonLeaves):
        days = change.days if isinstance(change, DropOut) else None
        yield from _engagements(there.values(), {change.person}, change.notice, days)
    elif isinstance(change, SchoolLeaves | CloseSchools):
        closed = isinstance(change, CloseSchools)
        schools = {change.school} if isinstance(change, SchoolLeaves) else set(change.schools)
        schools |= {one.id for one in instance.schools if closed and one.hub in getattr(change, "hubs", ())}
        people = {one.id for one in instance.reviewers if one.school in schools}
        yield from _engagements(there.values(), people, change.notice, getattr(change, "days", None))


def _engagements(
    reviews: Iterable[PlannedReview], people: set[str], notice: date, days: Days | None
) -> Iterator[Place]:
    for planned in reviews:
        its_days = slot_days(planned.slot) if planned.slot is not None else ()
        meets = any((day in days if days is not None else day >= notice) for day in its_days)
        yield from (_place_of(planned, one) for one in planned.people if meets and one in people)


def _place_of(planned: PlannedReview, person: str) -> Place:
    return planned.review, "lead" if person == planned.lead else person
