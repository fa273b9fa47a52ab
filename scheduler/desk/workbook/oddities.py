"""What can be read and is odd all the same: it is warned of, and stays as it is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scheduler.desk.workbook.cells.days import is_month_first
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import is_blank, text_of
from scheduler.desk.workbook.files.grids import CellValue, Place
from scheduler.desk.workbook.sheets import CONFLICTS, VISITS, Column, Kind
from scheduler.words import day_said

_SOUTH, _NORTH, _WEST, _EAST = 49.0, 61.5, -11.0, 2.5  # the British Isles lie between these degrees


def tell_if_month_first(column: Column, cell: CellValue, value: Any, place: Place, remarks: Remarks) -> None:
    """A date typed as Americans do, which can be read in one way only."""
    if column.kind == Kind.DAY and isinstance(cell, str) and is_month_first(cell):
        remedy = f"It is read as {day_said(date.fromisoformat(value))}: look whether that is meant."
        remarks.warn(place, repr(cell), "the day before the month", remedy)


def tell_odd_place(found: Found, row: Row, values: Mapping[str, Any], remarks: Remarks) -> None:
    """A latitude and longitude that are no place in the British Isles."""
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None or longitude is None or _is_british(latitude, longitude):
        return
    if abs(latitude) > 90 or abs(longitude) > 180:  # that is an error, and said as one
        return
    if _is_british(longitude, latitude):
        remedy = "Maybe latitude and longitude are swapped."
    elif _is_british(latitude, -longitude):
        remedy = f"West is below 0: maybe {-longitude} is meant."
    elif latitude == longitude == 0:
        remedy = "Maybe nobody has looked it up yet: qa-scheduler geocode finds it by the postcode."
    else:
        remedy = "Look whether it is right: it decides who travels how far."
    place = found.place_of(row.number, "latitude")
    remarks.warn(place, f"{latitude}, {longitude}", "a place in the British Isles", remedy)


def _is_british(latitude: float, longitude: float) -> bool:
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def tell_own_school(found: Found, row: Row, values: Mapping[str, Any], home: str | None, remarks: Remarks) -> None:
    """A conflict with somebody's own school, or a visit to it. home: the reviewer's school, where there is one."""
    if found.sheet == CONFLICTS and home is not None and values.get("school") == home:
        remedy = "Nobody reviews their own school in any case: maybe another one is meant."
        remarks.warn(found.place_of(row.number, "school"), repr(home), "another school than their own", remedy)
    if found.sheet == VISITS and values.get("host") is not None and values.get("host") == values.get("home"):
        remedy = "Nobody reviews their own school: correct the host, or the home school then."
        remarks.warn(found.place_of(row.number, "host"), repr(values["host"]), "another school than the home", remedy)


def tell_repeated_rows(found: Found, remarks: Remarks) -> None:
    """Rows that say the same as one above them."""
    first: dict[tuple[tuple[int, str], ...], int] = {}
    for row in found.rows:
        said = tuple((at, text_of(cell)) for at, cell in enumerate(row.cells, 1) if not is_blank(cell))
        if said in first:
            found_row = f"the same as row {first[said]}"
            remarks.warn(found.place(row.number, 0), found_row, "each row once", "Remove it, or correct it.")
        first.setdefault(said, row.number)
