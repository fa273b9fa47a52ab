"""Live progress on the error stream: a table that changes in a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from scheduler.goals import GOAL_BY_ID
from scheduler.showing.printing import print_message
from scheduler.showing.table import Table, printable
from scheduler.showing.units import COUNTED, shown
from scheduler.solvers.options import Progress
from scheduler.words import visible

Report = Callable[[Progress], None]

_OF_ALL_GOALS = {
    "relaxation": "how good can any schedule be? All goals together",
    "first schedule": "dates are fixed, then leads, then seats",
    "dive": "a first schedule is found and checked",
}
_OF_ONE_GOAL = {
    "relaxation": "how good can any schedule be?",
    "branches": "what is split, decided one way and the other",
    "exact search": "a better schedule, or the proof that there is none",
    "closed by": "the other solver is asked to agree",
    "decided": "held against all later goals",
}


@contextmanager
def progress(hint: str = "") -> Iterator[Report]:
    """A function that shows each progress it is given, until the search ends.

    hint: what Ctrl-C does; nothing is said of the best schedule then.
    """
    if not sys.stderr.isatty():
        yield _Lines()
        return
    console = Console(stderr=True)
    table = _Live(console, hint)
    with Live(console=console, get_renderable=table, refresh_per_second=4, transient=True):
        yield table.hear


@contextmanager
def counted(tasks: int) -> Iterator[Callable[[str], None]]:
    """A function that shows of each task, by its name, that it is done."""
    begun, numbers = time.monotonic(), count(1)
    with progress("Ctrl-C keeps what is done.") as report:
        if tasks:
            report(Progress(0.0, f"0 of {tasks:,} done"))
        yield lambda name: report(Progress(time.monotonic() - begun, f"done: {name}, {next(numbers):,} of {tasks:,}"))


def line(now: Progress) -> str:
    """Progress as one line."""
    known = [f"{now.seconds:7.1f} s", now.step if now.goal is not None else words(now)]
    known += [now.goal] if now.goal is not None else []
    known += [f"best {_in_words(now, now.best)}"] if now.best is not None else []
    known += [f"bound {_in_words(now, now.bound)}"] if now.bound is not None else []
    return "  ".join([*known, *([_gap(now)] if now.gap is not None else [])])


def words(now: Progress) -> str:
    """What is being done, for those who do not know the search's own words."""
    known = _OF_ALL_GOALS if now.goal is None else _OF_ONE_GOAL
    meaning = next((known[step] for step in known if now.step.startswith(step)), "")
    return f"{now.step}: {meaning}" if meaning else now.step


def so_far(latest: Mapping[str, Progress]) -> Table:
    """A row for every goal so far, by the last that was heard of it."""
    rows = tuple(
        (goal, _shown(goal, one.best), _shown(goal, one.bound), COUNTED[goal], _known(one))
        for goal, one in latest.items()
    )
    return Table("goals", "", ("Goal", "Best", "Bound", "Counts", "Known"), rows)


class _Lines:
    """One line whenever something changed."""

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()

    def __call__(self, now: Progress) -> None:
        said = (now.step, now.goal, now.best, now.bound)
        if said != self._last:
            self._last = said
            print_message(line(now))


class _Live:
    """What is being done, for how long, and a row for every goal so far. The time goes on while nothing is heard."""

    def __init__(self, console: Console, hint: str) -> None:
        self._console, self._hint = console, hint
        self._latest: dict[str, Progress] = {}
        self._now = Progress(0.0, "reading and preparing the instance")
        self._heard = time.monotonic()
        self._found = False

    def hear(self, now: Progress) -> None:
        self._now, self._heard = now, time.monotonic()
        self._found = self._found or now.schedule is not None
        if now.goal is not None:
            self._latest[now.goal] = now

    def __call__(self) -> Group:
        now = self._now
        seconds = now.seconds + time.monotonic() - self._heard
        about = f" {now.goal}," if now.goal is not None else ""
        parts = [Text(visible(f"{seconds:.0f} s{about} {words(now)}"))]
        table = so_far(self._latest)
        known = "Ctrl-C keeps the best schedule so far." if self._found else "No schedule yet."
        return Group(*parts, *printable(table, self._console), Text(self._hint or known))


def _in_words(now: Progress, number: int) -> str:
    """The number in the unit in which tables say it."""
    if now.goal is None or GOAL_BY_ID[now.goal].per_count == 1:
        return f"{number:,}"
    return f"{shown(now.goal, number):,.1f} km"


def _shown(goal: str, number: int | None) -> int | float | None:
    return None if number is None else shown(goal, number)


def _known(now: Progress) -> str:
    return f"{_gap(now)}{', decided' if now.step == 'decided' else ''}"


def _gap(now: Progress) -> str:
    """Of quality it is a share of the km travelled, of other goals one of the best value."""
    if now.gap is None:
        return ""
    if now.alone:
        return "one solver's word"
    return "proven" if now.best == now.bound else f"gap {100 * now.gap:.2f} %"
