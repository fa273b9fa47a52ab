"""What may move from one version of a schedule to the next, said once more and otherwise than the engine says it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from models.calendar import Days
from models.change import (
    CancelReview,
    Change,
    CloseSchools,
    DeclineOffer,
    DropOut,
    LeaveReview,
    OtherSlot,
    PersonLeaves,
    SchoolLeaves,
)
from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective
from scheduler.changes.replaying import replay
from scheduler.changes.who_is_told import news

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
    elif isinstance(change, LeaveReview):
        yield change.review, change.person
    elif isinstance(change, OtherSlot):
        yield change.review, "slot"
    elif isinstance(change, DeclineOffer | DropOut) and change.review is not None:
        yield _place_of(there[change.review], change.person)
    elif isinstance(change, DropOut | PersonLeaves):
        days = change.days if isinstance(change, DropOut) else None
        yield from _engagements(instance, there.values(), {change.person}, change.notice, days)
    elif isinstance(change, SchoolLeaves | CloseSchools):
        closed = isinstance(change, CloseSchools)
        schools = {change.school} if isinstance(change, SchoolLeaves) else set(change.schools)
        schools |= {one.id for one in instance.schools if closed and one.hub in getattr(change, "hubs", ())}
        people = {one.id for one in instance.reviewers if one.school in schools}
        yield from _engagements(instance, there.values(), people, change.notice, getattr(change, "days", None))


def _engagements(
    instance: Instance, reviews: Iterable[PlannedReview], people: set[str], notice: date, days: Days | None
) -> Iterator[Place]:
    for planned in reviews:
        its_days = instance.policy.slot.days_of(planned.slot) if planned.slot is not None else ()
        meets = any((day in days if days is not None else day >= notice) for day in its_days)
        yield from (_place_of(planned, one) for one in planned.people if meets and one in people)


def _place_of(planned: PlannedReview, person: str) -> Place:
    return planned.review, "lead" if person == planned.lead else person


def assert_only_what_may_moves(instance: Instance, before: Schedule, after: Schedule) -> None:
    """Of what is done, begun or pinned only what the changes name; of what people were told, nothing untold."""
    assert after.changes[: len(before.changes)] == before.changes
    changes = after.changes[len(before.changes) :]
    world, notice = replay(instance, after.changes), max(change.notice for change in changes)
    old, new = of_schedule(before), of_schedule(after)
    free = named(replay(instance, before.changes), before, changes)
    stays = set(fast(world, before, notice)) - free
    assert {place: new.get(place) for place in stays} == {place: old[place] for place in stays}
    for planned in before.reviews:
        is_over = planned.slot is not None and planned.slot + timedelta(days=2) < notice
        if is_over and not places(planned).keys() & free:
            now = next(one for one in after.reviews if one.review == planned.review)
            assert set(now.people) <= set(planned.people), "somebody new came to what is over"
    for place in new.keys() & old.keys():
        if new[place] == old[place] and new[place[0], "slot"] == old.get((place[0], "slot")):
            assert state(after, place) == state(before, place)
            assert (place[1] in states_of(after, place[0]).pins) == (place[1] in states_of(before, place[0]).pins)
    own = [change for change in changes if not isinstance(change, CancelReview | CloseSchools | OtherSlot)]
    gave_up = named(replay(instance, before.changes), before, own)
    assert _must_hear(before, after, gave_up) <= {one.who for one in news(effective(instance, after), after)}


def _must_hear(before: Schedule, after: Schedule, gave_up: set[tuple[str, str]]) -> set[str]:
    """Whoever was told of a place and has it no longer, or has one now of which nobody spoke."""
    lost = {
        person
        for one in before.reviews
        for person, place in _told(before, one.review)
        if (person, one.review, one.slot) not in set(expected(after)) and (one.review, place) not in gave_up
    }
    return lost | {person for person, *where in set(expected(after)) - set(expected(before))}


def _told(schedule: Schedule, review: str) -> Iterator[tuple[str, str]]:
    planned = next(one for one in schedule.reviews if one.review == review)
    for person in planned.people:
        place = "lead" if person == planned.lead else person
        if State.DRAFT not in (state(schedule, (review, "slot")), state(schedule, (review, place))):
            yield person, place


def expected(schedule: Schedule) -> Iterator[tuple[str, str, date | None]]:
    """(person, review, slot) of everybody who is planned."""
    return ((person, one.review, one.slot) for one in schedule.reviews for person in one.people)
