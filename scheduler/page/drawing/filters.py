"""What is looked for, as an address says it: one filter for all places, and the links that keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request

from models.network import Phase
from scheduler.desk.looking.finding import Finder
from scheduler.desk.looking.wanted import STATES, Wanted, wanted
from scheduler.desk.naming import Names
from scheduler.page.home import Opened
from scheduler.words import by_number, visible

_NAMES = ("hub", "week", "phase", "state", "who", "text")


@dataclass(frozen=True)
class Filter:
    """What is looked for at a place. more: what else the address says there, such as by what it is ordered."""

    opened: Opened
    step: str
    wanted: Wanted
    more: Mapping[str, str]

    def link(self, step: str = "", **changes: str) -> str:
        """The address of this place, or of another one, with the same filter; changes: what else it says."""
        more = {} if step and step != self.step else self.more
        return address(self.opened, step or self.step, **{**self.wanted.asked, **more, **changes})

    @property
    def without(self) -> str:
        """The address of this place with nothing looked for."""
        return address(self.opened, self.step, **self.more)

    @property
    def hidden(self) -> dict[str, str]:
        """What a form of this place says besides what is looked for."""
        version = {} if self.opened.version is None else {"version": str(self.opened.version)}
        return {**version, **self.more}

    @property
    def as_options(self) -> list[str]:
        """What is looked for as options of the command `show`."""
        named = {"text": "only"}
        return [word for name, value in self.wanted.asked.items() for word in (f"--{named.get(name, name)}", value)]


def address(opened: Opened, *steps: str, **asked: str) -> str:
    """The address of a place of a plan, in its version. asked: what else it says; what is empty is left out."""
    version = {} if opened.version is None else {"version": str(opened.version)}
    query = urlencode({**version, **{name: value for name, value in asked.items() if value}})
    path = "/".join(("", "plans", opened.id, *(quote(step, safe="") for step in steps)))
    return f"{path}?{query}" if query else path


def filtered(request: Request, opened: Opened, step: str, **more: str) -> Filter:
    """What the request looks for. more: what else it says there, each with what is taken where it says nothing.

    Raises:
        InvalidInput: it looks for what does not exist.
    """
    asked = request.query_params
    found = wanted(opened.plan.instance, {name: asked.get(name, "") for name in _NAMES})
    return Filter(opened, step, found, {name: asked.get(name, "") or default for name, default in more.items()})


def finder(opened: Opened) -> Finder:
    """What finds in a version of a plan, made once."""
    return opened.kept("finder", lambda: Finder(opened.plan, opened.contacts))


def choices(opened: Opened, of: str = "review") -> dict[str, Sequence[tuple[str, str]]]:
    """What can be chosen in the form of a filter: values and their words. of: a review, a person or a school."""
    return opened.kept(("choices", of), lambda: _choices(opened, of))


def _choices(opened: Opened, of: str) -> dict[str, Sequence[tuple[str, str]]]:
    plan, phases = opened.plan, {school.phase for school in opened.plan.instance.schools}
    hubs = sorted(plan.instance.hubs, key=lambda hub: by_number(hub.name))
    weeks = sorted({held.week for held in plan.held})
    return {
        "hub": [(hub.id, visible(hub.name)) for hub in hubs],
        "week": [(str(week), f"{week.day} {week:%b %Y}") for week in weeks],
        "phase": [(phase.value, phase.value) for phase in Phase if phase in phases],
        "state": list(STATES[of].items()),
    }


def names(opened: Opened) -> Names:
    """Names of people where the coordinator's workbook knows them."""
    return opened.kept("names", lambda: Names(opened.plan.instance, opened.contacts))
