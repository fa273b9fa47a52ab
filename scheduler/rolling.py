"""An instance of several terms, term by term: each as an instance of its own, with what the terms before it planned."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from models.calendar import Term
from models.instance import Instance, LedgerEntry, Visit
from models.schedule import PlannedReview, Schedule


def term_by_term(instance: Instance, plan: Callable[[Instance], Schedule | None]) -> Schedule | None:
    """Plan each term in turn and put the terms together. None where `plan` finds nothing for a term."""
    planned: dict[str, PlannedReview] = {}
    with_reviews = {review.term for review in instance.reviews}
    for term in sorted(instance.terms, key=lambda term: term.number):
        if term.id not in with_reviews:
            continue
        schedule = plan(_alone(instance, term, tuple(planned.values())))
        if schedule is None:
            return None
        planned |= {review.review: review for review in schedule.reviews}
    return Schedule(instance=instance.name, reviews=tuple(planned[review.id] for review in instance.reviews))


def _alone(instance: Instance, term: Term, planned: Sequence[PlannedReview]) -> Instance:
    """One term, with what is planned before it as visits that took place and reviewers that were sent."""
    reviews = tuple(review for review in instance.reviews if review.term == term.id)
    ids = {review.id for review in reviews}
    visits = tuple(_visits(instance, planned))
    sent = Counter(visit.home for visit in visits if visit.home is not None)
    facts = {name: getattr(instance, name) for name in Instance.model_fields}
    return Instance(
        **facts
        | {
            "terms": (term,),
            "reviews": reviews,
            "visits": (*instance.visits, *visits),
            "ledger": tuple(_entry(instance, school.id, sent[school.id]) for school in instance.schools),
            "fixed": tuple(fixed for fixed in instance.fixed if fixed.review in ids),
            "waivers": tuple(waiver for waiver in instance.waivers if waiver.review in ids),
        }
    )


def _visits(instance: Instance, planned: Sequence[PlannedReview]) -> Iterator[Visit]:
    for review in planned:
        host, year = instance.review_by_id[review.review].host, instance.school_year
        if review.lead is not None:
            yield Visit(person=review.lead, host=host, school_year=year, slot=review.slot)
        for person in review.reviewers:
            home = instance.reviewer_by_id[person].school
            yield Visit(person=person, host=host, home=home, school_year=year, slot=review.slot)


def _entry(instance: Instance, school: str, sent: int) -> LedgerEntry:
    entry = instance.ledger_by_school.get(school, LedgerEntry(school=school))
    return entry.model_copy(
        update={"planned_size": instance.planned_size(school), "sent": entry.sent + sent, "owed": entry.owed - sent}
    )
