"""Which reviews, people or schools are looked for: a hub, a week, a phase, a state, somebody who takes part, a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches

from models.calendar import week_of
from models.instance import Instance
from models.network import Phase
from models.planned import State
from models.problem import InvalidInput, Problem

VACANT, COMPLETE, PINNED, IDLE, SHORT = "vacant", "complete", "pinned", "idle", "short"
_GOT = {state.value: f"something is {state.value}" for state in State} | {PINNED: "something is pinned"}
_TEAM = {VACANT: "a seat is vacant", COMPLETE: "the team is complete"}
STATES: Mapping[str, Mapping[str, str]] = {
    "review": {**_TEAM, **_GOT},
    "person": {IDLE: "not booked", **_GOT},
    "school": {SHORT: "sends fewer than due", **_TEAM, **_GOT},
}
"""What can be asked of a review's date, lead and seats, of a person's places, and of a school, in words."""
_STATES = {state: words for of in STATES.values() for state, words in of.items()}


@dataclass(frozen=True)
class Wanted:
    """What is looked for. What is empty is not asked; all that is asked must be so.

    hub, phase: of the host, of a person's school, or of the school itself. week: its Monday. state: a key of STATES.
    who: a person, a school or a hub that takes part, as host or with a reviewer, by id, name or a part of it.
    text: what a row of the table shown must hold, or the name of whom it is about.
    """

    hub: str = ""
    week: date | None = None
    phase: str = ""
    state: str = ""
    who: str = ""
    text: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether anything at all is looked for."""
        return self != Wanted()

    @property
    def asked(self) -> dict[str, str]:
        """All that is asked, as an address or a command says it."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: str(value) for name, value in said.items() if value}

    def words(self, instance: Instance) -> Iterator[str]:
        """What is asked, in a few words each."""
        if self.hub:
            yield instance.hub_by_id[self.hub].name
        if self.week:
            yield f"week of {self.week.day} {self.week:%b}"
        if self.phase:
            yield f"phase {self.phase}"
        if self.state:
            yield _STATES[self.state]
        if self.who:
            yield f"with {self.who}"
        if self.text:
            yield f"about {self.text!r}"


def wanted(instance: Instance, asked: Mapping[str, str]) -> Wanted:
    """What is asked by name: hub by its id or name, week by any of its days.

    Raises:
        InvalidInput: with everything of it that does not exist.
    """
    said = {name: value.strip() for name, value in asked.items()}
    hubs = {hub.name.casefold(): hub.id for hub in instance.hubs}
    hub = said.get("hub", "")
    hub = hubs.get(hub.casefold(), hub)
    wrong = [
        *unknown(
            "hub", hub, [one.id for one in instance.hubs], "a hub's id or name", [one.name for one in instance.hubs]
        ),
        *unknown("phase", said.get("phase", ""), [phase.value for phase in Phase]),
        *unknown("state", said.get("state", ""), list(_STATES)),
        *_no_day(said.get("week", "")),
    ]
    if wrong:
        raise InvalidInput(wrong)
    week = said.get("week", "")
    return Wanted(
        hub=hub,
        week=week_of(date.fromisoformat(week)) if week else None,
        phase=said.get("phase", ""),
        state=said.get("state", ""),
        who=said.get("who", ""),
        text=said.get("text", ""),
    )


def unknown(
    name: str, value: str, known: Sequence[str], expected: str = "", also: Sequence[str] = ()
) -> Iterator[Problem]:
    """A problem where the value is none of the known ones. also: what else it may be called."""
    if value and value not in known:
        called = {one.casefold(): one for one in (*known, *also)}
        near = get_close_matches(value.casefold(), called, n=1)
        remedy = f"Maybe {called[near[0]]!r} is meant." if near else "Choose one of them, or leave it out."
        yield Problem(where=name, value=repr(value), expected=expected or f"one of {', '.join(known)}", remedy=remedy)


def _no_day(week: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(week or "2018-10-08")
    except ValueError:
        remedy = "Give any day of the week."
        yield Problem(where="week", value=repr(week), expected="a day such as 2018-10-08", remedy=remedy)
