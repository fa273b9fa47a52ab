"""The schedule that a repair begins from, as people know it."""

from datetime import date
from functools import cached_property

from models.base import Day, Fact
from models.planned import PlannedReview, ReviewStates, State
from models.slot import SlotLength

EVERYTHING = "everything"
"""What a change frees that cancels a review by name."""


class Before(Fact):
    """What a repair is measured against.

    notice: the day on which the repair's changes became known; it is "now". changes: how many changes had been replayed
    in the schedule before. empty_seats: of every review that had some. short: by school, then by term, if it was short,
    by how many reviewers. free: by review, what the repair's changes name, so that it may move although it was fixed.
    gave_up: by review, the people who are out of it by a change of their own: nobody needs to tell them. forfeited:
    reviews that the repair's changes cancel for good. ended: those that they end early. reserves: who stands in where a
    repair wants them.
    """

    notice: Day
    changes: int = 0
    reviews: tuple[PlannedReview, ...] = ()
    states: tuple[ReviewStates, ...] = ()
    empty_seats: dict[str, int] = {}
    short: dict[str, dict[str, int]] = {}
    free: dict[str, tuple[str, ...]] = {}
    gave_up: dict[str, tuple[str, ...]] = {}
    forfeited: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()

    @cached_property
    def planned_by_review(self) -> dict[str, PlannedReview]:
        return {planned.review: planned for planned in self.reviews}

    @cached_property
    def states_by_review(self) -> dict[str, ReviewStates]:
        return {states.review: states for states in self.states}

    def states_of(self, review: str) -> ReviewStates:
        """The states of a review; all is published where nothing is said."""
        return self.states_by_review.get(review) or ReviewStates(review=review)

    def has_begun(self, planned: PlannedReview) -> bool:
        """Whether the review is done, or its first day is not after the notice."""
        return planned.slot is not None and (planned.slot <= self.notice or self._is_done(planned))

    def is_over(self, planned: PlannedReview, length: SlotLength) -> bool:
        """Whether the review is done, or its last day is before the notice. length: of its slot."""
        return planned.slot is not None and (length.last_day(planned.slot) < self.notice or self._is_done(planned))

    def _is_done(self, planned: PlannedReview) -> bool:
        return self.states_of(planned.review).slot == State.DONE

    @cached_property
    def begun(self) -> frozenset[str]:
        """Reviews that have begun, and so stand as held: all but those that a change frees."""
        return frozenset(one.review for one in self.reviews if self.has_begun(one) and one.review not in self.free)

    @cached_property
    def not_held(self) -> frozenset[str]:
        """Reviews of which it is no loss that they are not held: they were not, or are cancelled for good."""
        without = {planned.review for planned in self.reviews if planned.slot is None or planned.lead is None}
        return frozenset(without | set(self.forfeited))

    @cached_property
    def told(self) -> frozenset[tuple[str, str, date]]:
        """(person, review, slot) of all that people were told and still count on."""
        return frozenset(
            (person, planned.review, planned.slot)
            for planned in self.reviews
            if planned.slot is not None
            for person in planned.people
            if person not in self.gave_up.get(planned.review, ()) and not self._is_draft(planned, person)
        )

    @cached_property
    def has_been_planned(self) -> frozenset[tuple[str, str, date]]:
        """(person, review, slot) of all that was planned, told or not."""
        return frozenset(
            (person, planned.review, planned.slot)
            for planned in self.reviews
            if planned.slot is not None
            for person in planned.people
        )

    @cached_property
    def booked(self) -> frozenset[tuple[str, str]]:
        """(person, review) for which travel is booked."""
        return frozenset((person, states.review) for states in self.states for person in states.booked)

    def _is_draft(self, planned: PlannedReview, person: str) -> bool:
        states = self.states_of(planned.review)
        place = states.lead if person == planned.lead else states.of_seat(person)
        return State.DRAFT in (place, states.slot)
