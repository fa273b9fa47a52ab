"""A schedule, what is proven about it, and its status."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.base import Fact
from models.policy import RuleId


class Status(StrEnum):
    """The five outcomes of a search. They stay apart: UNKNOWN means "could not tell", never "impossible"."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    MODEL_INVALID = "model-invalid"


class PlannedReview(Fact):
    """What a schedule says about one review. A review that is not held has no slot, no lead and no reviewers."""

    review: str
    slot: date | None = None
    lead: str | None = None
    reviewers: tuple[str, ...] = ()


class GoalResult(Fact):
    """What is known of one goal.

    value: the value at which the goal was decided. bound: no schedule can be better than this, given the goals before.
    final: its value in the schedule as it stands, after the later goals used the tolerance.
    unit: what the numbers count.
    closed_by: who has shown that no schedule is better, each by itself; nobody where it is not proven.
    """

    goal: str
    value: int
    bound: int
    final: int
    unit: str
    proven: bool
    closed_by: tuple[Literal["relaxation", "CP-SAT", "HiGHS"], ...] = ()


class Certificate(Fact):
    """What is proven about a schedule, and how it was made."""

    status: Status
    goals: tuple[GoalResult, ...] = ()
    rules_in_force: tuple[RuleId, ...] = ()
    rules_off: tuple[RuleId, ...] = ()
    fair_visit_m: int | None = Field(default=None, ge=0, description="metres a visit beyond which goal fairness counts")
    columns: int = Field(default=0, ge=0, description="possible decisions the bounds hold over")
    seed: int = 0
    deterministic: bool = False
    interrupted: bool = False
    versions: dict[str, str] = {}
    instance_sha256: str
    seconds: float | None = Field(default=None, description="from process start; left out in deterministic mode")


class Schedule(Fact):
    """Date, lead and team of every review of an instance, with its certificate (absent in one made by hand)."""

    format: Literal[1] = 1
    instance: str
    reviews: tuple[PlannedReview, ...]
    certificate: Certificate | None = None
