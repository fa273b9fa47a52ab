"""Why nothing can be scheduled at all, in sentences and a table."""

from collections.abc import Iterator

from scheduler.explaining.clashing import Clash, Clashes
from scheduler.showing.table import Table
from scheduler.words import count, listed


def all_clashes(said: Clashes) -> Iterator[Table | str]:
    """Clash by clash: what cannot be kept together, because of which rules, and what cures it."""
    if said.unfinished and not said.found:
        yield f"It could not be told whether a schedule is possible. {said.unfinished}"
        return
    if not said.found:
        yield "Everything that is fixed can be kept together: a schedule is possible."
        return
    several = len(said.found) > 1
    yield (
        f"No schedule is possible: {count(len(said.found), 'clash', 'clashes')}"
        f"{', none of which shares a decision with another' if several else ''}."
    )
    yield Table(
        key="clashes",
        title="What cannot be kept together",
        columns=("Clash", "Decisions", "Rules", "What the rules say", "Each of these cures it"),
        rows=tuple(_row(number, clash) for number, clash in enumerate(said.found, 1)),
        note="Without any one of its decisions, or of its rules, a clash is gone: each was tried by solving.",
    )
    if said.unfinished:
        yield f"There may be more clashes. {said.unfinished}"
        return
    yield f"With all of these let go, a schedule exists: {listed(said.enough)}."


def _row(number: int, clash: Clash) -> tuple[int, tuple[str, ...], tuple[str, ...], str, tuple[str, ...]]:
    return number, clash.decisions, clash.rules, " ".join(clash.details), tuple(fix.words for fix in clash.fixes)
