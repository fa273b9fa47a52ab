"""A schedule in which what is fixed stands, made of one in which others are in its way: to begin a search from.

It is found by the checks alone, soon, and is as good as it happens to be. Where it finds none, there may be one.
"""

from models.finding import Finding
from models.instance import Instance
from models.planned import PlannedReview
from models.schedule import Schedule
from scheduler.changes.places import Opening, altered
from scheduler.checking import breaches
from scheduler.explaining.obstacles import answers_at
from scheduler.plan import Plan
from scheduler.rules import CURED_BY_PEOPLE

_AT_A_TIME = 8  # so many people are asked whether they are free: most of the time one of the first is
_TRIES = 5


def made_to_stand(
    instance: Instance, schedule: Schedule, standing: frozenset[Finding] = frozenset()
) -> Schedule | None:
    """The schedule without those who are in the way of what is fixed; None where that is not enough.

    First people go of whom, or of whose school, a breach speaks; where nobody is left to go, reviews. A review whose
    date is fixed gets somebody else in place of the last who went.
    """
    for _ in range(_TRIES):
        schedule = _with_somebody(instance, schedule)
        found = [one for one in breaches(instance, schedule) if one not in standing]
        if not found:
            return schedule
        about = {who for one in found for who in one.about}
        for without in (_without_people, _without_reviews):
            reviews = tuple(without(instance, planned, about) for planned in schedule.reviews)
            if reviews != schedule.reviews:
                break
        else:
            return None
        schedule = schedule.model_copy(update={"reviews": reviews})
    return None


def _with_somebody(instance: Instance, schedule: Schedule) -> Schedule:
    """The schedule in which whatever has a date has a lead, and a team that can go, as far as somebody is free."""
    curable = {one.about[0] for one in breaches(instance, schedule) if one.rule in CURED_BY_PEOPLE}
    for planned in schedule.reviews:
        for is_lead in (True, False):
            has_room = len(planned.reviewers) < instance.size(instance.review_by_id[planned.review])
            lacks = planned.lead is None if is_lead else has_room and planned.review in curable
            if planned.slot is None or not lacks:
                continue
            opening = Opening(planned.review, planned.slot, is_lead, None)
            who = _first_free(Plan(instance, schedule), opening)
            if who is not None:
                planned = opening.taken(planned, who)
                schedule = altered(schedule, planned)
    return schedule


def _first_free(plan: Plan, opening: Opening) -> str | None:
    """Somebody whom no rule keeps away; asked of a few at a time."""
    people = [person.id for person in (plan.instance.leads if opening.is_lead else plan.instance.reviewers)]
    for at in range(0, len(people), _AT_A_TIME):
        answers = answers_at(plan, opening, people[at : at + _AT_A_TIME])
        if who := next((answer.person for answer in answers if answer.is_free), None):
            return who
    return None


def _without_people(instance: Instance, planned: PlannedReview, about: set[str]) -> PlannedReview:
    fixed = instance.fixed_by_review.get(planned.review)
    keep = (fixed.lead, *fixed.reviewers) if fixed else ()
    lead = planned.lead if planned.lead in keep or planned.lead not in about else None
    team = tuple(
        one for one in planned.reviewers if one in keep or not about & {one, instance.reviewer_by_id[one].school}
    )
    if fixed is None and (lead is None or not team):
        return PlannedReview(review=planned.review)
    return planned.model_copy(update={"reviewers": team, "lead": lead})


def _without_reviews(instance: Instance, planned: PlannedReview, about: set[str]) -> PlannedReview:
    host = instance.review_by_id[planned.review].host
    if planned.review in instance.fixed_by_review or not about & {planned.review, host}:
        return planned
    return PlannedReview(review=planned.review)
