"""Contacts from a CSV with the columns id, name, email and telephone, or from the workbook of an instance."""

from collections.abc import Iterator
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.instances import load_with_contacts
from scheduler.desk.letters.plain import is_address, no_address
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import text_of
from scheduler.desk.workbook.files.csvs import read_csv
from scheduler.desk.workbook.files.kinds import is_workbook
from scheduler.storage.files import cannot_read

_COLUMNS = ("id", "name", "email", "telephone")
_NEEDED = _COLUMNS[:3]

Line = tuple[int, tuple[str, ...]]


def load_contacts(path: Path) -> Contacts:
    """The contacts in a file.

    Raises:
        InvalidInput: with every problem found, each with its line.
    """
    if is_workbook(path):
        return load_with_contacts(path)[1]
    remarks = Remarks()
    try:
        lines = [(n, tuple(map(text_of, cells))) for n, cells in read_csv(path, remarks).rows]
    except OSError as error:
        raise cannot_read(path, error) from None
    columns = [heading_alike(cell).replace("-", "").replace(" ", "") for cell in lines[0][1]] if lines else []
    problems = [*(remark.problem for remark in remarks.errors), *_of_columns(columns)]
    found: dict[str, Contact] = {}
    for line, row in [] if problems else lines[1:]:
        problems += _of_row(line, row, columns, found)
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column in _COLUMNS}
        found.setdefault(cells.pop("id", ""), Contact(**cells))
    if problems:
        raise InvalidInput(problems, str(path))
    return found


def _of_columns(columns: list[str]) -> Iterator[Problem]:
    for column in _NEEDED:
        if columns.count(column) != 1:
            value = f"{columns.count(column)} columns called {column}"
            expected = f"in the first line the headings {', '.join(_COLUMNS)}"
            yield Problem(where="line 1", value=value, expected=expected, remedy="Name each column once.")


def _of_row(line: int, row: tuple[str, ...], columns: list[str], found: Contacts) -> Iterator[Problem]:
    if any(row[len(columns) :]):
        value, remedy = f"{len(row)} cells", "Put cells that hold commas in quotes."
        yield Problem(where=f"line {line}", value=value, expected=f"at most {len(columns)}", remedy=remedy)
        return
    cells = dict(zip(columns, row, strict=False))
    id, email = cells.get("id", ""), cells.get("email", "")
    if not id:
        value, expected = "no id", "the id of a person or a school"
        yield Problem(where=f"line {line}, id", value=value, expected=expected, remedy="Fill it in.")
    elif id in found:
        yield Problem(where=f"line {line}, id", value=repr(id), expected="each id once", remedy="Remove one of them.")
    if email and not is_address(email):
        yield no_address(f"line {line}, email", email)
