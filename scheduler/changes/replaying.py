"""The instance as it is after changes: a new one, while the instance given is never altered."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from models.calendar import Days, is_slot, slot_days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    ChangeTeamSizes,
    CloseSchools,
    DeclineOffer,
    DropOut,
    LeadJoins,
    OtherSlot,
    PersonLeaves,
    ReviewerJoins,
    SchoolJoins,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance, LedgerEntry, Review
from models.network import School
from models.policy import Policy


def replay(instance: Instance, changes: Iterable[Change]) -> Instance:
    """The effective instance: the instance with its changes replayed, in their order.

    All ids are known, as `refusals.problems` has seen to.
    """
    for change in changes:
        instance = _REPLAYED[type(change)](instance, change)
    return instance


def school_days_after(instance: Instance, school: School, notice: date) -> Iterator[date]:
    """The school's days after the notice, up to the end of the last term."""
    last = max(term.last_day for term in instance.terms)
    day = notice + timedelta(days=1)
    while day <= last:
        if instance.is_school_day(school, day):
            yield day
        day += timedelta(days=1)


def is_rescheduled(policy: Policy, change: CancelReview) -> bool:
    """Whether the review gets a new slot, this term or next."""
    return change.reason in policy.reschedule.accepted


def _cancel(instance: Instance, change: CancelReview) -> Instance:
    review = instance.review_by_id[change.review]
    possible = tuple(_window(instance, review, change)) if is_rescheduled(instance.policy, change) else ()
    instance = _with_review(instance, review.model_copy(update={"possible": possible}))
    return instance if is_rescheduled(instance.policy, change) else _credited(instance, change.booked)


