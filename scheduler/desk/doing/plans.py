"""A plan as it is read for a deed, and the checks that everything passes before it is written or shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.instance import Instance
from models.schedule import Schedule
from scheduler import checking
from scheduler.changes.effective_instance import effective
from scheduler.desk.doing.ends import Untrue
from scheduler.plan import Plan
from scheduler.storage.files import without_mark
from scheduler.storage.schedules import parse_schedule
from scheduler.storage.versions import read_version, text_sha256


@dataclass(frozen=True)
class Version:
    """A plan's file as it was read. text: exactly, for whoever writes the next version. instance: the effective one."""

    path: Path
    text: str
    instance: Instance
    schedule: Schedule

    @property
    def plan(self) -> Plan:
        return Plan(self.instance, self.schedule)

    @property
    def sha256(self) -> str:
        """What this version is known by: a deed that is given it refuses any other."""
        return text_sha256(self.text)


def read_plan(instance: Instance, path: Path, expected_sha256: str | None = None) -> Version:
    """The plan in a file, of an instance as it was before any change.

    expected_sha256: of the version that is meant; None: whichever is there.

    Raises:
        InvalidInput: with every problem found, or another version is there by now.
    """
    text = read_version(path, expected_sha256)
    schedule = parse_schedule(without_mark(text), instance, str(path))
    return Version(path, text, effective(instance, schedule), schedule)


def certify(instance: Instance, schedule: Schedule, said: str, notices: Sequence[str] = ()) -> None:
    """Raises `Untrue` with this sentence where the schedule does not pass the checks."""
    try:
        checking.certify(instance, schedule)
    except checking.NotTrue as error:
        raise Untrue(said, error.reasons, notices) from None
