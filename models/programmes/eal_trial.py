"""The EAL trial: schools allocated by lot, so many trained at delivery centres, the others to teach as usual."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Fact, Id, Km, Number, Pupils
from models.policy import OrderedGoal
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy

CONTROL = "control"
"""The id of the group of schools that teach as usual."""


class Centre(Fact):
    """A delivery centre, by its id among the schools. It is no member, though the same school may be one, too."""

    id: Id


class InRegion(Fact):
    """The region of a school."""

    school: Id
    region: Id


class CentreSize(Fact):
    """How far a trained school may be from its centre, great circle; schools of a centre: at least, at most."""

    km: Km = 200
    fewest: Number = 1
    most: Number = 6


class Strata(Fact):
    """Size classes: one below the first number of pupils, one from each number on."""

    pupils_from: tuple[Pupils, ...] = (1_000,)


class Drawing(Fact):
    """One allocation is drawn from those whose imbalance is at most so much."""

    threshold: Annotated[int, Field(ge=0)] = 1_000


class EALTrialPolicy(ProgrammePolicy):
    """The numbers of its rules and goals."""

    centre: CentreSize = CentreSize()
    strata: Strata = Strata()
    drawing: Drawing = Drawing()
    goals: tuple[OrderedGoal, ...] = (OrderedGoal(goal="imbalance"),)


class EALTrial(ProgrammeInstance):
    """Its facts. trained: how many schools are trained. centres: where. regions: of every school that is a member."""

    place_is = None

    programme: Literal["eal-trial"] = "eal-trial"
    trained: Annotated[int, Field(ge=1)]
    centres: tuple[Centre, ...] = Field(min_length=1)
    regions: tuple[InRegion, ...]
    policy: EALTrialPolicy = EALTrialPolicy()

    @property
    def members(self) -> tuple[str, ...]:
        centres = set(self.places)
        return tuple(school.id for school in self.schools if school.id not in centres)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(centre.id for centre in self.centres)

    def named(self) -> Iterator[tuple[str, Iterable[str], Iterable[str], str]]:
        for n, centre in enumerate(self.centres):
            yield f"$.centres[{n}].id", [centre.id], self.school_by_id, "schools"
        for n, one in enumerate(self.regions):
            yield f"$.regions[{n}].school", [one.school], self.members, "schools that are no centres"

    @cached_property
    def region_of(self) -> dict[str, str]:
        """The region of each member."""
        return {one.school: one.region for one in self.regions}

    @cached_property
    def stratum_of(self) -> dict[str, tuple[str, int]]:
        """The region and size class of each member; a school whose size is not known is of the smallest class."""
        classes = self.policy.strata.pupils_from
        pupils = {member: self.school_by_id[member].pupils or 0 for member in self.members}
        return {one: (self.region_of[one], sum(size >= least for least in classes)) for one, size in pupils.items()}

    @model_validator(mode="after")
    def _both_arms_have_schools(self) -> "EALTrial":
        if self.trained >= len(self.members):
            raise ValueError(f"fewer than the {len(self.members)} schools are trained, found {self.trained}")
        return self

    @model_validator(mode="after")
    def _each_school_has_a_region(self) -> "EALTrial":
        listed = sorted(one.school for one in self.regions)
        if listed != sorted(self.members):
            odd = sorted({*self.members} ^ {*listed}) or [one for one in listed if listed.count(one) > 1]
            raise ValueError(f"each school that is no centre has one region; look at {odd[0]}")
        return self

    @model_validator(mode="after")
    def _conflicts_are_with_centres(self) -> "EALTrial":
        for pair in self.conflicts:
            if len({*pair} & {*self.places}) != 1:
                raise ValueError(f"a conflict is between a school and a centre, for arms are drawn; found {pair}")
        return self
