"""Live progress on the error stream: a table that changes in a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from scheduler.outcome import Progress

Report = Callable[[Progress], None]


@contextmanager
def progress() -> Iterator[Report]:
    """A function that shows each progress it is given, until the search ends."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    with Live(console=Console(stderr=True), refresh_per_second=4) as live:
        latest: dict[str, Progress] = {}

        def show(now: Progress) -> None:
            if now.goal is not None:
                latest[now.goal] = now
            live.update(_table(now, latest))

        yield show


class _Lines:
    """One line whenever something changed."""

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()

    def __call__(self, now: Progress) -> None:
        said = (now.step, now.goal, now.best, now.bound)
        if said != self._last:
            self._last = said
            print(line(now), file=sys.stderr, flush=True)  # noqa: T201


def line(now: Progress) -> str:
    """Progress as one line."""
    known = [f"{now.seconds:7.1f} s", now.step]
    known += [now.goal] if now.goal is not None else []
    known += [f"best {now.best:,}"] if now.best is not None else []
    known += [f"bound {now.bound:,}"] if now.bound is not None else []
    known += [f"gap {now.gap:.2%}"] if now.gap is not None else []
    return "  ".join(known)


def _table(now: Progress, latest: dict[str, Progress]) -> Table:
    table = Table(title=Text(f"{now.seconds:.1f} s: {now.step}"), title_justify="left")
    for name in ("Goal", "Best", "Bound", "Gap"):
        table.add_column(name, justify="left" if name == "Goal" else "right")
    for goal, one in latest.items():
        gap = "" if one.gap is None else f"{one.gap:.2%}"
        table.add_row(goal, *("" if number is None else f"{number:,}" for number in (one.best, one.bound)), gap)
    return table
