"""A small workbook in which nothing is wrong, and ways to spoil it as people do."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.files.grids import Grid
from scheduler.desk.workbook.importing import Imported, instance_from

Cells = Mapping[str, Any]
"""Values by their address, such as Schools!C3. None empties a cell, or removes a sheet; rows add a sheet."""

GOOD: dict[str, list[list[Any]]] = {
    "Start": [["What", "Value"], ["Name", "spring-2027"], ["School year", "2026-27"]],
    "Term": [
        ["What", "Calendar", "Name", "First day", "Last day", "Number"],
        ["term", "A", "spring", date(2027, 1, 4), date(2027, 3, 25), 2],
        ["holiday", "A", None, date(2027, 2, 15), date(2027, 2, 19)],
    ],
    "Hubs": [["Id", "Name"], ["H1", "North"], ["H2", "South"]],
    "Schools": [
        ["Id", "Name", "Hub", "Phase", "Pupils", "Latitude", "Longitude"],
        ["100001", "Ash", "H1", "primary", 420, 52.6, -1.1],
        ["100002", "Beech", "H2", "secondary", 900, 51.5, -0.1],
        ["100003", "Cedar", "H2", "special", 120, 53.5, -2.2],
    ],
    "Reviewers": [
        ["Id", "School", "Completed reviews", "Name", "E-mail", "Furthest km", "Offers two"],
        ["R1", "100001", 2, "Jo Gray", "jo@ash.example"],
        ["R2", "100002", 0],
        ["R3", "100003", 5],
    ],
    "Leads": [["Id", "Latitude", "Longitude"], ["L1", 52.0, -1.0]],
    "Reviews due": [
        ["Host", "Slot 1", "Slot 2", "Ranks", "Team size"],
        ["100001", date(2027, 1, 19), date(2027, 2, 2)],
        ["100002", date(2027, 1, 26)],
    ],
    "Choices": [["Host", date(2027, 1, 18), date(2027, 1, 25)]],
    "Away": [["Who", "First day", "Last day", "Note"], ["R1", date(2027, 3, 4), date(2027, 3, 5)]],
    "Weeks": [["Who", date(2027, 1, 18), date(2027, 1, 25)], ["R1", "x"]],
    "Conflicts": [["Person", "School"], ["R1", "100002"]],
    "Past visits": [
        ["Person", "Host", "Home school then", "School year", "First day"],
        ["R1", "100003", "100001", "2025-26", date(2026, 3, 10)],
    ],
    "Ledger": [
        ["School", "Received", "Debt brought in", "Sent", "Credited", "Owed", "Planned size"],
        ["100001", 3, 0, 1, 0, 2],
    ],
    "Fixed": [["Review", "First day", "Lead", "Reviewers", "Reason"]],
    "Waivers": [["Rule", "Person", "Review", "Allowed by", "Reason"]],
    "Policy": [["Rule or goal", "Setting", "Value"]],
}


def tables_with(cells: Cells) -> dict[str, list[list[Any]]]:
    """The good workbook's tables with these cells changed."""
    tables = {name: [list(row) for row in rows] for name, rows in GOOD.items()}
    for address, value in cells.items():
        name, _, at = address.partition("!")
        if isinstance(value, list):
            tables[name] = value
        elif not at:
            del tables[name]
        else:
            row, column = coordinate_to_tuple(at)
            _put(tables[name], row, column, value)
    return tables


def _put(table: list[list[Any]], row: int, column: int, value: Any) -> None:
    table.extend([] for _ in range(row - len(table)))
    table[row - 1].extend([None] * (column - len(table[row - 1])))
    table[row - 1][column - 1] = value


def book_with(cells: Cells) -> Workbook:
    """The good workbook with these cells changed; every text stays one."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables_with(cells).items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for cell in (cell for line in page.iter_rows() for cell in line if isinstance(cell.value, str)):
            cell.data_type = "s"
    return book


def grids_with(cells: Cells) -> Iterator[Grid]:
    """The good workbook's sheets with these cells changed, as they are found in its file."""
    for name, rows in tables_with(cells).items():
        yield Grid(name, tuple((n, tuple(map(_as_found, row))) for n, row in enumerate(rows, 1) if any(row)))


def _as_found(value: Any) -> Any:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime.combine(value, time()) if is_day else value


def said(found: Imported) -> list[str]:
    """Every remark, as the user reads it; a warning has a mark in front."""
    return [f"{'(look at) ' if one.is_warning else ''}{one.problem}" for one in found.remarks]


def said_with(cells: Cells) -> list[str]:
    """What is said of the good workbook with these cells changed."""
    return said(instance_from(grids_with(cells), "term.xlsx", Remarks()))


def rewritten(path: Path, member: str, change: Callable[[str], str]) -> None:
    """Change the text of one part of a workbook's file."""
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[member] = change(parts[member].decode()).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)


def in_cell(text: str, at: str, xml: str) -> str:
    """A sheet's XML with another element for one cell."""
    return re.sub(rf'<c r="{at}"[^>]*?(/>|>.*?</c>)', xml, text, count=1)
