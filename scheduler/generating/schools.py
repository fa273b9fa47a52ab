"""The schools an instance is made from, as read from a file or drawn."""

from dataclasses import dataclass, fields, replace
from typing import Any

from models.network import Phase, School, Site
from models.problem import InvalidInput, Problem
from scheduler.generating.geography import Place


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school before anything is drawn. `hub` is its hub's name, None where hubs are to be made.

    sites: of a trust in the place of a school, its schools.
    """

    id: str
    name: str
    phase: Phase
    place: Place
    pupils: int | None
    local_authority: str | None
    trust: str | None
    hub: str | None = None
    sites: tuple[Site, ...] = ()

    def of_the_school(self) -> dict[str, Any]:
        """Its fields by those of `School`, as far as they say the same; a hub is said by its name here."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name in School.model_fields}
        return {**said, "latitude": self.place.latitude, "longitude": self.place.longitude}


@dataclass(frozen=True)
class LeftOut:
    """A row of a file that is no school of the instance, and why, such as "without a place"."""

    row: int
    school: str
    why: str


@dataclass(frozen=True)
class SchoolList:
    """Schools with the text that says where they are from and what was left out."""

    schools: tuple[SchoolFacts, ...]
    text: str
    licence: str = ""
    left_out: tuple[LeftOut, ...] = ()


def nearest_to_middle(listed: SchoolList, count: int) -> SchoolList:
    """The part of a list that lies nearest to its middle, as dense as the whole is there; in the order of the list.

    The middle is where half of the schools lie on either side, north and south, and east and west.

    Raises InvalidInput if the list has fewer.
    """
    schools = listed.schools
    if count > len(schools):
        expected = f"at most {len(schools)}, the schools of the file"
        raise InvalidInput([Problem(where="nearest", value=str(count), expected=expected, remedy="Leave it out.")])
    latitudes, longitudes = (
        sorted(degrees) for degrees in zip(*((one.place.latitude, one.place.longitude) for one in schools), strict=True)
    )
    middle = Place(latitudes[len(schools) // 2], longitudes[len(schools) // 2])
    nearest = sorted(range(len(schools)), key=lambda n: schools[n].place.square_km_to(middle))[:count]
    text = f"The {count} schools nearest to the middle of {listed.text}"
    return replace(listed, schools=tuple(schools[n] for n in sorted(nearest)), text=text)
