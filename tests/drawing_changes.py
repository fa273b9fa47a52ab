"""Changes drawn for drawn instances and their schedules: most fit, and none names what is not there."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from models.calendar import Days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    ChangeTeamSizes,
    CloseSchools,
    DeclineOffer,
    DropOut,
    EndReview,
    LeadJoins,
    OtherSlot,
    PersonLeaves,
    ReviewerJoins,
    SchoolJoins,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance, Review
from models.people import Reviewer
from models.planned import ReviewStates, State
from models.schedule import Schedule
from scheduler.changes.refusals import problems
from tests.drawing import FIRST_MONDAY, SWITCHABLE, WEEKS

Draw = Callable[[Random, Instance, Schedule, date], Change | None]

NUMBERS = (
    ("locality", "nearest_km", 0),
    ("locality", "nearest_km", 30),
    ("lead-load", "reviews", 1),
    ("reviewer-load", "reviews", 2),
    ("one-place", "gap_school_days", 0),
    ("team-mix", "of_a_hub", 1),
    ("commitment", "above_due", 0),
    ("fixed", "published_moves", False),
    ("fixed", "published_moves", True),
)
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


def draw_changes(
    rng: Random, instance: Instance, schedule: Schedule, since: date | None = None, draw: Draw | None = None
) -> list[Change]:
    """One to three changes that can be met, in the order of their notice from `since`; none if none was drawn."""
    found: list[Change] = []
    wanted, day = rng.choice((1, 1, 2, 3)), since or FIRST_MONDAY - timedelta(days=rng.choice((0, 10, 20)))
    for _ in range(60):
        change = (draw or draw_change)(rng, instance, schedule, day)
        if change is not None and not problems(instance, schedule, [*found, change]):
            found.append(change)
            day += timedelta(days=rng.choice((0, 0, 3)))
        if len(found) == wanted:
            break
    return found


def draw_change(rng: Random, instance: Instance, schedule: Schedule, notice: date) -> Change | None:
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


def draw_any_change(rng: Random, instance: Instance, schedule: Schedule, notice: date) -> Change | None:
    """One as `draw_change` draws it, or, half the time, of a kind that brings somebody or allows something."""
    if rng.random() < 0.5:
        return draw_change(rng, instance, schedule, notice)
    held = [planned for planned in schedule.reviews if planned.slot is not None]
    number = len(schedule.changes) + rng.randrange(1000)
    school = rng.choice(instance.schools)
    offered = [
        (states.review, person)
        for states in schedule.states
        for person, state in states.reviewers.items()
        if state == State.OFFERED
    ]
    place = {"latitude": school.latitude + 0.5, "longitude": school.longitude}
    kind = rng.randrange(9)
    if kind == 0 and offered:
        where, who = rng.choice(offered)
        return DeclineOffer(notice=notice, review=where, person=who)
    if kind == 1:
        reviewer = Reviewer(id=f"RX{number}", school=school.id, completed_reviews=rng.choice((0, 2)))
        return ReviewerJoins(notice=notice, reviewer=reviewer)
    if kind == 2:
        return LeadJoins.model_validate({"notice": notice, "lead": {"id": f"LX{number}", **place}})
    if kind == 3 and held:
        planned = rng.choice(held)
        waiver = {"rule": rng.choice(SWITCHABLE), "person": rng.choice(planned.people), "review": planned.review}
        said = {"allowed_by": "the coordinator", "reason": "agreed"}
        return WaiveRule.model_validate({"notice": notice, "waiver": {**waiver, **said}})
    if kind == 4:
        rule, name, value = rng.choice(NUMBERS)
        return ChangeNumber(notice=notice, rule=rule, number=name, value=value)
    if kind == 5:
        slots = [FIRST_MONDAY + timedelta(weeks=week) for week in range(WEEKS)]
        new = school.model_copy(update={"id": f"SX{number}", "name": f"School X{number}", **place})
        due = [slot for slot in slots if slot > notice and slot in instance.terms[-1]]
        term = instance.terms[-1].id
        asked = Review(id=f"VX{number}", host=new.id, term=term, slots=tuple(due), size=1) if due else None
        return SchoolJoins(notice=notice, school=new, review=asked)
    if kind == 8 and held:
        return EndReview(notice=notice, review=rng.choice(held).review)
    if kind == 7:
        return ChangeTeamSizes(notice=notice, by=rng.choice((-1, -1, 1)))
    if kind == 6:
        return CloseSchools(notice=notice, hubs=(school.hub,), days=Days(first=notice, last=notice + timedelta(days=4)))
    return draw_change(rng, instance, schedule, notice)
