"""Growing the Top: outstanding schools in trios, with a facilitated visit to each of the three."""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.base import Day, Fact, Id, Km, Number
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, OrderedGoal
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy


class Facilitator(Fact):
    """Who leads visits, and the days they offer."""

    id: Id
    days: tuple[Day, ...] = ()


class Trio(Fact):
    """Schools of a trio, and how many groups at most have one more.

    Two larger groups are enough for every number, and so few are made only where the number of schools that are placed
    does not divide: 20 schools are four trios and two groups of 4; 21 are seven trios, or need three groups of 4.
    """

    schools: Annotated[int, Field(ge=2, le=6)] = 3
    larger_groups: Number = 2


class Reach(Fact):
    """How far two schools of a trio may be from each other, great circle."""

    km: Km = 150


class Visits(Fact):
    """In so many weeks on end a school has one visit at most, its own or another's."""

    weeks: Annotated[int, Field(ge=1, le=52)] = 2


class FacilitatorLoad(Fact):
    """Visits that a facilitator leads at most."""

    visits: Number = 6


class Quality(Fact):
    """Prices in km: so many pupils by which two schools differ count one."""

    pupils_a_km: Annotated[int, Field(ge=1)] = 50


class GrowingTheTopPolicy(ProgrammePolicy):
    """The numbers of its rules and goals."""

    trio: Trio = Trio()
    reach: Reach = Reach()
    visits: Visits = Visits()
    facilitator_load: FacilitatorLoad = FacilitatorLoad()
    quality: Quality = Quality()
    goals: tuple[OrderedGoal, ...] = tuple(
        OrderedGoal(goal=goal) for goal in ("schools-in-a-trio", "visits-dated", QUALITY_GOAL, FAIRNESS_GOAL)
    )


class GrowingTheTop(ProgrammeInstance):
    """Its facts. facilitators: who leads visits."""

    place_is = None

    programme: Literal["growing-the-top"] = "growing-the-top"
    facilitators: tuple[Facilitator, ...] = ()
    policy: GrowingTheTopPolicy = GrowingTheTopPolicy()

    @model_validator(mode="after")
    def _fixed_trios_have_no_place(self) -> Self:
        for group in self.fixed:
            if group.place is not None:
                raise ValueError(f"fixed group {group.id} has a place, and trios have none. Leave it out")
        return self

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.facilitators)

    @cached_property
    def days_of(self) -> dict[str, frozenset[Day]]:
        """The days that each facilitator offers."""
        return {one.id: frozenset(one.days) for one in self.facilitators}

    @cached_property
    def visit_days(self) -> tuple[Day, ...]:
        """The days on which a visit can be: those that a facilitator offers."""
        return tuple(sorted({day for one in self.facilitators for day in one.days}))
