"""One person by themselves: who they are, their reviews, what they bear beside the median, and what they were told."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.calendar import Days
from models.people import Lead, Reviewer
from models.planned import ReviewStates
from models.told import Role, Told
from scheduler.changes.places import LEAD
from scheduler.desk.report.cards import Card, card
from scheduler.plan import Held, Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.table import Cell, Slot, Table
from scheduler.showing.views import by_date
from scheduler.words import count


@dataclass(frozen=True)
class Place:
    """What somebody does in a review. km: one way."""

    held: Held
    role: Role
    km: int


def roles_of(plan: Plan, id: str) -> tuple[Reviewer | Lead, ...]:
    """Whom an id names: a reviewer, a lead, seldom both; nobody where it is unknown."""
    found = plan.instance.reviewer_by_id.get(id), plan.instance.lead_by_id.get(id)
    return tuple(one for one in found if one is not None)


def places_of(plan: Plan, id: str) -> tuple[Place, ...]:
    """Where somebody goes in this schedule, in the order of the dates."""
    km = {seat.held.review.id: seat.km for seat in plan.seats if seat.reviewer.id == id}
    return tuple(_places(plan, id, km))


def _places(plan: Plan, id: str, km: dict[str, int]) -> Iterator[Place]:
    for held in by_date(plan):
        if held.lead is not None and held.lead.id == id:
            yield Place(held, Role.LEAD, held.lead_km)
        if any(one.id == id for one in held.present):
            yield Place(held, Role.REVIEWER, km[held.review.id])


def journeys(plan: Plan, id: str) -> Table:
    """Their places as a table, a row each."""
    known = {states.review: states for states in plan.schedule.states}
    rows = tuple(
        _journey(place, known.get(place.held.review.id) or ReviewStates(review=place.held.review.id), id)
        for place in places_of(plan, id)
    )
    return Table(
        key="journeys",
        title="Reviews in this schedule" if rows else "No review in this schedule.",
        columns=("Slot", "Review", "Host", "As", "Km", "State", "Pinned", "Travel booked"),
        rows=rows,
        note="Km: one way, as journeys count." if rows else "",
    )


def _journey(place: Place, states: ReviewStates, id: str) -> tuple[Cell, ...]:
    is_lead = place.role == Role.LEAD
    return (
        Slot(place.held.slot, place.held.length),
        place.held.review.id,
        place.held.host.name,
        place.role.value,
        place.km,
        (states.lead if is_lead else states.of_seat(id)).value,
        "pinned" if (LEAD if is_lead else id) in states.pins else None,
        "booked" if id in states.booked else None,
    )


def about(plan: Plan, one: Reviewer | Lead) -> Table:
    """What the instance says of them."""
    of = _reviewer(plan, one) if isinstance(one, Reviewer) else _lead(one)
    away = tuple(map(_days, one.away))
    conflicts = tuple(plan.instance.school_by_id[school].name for school in one.conflicts)
    rows = (*of, ("Away", away or "never said"), ("Conflicts declared", conflicts or "none"))
    return Table(type(one).__name__.casefold(), "Who it is", ("Fact", "Is"), rows)


def _days(days: Days) -> str:
    """Some days as people say them."""
    first, last = (f"{day.day} {day:%b %Y}" for day in (days.first, days.last))
    return first if days.first == days.last else f"{first} to {last}"


def _reviewer(plan: Plan, one: Reviewer) -> Iterator[tuple[str, Cell]]:
    school = plan.instance.school_by_id[one.school]
    yield "School", school.name
    yield "Hub", plan.instance.hub_by_id[school.hub].name
    yield "Phase", school.phase.value
    yield "Reviews completed", one.completed_reviews
    yield "Travels at most", f"{_furthest_km(plan, one):g} km"
    offered = plan.policy.reviewer_load
    reviews = offered.reviews_if_offered if one.offers_two else offered.reviews
    yield "Offers", "to stand in, as a reserve" if one.reserve else f"{count(reviews, 'review')} a term"


def _furthest_km(plan: Plan, one: Reviewer) -> float:
    return plan.policy.locality.furthest_km if one.furthest_km is None else one.furthest_km


def _lead(one: Lead) -> Iterator[tuple[str, Cell]]:
    yield "Role", "Lead Reviewer"
    if one.trust:
        yield "Trust", one.trust


def cards_of(plan: Plan, id: str) -> tuple[Card, ...]:
    """What they have borne beside the median, as a reviewer and as a lead."""
    _, reviewers, leads = by_fairness(plan)
    return tuple(
        card(table, row, named=named)
        for table, named in ((reviewers, 2), (leads, 1))
        for row in range(1, len(table.rows))
        if table.rows[row][0] == id
    )


def told(plan: Plan, who: str, *roles: Role) -> Table:
    """What a person, or a school as a host, was last told by letters, and whether it is still so."""
    found = [one for one in plan.schedule.told if one.who == who and one.role in roles]
    return Table(
        key="told",
        title="What was last told by letters" if found else "No letter has told anything yet.",
        columns=("Review", "Told", "As", "Still so"),
        rows=tuple(row for one in found for row in _told(plan, one)),
    )


def _told(plan: Plan, one: Told) -> Iterator[tuple[Cell, ...]]:
    for review in one.reviews:
        planned = plan.planned(review.review)
        takes_part = one.role == Role.HOST or one.who in planned.people
        now = planned.slot if takes_part else None
        said: Cell = "theirs no longer" if review.slot is None else Slot(review.slot, plan.policy.slot)
        yield review.review, said, one.role.value, "yes" if now == review.slot else "no"
