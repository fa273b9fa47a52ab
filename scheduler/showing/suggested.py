"""Replacements for a seat or a lead, in sentences and a table."""

from collections.abc import Iterator

from scheduler.changes.places import Asked
from scheduler.explaining.suggestions import Move, Suggestion
from scheduler.plan import Plan
from scheduler.showing.table import Cell, Table
from scheduler.showing.units import COUNTED, shown
from scheduler.words import count


def suggested(plan: Plan, about: Asked, found: tuple[Suggestion, ...]) -> Iterator[Table | str]:
    """The best first; below 0 is better than now."""
    host = plan.instance.school_by_id[about.review.host].name
    what = "the lead" if about.is_lead else "a vacant seat" if about.of is None else f"the seat of {about.of}"
    if not found:
        yield f"Nobody was found who could take {what} at {host} ({about.review.id}) in up to three moves."
        return
    goals = [goal.goal for goal in plan.policy.goals]
    yield Table(
        key="suggestions",
        title=f"Who could take {what} at {host} ({about.review.id}): {count(len(found), 'suggestion')}",
        columns=("Rank", "Moves", *goals),
        rows=tuple(_row(plan, about, rank, one) for rank, one in enumerate(found, 1)),
        note=(
            f"By how much each goal changes ({'; '.join(f'{goal}: {COUNTED[goal]}' for goal in goals)}); below 0 is "
            "better. Every suggestion passes the checks."
        ),
    )


def _row(plan: Plan, about: Asked, rank: int, one: Suggestion) -> tuple[Cell, ...]:
    moves = tuple(_said(plan, about, move) for move in one.moves)
    return rank, moves, *(shown(goal, change) for goal, change in one.effect.goals.items())


def _said(plan: Plan, about: Asked, move: Move) -> str:
    does = "leads at" if about.is_lead else "goes to"
    leaves = "" if move.leaves is None else f" instead of {_host(plan, move.leaves)}"
    return f"{move.person} {does} {_host(plan, move.to)}{leaves}"


def _host(plan: Plan, review: str) -> str:
    return plan.instance.school_by_id[plan.instance.review_by_id[review].host].name
