"""What reviews, people and schools are found by: where they are, when, how they stand and who takes part."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.calendar import week_of
from models.instance import Review
from models.planned import ReviewStates
from models.schedule import PlannedReview
from scheduler.changes.places import LEAD
from scheduler.desk.looking.people import states_of_people
from scheduler.desk.looking.wanted import COMPLETE, IDLE, PINNED, SHORT, VACANT
from scheduler.plan import Plan
from scheduler.showing.figures import vacancies
from scheduler.showing.views import by_school, schools_in_order

Key = tuple[str, str]
"""A kind (review, school, reviewer, lead or hub) and an id: two kinds may share an id."""
REVIEW, SCHOOL = "review", "school"
_NOBODY: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What a review, a person or a school is found by."""

    hub: str = ""
    phase: str = ""
    weeks: frozenset[date] = _NOBODY
    states: frozenset[str] = _NOBODY
    who: frozenset[Key] = _NOBODY


def facts_of(plan: Plan) -> dict[Key, Facts]:
    """Of every review, person and school."""
    reviews = {review.id: _of_review(plan, review, states) for review, states in _with_states(plan)}
    return {
        **{(REVIEW, id): facts for id, facts in reviews.items()},
        **_of_people(plan),
        **_of_schools(plan, reviews),
    }


def _with_states(plan: Plan) -> Iterator[tuple[Review, ReviewStates]]:
    known = {one.review: one for one in plan.schedule.states}
    for review in plan.instance.reviews:
        yield review, known.get(review.id) or ReviewStates(review=review.id)


def _of_review(plan: Plan, review: Review, states: ReviewStates) -> Facts:
    host, planned = plan.instance.school_by_id[review.host], plan.planned(review.id)
    return Facts(
        hub=host.hub,
        phase=host.phase.value,
        weeks=frozenset() if planned.slot is None else frozenset((week_of(planned.slot),)),
        states=frozenset(_states(plan, planned, states)),
        who=frozenset(_who(plan, review, planned)),
    )


def _of_people(plan: Plan) -> dict[Key, Facts]:
    """Reviewers and leads: where they are at home, when they travel, and how far their places have got."""
    instance, weeks, pinned = plan.instance, defaultdict[Key, set[date]](set), set[Key]()
    pins = {states.review: states.pins for states in plan.schedule.states}
    for held in plan.held:
        people = {("reviewer", one.id): one.id for one in held.present}
        people |= {("lead", held.lead.id): LEAD} if held.lead is not None else {}
        for key, place in people.items():
            weeks[key].add(held.week)
            pinned |= {key} if place in pins.get(held.review.id, ()) else set()
    stand = states_of_people(plan)

    def facts(key: Key, hub: str, phase: str, *home: Key) -> Facts:
        states = {*stand[key], *([PINNED] if key in pinned else []), *([] if weeks[key] else [IDLE])}
        return Facts(hub, phase, frozenset(weeks[key]), frozenset(states), frozenset((key, *home)))

    homes = {one.id: instance.school_by_id[one.school] for one in instance.reviewers}
    return {
        **{("lead", one.id): facts(("lead", one.id), "", "") for one in instance.leads},
        **{
            ("reviewer", id): facts(("reviewer", id), home.hub, home.phase.value, (SCHOOL, home.id), ("hub", home.hub))
            for id, home in homes.items()
        },
    }


def _of_schools(plan: Plan, reviews: Mapping[str, Facts]) -> dict[Key, Facts]:
    """Schools: as their own review is found, and by their own reviewers."""
    instance, of_host = plan.instance, {review.host: reviews[review.id] for review in plan.instance.reviews}
    people = defaultdict[str, set[Key]](set)
    for one in instance.reviewers:
        people[one.school].add(("reviewer", one.id))
    (table,) = by_school(plan)
    short = {school.id for school, row in zip(schools_in_order(plan), table.rows, strict=True) if row[-1]}
    found = {}
    for school in instance.schools:
        own = of_host.get(school.id, Facts())
        states = own.states | ({SHORT} if school.id in short else set())
        who = own.who | people[school.id] | {(SCHOOL, school.id), ("hub", school.hub)}
        found[SCHOOL, school.id] = Facts(school.hub, school.phase.value, own.weeks, frozenset(states), frozenset(who))
    return found


def _states(plan: Plan, planned: PlannedReview, states: ReviewStates) -> Iterator[str]:
    yield VACANT if vacancies(plan.instance, planned) else COMPLETE
    if planned.slot is None:
        return
    yield states.slot.value
    if planned.lead is not None:
        yield states.lead.value
    yield from (states.of_seat(person).value for person in planned.reviewers)
    if states.pins:
        yield PINNED


def _who(plan: Plan, review: Review, planned: PlannedReview) -> Iterator[Key]:
    instance = plan.instance
    host = instance.school_by_id[review.host]
    yield from (("school", host.id), ("hub", host.hub))
    if planned.lead is not None:
        yield "lead", planned.lead
    for person in plan.team(review.id):
        home = instance.school_by_id[instance.reviewer_by_id[person].school]
        yield from (("reviewer", person), ("school", home.id), ("hub", home.hub))
