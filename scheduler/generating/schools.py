"""The schools an instance is made from, as read from a file or drawn."""

from dataclasses import dataclass

from models.network import Phase
from models.problem import InvalidInput, Problem
from scheduler.generating.geography import Place


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school before anything is drawn. `hub` is its hub's name, None where hubs are to be made."""

    id: str
    name: str
    phase: Phase
    place: Place
    pupils: int | None
    local_authority: str | None
    trust: str | None
    hub: str | None = None


@dataclass(frozen=True)
class SchoolList:
    """Schools with the text that says where they are from and what was left out."""

    schools: tuple[SchoolFacts, ...]
    text: str
    licence: str = ""


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
    return SchoolList(tuple(schools[n] for n in sorted(nearest)), text, listed.licence)
