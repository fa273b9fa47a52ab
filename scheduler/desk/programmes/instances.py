"""Instances of programmes from whatever a coordinator has: a workbook, a folder of CSV files, JSON, or one bundled."""

from collections.abc import Callable
from pathlib import Path

from models.problem import InvalidInput
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.contacts import Contacts
from scheduler.desk.workbook.files.kinds import is_workbook
from scheduler.storage import programmes
from scheduler.storage.instances import bundled_programmes


def is_of_a_programme(name: str | Path) -> bool:
    """Whether a file, a folder, or the bundled instance of that name, is of a programme; False where it is unreadable.

    Of a workbook the names of its sheets say it.
    """
    if _is_book(name):
        from scheduler.desk.workbook.files.opening import is_of_a_programme as is_book_of_one

        return is_book_of_one(Path(name))
    return programmes.is_of_a_programme(name)


def load_programme(name: str | Path, warn: Callable[[str], None] = lambda _: None) -> ProgrammeInstance:
    """The instance of that name. warn: hears of what is odd in a workbook and read all the same, a sentence each.

    Raises:
        InvalidInput: with every problem of all sheets.
    """
    return load_with_contacts(name, warn)[0]


def load_with_contacts(
    name: str | Path, warn: Callable[[str], None] = lambda _: None
) -> tuple[ProgrammeInstance, Contacts]:
    """The instance of that name, and the names and addresses that its workbook has of schools; as `load_programme`."""
    if not _is_book(name):
        return programmes.load_programme(name), {}
    from scheduler.desk.programmes.workbook.reading import imported

    found = imported(Path(name))
    if found.instance is None:
        raise InvalidInput((remark.problem for remark in found.errors), str(name))
    for remark in found.warnings:
        warn(str(remark.problem))
    return found.instance, found.contacts


def _is_book(name: str | Path) -> bool:
    return str(name) not in bundled_programmes() and is_workbook(Path(name))
