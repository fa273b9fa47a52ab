"""Instances from whatever a coordinator has: a workbook, a folder of CSV files, JSON, or a bundled one by its name."""

from collections.abc import Callable
from pathlib import Path

from models.instance import Instance
from models.problem import InvalidInput
from scheduler import storage
from scheduler.desk.contacts import Contacts


def load_instance(name: str | Path, warn: Callable[[str], None] = lambda _: None) -> Instance:
    """The instance of that name; see `scheduler.storage.load_instance` for those that are not workbooks.

    warn: hears of what is odd in a workbook and read all the same, a sentence each.

    Raises:
        InvalidInput: with every problem of all sheets.
    """
    return load_with_contacts(name, warn)[0]


def load_with_contacts(name: str | Path, warn: Callable[[str], None] = lambda _: None) -> tuple[Instance, Contacts]:
    """The instance of that name, and the names and addresses that its workbook has beside it; as `load_instance`."""
    path = Path(name)
    if str(name) in storage.bundled_names() or not _is_workbook(path):
        return storage.load_instance(name), {}
    from scheduler.desk.workbook.importing import imported

    found = imported(path)
    if found.instance is None:
        raise InvalidInput((remark.problem for remark in found.errors), str(name))
    for remark in found.warnings:
        warn(str(remark.problem))
    return found.instance, found.contacts


def _is_workbook(path: Path) -> bool:
    from scheduler.desk.workbook.files.kinds import is_workbook

    return is_workbook(path)
