"""A plan as a workbook to read and to type over. See `qa-scheduler export`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.instance import Instance
from scheduler.desk.contacts import Contacts
from scheduler.desk.doing.plans import read_plan
from scheduler.desk.folder import Settings, called
from scheduler.desk.planned.writing import plan_workbook


@dataclass(frozen=True)
class Exported:
    """A plan's workbook as the bytes of its file. reviews: how many the plan has."""

    content: bytes
    reviews: int

    def as_data(self, output: Path) -> dict[str, Any]:
        """What is said for machines of the file it was written to."""
        return {"written": str(output), "bytes": len(self.content), "reviews": self.reviews}

    def following(self, output: Path, instance: str, settings: Settings | None) -> str:
        """What was done and what may be done next, in words. instance: as commands name it."""
        then = called(settings, "check", instance, str(output))
        return f"Written to {output}. Type over sheet Plan, then: {then}"


def export(instance: Instance, contacts: Contacts, path: Path) -> Exported:
    """The workbook of the plan in a file. It knows of which version it was made.

    Raises:
        InvalidInput: with every problem found.
    """
    then = read_plan(instance, path)
    return Exported(plan_workbook(then.plan, contacts, then.sha256, path.name), len(then.instance.reviews))
