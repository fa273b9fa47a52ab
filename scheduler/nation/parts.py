"""Parts of a large instance, each an instance of its own.

A part has the reviews at some schools, the people who could come to them, and nothing else: so every rule and every
solver works on it as on a whole instance. A decided review elsewhere that concerns somebody inside is there as a fixed
one, with its one slot. What a school owes hangs on its own review: a part without that may not know it, see
`prices.HANG_ON_OWN_REVIEW`.

Example. Of 2,000 reviews a part has the 200 around Leeds. R7 of Leeds was planned at a review in Dover in week 3: that
review is in the part as fixed, with R7 and nobody else, so R7 is not planned twice in week 3.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from models.instance import Fixed, Instance, Review
from models.people import Lead, Reviewer
from models.schedule import PlannedReview

Anybody = TypeVar("Anybody", Lead, Reviewer)


def part(
    instance: Instance,
    hosts: Collection[str],
    homes: Collection[str],
    leads: Collection[str],
    decided: Iterable[PlannedReview] = (),
) -> Instance:
    """The reviews at some schools, with the reviewers of some schools and some leads, and nothing else.

    Who is fixed at one of the reviews, or has left it, is there, too. decided: reviews elsewhere, already planned, that
    these schools and people are concerned in: they are there as well, with whoever is at them, and stay as they are.
    """
    kept = {planned.review: planned for planned in decided if planned.slot is not None}
    hosts = {*hosts, *(instance.review_by_id[review].host for review in kept)}
    reviews = tuple(
        review if (planned := kept.get(review.id)) is None else _only_at(review, planned)
        for review in instance.reviews
        if review.host in hosts
    )
    ids, homes = {review.id for review in reviews}, set(homes)
    every = tuple(_fixed(instance, ids, kept))
    reviewers = {person for fixed in every for person in fixed.reviewers}
    reviewers |= {person for review in reviews for person in review.left_by}
    people = {person.id for person in instance.reviewers if person.school in homes} | reviewers
    people |= {*leads, *(fixed.lead for fixed in every if fixed.lead is not None)}
    schools = {*hosts, *homes, *(instance.reviewer_by_id[person].school for person in reviewers)}
    return instance.model_copy(
        update={
            "schools": tuple(school for school in instance.schools if school.id in schools),
            "reviewers": tuple(_known(person, schools) for person in instance.reviewers if person.id in people),
            "leads": tuple(_known(lead, schools) for lead in instance.leads if lead.id in people),
            "reviews": reviews,
            "visits": tuple(
                visit
                for visit in instance.visits
                if visit.host in schools and visit.person in people and (visit.home is None or visit.home in schools)
            ),
            "ledger": tuple(entry for entry in instance.ledger if entry.school in schools),
            "fixed": every,
            "waivers": tuple(waiver for waiver in instance.waivers if waiver.review in ids and waiver.person in people),
        }
    )


def _known(person: Anybody, schools: Collection[str]) -> Anybody:
    """The person without conflicts with schools that are not there."""
    if all(school in schools for school in person.conflicts):
        return person
    return person.model_copy(update={"conflicts": tuple(school for school in person.conflicts if school in schools)})


def _only_at(review: Review, planned: PlannedReview) -> Review:
    """A decided review needs no other slots."""
    assert planned.slot is not None
    return review.model_copy(update={"slots": (planned.slot,), "possible": None})


def _fixed(instance: Instance, reviews: Collection[str], kept: dict[str, PlannedReview]) -> Iterator[Fixed]:
    yield from (fixed for fixed in instance.fixed if fixed.review in reviews and fixed.review not in kept)
    for review, planned in kept.items():
        yield Fixed(
            review=review, slot=planned.slot, lead=planned.lead, reviewers=planned.reviewers, reason="planned before"
        )
