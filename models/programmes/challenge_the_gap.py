"""Challenge the Gap: schools in clusters, each with a workshop school among its own, and six workshops a year."""

from typing import Literal

from pydantic import Field

from models.base import Day, Fact, Km, Number
from models.policy import QUALITY_GOAL, OrderedGoal
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy


class ClusterSize(Fact):
    """Schools of a cluster: at least, at most."""

    fewest: Number = 4
    most: Number = 8


class Reach(Fact):
    """How far a school may be from its workshop school, great circle."""

    km: Km = 60


class Workshops(Fact):
    """Workshops of a cluster in a year."""

    days: Number = 6


class Quality(Fact):
    """Prices in km."""

    one_phase_km: Km = 15


class ChallengeTheGapPolicy(ProgrammePolicy):
    """The numbers of its rules and goals."""

    cluster_size: ClusterSize = ClusterSize()
    reach: Reach = Reach()
    workshops: Workshops = Workshops()
    quality: Quality = Quality()
    goals: tuple[OrderedGoal, ...] = tuple(
        OrderedGoal(goal=goal) for goal in ("schools-placed", "workshops-dated", QUALITY_GOAL)
    )


class ChallengeTheGap(ProgrammeInstance):
    """Its facts. clusters: how many there are at most. workshop_days: the days on which one can be."""

    programme: Literal["challenge-the-gap"] = "challenge-the-gap"
    clusters: Number = 1
    workshop_days: tuple[Day, ...] = Field(default=())
    policy: ChallengeTheGapPolicy = ChallengeTheGapPolicy()
