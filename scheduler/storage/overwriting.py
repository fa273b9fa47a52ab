"""What a command may write over: never what it reads, what has a history, or what is of another kind."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.storage.files import check_can_save, is_same_file, resolved
from scheduler.storage.histories import HISTORY_ENDING, history_path, holds_lines
from scheduler.storage.instances import bundled_names, bundled_programmes
from scheduler.storage.kinds import Kind, kind_of
from scheduler.storage.proposals import REPAIRS_ENDING
from scheduler.storage.versions import has_history

_OTHER_NAME = "Choose another name."


def refuse_overwriting(output: Path, kind: Kind, reads: Iterable[str | Path | None]) -> None:
    """Refuse, before anything is done, an output in whose place something would be lost.

    kind: of what will be written. reads: every file that the command reads; names of bundled instances and changes
    that are written out are understood, and None is nothing.

    Raises:
        InvalidInput: the output is one of these files, also by a link; it has a history, is a history or another's
            repairs; it is there and not of this kind; or it cannot be saved.
    """
    check_can_save(output)
    refuse_same(output, reads)
    if kind != Kind.REPAIRS and resolved(output).name.endswith((HISTORY_ENDING, REPAIRS_ENDING)):
        raise _refusal(output, "the name of a schedule's history or repairs", f"a file for {kind}", _OTHER_NAME)
    if output.exists() and output.stat().st_size > 0 and kind_of(output) != kind:
        found = kind_of(output) or "a file of another kind"
        raise _refusal(output, found, f"{kind}, or no file yet", f"{_OTHER_NAME} What is there is untouched.")
    refuse_history(output)


def refuse_replacing(
    output: Path, reads: Iterable[str | Path | None], endings: tuple[str, ...], *, force: bool
) -> None:
    """Refuse an output of a kind that people edit, such as a workbook, where a file is already, unless forced.

    endings: what its name may end in; so it is never a schedule or a history.

    Raises:
        InvalidInput: the name ends otherwise, the output is one of the files read, is there, or cannot be saved.
    """
    if output.suffix.casefold() not in endings:
        expected = f"a name that ends in {' or '.join(endings)}"
        raise _refusal(output, f"the ending {output.suffix!r}", expected, "Choose such a name.")
    check_can_save(output)
    refuse_same(output, reads)
    if output.exists() and not force:
        remedy = "Choose another name, or write over it with --force."
        raise _refusal(output, "a file that is there already", "a name that is free", remedy)


def refuse_same(output: Path, reads: Iterable[str | Path | None]) -> None:
    """Refuse an output that is one of the files read, also by a link or as another name of it."""
    for source in reads:
        if source is not None and is_same_file(output, _file_of(source)):
            raise _refusal(output, "a file that this command reads", "another file to write", _OTHER_NAME)


def refuse_history(output: Path) -> None:
    """Refuse an output that has a history: what is published moves by repairs alone.

    A history whose schedule is gone would be taken for that of the new one.
    """
    place = history_path(output)
    if holds_lines(place) and not output.exists():
        value, remedy = f"the history of {output}, which is not there any more", "move the history away."
        raise _refusal(place, value, "a name without a history", f"Choose another name, or {remedy}")
    if has_history(output):
        filling = f"or fill what it leaves open with solve --keep {output} -o {output}."
        remedy = f"What is published moves only through reschedule: choose another name, {filling}"
        raise _refusal(output, "a schedule that has a history", "a file that nothing was applied to", remedy)


def _file_of(source: str | Path) -> Path:
    for folder, names in (("", bundled_names()), ("programmes/", bundled_programmes())):
        if str(source) in names:
            return Path(str(resources.files("instances") / f"{folder}{source}.json"))
    return Path(source)


def _refusal(path: Path, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=str(path), value=value, expected=expected, remedy=remedy)])
