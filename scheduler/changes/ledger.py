"""Accounts when a term is over: what each school received, sent, and is credited, so that every account balances."""

from collections import Counter
from collections.abc import Iterator

from models.change import CancelReview
from models.instance import Instance, LedgerEntry
from models.schedule import Schedule
from scheduler.changes.happened import as_held
from scheduler.changes.kinds import cancel_review
from scheduler.plan import Plan


def closing(effective: Instance, schedule: Schedule) -> tuple[LedgerEntry, ...]:
    """The ledger after all reviews of the schedule, an entry a school: received + debt = sent + credited + owed.

    effective: the instance by which the schedule is judged; what its changes credited is in its ledger already.
    Received counts the planned size of a review that was held, and of one that was cancelled for good; a review that
    is still to be held counts where it will be. Seats that stayed vacant are credited to the host. Who came counts, not
    who was planned.
    """
    plan = as_held(Plan(effective, schedule))
    received, sent, vacant = Counter[str](), Counter[str](), Counter[str]()
    for held in plan.held:
        if held.lead is not None:
            received[held.host.id] += held.size
            vacant[held.host.id] += held.size - len(held.reviewers)
    for review in forfeited(effective, schedule):
        due = effective.review_by_id[review]
        received[due.host] += effective.size(due)
    sent.update(seat.home.id for seat in plan.seats)
    return tuple(_entries(effective, received, sent, vacant))


def _entries(
    effective: Instance, received: Counter[str], sent: Counter[str], vacant: Counter[str]
) -> Iterator[LedgerEntry]:
    for school in effective.schools:
        before = effective.ledger_by_school.get(school.id, LedgerEntry(school=school.id))
        yield before.model_copy(
            update={
                "planned_size": effective.planned_size(school.id),
                "received": before.received + received[school.id],
                "sent": before.sent + sent[school.id],
                "credited": before.credited + vacant[school.id],
                "owed": before.owed + received[school.id] - sent[school.id] - vacant[school.id],
            }
        )


def forfeited(effective: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Reviews cancelled for good, by id."""
    return cancel_review.forfeited(effective.policy, _cancelled(schedule).values())


def first_claims(effective: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Reviews cancelled with an accepted reason that found no new slot this term: they come first in the next."""
    without = {review.id for review in Plan(effective, schedule).not_held}
    return tuple(
        review
        for review, change in _cancelled(schedule).items()
        if review in without and cancel_review.is_rescheduled(effective.policy, change)
    )


def _cancelled(schedule: Schedule) -> dict[str, CancelReview]:
    """The last cancellation of every review that had one."""
    return {change.review: change for change in schedule.changes if isinstance(change, CancelReview)}
