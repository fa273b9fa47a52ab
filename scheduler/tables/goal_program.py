"""An integer program with goals in order, and what its values mean: all that a search needs to know of what it makes.

A term's schedule is one such program (`scheduler/model.py`), each of the network's other programmes is another
(`scheduler/programmes/`): the search is the same.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, Self

import numpy as np

from models.policy import OrderedGoal
from models.schedule import GoalResult, Status
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.made import Made
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows


@dataclass(frozen=True)
class Verdict:
    """What the judge says of values. breach: the first breach of a rule in force. values: each goal's, recounted."""

    breach: str | None
    values: dict[str, int]


class GoalProgram(Program, ABC, Generic[Made]):
    """A program with goals in order.

    ordered: the goals, the first decided first. costs: of every column, a goal each. units: what a goal's value counts.
    """

    ordered: tuple[OrderedGoal, ...]
    costs: dict[str, Ints]
    units: dict[str, str]

    @abstractmethod
    def judged(self, values: Ints) -> Verdict:
        """What the judge, who knows nothing of columns, says of what the values mean."""

    @abstractmethod
    def values(self, made: Made) -> Ints | None:
        """The columns' values that mean this; None where a decision in it has no column."""

    @abstractmethod
    def certified(self, values: Ints, status: Status, goals: Sequence[GoalResult], how: dict[str, Any]) -> Made:
        """What the values mean, with a certificate. how: seed, versions, seconds and the like."""

    @property
    @abstractmethod
    def sha256(self) -> str:
        """The hash of the facts."""

    def is_measured(self, goal: str) -> bool:
        """Whether the goal has a measure yet; it may hang on a goal before it."""
        return True

    def settle(self, goal: str, values: Ints) -> bool:
        """Take over what is settled once a goal is decided; whether that has changed the program."""
        return False

    def gap_base(self, goal: str, values: Ints) -> int:
        """What the gap between a goal's value and its bound is measured in."""
        return int(self.costs[goal] @ values)

    def only(self, allowed: Bools | None = None) -> Self:
        """The same program without the columns not allowed; what is added to one is not added to the other."""
        return self.up_to(self.highest.copy() if allowed is None else np.where(allowed, self.highest, 0))

    def up_to(self, highest: Ints) -> Self:
        """The same program with other upper limits of its columns."""
        part = copy(self)
        part.highest, part.families = highest, list(self.families)
        return part

    def keep(self, goal: str, most: int) -> Ints:
        """Let a goal be at most so much. The columns that must be 0 for it, where it may be nothing, are returned."""
        cost = self.costs[goal]
        costly = np.flatnonzero(cost)
        if most == 0 and (cost >= 0).all():
            self.highest[costly] = 0
            return costly
        self.add([(goal, self.at_most(goal, most))])
        return costly[:0]

    def limit_of(self, goal: str) -> Ints:
        """The rows by which a goal is kept at most so much."""
        limits = [name == goal and len(rows) == 1 for name, rows in self.families]
        return np.flatnonzero(np.array(limits, dtype=bool)[self.family_of_rows()])

    def at_most(self, goal: str, most: int) -> Rows:
        """The row that says so of a goal."""
        cost = self.costs[goal]
        costly = np.flatnonzero(cost)
        everything = Block(goal, costly, {"goal": np.zeros(len(costly), dtype=np.int64)}, {"goal": 1})
        return everything.sum_by("goal", factors=cost[costly]) <= most
