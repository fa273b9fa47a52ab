"""cancel-review: a review is cancelled; the policy says by the reason whether it gets a new slot."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.before import EVERYTHING
from models.calendar import Days
from models.change import CancelReview, Change, EndReview
from models.instance import Instance, LedgerEntry, Review
from models.planned import PlannedReview, State
from models.policy import Policy
from models.problem import Problem
from scheduler.changes.effects import Place, school_days_after, with_review
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import of_review

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def is_rescheduled(policy: Policy, change: CancelReview) -> bool:
    """Whether the review gets a new slot, this term or next."""
    return change.reason in policy.reschedule.accepted


def forfeited(policy: Policy, changes: Iterable[Change]) -> tuple[str, ...]:
    """The reviews that changes cancel for good."""
    cancelled = (change for change in changes if isinstance(change, CancelReview))
    return tuple(
        change.review for change in cancelled if not is_rescheduled(policy, change) and not ends_early(policy, change)
    )


def ends_early(policy: Policy, change: CancelReview) -> bool:
    """Whether the review stands as held: it has begun, and gets no new slot."""
    return change.under_way and not is_rescheduled(policy, change)


def replayed(instance: Instance, change: CancelReview) -> Instance:
    if ends_early(instance.policy, change):
        return instance
    review = instance.review_by_id[change.review]
    possible = tuple(_window(instance, review, change)) if is_rescheduled(instance.policy, change) else ()
    instance = with_review(instance, review.model_copy(update={"possible": possible, "left_by": ()}))
    return instance if is_rescheduled(instance.policy, change) else _credited(instance, change.booked)


def _window(instance: Instance, review: Review, change: CancelReview) -> Iterator[date]:
    """From so many school days after notice to the end of term, every slot for which the host is open, ranked first."""
    host, term = instance.school_by_id[review.host], instance.term_by_id[review.term]
    length, notice_days = instance.policy.slot, instance.policy.reschedule.notice_school_days
    after = list(school_days_after(instance, host, change.notice))
    if len(after) < max(1, notice_days):
        return
    first = after[max(1, notice_days) - 1]
    every = list(Days(first=first, last=term.last_day)) if first <= term.last_day else []
    found = [
        day
        for day in every
        if length.begins_on(day)
        and day != change.slot
        and all(each in term and instance.is_school_day(host, each) for each in length.days_of(day))
    ]
    yield from sorted(found, key=lambda day: (review.rank(day), day))


def _credited(instance: Instance, people: Iterable[str]) -> Instance:
    """Each booked visit that a host cancels for good is credited to the visitor's school, which owes one less."""
    entries = {entry.school: entry for entry in instance.ledger}
    for person in people:
        school = instance.reviewer_by_id[person].school
        entry = entries.get(school, LedgerEntry(school=school))
        entries[school] = entry.model_copy(update={"credited": entry.credited + 1, "owed": entry.owed - 1})
    return instance.model_copy(update={"ledger": tuple(entries.values())})


def filled_in(situation: "Situation", change: CancelReview) -> CancelReview:
    planned = situation.planned(change.review)
    states = situation.states.get(change.review)
    booked = [
        person
        for person in planned.reviewers
        if states is None or State.DRAFT not in (states.slot, states.of_seat(person))
    ]
    under_way = situation.has_begun(planned, change.notice)
    return change.model_copy(update={"slot": planned.slot, "booked": tuple(booked), "under_way": under_way})


def frees(world: Instance, __: Sequence[PlannedReview], change: CancelReview) -> Iterator[Place]:
    if not ends_early(world.policy, change):
        yield change.review, EVERYTHING


def entails(situation: "Situation", change: CancelReview) -> Iterator[EndReview]:
    if ends_early(situation.world.policy, change):
        yield EndReview(notice=change.notice, why=change.why or f"cancelled: {change.reason}", review=change.review)


def refused(world: Instance, situation: "Situation", change: CancelReview, where: str) -> Iterator[Problem]:
    yield from of_review(world, situation, change.review, change.notice, f"{where}.review")


KIND = ChangeKind(
    of=CancelReview,
    words=lambda change: f"{change.review} cancelled ({change.reason})",
    to_anybody="a review was cancelled",
    to_themselves="your review was cancelled",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.review,),
    frees=frees,
    filled_in=filled_in,
    entails=entails,
)
