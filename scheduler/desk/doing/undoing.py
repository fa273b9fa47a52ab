"""The last step taken back, or a version of before brought back. See `qa-scheduler undo`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.history import Entry
from scheduler.storage import versions


@dataclass(frozen=True)
class Undone:
    """A step back. step: the entry that says so. told: whether people were told something since."""

    path: Path
    step: Entry
    told: bool

    @property
    def sha256(self) -> str:
        """Of the plan's version as it is now."""
        return versions.text_sha256(self.step.after)

    @property
    def words(self) -> str:
        but = ", but for what people were told since: publish tells those whose line differs" if self.told else ""
        if self.step.undoes is None:
            return f"{self.path} is again {self.step.what}{but}."
        return f"Step {self.step.undoes} is taken back: {self.path} is what it was before{but}."

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        return {"step": self.step.number, "undoes": self.step.undoes, "written": str(self.path)}


def undo(path: Path, by: str = "", expected_sha256: str | None = None) -> Undone:
    """Take the last step of a plan's file back: see `storage.versions.undo`.

    by: who takes it back. expected_sha256: of the version of the plan that is meant.

    Raises:
        InvalidInput: there is no such step, or another version is there by now.
    """
    step = versions.undo(path, by=by, expected_sha256=expected_sha256)
    told = any(one.letters and one.number > (step.undoes or 0) for one in versions.history(path))
    return Undone(path, step, told)


def bring_back(path: Path, number: int, by: str = "", expected_sha256: str | None = None) -> Undone:
    """Make a plan's file again what a step of its history left: see `storage.versions.bring_back`.

    number: of the step; 0: what it was before the first. by, expected_sha256: as for `undo`.

    Raises:
        InvalidInput: there is no such version, or another one is there by now.
    """
    step = versions.bring_back(path, number, by=by, expected_sha256=expected_sha256)
    told = any(one.letters and number < one.number < step.number for one in versions.history(path))
    return Undone(path, step, told)
