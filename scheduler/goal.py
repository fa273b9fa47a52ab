"""What a goal is: a sentence, a linear expression for the engine, and an independent recount."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import no_rows

if TYPE_CHECKING:
    from scheduler.tables.arrays import Ints
    from scheduler.tables.columns import Columns
    from scheduler.tables.rows import Rows


class Counted(Protocol):
    """What is known of a goal by whoever shows its values."""

    @property
    def counts(self) -> str:
        """The unit that people read."""

    def shown(self, value: int) -> int | float:
        """A value of it in that unit."""


@dataclass(frozen=True)
class GoalUnit:
    """One goal of the ordered list.

    recount: one finding a cost, over plain data; the goal's value is the sum of their amounts (some may be negative).
    costs: the same as a cost of every column. rows: what ties the columns it counts to the decisions.
    unit: what the value counts. counts: the same for a table, in a unit that people read. per_count: so many of `unit`
        are one of those.
    heading: what a repair's loss of it is called at the head of a column.
    not_better: what it means that its value is proven.
    in_repairs: a repair pursues it. only_losses: a repair counts only what is worse than before.
    weight: what one unit weighs where all goals are one cost, as in the parts of a large network; 0: it is no part of
        it. They stand in the usual order, the first the heaviest.
    binds_mostly, known_at_home: as of a rule.
    """

    id: str
    sentence: Callable[[Policy], str]
    unit: str
    recount: Callable[[Plan], Iterable[Finding]]
    costs: "Callable[[Columns], Ints]"
    counts: str
    heading: str
    in_repairs: bool
    only_losses: bool
    weight: int
    rows: "Callable[[Columns], Iterable[Rows]]" = no_rows
    per_count: int = 1
    not_better: str = "no schedule is better"
    binds_mostly: bool = False
    known_at_home: bool = False

    def shown(self, value: int) -> int | float:
        """A value of it in the unit that people read."""
        return value if self.per_count == 1 else round(value / self.per_count, 1)
