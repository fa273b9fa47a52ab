"""What rules cost, in a table that says what is exact."""

from collections.abc import Iterator

from scheduler.explaining.costing import Cost
from scheduler.showing.table import Cell, Table
from scheduler.showing.units import COUNTED
from scheduler.solving import Values


def costs_of_rules(best: Values, found: tuple[Cost, ...]) -> Iterator[Table | str]:
    """What each change would save of each goal."""
    if not found:
        yield "There is nothing to switch off or to loosen by a unit: such a rule is always on, or off already."
        return
    goals = list(best)
    yield Table(
        key="costs",
        title="What the rules cost: what each change would save",
        columns=("Rule", "Change", "Known", *goals, f"{goals[-1]}, at most"),
        rows=tuple(_row(cost, goals) for cost in found),
        note=(
            f"By how much the best value of each goal falls ({'; '.join(f'{goal}: {COUNTED[goal]}' for goal in goals)}"
            f"), decided in order. Exact: proven. At least: a schedule that saves so much was found, and {goals[-1]} "
            "can fall by no more than the last column says, the goals before it as found. At most: so the prices of "
            "the linear relaxation say, and no schedule was found in the time."
        ),
        grouped=True,
    )


def _row(cost: Cost, goals: list[str]) -> tuple[Cell, ...]:
    known = (
        "exact"
        if cost.exact
        else "at least"
        if cost.saves is not None
        else "at most"
        if cost.at_most is not None
        else "not told in the time"
    )
    saves = tuple(None if cost.saves is None else cost.saves[goal] for goal in goals)
    return cost.change.rule, cost.change.words, known, *saves, None if cost.at_most is None else cost.at_most[goals[-1]]
