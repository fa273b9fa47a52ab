"""What differs between two schedules: review by review, and person by person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.planned import PlannedReview
from models.schedule import Schedule

SAME, MOVED, SWAPPED, NEW, LOST = "same", "date moved", "person swapped", "new", "lost"

Place = tuple[date, str]
"""When and at which review somebody is expected."""


@dataclass(frozen=True)
class ReviewDifference:
    """One review in two schedules. what: all that is true of SAME, MOVED, SWAPPED, NEW (held now only) and LOST."""

    review: str
    what: tuple[str, ...]
    before: PlannedReview
    after: PlannedReview


@dataclass(frozen=True)
class PersonDifference:
    """One person in two schedules, with all their places in both."""

    person: str
    what: tuple[str, ...]
    before: tuple[Place, ...]
    after: tuple[Place, ...]


def by_review(before: Iterable[PlannedReview], after: Iterable[PlannedReview]) -> tuple[ReviewDifference, ...]:
    """Every review that either schedule names, in the order of the first."""
    old, new = {one.review: one for one in before}, {one.review: one for one in after}
    return tuple(
        _of_review(old.get(review, PlannedReview(review=review)), new.get(review, PlannedReview(review=review)))
        for review in dict.fromkeys([*old, *new])
    )


def _of_review(before: PlannedReview, after: PlannedReview) -> ReviewDifference:
    if before.slot is None and after.slot is None:
        what: tuple[str, ...] = (SAME,)
    elif before.slot is None:
        what = (NEW,)
    elif after.slot is None:
        what = (LOST,)
    else:
        moved = (MOVED,) if before.slot != after.slot else ()
        others = before.lead != after.lead or set(before.reviewers) != set(after.reviewers)
        what = (*moved, *((SWAPPED,) if others else ())) or (SAME,)
    return ReviewDifference(before.review, what, before, after)


def by_person(before: Iterable[PlannedReview], after: Iterable[PlannedReview]) -> tuple[PersonDifference, ...]:
    """Everybody who is planned in either schedule, by id."""
    old, new = _places(before), _places(after)
    return tuple(
        _of_person(person, tuple(sorted(old[person])), tuple(sorted(new[person])))
        for person in sorted(old.keys() | new.keys())
    )


def _places(reviews: Iterable[PlannedReview]) -> defaultdict[str, set[Place]]:
    places = defaultdict[str, set[Place]](set)
    for planned in reviews:
        if planned.slot is not None:
            for person in planned.people:
                places[person].add((planned.slot, planned.review))
    return places


def _of_person(person: str, before: tuple[Place, ...], after: tuple[Place, ...]) -> PersonDifference:
    if before == after:
        return PersonDifference(person, (SAME,), before, after)
    were, are = {review for _, review in before}, {review for _, review in after}
    moved = any((slot, review) not in before for slot, review in after if review in were)
    what = (MOVED,) if moved else ()
    if were - are and are - were:
        what = (*what, SWAPPED)
    elif are - were:
        what = (*what, NEW)
    elif were - are:
        what = (*what, LOST)
    return PersonDifference(person, what, before, after)


def differences(before: Schedule, after: Schedule) -> tuple[tuple[ReviewDifference, ...], tuple[PersonDifference, ...]]:
    """What differs between two schedules, by review and by person."""
    return by_review(before.reviews, after.reviews), by_person(before.reviews, after.reviews)
