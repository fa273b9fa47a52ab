"""What everybody was last told by letters, which cannot be called back."""

from enum import StrEnum

from pydantic import Field

from models.base import Day, Fact, Id


class Role(StrEnum):
    """As what somebody gets letters: a host is a school, the others are people."""

    HOST = "host"
    LEAD = "lead"
    REVIEWER = "reviewer"


class ToldReview(Fact):
    """What somebody was last told of one review.

    slot: None where it was that the review is theirs no longer. lead, team: who comes, told to the host; to the lead,
    the team; to a reviewer, neither. sequence: how often this event of their calendar was changed, so that an older
    letter never undoes a newer one.
    """

    review: Id
    slot: Day | None = None
    lead: Id | None = None
    team: tuple[Id, ...] = ()
    sequence: int = Field(default=0, ge=0)


class Told(Fact):
    """All that one person, or one school as a host, was last told."""

    who: Id
    role: Role
    reviews: tuple[ToldReview, ...] = Field(min_length=1)
