"""How far dates, leads and seats have got with those concerned."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from models.planned import ReviewStates, State
from scheduler.plan import Held, Plan
from scheduler.showing.happened import ABSENT, REPLACED
from scheduler.showing.table import Cell, Slot, Table

VACANT = "vacant"
_FURTHEST_FIRST = (State.DONE, State.PUBLISHED, State.ACCEPTED, State.OFFERED, State.DRAFT)


@dataclass(frozen=True)
class Stand:
    """How far one review has got. seats: how many of its seats stand how, the furthest first, the vacant ones last.

    date, lead: None where there is none.
    """

    seats: tuple[tuple[str, int], ...]
    date: State | None
    lead: State | None
    pins: int

    @property
    def words(self) -> str:
        """Of its seats."""
        return ", ".join(f"{number} {state}" for state, number in self.seats)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Date and lead where they are not settled yet, in a few words each."""
        open_ = (State.DRAFT, State.OFFERED)
        said = (("date", self.date), ("lead", self.lead))
        return tuple(f"{what} {state}" for what, state in said if state in open_)


def stands(plan: Plan) -> dict[str, Stand]:
    """How far each review with a date has got, by its id."""
    known = {states.review: states for states in plan.schedule.states}
    return {one.review.id: _stand(one, known.get(one.review.id)) for one in plan.held}


def _stand(held: Held, known: ReviewStates | None) -> Stand:
    states = known or ReviewStates(review=held.review.id)
    counted = Counter(states.of_seat(person.id) for person in held.present)
    seats = [(state.value, counted[state]) for state in _FURTHEST_FIRST if counted[state]]
    vacant = max(0, held.size - len(held.present))
    return Stand(
        seats=(*seats, *([(VACANT, vacant)] if vacant else [])),
        date=states.slot,
        lead=states.lead if held.lead is not None else None,
        pins=len(states.pins),
    )


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
        Slot(held.slot, held.length),
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
