"""What the plan's workbook looks like: sheet Plan, which is typed over, and which plan it is of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.planned import PlannedReview, ReviewStates, State
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.workbook.sheets import Column, Kind, Sheet
from scheduler.plan import Plan, travel_km
from scheduler.showing.happened import ABSENT, REPLACED
from scheduler.showing.table import Slot

ABOUT = "About"
LEAD = "lead"
ATTENDED = "attended"
_STATES = tuple(State)

PLAN = Sheet(
    "Plan",
    "One row a seat. Type over dates, people, states and pins; then: qa-scheduler check, or repair.",
    (
        Column("Review", "review", Kind.ONE, "Leave it: it says which row is which.", (), ("reviews",), needed=True),
        Column("Host", "", Kind.TEXT, "The school under review.", width=32),
        Column("Hub", "", Kind.TEXT, "The host's hub.", width=18),
        Column("First day", "slot", Kind.DAY, "Type another, in any row of the review.", ("date", "slot"), width=16),
        Column("Days", "", Kind.TEXT, "Which days.", width=14),
        Column(
            "Place",
            "place",
            Kind.TEXT,
            "lead, or a seat. Leave it.",
            ("role", "seat"),
            needed=True,
            width=8,
        ),
        Column(
            "Person",
            "person",
            Kind.ONE,
            "Type another, an id or a name; empty: nobody.",
            ("who",),
            ("reviewers", "leads"),
            width=10,
        ),
        Column("Name", "", Kind.TEXT, "Stays in this workbook.", width=20),
        Column("From", "", Kind.TEXT, "Home school.", width=32),
        Column("Km", "", Kind.WHOLE, "One way.", width=6),
        Column("State", "state", Kind.WORD, "How far it has got with them.", words=_STATES, width=10),
        Column("Pinned", "pinned", Kind.YES, "yes: they stay, whatever is repaired.", ("pin",), width=8),
        Column("Travel booked", "booked", Kind.YES, "yes: they have booked their travel.", ("booked",), width=8),
        Column("Date state", "date_state", Kind.WORD, "How far the date has got.", words=_STATES, width=10),
        Column("Date pinned", "date_pinned", Kind.YES, "yes: the date stays.", width=8),
        Column(
            "Happened",
            "happened",
            Kind.WORD,
            "When it has been held: absent or replaced; who is not named attended.",
            ("attendance",),
            words=(ATTENDED, ABSENT, REPLACED),
            width=10,
        ),
        Column("Instead", "instead", Kind.ONE, "Who came instead.", ("replaced by",), ("reviewers", "leads"), width=10),
        Column(
            "Set aside rules because",
            "because",
            Kind.TEXT,
            "A reason lets a person come against a rule that may be waived: it becomes a waiver.",
            ("waive because",),
            width=36,
        ),
    ),
)
"""One row a seat, and one for the lead."""


@dataclass(frozen=True)
class Line:
    """One row of sheet Plan as the schedule has it. place: lead, or seat 1, seat 2 and so on."""

    review: str
    place: str
    slot: date | None
    person: str | None
    state: State | None
    is_pinned: bool
    is_booked: bool
    date_state: State | None
    date_is_pinned: bool
    happened: str | None = None
    instead: str | None = None

    @property
    def is_lead(self) -> bool:
        return self.place == LEAD


def lines(plan: Plan) -> Iterator[Line]:
    """Every row, by date; what is not held comes last."""
    known = {states.review: states for states in plan.schedule.states}
    order = {review.id: n for n, review in enumerate(plan.instance.reviews)}
    planned = sorted(
        (plan.planned(review) for review in order), key=lambda one: (one.slot or date.max, order[one.review])
    )
    for one in planned:
        yield from _lines_of(plan, one, known.get(one.review) or ReviewStates(review=one.review))


def _lines_of(plan: Plan, planned: PlannedReview, states: ReviewStates) -> Iterator[Line]:
    size = max(plan.instance.size(plan.instance.review_by_id[planned.review]), len(planned.reviewers))
    seats = [*planned.reviewers, *[None] * (size - len(planned.reviewers))]
    is_held = planned.slot is not None
    for n, person in enumerate([planned.lead, *seats]):
        state = None if person is None else states.lead if n == 0 else states.of_seat(person)
        yield Line(
            review=planned.review,
            place=LEAD if n == 0 else f"seat {n}",
            slot=planned.slot,
            person=person,
            state=state,
            is_pinned=person is not None and ("lead" if n == 0 else person) in states.pins,
            is_booked=person in states.booked,
            date_state=states.slot if is_held else None,
            date_is_pinned=is_held and "slot" in states.pins,
            happened=_happened(states, person),
            instead=states.absent.get(person or ""),
        )


def said_of(line: Line) -> dict[str, Any]:
    """What the row's cells say, by the fields of the columns, as they are read; what is empty is left out."""
    said = {
        "slot": line.slot.isoformat() if line.slot else None,
        "person": line.person,
        "state": line.state,
        "pinned": line.is_pinned or None,
        "booked": line.is_booked or None,
        "date_state": line.date_state,
        "date_pinned": line.date_is_pinned or None,
        "happened": line.happened,
        "instead": line.instead,
    }
    return {field: value for field, value in said.items() if value is not None}


def _happened(states: ReviewStates, person: str | None) -> str | None:
    if person not in states.absent:
        return None
    return ABSENT if states.absent[person] is None else REPLACED


def cells(plan: Plan, line: Line, contacts: Contacts) -> list[str | int | date | None]:
    """The row's cells, in the order of the columns."""
    instance = plan.instance
    host = instance.school_by_id[instance.review_by_id[line.review].host]
    reviewer = instance.reviewer_by_id.get(line.person or "")
    home = instance.school_by_id[reviewer.school] if reviewer else instance.lead_by_id.get(line.person or "")
    said = contacts.get(line.person or "", Contact())
    return [
        line.review,
        host.name,
        instance.hub_by_id[host.hub].name,
        line.slot,
        str(Slot(line.slot, instance.policy.slot)) if line.slot else None,
        line.place,
        line.person,
        said.name or None,
        instance.school_by_id[reviewer.school].name if reviewer else None,
        travel_km(instance, home, host) if home else None,
        line.state,
        "yes" if line.is_pinned else None,
        "yes" if line.is_booked else None,
        line.date_state,
        "yes" if line.date_is_pinned else None,
        line.happened,
        line.instead,
        None,
    ]
