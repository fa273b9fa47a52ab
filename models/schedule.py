"""A schedule, what is proven about it, and its status."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.base import Fact
from models.before import Before
from models.change import Change
from models.planned import PlannedReview, ReviewStates
from models.policy import RuleId
from models.told import Told

__all__ = ["SOLVERS", "Certificate", "GoalResult", "PlannedReview", "Schedule", "Status"]


SOLVERS = ("CP-SAT", "HiGHS")
"""The two that close goals side by side; neither is believed alone."""


class Status(StrEnum):
    """The five outcomes of a search. They stay apart: UNKNOWN means "could not tell", never "impossible"."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    MODEL_INVALID = "model-invalid"


def is_confirmed(closed_by: Collection[str]) -> bool:
    """Whether the relaxation has shown it, whose bound is added up anew, or two solvers, each for itself."""
    return "relaxation" in closed_by or len(closed_by) > 1


class GoalResult(Fact):
    """What is known of one goal.

    value: the value at which the goal was decided. bound: no schedule can be better than this, given the goals before.
    final: its value in the schedule as it stands, after the later goals used the tolerance.
    unit: what the numbers count. proven: no schedule is better, as the relaxation shows, or both solvers.
    closed_by: who has shown that no schedule is better, each by itself. One solver alone proves nothing.
    """

    goal: str
    value: int
    bound: int
    final: int
    unit: str
    proven: bool
    closed_by: tuple[Literal["relaxation", "CP-SAT", "HiGHS"], ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether it is proven. Certificates of before also called proven what one solver alone had closed."""
        return self.proven and is_confirmed(self.closed_by)

    @property
    def alone(self) -> str | None:
        """The solver that alone says that no schedule is better; None where more say so, or nobody."""
        is_alone = self.value == self.bound and len(self.closed_by) == 1 and not is_confirmed(self.closed_by)
        return self.closed_by[0] if is_alone else None


class Proven(Fact):
    """What is proven about something that was made: goal by goal, under the rules in force."""

    status: Status
    goals: tuple[GoalResult, ...] = ()
    rules_in_force: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether every goal is proven, and none by one solver alone."""
        return self.status == Status.OPTIMAL and all(result.is_agreed for result in self.goals)

    def proves(self, goal: str) -> bool:
        """Whether the goal is proven and every one before it, too: what it reaches is the best only given those."""
        names = [result.goal for result in self.goals]
        return goal in names and all(result.is_agreed for result in self.goals[: names.index(goal) + 1])


class HowMade(Fact):
    """How it was made, and of what."""

    columns: int = Field(default=0, ge=0, description="possible decisions the bounds hold over")
    seed: int = 0
    deterministic: bool = False
    interrupted: bool = False
    versions: dict[str, str] = {}
    instance_sha256: str
    among: str = Field(
        default="", description="the repairs among which bounds and proofs hold, if not among all that are possible"
    )
    seconds: float | None = Field(default=None, description="from process start; left out in deterministic mode")


class _ScheduleProven(Proven):
    """The same of a schedule."""

    rules_in_force: tuple[RuleId, ...] = ()
    rules_off: tuple[RuleId, ...] = ()
    fair_visit_m: int | None = Field(default=None, ge=0, description="metres a visit beyond which goal fairness counts")


class Certificate(HowMade, _ScheduleProven):
    """What is proven about a schedule, and how it was made."""


class Schedule(Fact):
    """Date, lead and team of every review of an instance, with its certificate (absent in one made by hand).

    states: how far dates, leads and seats have got; what is not said is published. changes: all that has happened to
    the instance since it was written, in the order of notice. before: the schedule this one repairs, None where it
    repairs none. told: what everybody was last told by letters, whatever became of the schedule since.
    """

    format: Literal[1] = 1
    instance: str
    reviews: tuple[PlannedReview, ...]
    states: tuple[ReviewStates, ...] = ()
    changes: tuple[Change, ...] = ()
    before: Before | None = None
    told: tuple[Told, ...] = ()
    certificate: Certificate | None = None

    @property
    def last_notice(self) -> date | None:
        """The last day on which a change became known; None where nothing has changed."""
        return max((change.notice for change in self.changes), default=None)
