"""National grid references as degrees, and how a workbook's latitude and longitude are filled in."""

from collections.abc import Sequence
from typing import NamedTuple

from scheduler.desk.places.extra import needed
from scheduler.desk.workbook.cells.headings import Row
from scheduler.desk.workbook.cells.values import Wrong, is_blank, shown, value_of
from scheduler.desk.workbook.filling import Done, Page
from scheduler.words import count

BRITISH, IRISH = 27700, 29903  # EPSG codes: the national grid, and that of Northern Ireland
_DEGREES = 4326
_DIGITS = 5  # of a degree: about a metre
_SAME_KM = 1.0  # nearer places are one: a school's gate and its middle, say


class Place(NamedTuple):
    """Degrees north and east, WGS84."""

    latitude: float
    longitude: float


class Reference(NamedTuple):
    """Metres east and north of a grid's origin."""

    easting: float
    northing: float
    grid: int = BRITISH


def degrees(references: Sequence[Reference]) -> list[Place]:
    """The places of grid references, each within a few metres.

    Raises:
        InvalidInput: pyproj is not installed.
    """
    if not references:
        return []
    pyproj = needed("pyproj", "pyproj", "degrees from grid references")
    of = {
        grid: pyproj.Transformer.from_crs(grid, _DEGREES, always_xy=True) for grid in {one.grid for one in references}
    }
    found = [of[one.grid].transform(one.easting, one.northing) for one in references]
    return [Place(round(latitude, _DIGITS), round(longitude, _DIGITS)) for longitude, latitude in found]


def is_without_place(page: Page, row: Row) -> bool:
    """Whether neither latitude nor longitude is typed."""
    return is_blank(page.value(row, "Latitude")) and is_blank(page.value(row, "Longitude"))


def fill_place(page: Page, row: Row, place: Place, *, refresh: bool = False) -> None:
    """Fill in both; where something else is typed, say how far it is. One of both alone is not filled in."""
    typed = [page.value(row, heading) for heading in ("Latitude", "Longitude")]
    said = f"the source says {place.latitude}, {place.longitude}"
    km = _km(page, row, place)
    if refresh or all(map(is_blank, typed)):
        if km is None or km >= _SAME_KM:
            page.fill(row, "Latitude", place.latitude, refresh=refresh)
            page.fill(row, "Longitude", place.longitude, refresh=refresh)
    elif any(map(is_blank, typed)):
        missing = "Latitude" if is_blank(typed[0]) else "Longitude"
        page.say(row, Done.LOOK, f"only one of latitude and longitude is typed; {said}", missing)
    elif km is None or km >= _SAME_KM:
        away = f", {count(round(km), 'km', 'km')} away" if km is not None else ""
        page.say(row, Done.KEPT, f"{shown(typed[0])}, {shown(typed[1])}; {said}{away}", "Latitude")


def _km(page: Page, row: Row, place: Place) -> float | None:
    """How far what is typed is from the place; None where it is no place."""
    from geopy.distance import great_circle

    try:
        typed = [value_of(page.column(name), page.value(row, name), {}) for name in ("Latitude", "Longitude")]
        return float(great_circle(tuple(typed), tuple(place)).km)
    except (Wrong, ValueError):
        return None
