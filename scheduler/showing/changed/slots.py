"""Where a review could move: of every other slot of its term, how many people would have to be told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from models.instance import Instance
from models.problem import Problem
from models.schedule import Status
from scheduler.showing.changed.losses import worse
from scheduler.showing.table import Cell, Slot, Table
from scheduler.words import count, listed

if TYPE_CHECKING:
    from scheduler.repairs.least_told import Least
    from scheduler.repairs.moving import Repaired
    from scheduler.repairs.slot_strip import At

REFUSED, NOT_THERE, BOUNDED, EXACT, FOUND, NOT_PROVEN, IMPOSSIBLE = (
    "cannot be asked for",
    "cannot be held there",
    "at least",
    "exact",
    "found, not proven",
    "not proven in its time",
    "no repair keeps all rules",
)
"""The states of a slot, in words."""
_NOTE = (
    "At least: people told, each once, if nothing is lost; proven. Exact: told by the repair that disturbs least, "
    "which loses as little as can be: losses come before people told. Found, not proven: a repair tells so many, and "
    "that none tells fewer was not confirmed in the time. Counted: people told, with leads, short notice and booked "
    "travel counted more."
)


def strip_of_slots(world: Instance, review: str, known: Sequence["At"]) -> Iterator[Table | str]:
    """A sentence on what is told in any case, and the slots, one a row.

    world: in which the review can have the slots that can be asked for.
    """
    about = world.review_by_id[review]
    name = f"{world.school_by_id[about.host].name} ({review})"
    anyway = {at.least.in_any_case.people for at in known if at.least is not None}
    if anyway:
        told = count(max(anyway), "person", "people")
        yield f"Whatever other slot {name} has, at least {told} must be told: whoever was told of the present one."
    else:
        yield f"There is no other slot that {name} could ask for."
    yield Table(
        key="slots",
        title=f"Where {name} could move",
        columns=("Slot", "Known", "At least", "Exact", "Counted", "Lost", "Why"),
        rows=tuple(_row(world, at) for at in known),
        note=_NOTE,
    )


def state(at: "At") -> str:
    """How much is known of a slot, in words."""
    if at.refused is not None or at.least is None:
        return REFUSED
    if at.exact is None:
        return BOUNDED if at.least.held else NOT_THERE
    if not at.least.held and at.exact.told is not None:
        return NOT_THERE
    states = {Status.OPTIMAL: EXACT, Status.FEASIBLE: FOUND, Status.INFEASIBLE: IMPOSSIBLE}
    return states.get(at.exact.status, NOT_PROVEN)


def people_at_least(at: "At") -> int | None:
    """How many must be told at least; None where the slot cannot be asked for.

    While it may be that nothing is lost, if nothing is; then in any case.
    """
    if at.least is None:
        return None
    may_be_whole = at.least.is_whole and not (at.exact is not None and any(at.exact.lost.values()))
    return (at.least.at_least if may_be_whole else at.least.in_any_case).people


def _row(world: Instance, at: "At") -> tuple[Cell, ...]:
    exact, told = at.exact, None if at.exact is None else at.exact.told
    return (
        Slot(at.slot, world.policy.slot),
        state(at),
        people_at_least(at),
        None if told is None else told.people,
        None if told is None else told.counted,
        "" if exact is None else listed(list(worse(exact.lost))),
        _why(world, at),
    )


def _why(world: Instance, at: "At") -> str:
    """Why the review cannot be there, or why something must be lost there."""
    if at.refused is not None:
        return refused(at.refused)
    if at.least is None or at.least.is_whole:
        return _unconfirmed(at.exact)
    if at.closed:
        return f"the host is closed on {listed([str(day) for day in at.closed])}"
    return _lacking(world, at.least)


def _lacking(world: Instance, least: "Least") -> str:
    if not least.leads:
        return "no lead can come"
    can = "nobody" if not least.reviewers else f"only {count(least.reviewers, 'reviewer')}"
    fewest = world.policy.team_size.fewest_reviewers
    return f"{can} can come, of at least {fewest} in a team" if not least.held else f"{can} can come"


def _unconfirmed(exact: "Repaired | None") -> str:
    alone = () if exact is None else [by for by in exact.closed_by.values() if len(by) == 1 and by != ("relaxation",)]
    return "CP-SAT alone says that none is better" if alone else ""


# One slot, in words that can be read out on the phone


def refused(problem: Problem) -> str:
    """Why a slot cannot be asked for."""
    return f"It cannot be asked for: {problem.value} is not {problem.expected}."


def at_least(least: "Least") -> str:
    """What is known of a slot without a search."""
    if least.is_whole:
        return f"At least {_people(least.at_least.people)} must be told, unless something is lost."
    lost = "the review cannot be held in it" if not least.held else f"{count(least.empty, 'seat')} more stays empty"
    return f"At least {_people(least.in_any_case.people)} must be told, and {lost}."


def exactly(found: "Repaired") -> str:
    """What the best repair with a slot comes to."""
    if found.status == Status.INFEASIBLE:
        return "No repair with this slot keeps all rules: that is proven."
    if found.told is None:
        return "No repair with this slot was found in the time."
    told = _people(found.told.people)
    said = (
        f"Nobody must be told{_loss(found.lost)}."
        if not found.told.people
        else f"{told} must be told{_loss(found.lost)}."
    )
    known = "That is proven." if found.status == Status.OPTIMAL else "It is not proven that no repair is better."
    return f"{said} {known}"


def _people(number: int) -> str:
    return count(number, "person", "people")


def _loss(lost: Mapping[str, int]) -> str:
    said = listed(list(worse(lost)))
    return f"; lost: {said}" if said else ""
