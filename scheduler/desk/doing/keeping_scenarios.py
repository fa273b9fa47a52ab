"""Scenarios kept in a term's folder, each a file of changes by its name, as `whatif` takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.change import Change, Changes
from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.refusals import problems
from scheduler.storage.changes import load_changes
from scheduler.storage.files import read_exactly, save, save_new
from scheduler.storage.scenarios import SCENARIO_ENDING, scenario_name
from scheduler.storage.versions import text_sha256
from scheduler.storage.writing import dumps


@dataclass(frozen=True)
class Kept:
    """A scenario in the folder. wrong: why it cannot be asked of this plan. sha256: of its file's text."""

    path: Path
    changes: tuple[Change, ...]
    wrong: tuple[Problem, ...]
    sha256: str

    @property
    def name(self) -> str:
        """What it is called."""
        return scenario_name(self.path)


def kept_in(folder: Path, instance: Instance, schedule: Schedule) -> tuple[Kept, ...]:
    """All of a folder, by name. instance: the plan's, as it was before any change."""
    return tuple(
        _kept(path, instance, schedule)
        for path in sorted(folder.glob(f"*{SCENARIO_ENDING}"))
        if path.is_file() and not path.name.startswith(".")
    )


def _kept(path: Path, instance: Instance, schedule: Schedule) -> Kept:
    try:
        mark = text_sha256(read_exactly(path))
        changes = load_changes([str(path)])
    except InvalidInput as error:
        said = (one.model_copy(update={"where": one.where.removeprefix(f"{path} ")}) for one in error.problems)
        return Kept(path, (), tuple(said), "")
    return Kept(path, changes, tuple(problems(instance, schedule, changes)), mark)


def begin(path: Path, change: Change, instance: Instance, schedule: Schedule) -> None:
    """Keep a new scenario, of one change by now.

    Raises:
        InvalidInput: the change does not fit the plan, or there is such a file already.
    """
    _refuse_unfit([change], instance, schedule)
    save_new(path, dumps(Changes(changes=(change,))))


def add(kept: Kept, change: Change, instance: Instance, schedule: Schedule) -> None:
    """Let another change come in a scenario, too; they stand in the order in which they became known.

    Raises:
        InvalidInput: one does not fit the plan, or the file was changed meanwhile.
    """
    changes = tuple(sorted((*kept.changes, change), key=lambda one: one.notice))
    _refuse_unfit(changes, instance, schedule)
    _write(kept, changes)


def take_out(kept: Kept, number: int) -> None:
    """Take the change of this number, from 1, out of a scenario; with its last one the file goes.

    Raises:
        InvalidInput: there is no such change, or the file was changed meanwhile.
    """
    if not 1 <= number <= len(kept.changes):
        raise _refusal(kept, f"change {number}", f"one of its {len(kept.changes)} changes", "Look at it again.")
    _write(kept, (*kept.changes[: number - 1], *kept.changes[number:]))


def _write(kept: Kept, changes: Sequence[Change]) -> None:
    if text_sha256(read_exactly(kept.path)) != kept.sha256:
        raise _refusal(kept, "another text than was shown", "the scenario as it was shown", "Look at it again.")
    if changes:
        save(kept.path, dumps(Changes(changes=tuple(changes))))
    else:
        kept.path.unlink()


def _refuse_unfit(changes: Sequence[Change], instance: Instance, schedule: Schedule) -> None:
    if wrong := problems(instance, schedule, changes):
        raise InvalidInput(wrong)


def _refusal(kept: Kept, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=kept.path.name, value=value, expected=expected, remedy=remedy)])
