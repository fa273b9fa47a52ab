"""What it would cost to have somebody at a review, in a table that says what is exact and what is a bound."""

from collections.abc import Iterator, Sequence

from scheduler.afresh import priced_goals
from scheduler.explaining.forcing import Price
from scheduler.explaining.openings import Asked
from scheduler.plan import Plan
from scheduler.showing.table import Cell, Table
from scheduler.showing.units import COUNTED

_KEPT_AWAY = "a rule keeps them away whoever else moves"


def priced(plan: Plan, about: Asked, found: tuple[Price, ...]) -> Iterator[Table | str]:
    """Exact prices first, then bounds; whom a rule forbids by itself is not in the table."""
    host = plan.instance.school_by_id[about.review.host].name
    goals = [goal.goal for goal in priced_goals(plan.instance)]
    can = [price for price in found if price.at_least is not None]
    if not can:
        yield f"Nobody asked about has a price at {host} ({about.review.id}): {_KEPT_AWAY}."
        return
    yield Table(
        key="prices",
        title=f"What it would cost to have somebody at {host} ({about.review.id}), all others planned anew",
        columns=("Person", "Known", *goals, "At least", "Others told"),
        rows=tuple(_row(price, goals) for price in can),
        note=(
            f"By how much the best value of each goal rises ({'; '.join(f'{goal}: {COUNTED[goal]}' for goal in goals)}"
            "), decided in order, with the slot kept. Exact: solved and proven. Bound: proven; either an earlier goal "
            f"gets worse, or {goals[-1]} rises by at least what stands under At least. Range: a schedule was found "
            "that costs so much, and the bound holds for all others."
        ),
    )


def _row(price: Price, goals: Sequence[str]) -> tuple[Cell, ...]:
    rises = tuple(None if price.rises is None else price.rises[goal] for goal in goals)
    return price.person, _known(price), *rises, None if price.exact else price.at_least, price.others


def _known(price: Price) -> str:
    if price.impossible:
        return "impossible"
    if price.exact:
        return "exact"
    return "bound" if price.rises is None else "range"
