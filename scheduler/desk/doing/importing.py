"""A workbook as an instance, or everything that is wrong in it. See `qa-scheduler import`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.instance import Instance
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.contacts import Contacts
from scheduler.desk.programmes.workbook import reading
from scheduler.desk.workbook import importing
from scheduler.desk.workbook.files.opening import is_of_a_programme
from scheduler.desk.workbook.marking import marked_workbook
from scheduler.desk.workbook.telling import remarks_tables, summary
from scheduler.showing.table import Table


@dataclass(frozen=True)
class Read:
    """What was read of a workbook. instance: None where something is wrong in it."""

    workbook: Path
    found: importing.Imported | reading.Read

    @property
    def instance(self) -> Instance | ProgrammeInstance | None:
        return self.found.instance

    @property
    def contacts(self) -> Contacts:
        return self.found.contacts

    @property
    def parts(self) -> tuple[Table | str, ...]:
        """Every problem by its sheet and cell, and what is there."""
        return *remarks_tables(self.found), summary(self.found, self.instance)

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "summary": summary(self.found, self.instance),
            "remarks": [remark.as_data() for remark in self.found.remarks],
        }

    def marked_copy(self) -> tuple[bytes, tuple[str, ...]]:
        """A copy of the workbook with every problem at its cell, and in sentences what the copy has lost."""
        copy, lost = marked_workbook(self.workbook, self.found.remarks)
        return copy, tuple(lost)


def read(workbook: Path) -> Read:
    """Read a workbook, of a term or of a programme: an .xlsx, or a folder with a CSV file a sheet.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    read_one = reading.imported if is_of_a_programme(workbook) else importing.imported
    return Read(workbook, read_one(workbook))
