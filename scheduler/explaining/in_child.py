"""Prices, and edits to keep, sought in a child process: Ctrl-C or a crash costs the search, never what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.instance import Instance
from models.schedule import Schedule
from scheduler import solving
from scheduler.changes.edits import Edited
from scheduler.changes.places import Opening
from scheduler.solvers.options import Options, Progress
from scheduler.solving import Report, Send

if TYPE_CHECKING:
    from scheduler.explaining.edits import Kept
    from scheduler.explaining.pricing import Found, Price


@dataclass(frozen=True)
class Prices:
    """What is known of prices: see `pricing`. found: empty where nothing is. notices: what the user should know."""

    found: "tuple[Price, ...]"
    interrupted: bool
    notices: tuple[str, ...]


def prices_in_child(
    instance: Instance,
    schedule: Schedule,
    opening: Opening,
    people: Sequence[str],
    options: Options,
    most: int,
    report: Report = lambda _: None,
    found: "Found" = lambda _: None,
) -> Prices:
    """See `pricing.prices`."""
    ended = solving.in_child(seek, (instance, schedule, opening, tuple(people), most), options, report, found)
    return Prices(ended.result or (), ended.interrupted, ended.notices)


def seek(task: Any, options: Options, send: Send, kept: "tuple[Price, ...] | None") -> "tuple[Price, ...]":
    """The work of the child."""
    from scheduler.explaining.pricing import prices

    def found(now: "tuple[Price, ...]") -> None:
        exact = sum(price.exact for price in now)
        send(now)
        send(Progress(options.elapsed, f"prices of {len(now):,}: {exact:,} exact"))

    instance, schedule, opening, people, most = task
    return prices(instance, schedule, opening, people, options, most, found, kept or ())


@dataclass(frozen=True)
class KeptEdits:
    """What became of edits: see `edits`. found: None where the search ended before."""

    found: "Kept | None"
    interrupted: bool
    notices: tuple[str, ...]


def edits_in_child(edited: Edited, options: Options, report: Report = lambda _: None) -> KeptEdits:
    """See `edits.keep_edits`."""
    ended = solving.in_child(keep, edited, options, report)
    found: Kept | None = ended.result
    return KeptEdits(found, ended.interrupted, (*ended.notices, *(found.notices if found else ())))


def keep(edited: Edited, options: Options, send: Send, kept: "Kept | None") -> "Kept":
    """The work of the child."""
    from scheduler.explaining.edits import keep_edits

    return keep_edits(edited, options, lambda now: send(replace(now, schedule=None)))
