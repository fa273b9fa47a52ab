"""Live progress on the error stream: a table that changes in a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from scheduler.goal import Counted
from scheduler.goals import GOAL_BY_ID
from scheduler.showing.printing import print_message
from scheduler.showing.table import Table, printable
from scheduler.solvers.options import Progress
from scheduler.words import visible

Report = Callable[[Progress[Any]], None]
Goals = Mapping[str, Counted]

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
    "agreed": "the other solver has closed it, too",
    "not agreed": "the other solver has not closed it in its time",
    "decided": "held against all later goals",
}


@contextmanager
def progress(hint: str = "", goals: Goals = GOAL_BY_ID) -> Iterator[Report]:
    """A function that shows each progress it is given, until the search ends.

    hint: what Ctrl-C does; nothing is said of the best schedule then. goals: by id, those that are decided.
    """
    if not sys.stderr.isatty():
        yield _Lines(goals)
        return
    console = Console(stderr=True)
    table = _Live(console, hint, goals)
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


def line(now: Progress[Any], goals: Goals = GOAL_BY_ID) -> str:
    """Progress as one line."""
    known = [f"{now.seconds:7.1f} s", now.step if now.goal is not None else words(now)]
    known += [now.goal] if now.goal is not None else []
    known += [f"best {_in_words(now, now.best, goals)}"] if now.best is not None else []
    known += [f"bound {_in_words(now, now.bound, goals)}"] if now.bound is not None else []
    return "  ".join([*known, *([_gap(now)] if now.gap is not None else [])])


def words(now: Progress[Any]) -> str:
    """What is being done, for those who do not know the search's own words."""
    known = _OF_ALL_GOALS if now.goal is None else _OF_ONE_GOAL
    meaning = next((known[step] for step in known if now.step.startswith(step)), "")
    return f"{now.step}: {meaning}" if meaning else now.step


def so_far(latest: Mapping[str, Progress[Any]], goals: Goals = GOAL_BY_ID) -> Table:
    """A row for every goal so far, by the last that was heard of it."""
    rows = tuple(
        (goal, _shown(goals[goal], one.best), _shown(goals[goal], one.bound), goals[goal].counts, _known(one))
        for goal, one in latest.items()
    )
    return Table("goals", "", ("Goal", "Best", "Bound", "Counts", "Known"), rows)


class _Lines:
    """One line whenever something changed."""

    def __init__(self, goals: Goals) -> None:
        self._goals = goals
        self._last: tuple[object, ...] = ()

    def __call__(self, now: Progress[Any]) -> None:
        said = (now.step, now.goal, now.best, now.bound)
        if said != self._last:
            self._last = said
            print_message(line(now, self._goals))


class _Live:
    """What is being done, for how long, and a row for every goal so far. The time goes on while nothing is heard."""

    def __init__(self, console: Console, hint: str, goals: Goals) -> None:
        self._console, self._hint, self._goals = console, hint, goals
        self._latest: dict[str, Progress[Any]] = {}
        self._now: Progress[Any] = Progress(0.0, "reading and preparing the instance")
        self._heard = time.monotonic()
        self._found = False

    def hear(self, now: Progress[Any]) -> None:
        self._now, self._heard = now, time.monotonic()
        self._found = self._found or now.schedule is not None
        if now.goal is not None:
            self._latest[now.goal] = now

    def __call__(self) -> Group:
        now = self._now
        seconds = now.seconds + time.monotonic() - self._heard
        about = f" {now.goal}," if now.goal is not None else ""
        parts = [Text(visible(f"{seconds:.0f} s{about} {words(now)}"))]
        table = so_far(self._latest, self._goals)
        known = "Ctrl-C keeps the best schedule so far." if self._found else "No schedule yet."
        return Group(*parts, *printable(table, self._console), Text(self._hint or known))


def _in_words(now: Progress[Any], number: int, goals: Goals) -> str:
    """The number in the unit in which tables say it."""
    said = number if now.goal is None else goals[now.goal].shown(number)
    return f"{said:,}" if isinstance(said, int) else f"{said:,.1f} km"


def _shown(goal: Counted, number: int | None) -> int | float | None:
    return None if number is None else goal.shown(number)


def _known(now: Progress[Any]) -> str:
    return f"{_gap(now)}{', decided' if now.step == 'decided' else ''}"


def _gap(now: Progress[Any]) -> str:
    """Of quality it is a share of the km travelled, of other goals one of the best value."""
    if now.gap is None:
        return ""
    if now.alone:
        return "one solver's word"
    return "proven" if now.best == now.bound else f"gap {100 * now.gap:.2f} %"
