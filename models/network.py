"""The network: hubs and their schools."""

from enum import StrEnum

from pydantic import Field

from models.base import Fact, Pupils
from models.calendar import Days


class Phase(StrEnum):
    """The age range a school teaches, or its kind. AP is alternative provision."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE = "middle"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SPECIAL = "special"
    AP = "ap"

    @property
    def settings(self) -> frozenset[str]:
        """What the phase teaches; special and AP are one, middle and all-through are primary and secondary."""
        return _SETTINGS[self]

    @property
    def is_specialist(self) -> bool:
        """Whether the school is special or AP."""
        return self in (Phase.SPECIAL, Phase.AP)

    def fits(self, other: "Phase") -> bool:
        """Whether a reviewer of this phase knows the setting of a host of the `other` phase."""
        return bool(self.settings & other.settings)


_SETTINGS = {
    Phase.NURSERY: frozenset({"nursery"}),
    Phase.PRIMARY: frozenset({"primary"}),
    Phase.MIDDLE: frozenset({"primary", "secondary"}),
    Phase.SECONDARY: frozenset({"secondary"}),
    Phase.ALL_THROUGH: frozenset({"primary", "secondary"}),
    Phase.SPECIAL: frozenset({"specialist"}),
    Phase.AP: frozenset({"specialist"}),
}


class Hub(Fact):
    """A local group of schools that work together and therefore do not review each other."""

    id: str = Field(min_length=1)
    name: str


class School(Fact):
    """A school of the network: it hosts one review a year and sends reviewers to others.

    `closed` are its own days off beyond its calendar (INSET days, blackouts). `pupils` is None where unknown.
    `strong_in` are its areas of excellence, `works_on` those it wants to learn about.
    """

    id: str = Field(min_length=1)
    name: str
    hub: str
    phase: Phase
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    pupils: Pupils | None = None
    local_authority: str | None = None
    trust: str | None = None
    calendar: str
    closed: tuple[Days, ...] = ()
    strong_in: tuple[str, ...] = ()
    works_on: tuple[str, ...] = ()
