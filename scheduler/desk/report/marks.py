"""What reviews and journeys are found by on the page: a week, hubs, people and schools."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.people import Lead
from scheduler.plan import Held, Plan, Seat
from scheduler.words import visible


@dataclass(frozen=True)
class Mark:
    """Of one review or journey. week: its Monday. hubs, who: numbers that `Marks.as_data` gives their names."""

    week: date
    hubs: tuple[int, ...]
    who: tuple[int, ...]


class Marks:
    """Numbers for all hubs, people and schools of a plan, so that no name stands in an attribute a thousand times."""

    def __init__(self, plan: Plan, call: Callable[[str], str] = lambda id: id) -> None:
        """call: what a person is called, by their visible id."""
        instance = plan.instance
        self._hubs = {hub.id: n for n, hub in enumerate(instance.hubs)}
        self._hub_of = {school.id: school.hub for school in instance.schools}
        named = [
            *((("school", one.id), visible(f"{one.name} ({one.id})")) for one in instance.schools),
            *((("reviewer", one.id), call(visible(one.id))) for one in instance.reviewers),
            *((("lead", one.id), f"{call(visible(one.id))} (Lead Reviewer)") for one in instance.leads),
        ]
        self._who = {key: n for n, (key, _) in enumerate(named)}
        self._names = tuple(name for _, name in named)

    def as_data(self) -> dict[str, Any]:
        """The hubs' ids and everybody's names, in the order of their numbers."""
        return {"hubs": list(self._hubs), "who": list(self._names)}

    def review(self, held: Held) -> Mark:
        """Its host and everybody who comes, with their hubs."""
        hubs = self._numbers(self._hubs, [held.host.hub, *(self._hub_of[one.school] for one in held.reviewers)])
        lead = [("lead", held.lead.id)] if held.lead is not None else []
        people = [(kind, id) for one in held.reviewers for kind, id in (("reviewer", one.id), ("school", one.school))]
        return Mark(held.week, hubs, self._numbers(self._who, [("school", held.host.id), *lead, *people]))

    def journey(self, seat: Seat) -> Mark:
        """A reviewer's, from one hub to another."""
        who = [("school", seat.held.host.id), ("reviewer", seat.reviewer.id), ("school", seat.home.id)]
        hubs = self._numbers(self._hubs, [seat.held.host.hub, seat.home.hub])
        return Mark(seat.held.week, hubs, self._numbers(self._who, who))

    def led(self, lead: Lead, held: Held) -> Mark:
        """A lead's journey."""
        who = [("school", held.host.id), ("lead", lead.id)]
        return Mark(held.week, self._numbers(self._hubs, [held.host.hub]), self._numbers(self._who, who))

    @staticmethod
    def _numbers(known: dict[Any, int], names: Iterable[Any]) -> tuple[int, ...]:
        return tuple(sorted({known[name] for name in names}))
