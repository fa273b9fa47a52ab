"""What several kinds of change do: to an instance, and to whom a schedule expects where."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from models.calendar import Days
from models.instance import Instance, Review
from models.network import School
from models.planned import PlannedReview

Place = tuple[str, str]
"""A review, and "slot", a person or `EVERYTHING`."""


def with_review(instance: Instance, review: Review) -> Instance:
    """The instance with this review in the place of the one of its id."""
    reviews = tuple(review if one.id == review.id else one for one in instance.reviews)
    return instance.model_copy(update={"reviews": reviews})


def declined(instance: Instance, review_id: str, person: str) -> Instance:
    """The person does not come to the review."""
    review = instance.review_by_id[review_id]
    return with_review(instance, review.model_copy(update={"declined_by": (*review.declined_by, person)}))


def away(instance: Instance, person: str, days: Days) -> Instance:
    """The reviewer or lead is away on these days."""
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


def closed(instance: Instance, schools: frozenset[str], days: Days) -> Instance:
    """The schools are closed on these days."""
    return instance.model_copy(
        update={
            "schools": tuple(
                school.model_copy(update={"closed": (*school.closed, days)}) if school.id in schools else school
                for school in instance.schools
            )
        }
    )


def school_days_after(instance: Instance, school: School, notice: date) -> Iterator[date]:
    """The school's days after the notice, up to the end of the last term."""
    last = last_day(instance)
    day = notice + timedelta(days=1)
    while day <= last:
        if instance.is_school_day(school, day):
            yield day
        day += timedelta(days=1)


def last_day(instance: Instance) -> date:
    """The end of the last term."""
    return max(term.last_day for term in instance.terms)


def rest_of_term(instance: Instance, notice: date) -> Days:
    """From the notice to the end of the term that runs then, or of the next one."""
    term = min((term for term in instance.terms if term.last_day >= notice), key=lambda term: term.last_day)
    return Days(first=notice, last=term.last_day)


def for_good(instance: Instance, notice: date) -> Days:
    """From the notice to the end of the last term."""
    return Days(first=notice, last=last_day(instance))


def people_of(instance: Instance, schools: frozenset[str]) -> frozenset[str]:
    """The ids of the schools' reviewers."""
    return frozenset(person.id for person in instance.reviewers if person.school in schools)


def engaged(
    instance: Instance, reviews: Sequence[PlannedReview], people: frozenset[str], days: Days
) -> Iterator[Place]:
    """(review, person) wherever one of the people is expected on one of the days."""
    for planned in reviews:
        if planned.slot is not None and any(day in days for day in instance.policy.slot.days_of(planned.slot)):
            yield from ((planned.review, person) for person in planned.people if person in people)


def hosting(
    instance: Instance, reviews: Sequence[PlannedReview], schools: frozenset[str], days: Days
) -> Iterator[PlannedReview]:
    """The reviews at one of the schools that are held on one of the days."""
    for planned in reviews:
        hit = planned.slot is not None and any(day in days for day in instance.policy.slot.days_of(planned.slot))
        review = instance.review_by_id.get(planned.review)
        if hit and review is not None and review.host in schools:
            yield planned
