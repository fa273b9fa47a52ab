"""The instance in which a schedule is repaired around a place that somebody is asked for."""

from datetime import date

from models.before import Before
from models.instance import Fixed, Instance
from models.planned import PlannedReview, ReviewStates, State
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.effective_instance import for_repair
from scheduler.changes.places import Asked
from scheduler.changes.refusals import refuse_too_large_to_repair
from scheduler.changes.situation import Situation, asked_on
from scheduler.changes.wrong import outside_the_year


def around_place(instance: Instance, schedule: Schedule, about: Asked, notice: date | None) -> Instance:
    """The instance in which the schedule is repaired around a place that somebody is asked for.

    The review keeps its slot; whoever is in the place may go although they were fixed, where any seat of a full team is
    meant, each of it. A draft counts as told: it is asked who would move.

    instance: as it was before the schedule's changes. notice: the day on which it is asked; what has begun stays. None:
    the last notice known, or the day before the first term.

    Raises:
        InvalidInput: if the review has begun by then, more is known already than on that day, it is outside the year,
            or the instance is too large.
    """
    refuse_too_large_to_repair(instance)
    situation, review = Situation(instance, schedule), about.review
    if wrong := list(outside_the_year(situation.world, notice, "--notice")) if notice is not None else []:
        raise InvalidInput(wrong)
    known = schedule.last_notice or date.min
    before = situation.before((), notice or asked_on(instance, schedule))
    planned = situation.planned(review.id)
    _refuse_what_is_over(before, planned, known)
    is_full = len(planned.reviewers) >= situation.world.size(review)
    named = (planned.lead if about.is_lead else about.of,)
    free = planned.reviewers if about.is_vacancy and is_full else tuple(one for one in named if one is not None)
    world = for_repair(instance, schedule, (), before.model_copy(update={"free": {review.id: free}}))
    fixed = world.fixed_by_review.get(review.id, Fixed(review=review.id, reason="asked what if"))
    others = tuple(each for each in world.fixed if each.review != review.id)
    world = world.model_copy(update={"fixed": (*others, fixed.model_copy(update={"slot": planned.slot}))})
    assert world.before is not None
    states = tuple(_told(states) for states in world.before.states)
    return world.repairing(world.before.model_copy(update={"states": states}))


def _refuse_what_is_over(before: Before, planned: PlannedReview, known: date) -> None:
    if before.notice < known:
        raise _refused("--notice", before.notice, f"a day from {known} on, the last notice known", "Ask about that.")
    if before.has_begun(planned):
        raise _refused(planned.review, "has begun", f"a review after {before.notice}", "Nobody moves there any more.")


def _refused(where: str, value: object, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=str(value), expected=expected, remedy=remedy)])


def _told(states: ReviewStates) -> ReviewStates:
    def at_least_offered(state: State) -> State:
        return State.OFFERED if state == State.DRAFT else state

    seats = {person: at_least_offered(state) for person, state in states.reviewers.items()}
    slot, lead = at_least_offered(states.slot), at_least_offered(states.lead)
    return states.model_copy(update={"slot": slot, "lead": lead, "reviewers": seats})
