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


class Site(Fact):
    """One of the places of what has several, such as a school of a trust."""

    id: str = Field(min_length=1)
    name: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class School(Fact):
    """A school of the network, or a trust in its place: it hosts one review a year and sends reviewers to others.

    `closed` are its own days off beyond its calendar (INSET days, blackouts). `pupils` is None where unknown.
    `sites`, where it has several, are its places: of a trust, its schools. All distances are then those of the nearest
    pair, and `latitude` and `longitude` say only where maps show it.
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
    sites: tuple[Site, ...] = ()

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Latitude and longitude of every place it has."""
        return tuple((site.latitude, site.longitude) for site in self.sites) or ((self.latitude, self.longitude),)
