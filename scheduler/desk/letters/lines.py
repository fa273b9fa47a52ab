"""Who counts on what: each recipient's own lines, as the schedule has them and as they were told.

A line is one review of one recipient: its slot and, where their letters say so, who comes. A reviewer's line is the
slot alone: their lead writes to them, and a new lead alone is nothing new for them. A lead's line names the team, and a
host's the lead and the team. What is a draft nobody is told: of it, whatever was told before stays as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule
from models.told import Role, ToldReview
from scheduler.plan import Plan


@dataclass(frozen=True, order=True)
class Recipient:
    """Whom a letter is for: a person, or a school as a host."""

    role: Role
    who: str


@dataclass(frozen=True)
class Line:
    """What one recipient counts on of one review."""

    review: str
    slot: date
    lead: str | None = None
    team: tuple[str, ...] = ()


Lines = dict[tuple[Recipient, str], Line]
"""By recipient and review."""


def told(schedule: Schedule) -> dict[tuple[Recipient, str], ToldReview]:
    """What everybody was last told, also that a review is theirs no longer."""
    return {
        (Recipient(entry.role, entry.who), review.review): review for entry in schedule.told for review in entry.reviews
    }


def told_lines(schedule: Schedule) -> Lines:
    """What everybody still counts on by what they were told."""
    return {
        key: Line(one.review, one.slot, one.lead, one.team)
        for key, one in told(schedule).items()
        if one.slot is not None
    }


def due_lines(plan: Plan) -> Lines:
    """What everybody is to count on: the schedule as it is, without what is a draft."""
    states, was = _states(plan.schedule), told_lines(plan.schedule)
    drafts = {(one.review, person) for one in plan.schedule.reviews for person in _drafts(one, states[one.review])}
    stays = {
        (to, review): line
        for (to, review), line in was.items()
        if _is_draft(states, review) or (to.role != Role.HOST and (review, to.who) in drafts)
    }
    open_ = [one for one in plan.schedule.reviews if one.slot is not None and not _is_draft(states, one.review)]
    slots = {(to.who, review): line.slot for (to, review), line in stays.items() if to.role != Role.HOST}
    slots |= {
        (person, one.review): one.slot
        for one in open_
        for person in one.people
        if one.slot is not None and (one.review, person) not in drafts
    }
    new = {(to, line.review): line for one in open_ for to, line in lines_of(plan, one, slots)}
    return {**new, **stays}


def lines_of(
    plan: Plan, planned: PlannedReview, slots: dict[tuple[str, str], date] | None = None
) -> Iterator[tuple[Recipient, Line]]:
    """The lines of one review: its host's, and those of its lead and team.

    slots: when each person counts on each review; who does not count on this one at its slot is not named. None: all
    who are planned do.
    """
    if planned.slot is None:
        return

    def comes(person: str) -> bool:
        return slots is None or slots.get((person, planned.review)) == planned.slot

    lead = planned.lead if planned.lead is not None and comes(planned.lead) else None
    team = tuple(sorted(person for person in planned.reviewers if comes(person)))
    host = plan.instance.review_by_id[planned.review].host
    yield Recipient(Role.HOST, host), Line(planned.review, planned.slot, lead, team)
    if lead is not None:
        yield Recipient(Role.LEAD, lead), Line(planned.review, planned.slot, None, team)
    for person in team:
        yield Recipient(Role.REVIEWER, person), Line(planned.review, planned.slot)


def left_out(schedule: Schedule) -> tuple[int, int]:
    """How many reviews are left out because their date is a draft, and how many people because their place is one."""
    states = _states(schedule)
    dates = [one.review for one in schedule.reviews if one.slot is not None and _is_draft(states, one.review)]
    people = [
        person
        for one in schedule.reviews
        if one.slot is not None and one.review not in dates
        for person in _drafts(one, states[one.review])
    ]
    return len(dates), len(set(people))


def _states(schedule: Schedule) -> dict[str, ReviewStates]:
    said = {states.review: states for states in schedule.states}
    return {one.review: said.get(one.review) or ReviewStates(review=one.review) for one in schedule.reviews}


def _is_draft(states: dict[str, ReviewStates], review: str) -> bool:
    return review in states and states[review].slot == State.DRAFT


def _drafts(planned: PlannedReview, states: ReviewStates) -> Iterable[str]:
    """Who is in the review as a draft only."""
    if planned.lead is not None and states.lead == State.DRAFT:
        yield planned.lead
    yield from (person for person in planned.reviewers if states.of_seat(person) == State.DRAFT)
