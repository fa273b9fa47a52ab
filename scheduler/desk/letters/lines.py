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
    """What everybody is to count on: the schedule as it is; of drafts, what they were told before."""
    drafts = Drafts.of(plan.schedule)
    stays = {key: line for key, line in told_lines(plan.schedule).items() if drafts.hold(*key)}
    open_ = [one for one in plan.schedule.reviews if one.slot is not None and one.review not in drafts.dates]
    slots = {(to.who, review): line.slot for (to, review), line in stays.items() if to.role != Role.HOST}
    for one in open_:
        come = [person for person in one.people if (one.review, person) not in drafts.places]
        slots |= {(person, one.review): one.slot for person in come if one.slot is not None}
    new = {(to, line.review): line for one in open_ for to, line in lines_of(plan, one, slots)}
    return {**new, **stays}


@dataclass(frozen=True)
class Drafts:
    """What is a draft: reviews by their dates, and the places, (review, person), of others."""

    dates: frozenset[str]
    places: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, schedule: Schedule) -> "Drafts":
        """The drafts of a schedule. What has no date is none: there is nothing to be told later."""
        states = {one.review: one for one in schedule.states}
        held = [(one, states[one.review]) for one in schedule.reviews if one.slot is not None and one.review in states]
        dates = frozenset(one.review for one, said in held if said.slot == State.DRAFT)
        places = ((one.review, person) for one, said in held for person in _drafts(one, said))
        return cls(dates, frozenset(place for place in places if place[0] not in dates))

    def hold(self, to: Recipient, review: str) -> bool:
        """Whether what this recipient was told of the review stays as it is."""
        return review in self.dates or (to.role != Role.HOST and (review, to.who) in self.places)

    @property
    def people(self) -> frozenset[str]:
        """Who has such a place."""
        return frozenset(person for _, person in self.places)


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


def _drafts(planned: PlannedReview, states: ReviewStates) -> Iterable[str]:
    """Who is in the review as a draft only."""
    if planned.lead is not None and states.lead == State.DRAFT:
        yield planned.lead
    yield from (person for person in planned.reviewers if states.of_seat(person) == State.DRAFT)
