"""How far dates, leads and seats have got with those concerned."""

from collections.abc import Collection

from models.planned import ReviewStates, State
from scheduler.plan import Held, Plan
from scheduler.showing.happened import ABSENT, REPLACED
from scheduler.showing.table import Cell, Slot, Table


def states(plan: Plan, reviews: Collection[str]) -> Table:
    """The states, pins and booked travel of these reviews, by date."""
    known = {states.review: states for states in plan.schedule.states}
    held = sorted((one for one in plan.held if one.review.id in reviews), key=lambda one: (one.slot, one.host.name))
    return Table(
        key="states",
        title="How far reviews have got",
        columns=("Review", "Host", "Slot", "Date", "Lead", "Team", "Pinned", "Travel booked"),
        rows=tuple(_row(one, known.get(one.review.id) or ReviewStates(review=one.review.id)) for one in held),
        note="Who stands without a state is published." if held else "",
    )


def _row(held: Held, states: ReviewStates) -> tuple[Cell, ...]:
    return (
        held.review.id,
        held.host.name,
        Slot(held.slot),
        states.slot,
        _with_state(held.lead.id, states.lead, states) if held.lead else "no lead",
        tuple(_with_state(person.id, states.of_seat(person.id), states) for person in held.present),
        states.pins,
        states.booked,
    )


def _with_state(person: str, state: State, states: ReviewStates) -> str:
    said = [person, *([state] if state != State.PUBLISHED else [])]
    if person in states.absent:
        instead = states.absent[person]
        said.append(ABSENT if instead is None else f"{REPLACED} by {instead}")
    return " ".join(said)
