"""What is known of moving a review to a slot, in words that can be read out on the phone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.problem import Problem
from models.schedule import Status
from scheduler.goals import GOAL_BY_ID
from scheduler.words import count, listed

if TYPE_CHECKING:
    from scheduler.repairs.least_told import Least
    from scheduler.repairs.moving import Repaired


def refused(problem: Problem) -> str:
    """Why a slot cannot be asked for."""
    return f"It cannot be asked for: {problem.value} is not {problem.expected}."


def at_least(least: "Least") -> str:
    """What is known of a slot without a search."""
    if least.is_whole:
        return f"At least {_people(least.at_least.people)} must be told, whatever is done."
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
    said = [f"{GOAL_BY_ID[goal].heading.lower()}: {amount:,}" for goal, amount in lost.items() if amount]
    return f"; lost: {listed(said)}" if said else ""
