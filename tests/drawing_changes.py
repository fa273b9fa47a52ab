"""Changes drawn for drawn instances and their schedules: most fit, and none names what is not there."""

from datetime import date, timedelta
from random import Random

from models.calendar import Days
from models.change import (
    CancelReview,
    Change,
    CloseSchools,
    DropOut,
    OtherSlot,
    PersonLeaves,
    SchoolLeaves,
)
from models.instance import Instance
from models.planned import ReviewStates, State
from models.schedule import Schedule
from scheduler.changing import problems
from tests.drawing import FIRST_MONDAY, WEEKS

REASONS = ("ofsted", "leadership-change", "exceptional-event", "other")


def draw_states(rng: Random, schedule: Schedule) -> Schedule:
    """The schedule with states, pins and bookings for some of its reviews."""
    states = []
    for planned in schedule.reviews:
        if planned.slot is None or rng.random() < 0.5:
            continue
        people = planned.people
        states.append(
            ReviewStates(
                review=planned.review,
                slot=rng.choice((State.PUBLISHED, State.PUBLISHED, State.DRAFT)),
                lead=rng.choice((State.PUBLISHED, State.ACCEPTED, State.DRAFT)),
                reviewers={person: rng.choice(tuple(State)[:4]) for person in planned.reviewers if rng.random() < 0.4},
                pins=tuple(place for place in ("slot", "lead", *planned.reviewers) if rng.random() < 0.1),
                booked=tuple(person for person in people if rng.random() < 0.3),
            )
        )
    return schedule.model_copy(update={"states": tuple(states)})


def draw_changes(rng: Random, instance: Instance, schedule: Schedule) -> list[Change]:
    """One to three changes that can be met, in the order of their notice; at least one."""
    found: list[Change] = []
    wanted, day = rng.choice((1, 1, 2, 3)), FIRST_MONDAY - timedelta(days=rng.choice((0, 10, 20)))
    for _ in range(60):
        change = _draw(rng, instance, schedule, day)
        if change is not None and not problems(instance, schedule, [*found, change]):
            found.append(change)
            day += timedelta(days=rng.choice((0, 0, 3)))
        if len(found) == wanted:
            break
    return found


def _draw(rng: Random, instance: Instance, schedule: Schedule, notice: date) -> Change | None:
    held = [planned for planned in schedule.reviews if planned.slot is not None]
    start = max(notice, FIRST_MONDAY + timedelta(weeks=rng.randrange(WEEKS)))
    days = Days(first=start, last=start + timedelta(days=rng.choice((0, 4, 11))))
    people = [*instance.reviewer_by_id, *instance.lead_by_id]
    schools = [*instance.school_by_id]
    kind = rng.randrange(8)
    if kind <= 2 and held:
        reason = REASONS[rng.randrange(len(REASONS))]
        return CancelReview.model_validate({"notice": notice, "review": rng.choice(held).review, "reason": reason})
    if kind == 3 and held:
        planned = rng.choice(held)
        return DropOut(notice=notice, person=rng.choice(planned.people), review=planned.review)
    if kind == 4:
        person = rng.choice(people)
        return DropOut(notice=notice, person=person, days=rng.choice((None, days)))
    if kind == 5:
        return CloseSchools(notice=notice, schools=(rng.choice(schools),), days=days)
    if kind == 6 and held:
        review = rng.choice(held).review
        slots = [FIRST_MONDAY + timedelta(weeks=week, days=rng.randrange(3)) for week in range(WEEKS)]
        return OtherSlot(notice=notice, review=review, slots=tuple(rng.sample(slots, 2)))
    if kind == 7:
        return rng.choice(
            (
                PersonLeaves(notice=notice, person=rng.choice(people)),
                SchoolLeaves(notice=notice, school=rng.choice(schools)),
            )
        )
    return None