def _window(instance: Instance, review: Review, change: CancelReview) -> Iterator[date]:
    """From so many school days after notice to the end of term, every slot for which the host is open, ranked first."""
    host, term = instance.school_by_id[review.host], instance.term_by_id[review.term]
    notice_days = instance.policy.reschedule.notice_school_days
    after = list(school_days_after(instance, host, change.notice))
    if len(after) < max(1, notice_days):
        return
    first = after[max(1, notice_days) - 1]
    every = list(Days(first=first, last=term.last_day)) if first <= term.last_day else []
    found = [
        day
        for day in every
        if is_slot(day)
        and day != change.slot
        and all(each in term and instance.is_school_day(host, each) for each in slot_days(day))
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


def _drop_out(instance: Instance, change: DropOut) -> Instance:
    if change.review is not None:
        return _declined(instance, change.review, change.person)
    days = change.days or rest_of_term(instance, change.notice)
    return _away(instance, change.person, days)


def rest_of_term(instance: Instance, notice: date) -> Days:
    """From the notice to the end of the term that runs then, or of the next one."""
    term = min((term for term in instance.terms if term.last_day >= notice), key=lambda term: term.last_day)
    return Days(first=notice, last=term.last_day)


def _for_good(instance: Instance, notice: date) -> Days:
    return Days(first=notice, last=max(term.last_day for term in instance.terms))


def _decline(instance: Instance, change: DeclineOffer) -> Instance:
    return _declined(instance, change.review, change.person)


def _declined(instance: Instance, review_id: str, person: str) -> Instance:
    review = instance.review_by_id[review_id]
    return _with_review(instance, review.model_copy(update={"declined_by": (*review.declined_by, person)}))


def _away(instance: Instance, person: str, days: Days) -> Instance:
    reviewers, leads = instance.reviewers, instance.leads
    return instance.model_copy(
        update={
            "reviewers": tuple(
                one.model_copy(update={"away": (*one.away, days)}) if one.id == person else one for one in reviewers
            ),
            "leads": tuple(
                one.model_copy(update={"away": (*one.away, days)}) if one.id == person else one for one in leads
            ),
        }
    )


def _close(instance: Instance, change: CloseSchools) -> Instance:
    return _closed(instance, closed_schools(instance, change), change.days)


def closed_schools(instance: Instance, change: CloseSchools) -> frozenset[str]:
    """The ids of all schools that are closed."""
    of_hubs = {school.id for school in instance.schools if school.hub in change.hubs}
    return frozenset(of_hubs | set(change.schools))


def _closed(instance: Instance, schools: frozenset[str], days: Days) -> Instance:
    return instance.model_copy(
        update={
            "schools": tuple(
                school.model_copy(update={"closed": (*school.closed, days)}) if school.id in schools else school
                for school in instance.schools
            )
        }
    )


def _other_slot(instance: Instance, change: OtherSlot) -> Instance:
    review = instance.review_by_id[change.review]
    return _with_review(instance, review.model_copy(update={"possible": change.slots}))


def _reviewer_joins(instance: Instance, change: ReviewerJoins) -> Instance:
    return instance.model_copy(update={"reviewers": (*instance.reviewers, change.reviewer)})


def _lead_joins(instance: Instance, change: LeadJoins) -> Instance:
    return instance.model_copy(update={"leads": (*instance.leads, change.lead)})


def _school_joins(instance: Instance, change: SchoolJoins) -> Instance:
    return instance.model_copy(
        update={
            "schools": (*instance.schools, change.school),
            "hubs": (*instance.hubs, change.hub) if change.hub else instance.hubs,
            "reviews": (*instance.reviews, change.review) if change.review else instance.reviews,
        }
    )


def _person_leaves(instance: Instance, change: PersonLeaves) -> Instance:
    return _away(instance, change.person, _for_good(instance, change.notice))


def _school_leaves(instance: Instance, change: SchoolLeaves) -> Instance:
    return _closed(instance, frozenset({change.school}), _for_good(instance, change.notice))


def _waive(instance: Instance, change: WaiveRule) -> Instance:
    return instance.model_copy(update={"waivers": (*instance.waivers, change.waiver)})


def _change_number(instance: Instance, change: ChangeNumber) -> Instance:
    return instance.model_copy(update={"policy": with_number(instance.policy, change)})


def with_number(policy: Policy, change: ChangeNumber) -> Policy:
    """The policy with the changed number. Raises pydantic's ValidationError for a value that is out of range."""
    content = policy.model_dump(by_alias=True)
    content[change.rule] = {**content[change.rule], change.number: change.value}
    return Policy.model_validate(content)


def _change_team_sizes(instance: Instance, change: ChangeTeamSizes) -> Instance:
    """Of the bands, of reviews that state a size, and in the ledger: schools receive and owe as many as then come."""
    sizes = instance.policy.team_size
    fewest = max(1, sizes.fewest_reviewers)

    def changed(seats: int) -> int:
        return max(min(seats, fewest), seats + change.by)

    new = sizes.model_copy(
        update={
            "bands": tuple(band.model_copy(update={"seats": changed(band.seats)}) for band in sizes.bands),
            "seats_above": changed(sizes.seats_above),
            "seats_unknown": changed(sizes.seats_unknown),
        }
    )
    kept = {instance.review_by_id[review].host for review in change.but}

    def size_of(review: Review) -> int | None:
        if review.id in change.but:
            return instance.size(review)
        return None if review.size is None else changed(review.size)

    return instance.model_copy(
        update={
            "policy": instance.policy.model_copy(update={"team_size": new}),
            "reviews": tuple(one.model_copy(update={"size": size_of(one)}) for one in instance.reviews),
            "ledger": tuple(
                entry
                if entry.planned_size is None or entry.school in kept
                else entry.model_copy(update={"planned_size": changed(entry.planned_size)})
                for entry in instance.ledger
            ),
        }
    )


def _with_review(instance: Instance, review: Review) -> Instance:
    reviews = tuple(review if one.id == review.id else one for one in instance.reviews)
    return instance.model_copy(update={"reviews": reviews})


_REPLAYED: dict[type, Callable[[Instance, Any], Instance]] = {
    CancelReview: _cancel,
    DropOut: _drop_out,
    DeclineOffer: _decline,
    CloseSchools: _close,
    OtherSlot: _other_slot,
    ReviewerJoins: _reviewer_joins,
    LeadJoins: _lead_joins,
    SchoolJoins: _school_joins,
    PersonLeaves: _person_leaves,
    SchoolLeaves: _school_leaves,
    WaiveRule: _waive,
    ChangeNumber: _change_number,
    ChangeTeamSizes: _change_team_sizes,
}
