"""Versions of a schedule's file: each step is entered in its history, then made at once, and can be taken back.

The history stands beside the file, an entry a line, each with the whole file before and after it. An entry is written
before its step is made. One whose step a crash prevented is told by the file: it still has what was there before.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from models.change import Change
from models.history import Entry, Proposals
from models.problem import InvalidInput, Problem
from scheduler.storage.fields import read_model
from scheduler.storage.files import check_can_save, read_text, save
from scheduler.storage.parsing import parse
from scheduler.storage.writing import dumps_line


def history_path(path: Path) -> Path:
    """Where the history of a schedule's file stands."""
    return path.with_name(f"{path.stem}.history.jsonl")


def proposals_path(path: Path) -> Path:
    """Where the repairs found for a schedule's file stand."""
    return path.with_name(f"{path.stem}.repairs.json")


def text_sha256(text: str) -> str:
    """What a file's text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def history(path: Path) -> tuple[Entry, ...]:
    """Every step that was made, in order."""
    entries = list(_entries(history_path(path)))
    states = [*(entry.before for entry in entries[1:]), read_text(path)]
    return tuple(
        entry
        for entry, then in zip(entries, states, strict=False)
        if then == entry.after or then != entry.before  # else a crash came before the step
    )


def has_steps(path: Path) -> bool:
    """Whether there is a file on which steps were made."""
    return path.exists() and bool(history(path))


def _entries(path: Path) -> Iterator[Entry]:
    if not path.exists():
        return
    for line in read_text(path).splitlines():
        try:
            yield read_model(Entry, parse(line)[0])
        except (InvalidInput, ValidationError):
            continue  # half a line, which a crash left: its step was never made


def commit(
    path: Path,
    expected: str,
    content: str,
    what: str,
    notice: date | None = None,
    why: str = "",
    changes: Sequence[Change] = (),
) -> Entry | None:
    """Make a new version of a file and keep the old one in its history; None where the text stays, which is no step.

    expected: the file's text from which the new one was made.

    Raises:
        InvalidInput: the file has another text by now, or cannot be written; nothing is changed.
    """
    with _locked(path):
        if read_text(path) != expected:
            raise _changed(path)
        if content == expected:
            return None
        number = max((entry.number for entry in _entries(history_path(path))), default=0) + 1
        entry = Entry(
            number=number, what=what, notice=notice, why=why, changes=tuple(changes), before=expected, after=content
        )
        return _make(path, entry)


def undo(path: Path) -> Entry:
    """Take the last step back that was not taken back yet: the file has its old text again, byte for byte.

    Raises:
        InvalidInput: there is none, or the file was changed by other means since.
    """
    with _locked(path):
        standing: list[Entry] = []
        for entry in history(path):
            if entry.undoes is None:
                standing.append(entry)
            else:
                standing = [one for one in standing if one.number != entry.undoes]
        if not standing:
            raise InvalidInput(
                [
                    Problem(
                        where=str(path),
                        value="no step in its history that could be taken back",
                        expected="a schedule to which something was applied",
                        remedy="See qa-scheduler history.",
                    )
                ]
            )
        last = standing[-1]
        if read_text(path) != last.after:
            raise _changed(path)
        number = max(entry.number for entry in _entries(history_path(path))) + 1
        taken_back = last.model_copy(
            update={
                "number": number,
                "what": f"step {last.number} is taken back",
                "undoes": last.number,
                "changes": (),
                "before": last.after,
                "after": last.before,
            }
        )
        return _make(path, taken_back)


def _make(path: Path, entry: Entry) -> Entry:
    check_can_save(path)
    _append(history_path(path), entry)
    save(path, entry.after)
    return entry


def _append(path: Path, entry: Entry) -> None:
    line = dumps_line(entry).encode()
    try:
        with path.open("ab+") as file:
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInput(
            [
                Problem(
                    where=str(path),
                    value=f"it cannot be written ({reason})",
                    expected="a file that can be written",
                    remedy="The schedule is untouched.",
                )
            ]
        ) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else makes a step meanwhile. The lock ends with its process, however that ends."""
    check_can_save(path)
    with history_path(path).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _changed(path: Path) -> InvalidInput:
    return InvalidInput(
        [
            Problem(
                where=str(path),
                value="another text than the one this step begins from",
                expected="a file that nobody has changed since",
                remedy="Reschedule again, or put the old file back.",
            )
        ]
    )


def load_proposals(path: Path) -> Proposals:
    """The repairs in a file.

    Raises:
        InvalidInput: there is none, or it is no such file.
    """
    source = read_text(path)
    try:
        return read_model(Proposals, parse(source)[0])
    except (InvalidInput, ValidationError):
        raise InvalidInput(
            [
                Problem(
                    where=str(path),
                    value="something else than repairs",
                    expected="what qa-scheduler reschedule has written",
                    remedy="Run it again with the changes.",
                )
            ]
        ) from None
