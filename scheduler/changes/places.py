"""The place somebody asks about: a seat in a team, or the lead, of one review."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from models.instance import Instance, Review
from models.people import Lead, Reviewer
from models.problem import InvalidInput, Problem
from models.schedule import PlannedReview, Schedule
from scheduler.plan import Plan

LEAD = "lead"
_SIGN = "/"


@dataclass(frozen=True)
class Asked:
    """What was asked about: a review, or the seat of somebody in it (`of`), or its lead."""

    review: Review
    of: str | None = None
    is_lead: bool = False

    @property
    def is_vacancy(self) -> bool:
        """Whether a vacant seat is meant, or any seat of the team."""
        return self.of is None and not self.is_lead


@dataclass(frozen=True)
class Opening:
    """One way to take a seat or a lead: the review has this slot, and `leaves` makes room (None: it is vacant)."""

    review: str
    slot: date
    is_lead: bool
    leaves: str | None

    def emptied(self, planned: PlannedReview) -> PlannedReview:
        """The review at this slot, with nobody in this place; nobody comes yet to one that is not held."""
        if planned.slot is None:
            return PlannedReview(review=self.review, slot=self.slot)
        if self.is_lead:
            return planned.model_copy(update={"slot": self.slot, "lead": None})
        stay = tuple(person for person in planned.reviewers if person != self.leaves)
        return planned.model_copy(update={"slot": self.slot, "reviewers": stay})

    def taken(self, planned: PlannedReview, person: str) -> PlannedReview:
        """The same with this person in it."""
        empty = self.emptied(planned)
        if self.is_lead:
            return empty.model_copy(update={"lead": person})
        return empty.model_copy(update={"reviewers": tuple(sorted({*empty.reviewers, person}))})


def asked(plan: Plan, text: str, *, or_left: bool = False) -> Asked:
    """What SEAT means: REVIEW, REVIEW/PERSON or REVIEW/lead, where REVIEW may also be the host's id or name.

    or_left: PERSON may also be somebody who left the review after it had begun.

    Raises:
        InvalidInput: if there is no such review, or nobody of that id in it.
    """
    name, who = _split(plan.instance, text)
    review = review_named(plan.instance, name)
    planned = plan.planned(review.id)
    if who is None:
        return Asked(review)
    if who == LEAD or who == planned.lead:
        return Asked(review, planned.lead, is_lead=True)
    if who in (plan.team(review.id) if or_left else planned.reviewers):
        return Asked(review, who)
    known = [person for person in (planned.lead, *planned.reviewers) if person is not None]
    raise _unknown(text, who, f"{LEAD}, or who is there: {', '.join(known) or 'nobody'}", [*known, LEAD])


def _split(instance: Instance, text: str) -> tuple[str, str | None]:
    """The review and the person of a place. Ids and names may hold the sign: the longest that is known counts."""
    reviews = {*instance.review_by_id, *(review.host for review in instance.reviews)}
    reviews |= {instance.school_by_id[review.host].name for review in instance.reviews}
    ends = [at for at, letter in enumerate(text) if letter == _SIGN]
    for name, who in ((text, None), *((text[:at], text[at + 1 :]) for at in reversed(ends))):
        if name in reviews:
            return name, who
    name, sign, rest = text.partition(_SIGN)
    return name, rest if sign else None


def person(instance: Instance, name: str) -> Reviewer | Lead:
    """The reviewer or lead of an id.

    Raises:
        InvalidInput: if there is none.
    """
    found = instance.reviewer_by_id.get(name) or instance.lead_by_id.get(name)
    if found is None:
        people = [*instance.reviewer_by_id, *instance.lead_by_id]
        raise _unknown(name, name, "the id of a reviewer or lead of the instance", people)
    return found


def missing(plan: Plan, text: str) -> Asked:
    """The review of which it is asked why a seat is vacant, or why it is not held.

    Raises:
        InvalidInput: if there is no such review, or nothing is missing.
    """
    review = review_named(plan.instance, text)
    planned = plan.planned(review.id)
    if planned.slot is not None and len(planned.reviewers) >= plan.instance.size(review):
        raise _refused(
            text, "is held with a complete team", "a vacant seat, or a review not held", "Nothing is missing."
        )
    return Asked(review)


def asked_for(plan: Plan, about: Asked, who: Reviewer | Lead) -> Asked:
    """What was asked about, as it concerns this person: of a review, a lead is asked for as its lead.

    Raises:
        InvalidInput: if they are of the other kind, or there already.
    """
    planned, is_lead = plan.planned(about.review.id), isinstance(who, Lead)
    if who.id in (planned.lead, *planned.reviewers):
        raise _refused(who.id, "is there already", "somebody who is not at the review", "Ask about somebody else.")
    if is_lead and about.is_vacancy:
        return Asked(about.review, planned.lead, is_lead=True)
    if is_lead != about.is_lead:
        kind, other = ("a lead", "reviewer") if is_lead else ("a reviewer", "lead")
        raise _refused(who.id, f"is {kind}", f"a {other}", "A lead leads and a reviewer joins a team.")
    return about


def openings(plan: Plan, about: Asked) -> tuple[Opening, ...]:
    """Every way to take what was asked about.

    Of a review that is held, at its slot: the vacant seat if there is one, else the seat of each in the team. Of one
    that is not, at each slot it can have.
    """
    return tuple(_openings(plan, about))


def _openings(plan: Plan, about: Asked) -> Iterator[Opening]:
    review, planned = about.review, plan.planned(about.review.id)
    if planned.slot is None:
        for slot in slots(plan, review):
            yield Opening(review.id, slot, about.is_lead, None)
    elif not about.is_vacancy:
        yield Opening(review.id, planned.slot, about.is_lead, about.of)
    elif len(planned.reviewers) < plan.instance.size(review):
        yield Opening(review.id, planned.slot, is_lead=False, leaves=None)
    else:
        for leaves in planned.reviewers:
            yield Opening(review.id, planned.slot, is_lead=False, leaves=leaves)


def dated(plan: Plan, about: Asked) -> Opening:
    """An opening of what was asked about at the review's slot.

    Raises:
        InvalidInput: if the review has none.
    """
    if plan.planned(about.review.id).slot is None:
        raise _refused(about.review.id, "is not held", "a review that has a date", "Ask --why-vacant first.")
    return openings(plan, about)[0]


def slots(plan: Plan, review: Review) -> tuple[date, ...]:
    """The slots a review can have: only the fixed one, where one is fixed."""
    fixed = plan.fixed(review.id).slot
    return review.possible_slots if fixed is None else (fixed,)


def altered(schedule: Schedule, *changed: PlannedReview) -> Schedule:
    """The schedule with some reviews planned otherwise; its certificate stays, for fairness is measured by it."""
    new = {planned.review: planned for planned in changed}
    kept = [new.pop(planned.review, planned) for planned in schedule.reviews]
    return schedule.model_copy(update={"reviews": (*kept, *new.values())})


def review_named(instance: Instance, name: str) -> Review:
    """The review of an id, or of its host's id or name.

    Raises:
        InvalidInput: if there is none, or several.
    """
    if name in instance.review_by_id:
        return instance.review_by_id[name]
    at = [review for review in instance.reviews if name in (review.host, instance.school_by_id[review.host].name)]
    if len(at) == 1:
        return at[0]
    if at:
        ids = [review.id for review in at]
        raise _refused(name, repr(name), "one review: several schools have this name", f"Name {' or '.join(ids)}.")
    names = [instance.school_by_id[review.host].name for review in instance.reviews]
    raise _unknown(name, name, "the id of a review, or its host's id or name", [*instance.review_by_id, *names])


def _unknown(where: str, value: str, expected: str, known: list[str]) -> InvalidInput:
    near = get_close_matches(value, known, n=3, cutoff=0.5)
    remedy = f"Maybe {' or '.join(near)} is meant." if near else "See qa-scheduler show."
    return _refused(where, repr(value), expected, remedy)


def _refused(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)])
