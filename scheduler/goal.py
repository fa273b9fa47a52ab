"""What a goal is: a sentence, a linear expression for the engine, and an independent recount."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import no_rows

if TYPE_CHECKING:
    from scheduler.tables.columns import Columns
    from scheduler.tables.rows import Ints, Rows


@dataclass(frozen=True)
class GoalUnit:
    """One goal of the ordered list.

    recount: one finding a cost, over plain data; the goal's value is the sum of their amounts (some may be negative).
    costs: the same as a cost of every column. rows: what ties the columns it counts to the decisions.
    unit: what the value counts.
    """

    id: str
    sentence: Callable[[Policy], str]
    unit: str
    recount: Callable[[Plan], Iterable[Finding]]
    costs: "Callable[[Columns], Ints]"
    rows: "Callable[[Columns], Iterable[Rows]]" = no_rows
