"""An instance and a schedule for it, joined for the checks: plain Python only, no arrays and no solver.

The distance here is geopy's great circle; the engine's own is computed from arrays, so that each guards the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from geopy.distance import great_circle

from models.calendar import Term, week_of
from models.instance import Fixed, Instance, Review
from models.network import School
from models.people import Lead, Reviewer
from models.policy import Policy
from models.schedule import PlannedReview, Schedule
from models.slot import SlotLength


@dataclass(frozen=True)
class Held:
    """A review that a schedule gives a slot, with the people who come.

    `lead` is None, and `reviewers` may be too few or too many, in a schedule made by hand: the checks say so.
    `left`: those of `reviewers` who left after the review had begun: rules and accounts count them, seats filled does
    not. `instance`: of which it is a review.
    """

    review: Review
    host: School
    term: Term
    slot: date
    size: int
    lead: Lead | None
    reviewers: tuple[Reviewer, ...]
    left: tuple[Reviewer, ...] = ()
    instance: Instance = field(kw_only=True, repr=False, compare=False)

    @property
    def present(self) -> tuple[Reviewer, ...]:
        """The reviewers without those who left."""
        return tuple(person for person in self.reviewers if person not in self.left)

    @property
    def length(self) -> SlotLength:
        """How long it is."""
        return self.instance.policy.slot

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the review."""
        return self.length.days_of(self.slot)

    @property
    def week(self) -> date:
        """The Monday of its week."""
        return week_of(self.slot)

    @cached_property
    def lead_km(self) -> int:
        """What the lead's journey to the host counts, one way; 0 without a lead."""
        return 0 if self.lead is None else travel_km(self.instance, self.lead, self.host)

    @property
    def name(self) -> str:
        """How a message names the review."""
        return f"the review at {self.host.name} ({self.review.id})"


@dataclass(frozen=True)
class Seat:
    """One reviewer in one held review: a visit."""

    held: Held
    reviewer: Reviewer
    home: School

    @property
    def about(self) -> tuple[str, str]:
        """Review and reviewer, as findings name them."""
        return self.held.review.id, self.reviewer.id

    @cached_property
    def km(self) -> int:
        """What the journey from home to host counts, one way."""
        return travel_km(self.held.instance, self.home, self.held.host)


class Plan:
    """What a schedule means for an instance. All ids in the schedule are known (`storage` has seen to that)."""

    def __init__(self, instance: Instance, schedule: Schedule) -> None:
        self.instance = instance
        self.schedule = schedule
        self._planned = {planned.review: planned for planned in schedule.reviews}

    @property
    def policy(self) -> Policy:
        return self.instance.policy

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Reviews with a slot, in the instance's order."""
        return tuple(self._held())

    def _held(self) -> Iterator[Held]:
        instance = self.instance
        for review in instance.reviews:
            planned = self.planned(review.id)
            if planned.slot is not None:
                yield Held(
                    review=review,
                    host=instance.school_by_id[review.host],
                    term=instance.term_by_id[review.term],
                    slot=planned.slot,
                    size=instance.size(review),
                    lead=None if planned.lead is None else instance.lead_by_id[planned.lead],
                    reviewers=tuple(instance.reviewer_by_id[person] for person in self.team(review.id)),
                    left=tuple(instance.reviewer_by_id[person] for person in self._left(planned)),
                    instance=instance,
                )

    @cached_property
    def not_held(self) -> tuple[Review, ...]:
        """Due reviews without slot or without lead."""
        done = {held.review.id for held in self.held if held.lead is not None}
        return tuple(review for review in self.instance.reviews if review.id not in done)

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """Every filled seat, review by review; those who left a review that had begun count."""
        return tuple(
            Seat(held, reviewer, self.instance.school_by_id[reviewer.school])
            for held in self.held
            for reviewer in held.reviewers
        )

    @cached_property
    def km(self) -> int:
        """Of all journeys, one way, reviewers' and leads'."""
        return sum(seat.km for seat in self.seats) + sum(held.lead_km for held in self.held)

    def planned(self, review: str) -> PlannedReview:
        """What the schedule says of the review; one it does not mention is not held."""
        return self._planned.get(review, PlannedReview(review=review))

    def team(self, review: str) -> tuple[str, ...]:
        """The reviewers of a review, with those who left it after it had begun."""
        planned = self.planned(review)
        return (*planned.reviewers, *self._left(planned))

    def _left(self, planned: PlannedReview) -> tuple[str, ...]:
        if planned.slot is None:
            return ()
        left_by = self.instance.review_by_id[planned.review].left_by
        return tuple(person for person in left_by if person not in planned.reviewers)

    def fixed(self, review: str) -> Fixed:
        """What is fixed of the review; nothing, if no entry names it."""
        return self.instance.fixed_by_review.get(review, Fixed(review=review, reason="not fixed"))

    def waived(self, rule: str, person: str, review: str) -> bool:
        """Whether the rule is set aside for this person and review."""
        return (rule, person, review) in self.instance.waived

    def counted(self, rule: str) -> Iterator[Seat]:
        """The seats that count for a rule: all but those for which it is waived."""
        return (seat for seat in self.seats if not self.waived(rule, seat.reviewer.id, seat.held.review.id))


MM_A_KM = 1_000_000


def distance_km(a: School | Lead, b: School | Lead) -> float:
    """Great-circle distance in whole millimetres; of what has several sites, from the nearest pair of places.

    Checks and engine compute it in two ways, which may differ in the last digit. At just 40 or 40.5 km that digit would
    decide what is too far, and to which whole km it is rounded. To the millimetre both say the same.
    """
    return min(to_the_mm(float(great_circle(here, there).km)) for here in a.places for there in b.places)


def to_the_mm(km: float) -> float:
    """The distance in whole millimetres; `scheduler.tables.distance` does the same for arrays."""
    return round(km * MM_A_KM) / MM_A_KM


def whole_km(a: School | Lead, b: School | Lead) -> int:
    """Great-circle distance rounded to whole km (half up)."""
    return int(distance_km(a, b) + 0.5)


def travel_km(instance: Instance, home: School | Lead, host: School) -> int:
    """What a journey counts, as goal 5 does: in whole km, by road or straight, or in minutes, as the policy says.

    One that was not measured counts as its straight km times the policy's factor, rounded half up.
    """
    if instance.policy.travel.measure is None:
        return whole_km(home, host)
    measured = instance.measured(home.id, host.id)
    return int(instance.policy.travel.straight_factor * distance_km(home, host) + 0.5) if measured is None else measured
