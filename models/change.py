"""Changes: what happens to an instance after a schedule for it was published. What follows, `replaying` says.

Every change has a day of notice: the day on which it became known, which is "now" for all that follows from it.
"""

from typing import Annotated, Literal

from pydantic import Field

from models.base import Day, Fact, Id
from models.calendar import Days
from models.instance import Review, Waiver
from models.network import Hub, School
from models.people import Lead, Reviewer
from models.policy import CancellationReason


class Notice(Fact):
    """What every change has. why: for whoever reads the history later."""

    notice: Day
    why: str = ""


class CancelReview(Notice):
    """A review is cancelled. Whether it is rescheduled, the policy decides by the reason.

    slot, booked: which slot it had, and the reviewers who were to come. under_way: whether it had begun; then, without
    an accepted reason, it ends early and stands as held. All are filled in from the schedule.
    """

    kind: Literal["cancel-review"] = "cancel-review"
    review: Id
    reason: CancellationReason
    slot: Day | None = None
    booked: tuple[str, ...] = ()
    under_way: bool = False


class DropOut(Notice):
    """A reviewer or lead cannot come: to one review, on some days, or (neither given) for the rest of the term."""

    kind: Literal["drop-out"] = "drop-out"
    person: Id
    review: Id | None = None
    days: Days | None = None


class DeclineOffer(Notice):
    """A reviewer or lead declines what they were offered."""

    kind: Literal["decline-offer"] = "decline-offer"
    person: Id
    review: Id


class CloseSchools(Notice):
    """Schools are closed for days: named ones, and all of some hubs."""

    kind: Literal["close-schools"] = "close-schools"
    schools: tuple[Id, ...] = ()
    hubs: tuple[Id, ...] = ()
    days: Days


class OtherSlot(Notice):
    """A host asks for another slot: one of these, best first."""

    kind: Literal["other-slot"] = "other-slot"
    review: Id
    slots: tuple[Day, ...] = Field(min_length=1)


class ReviewerJoins(Notice):
    """A reviewer joins, with all that is known of them."""

    kind: Literal["reviewer-joins"] = "reviewer-joins"
    reviewer: Reviewer


class LeadJoins(Notice):
    """A Lead Reviewer joins."""

    kind: Literal["lead-joins"] = "lead-joins"
    lead: Lead


class SchoolJoins(Notice):
    """A school joins: with a new hub where its hub is new, and with its review where it has one this term."""

    kind: Literal["school-joins"] = "school-joins"
    school: School
    hub: Hub | None = None
    review: Review | None = None


class PersonLeaves(Notice):
    """A reviewer or lead leaves for good."""

    kind: Literal["person-leaves"] = "person-leaves"
    person: Id


class SchoolLeaves(Notice):
    """A school leaves with all its reviewers; what it owes stays in the ledger."""

    kind: Literal["school-leaves"] = "school-leaves"
    school: Id


class LeaveReview(Notice):
    """A reviewer leaves a review that has begun. It follows from other changes, and is in no file of changes."""

    kind: Literal["leave-review"] = "leave-review"
    review: Id
    person: Id


class EndReview(Notice):
    """A review that has begun ends before its last day: its lead leaves, its host closes, or somebody ends it."""

    kind: Literal["end-review"] = "end-review"
    review: Id


class WaiveRule(Notice):
    """A rule is waived for one person and one review."""

    kind: Literal["waive-rule"] = "waive-rule"
    waiver: Waiver


class TypeOver(Notice):
    """Somebody typed over a place of a plan. It comes from the plan's workbook, and is in no file of changes.

    was, now: a slot's first day or somebody's id; None is nobody. kept: whether it stands, or only frees the place.
    """

    kind: Literal["type-over"] = "type-over"
    review: Id
    place: Literal["slot", "lead", "seat"]
    was: str | None = None
    now: str | None = None
    kept: bool = True


class ChangeNumber(Notice):
    """A rule's number changes: `number` of `rule` in the policy becomes `value`."""

    kind: Literal["change-number"] = "change-number"
    rule: str
    number: str
    value: bool | int | float


class ChangeTeamSizes(Notice):
    """All teams become larger, or smaller where `by` is below 0; never below one, nor below the policy's fewest.

    but: reviews that keep their size, for they are done or have begun; filled in from the schedule.
    """

    kind: Literal["change-team-sizes"] = "change-team-sizes"
    by: int = Field(ge=-9, le=9)
    but: tuple[str, ...] = ()


Change = Annotated[
    CancelReview
    | DropOut
    | DeclineOffer
    | CloseSchools
    | OtherSlot
    | ReviewerJoins
    | LeadJoins
    | SchoolJoins
    | PersonLeaves
    | SchoolLeaves
    | LeaveReview
    | EndReview
    | WaiveRule
    | TypeOver
    | ChangeNumber
    | ChangeTeamSizes,
    Field(discriminator="kind"),
]


class Changes(Fact):
    """A file of changes, in the order in which they happened."""

    format: Literal[1] = 1
    changes: tuple[Change, ...] = Field(min_length=1)
