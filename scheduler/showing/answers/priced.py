"""What it would cost to have somebody at a review, and what is proven of everybody else."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf

from scheduler.changes.effective_instance import repair_goals
from scheduler.changes.places import Asked
from scheduler.explaining.pricing import Price, are_cheapest
from scheduler.goals import GOAL_BY_ID
from scheduler.plan import Plan
from scheduler.showing.table import Cell, Table
from scheduler.words import count

_EITHER = (
    "an earlier goal gets worse, or at least so much is counted for people told (and if no more than that is counted, "
    "quality rises by at least so many km)"
)
_KEPT_AWAY = "a rule keeps them away whoever else moves"


def priced(plan: Plan, about: Asked, found: Sequence[Price]) -> Iterator[Table | str]:
    """Exact prices first, then bounds; whom a rule forbids by itself is in no table."""
    host = plan.instance.school_by_id[about.review.host].name
    at = f"at {host} ({about.review.id})"
    can = [price for price in found if price.at_least is not None]
    if not can:
        yield f"Nobody asked about has a price {at}: {_KEPT_AWAY}."
        return
    shown = [price for price in can if price.rises is not None or price.impossible]
    bounds = [price for price in can if price not in shown]
    if shown:
        yield _prices(plan, at, shown)
        if are_cheapest(can) and len(can) > 1:
            yield "Nobody else is cheaper than those whose price is exact."
        if len(can) == 1:
            yield from (finding.message for finding in shown[0].told)
    if bounds:
        yield _bounds(f"of {'everybody else' if shown else 'those asked about'} {at}", bounds)


def _prices(plan: Plan, at: str, shown: Sequence[Price]) -> Table:
    goals = [goal.goal for goal in repair_goals(plan.instance.policy)]
    return Table(
        key="prices",
        title=f"What it would cost to have somebody {at}, and who else would be told",
        columns=("Person", "Known", *(GOAL_BY_ID[goal].heading for goal in goals), "At least", "Others told"),
        rows=tuple(_row(price, goals) for price in shown),
        note=(
            "By how much each goal rises in the best repair with them there, the goals decided in order and the slot "
            "kept; counted as in reschedule. Exact: proven. Range: a repair was found that costs so much, and in any "
            f"{_EITHER}."
        ),
    )


def _row(price: Price, goals: Sequence[str]) -> tuple[Cell, ...]:
    rises = tuple(None if price.rises is None else price.rises[goal] for goal in goals)
    known = "impossible" if price.impossible else "exact" if price.exact else "range"
    at_least = None if price.exact or price.impossible else _bound(price)
    return price.person, known, *rises, at_least, ", ".join(price.others)


def _bound(price: Price) -> str:
    assert price.at_least is not None
    counted, quality = price.at_least
    return f"{counted:,}" if quality == -inf else f"{counted:,}, and {quality:,.0f} km"


def _bounds(of: str, bounds: Sequence[Price]) -> Table:
    groups = [
        (bound, [price.person for price in group])
        for bound, group in groupby(sorted(bounds, key=lambda price: price.at_least or ()), key=_bound)
    ]
    return Table(
        key="bounds",
        title=f"What is proven {of}",
        columns=("At least", "People", "Who"),
        rows=tuple((bound, len(people), ", ".join(people)) for bound, people in groups),
        note=f"With any of these {count(len(bounds), 'person', 'people')} {_EITHER}.",
    )
