"""What is planned of one review, and how far it has got with those concerned."""

from collections.abc import Collection
from enum import StrEnum

from models.base import Day, Fact, Id


class PlannedReview(Fact):
    """What a schedule says about one review. A review that is not held has no slot, no lead and no reviewers."""

    review: Id
    slot: Day | None = None
    lead: Id | None = None
    reviewers: tuple[Id, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Lead and reviewers, the lead first."""
        return (*((self.lead,) if self.lead is not None else ()), *self.reviewers)


class State(StrEnum):
    """How far a date, a lead or a seat has got: from draft, which nobody was told, to done."""

    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    DONE = "done"


class ReviewStates(Fact):
    """The states of one review's date, lead and seats. What is not said is published.

    reviewers: of single seats. pins: what does not move, by hand: "slot", "lead", or ids of its reviewers.
    booked: people who have booked their travel. absent: who of the lead and the team did not come when it was held, and
    who came instead; None: nobody did. All others came.
    """

    review: Id
    slot: State = State.PUBLISHED
    lead: State = State.PUBLISHED
    reviewers: dict[str, State] = {}
    pins: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()
    absent: dict[Id, Id | None] = {}

    def of_seat(self, person: str) -> State:
        """The state of a reviewer's seat."""
        return self.reviewers.get(person, State.PUBLISHED)

    def absent_of(self, people: Collection[str]) -> dict[str, str | None]:
        """Who was absent of these people, and who came instead."""
        return {person: instead for person, instead in self.absent.items() if person in people}
