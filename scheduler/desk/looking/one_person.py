"""One person by themselves: their journeys, what they bear beside the median, and what they were told."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.planned import ReviewStates
from models.told import Role, Told
from scheduler.changes.places import LEAD
from scheduler.desk.report.cards import Card, cards
from scheduler.plan import Held, Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.table import Slot, Table
from scheduler.showing.views import by_date


@dataclass(frozen=True)
class Place:
    """What somebody does in a review. km: one way. what: their place, as `mark` calls it after REVIEW/."""

    held: Held
    role: Role
    km: int
    what: str


def places_of(plan: Plan, id: str) -> tuple[Place, ...]:
    """Where somebody goes in this schedule, in the order of the dates."""
    km = {(seat.held.review.id, seat.reviewer.id): seat.km for seat in plan.seats}
    return tuple(_places(plan, id, km))


def _places(plan: Plan, id: str, km: dict[tuple[str, str], int]) -> Iterator[Place]:
    for held in by_date(plan):
        if held.lead is not None and held.lead.id == id:
            yield Place(held, Role.LEAD, held.lead_km, LEAD)
        if any(one.id == id for one in held.present):
            yield Place(held, Role.REVIEWER, km[held.review.id, id], id)


def journeys(plan: Plan, places: tuple[Place, ...]) -> Table:
    """Their places as a table, a row each."""
    known = {states.review: states for states in plan.schedule.states}
    rows = []
    for place in places:
        states = known.get(place.held.review.id) or ReviewStates(review=place.held.review.id)
        person = place.what if place.what != LEAD else (place.held.lead.id if place.held.lead else "")
        rows.append(
            (
                Slot(place.held.slot),
                place.held.host.name,
                place.role.value,
                place.km,
                (states.lead if place.what == LEAD else states.of_seat(person)).value,
                "pinned" if place.what in states.pins else None,
                "booked" if person in states.booked else None,
            )
        )
    return Table(
        key="journeys",
        title="Reviews in this schedule" if rows else "No review in this schedule.",
        columns=("Slot", "Host", "As", "Km", "State", "Pin", "Travel"),
        rows=tuple(rows),
        note="Km: one way, as journeys count." if rows else "",
    )


def cards_of(plan: Plan, id: str) -> tuple[Card, ...]:
    """What they have borne beside the median; one as a reviewer, one as a lead."""
    _, reviewers, leads = by_fairness(plan)
    of_kinds = ((plan.instance.reviewer_by_id, reviewers), (plan.instance.lead_by_id, leads))
    return tuple(card for known, table in of_kinds if id in known for card in cards(table, {id: ""}))


def told(plan: Plan, id: str, *roles: Role) -> Table:
    """What somebody was last told by letters in these roles."""
    found = [one for one in plan.schedule.told if one.who == id and one.role in roles]
    rows = tuple(row for one in found for row in _told(plan, one))
    return Table(
        key="told",
        title="What they were last told by letters" if rows else "No letter has told them anything yet.",
        columns=("Review", "Host", "Told", "As", "Still so"),
        rows=rows,
    )


def _told(plan: Plan, one: Told) -> Iterator[tuple[str | Slot | None, ...]]:
    schools, reviews = plan.instance.school_by_id, plan.instance.review_by_id
    for review in one.reviews:
        host = schools[reviews[review.review].host].name if review.review in reviews else None
        planned = plan.planned(review.review)
        there = {Role.HOST: True, Role.LEAD: planned.lead == one.who}.get(one.role, one.who in planned.reviewers)
        now = planned.slot if there else None
        said = "not theirs any more" if review.slot is None else Slot(review.slot)
        yield review.review, host, said, one.role.value, "yes" if now == review.slot else "no"
