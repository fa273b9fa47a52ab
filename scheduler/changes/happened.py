"""What really happened: who did not come to a review, and who came instead.

A schedule says what was planned, and the states of a review where it went otherwise. Accounts, visits and experience
count what happened. For example, A's review was planned with R1 and R2; R1 did not come, and R5 came instead of R2.
Then R5's school has sent one, those of R1 and R2 none, and A is credited an empty seat.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from models.instance import Instance
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.plan import Held, Plan


def as_held(plan: Plan) -> Plan:
    """The plan as it was held. Whoever left a review after it had begun was there, unless they are called absent."""
    absent = {states.review: states.absent for states in plan.schedule.states if states.absent}
    if not absent:
        return plan
    reviews = tuple(
        _held(plan, planned, absent[planned.review]) if planned.review in absent else planned
        for planned in plan.schedule.reviews
    )
    due = tuple(
        review.model_copy(update={"left_by": ()}) if review.id in absent else review for review in plan.instance.reviews
    )
    instance = plan.instance.model_copy(update={"reviews": due})
    return Plan(instance, plan.schedule.model_copy(update={"reviews": reviews}))


def _held(plan: Plan, planned: PlannedReview, absent: Mapping[str, str | None]) -> PlannedReview:
    lead = None if planned.lead is None else absent.get(planned.lead, planned.lead)
    came = (absent.get(person, person) for person in plan.team(planned.review))
    team = tuple(person for person in came if person is not None)
    return planned.model_copy(update={"lead": lead, "reviewers": team})


def not_begun(planned: PlannedReview, day: date, where: str) -> Iterator[Problem]:
    """Of a review that begins after the day nobody can say who came."""
    if planned.slot is not None and planned.slot > day:
        yield Problem(
            where=where,
            value=f"{planned.review!r}, which begins on {planned.slot}",
            expected=f"a review that has begun by {day}",
            remedy="Say it when it has been held; who is to come moves by reschedule.",
        )


def untrue(plan: Plan, review: str, where: Callable[[str], str]) -> Iterator[Problem]:
    """What is wrong in who the plan says was absent at a review, and who came instead. where: of each person.

    It is more than a file must keep to: a repair may later move a review to a day on which somebody came elsewhere.
    """
    absent = next((states.absent for states in plan.schedule.states if states.review == review), {})
    wrong = tuple(absence_problems(plan.instance, plan.planned(review), absent, where))
    yield from wrong or _at_two_places(plan, review, where)


def _at_two_places(plan: Plan, review: str, where: Callable[[str], str]) -> Iterator[Problem]:
    """Whoever came instead was at no other review on one of its days."""
    stand_ins = {
        (states.review, instead): person
        for states in plan.schedule.states
        for person, instead in states.absent.items()
        if instead is not None
    }
    held = as_held(plan).held
    mine = next(one for one in held if one.review.id == review)
    for other in held:
        days = [day for day in mine.days if day in other.days]
        for person in sorted(_people(mine) & _people(other)) if days and other is not mine else ():
            if {(review, person), (other.review.id, person)} & stand_ins.keys():
                yield Problem(
                    where=where(stand_ins.get((review, person), person)),
                    value=f"{person!r}, who was at {other.review.id} on {days[0]}",
                    expected="somebody who was at one place on a day",
                    remedy=f"Name somebody else, or say first that they were absent there: {other.review.id}/{person}.",
                )


def _people(held: Held) -> set[str]:
    return {person.id for person in (held.lead, *held.reviewers) if person is not None}


def absence_problems(
    instance: Instance, planned: PlannedReview, absent: Mapping[str, str | None], where: Callable[[str], str]
) -> Iterator[Problem]:
    """What is wrong in who was absent at a review, and who came instead. where: of each who was absent.

    Each was planned, somebody came instead of a lead, and whoever came instead came once and was not planned.
    """
    for person, instead in absent.items():
        expected = _expected(instance, planned, absent, person)
        if expected is not None:
            value = f"{person!r} absent, {repr(instead) if instead else 'nobody'} instead"
            yield Problem(where=where(person), value=value, expected=expected, remedy="Correct or remove it.")


def _expected(instance: Instance, planned: PlannedReview, absent: Mapping[str, str | None], person: str) -> str | None:
    """What should be said of somebody absent instead of what is said; None where it can be so."""
    instead, is_lead = absent[person], person == planned.lead
    review = instance.review_by_id.get(planned.review)
    there = (*planned.people, *(review.left_by if review else ()))
    if person not in there:
        return f"one of {', '.join(there) or 'nobody'} absent, as planned for {planned.review}"
    if instead is None:
        return "who led instead, for no review is held without a lead" if is_lead else None
    if instead not in (instance.lead_by_id if is_lead else instance.reviewer_by_id):
        return f"the id of a {'Lead Reviewer' if is_lead else 'reviewer'} of the instance, who came instead"
    if instead in there or list(absent.values()).count(instead) > 1:
        return f"somebody instead who was not planned for {planned.review}, and each once"
    return None
