"""Contacts from a CSV with the columns id, name, email and telephone, in any order."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.plain import is_address, no_address
from scheduler.storage.files import read_text

_COLUMNS = ("id", "name", "email", "telephone")


def load_contacts(path: Path) -> Contacts:
    """The contacts in a file.

    Raises:
        InvalidInput: with every problem found, each with its line.
    """
    rows = csv.reader(StringIO(read_text(path)), strict=True)
    try:
        lines = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        problem = Problem(
            where=f"line {rows.line_num}",
            value=str(error),
            expected="cells apart by commas, each in closed quotes or in none",
            remedy="Save it as CSV again.",
        )
        raise InvalidInput([problem], str(path)) from None
    columns = [cell.casefold() for cell in lines[0][1]] if lines else []
    problems = [*_of_columns(columns)]
    found: dict[str, Contact] = {}
    if not problems:
        for line, row in lines[1:]:
            problems += _of_row(line, row, columns, found)
            cells = {column: _plain(cell) for column, cell in zip(columns, row, strict=False) if column in _COLUMNS}
            found.setdefault(cells.pop("id", ""), Contact(**cells))
    if problems:
        raise InvalidInput(problems, str(path))
    return found


def _of_columns(columns: list[str]) -> Iterator[Problem]:
    for column in _COLUMNS[:3]:
        if columns.count(column) != 1:
            value = f"{columns.count(column)} columns called {column}"
            expected = f"in line 1 the headings {', '.join(_COLUMNS)}"
            yield Problem(where="line 1", value=value, expected=expected, remedy="Name each column once.")


def _of_row(line: int, row: list[str], columns: list[str], found: Contacts) -> Iterator[Problem]:
    if len(row) > len(columns):
        value, remedy = f"{len(row)} cells", "Put cells that hold commas in quotes."
        yield Problem(where=f"line {line}", value=value, expected=f"at most {len(columns)}", remedy=remedy)
        return
    cells = dict(zip(columns, row, strict=False))
    id, email = _plain(cells.get("id", "")), _plain(cells.get("email", ""))
    if not id:
        value, expected = "no id", "the id of a person or a school"
        yield Problem(where=f"line {line}, id", value=value, expected=expected, remedy="Fill it in.")
    elif id in found:
        yield Problem(where=f"line {line}, id", value=repr(id), expected="each id once", remedy="Remove one of them.")
    if email and not is_address(email):
        yield no_address(f"line {line}, email", email)


def _plain(cell: str) -> str:
    """The cell without the apostrophe that our own lists put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in tuple("=+-@") else cell
