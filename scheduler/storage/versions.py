"""Versions of a schedule's file: each step is entered in its history, then made at once, and can be taken back.

The history stands beside the file, an entry a line, each with the whole file before and after it. An entry is written
before its step is made. One whose step a crash prevented is told by the file: it still has what was there before.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

from models.change import Change
from models.history import Entry
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.storage.files import cannot_read, cannot_write, check_can_save, read_exactly, save, without_mark
from scheduler.storage.histories import Line, cut_history, history_path, holds_lines, read_lines, write_history
from scheduler.storage.older_histories import adopt, older_history
from scheduler.storage.schedules import any_schedule
from scheduler.storage.writing import dumps


def text_sha256(text: str) -> str:
    """What a file's text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_version(path: Path, expected_sha256: str | None = None) -> str:
    """A file's text as `read_exactly` gives it, for whoever makes the next version.

    expected_sha256: of the version that is meant; None: whichever is there.

    Raises:
        InvalidInput: it cannot be read, or another version is there by now.
    """
    text = read_exactly(path)
    if expected_sha256 is not None and text_sha256(text) != expected_sha256:
        raise _changed(path)
    return text


def history(path: Path) -> tuple[Entry, ...]:
    """Every step that was made, in order.

    Raises:
        InvalidInput: the file or its history cannot be read.
    """
    return tuple(entry for entry, _ in _made(path))


def has_history(path: Path) -> bool:
    """Whether there is a file on which steps were made; a history that cannot be read is one.

    Raises:
        InvalidInput: a history of an older version stands there, and it cannot be told whether it is of this file.
    """
    return path.exists() and (holds_lines(history_path(path)) or older_history(path) is not None)


def troubles(path: Path) -> tuple[str, ...]:
    """What is wrong with lines of the file's history, a sentence each. All of them stay in it."""
    return tuple(f"Line {line.number} of {history_path(path)} {line.trouble}." for line in _lines(path) if line.trouble)


def _lines(path: Path) -> tuple[Line, ...]:
    place = history_path(path)
    if not holds_lines(place):
        older = older_history(path)
        return tuple(read_lines(older.content)) if older else ()
    try:
        return tuple(read_lines(place.read_bytes()))
    except OSError as error:
        raise cannot_read(place, error) from None


def _made(path: Path) -> tuple[tuple[Entry, Line], ...]:
    """The steps that were made, each with its line."""
    entries = [(line.entry, line) for line in _lines(path) if line.entry is not None]
    states = [*(entry.before for entry, _ in entries[1:]), read_exactly(path)]
    return tuple(
        (entry, line)
        for (entry, line), then in zip(entries, states, strict=False)
        if then == entry.after or then != entry.before  # else a crash came before the step
    )


def commit(
    path: Path,
    expected: str,
    content: str,
    what: str,
    notice: date | None = None,
    why: str = "",
    changes: Sequence[Change] = (),
    *,
    letters: bool = False,
    by: str = "",
) -> Entry | None:
    """Make a new version of a file and keep the old one in its history; None where the text stays, which is no step.

    expected: the file's text, as `read_exactly` gives it, from which the new one was made. letters: whether the step
    only says what people were told by letters. by: who makes it.

    Raises:
        InvalidInput: the file has another text by now, or cannot be written; nothing is changed.
    """
    _refuse_changed(path, expected)
    if content == expected:
        return None
    with _locked(path):
        _refuse_changed(path, expected)
        entry = Entry(
            number=_next_number(path),
            what=what,
            notice=notice,
            why=why,
            changes=tuple(changes),
            letters=letters,
            by=by,
            before=expected,
            after=content,
        )
        return _make(path, entry)


def undo(path: Path, *, by: str = "", expected_sha256: str | None = None) -> Entry:
    """Take the last step back that was not taken back yet: the file has its old text again, byte for byte.

    by: who takes it back. expected_sha256: of the version that is meant; None: whichever is there.

    Letters cannot be called back: a step that sent some is passed over, and what people were told stays in the file.

    Raises:
        InvalidInput: there is none, the file was changed by other means since, or what the history says was before is
            no schedule of the same instance; nothing is changed.
    """
    read_version(path, expected_sha256)
    _last_standing(path)
    with _locked(path):
        last, text = _last_standing(path), read_version(path, expected_sha256)
        taken_back = last.model_copy(
            update={
                "number": _next_number(path),
                "what": f"step {last.number} is taken back",
                "undoes": last.number,
                "changes": (),
                "by": by,
                "before": text,
                "after": _with_told_of(text, last.before),
            }
        )
        return _make(path, taken_back)


def bring_back(path: Path, number: int, *, by: str = "", expected_sha256: str | None = None) -> Entry:
    """Make the file again what a step left, as a new step; 0: what it was before the first.

    What people were told since stays in it, as with `undo`. by, expected_sha256: as there.

    Raises:
        InvalidInput: there is no such step, its line was changed, it left no schedule of the same instance, the file is
            what it left already, or it was changed by other means since; nothing is changed.
    """
    read_version(path, expected_sha256)
    with _locked(path):
        made, text = _made(path), read_version(path, expected_sha256)
        entry, line = _step(path, made, number)
        place = f"{history_path(path)} step {number}"
        old = entry.before if number == 0 else entry.after
        _refuse_changed_line(path, line)
        _refuse_changed(path, made[-1][0].after)
        _refuse_no_version(place, old, text)
        content = _with_told_of(text, old)
        if content == text:
            raise _refusal(place, "what the file is now", "another version", "Choose another step.")
        what = "as it was before the first step" if number == 0 else f"as step {number} left it"
        entry = Entry(number=_next_number(path), what=what, by=by, before=text, after=content)
        return _make(path, entry)


def version_of(path: Path, number: int) -> str | None:
    """The file's text as a step left it; 0: as it was before the first. None where there is no such step.

    Raises:
        InvalidInput: the file or its history cannot be read.
    """
    made = history(path)
    if number == 0:
        return made[0].before if made else None
    return next((entry.after for entry in made if entry.number == number), None)


def _step(path: Path, made: Sequence[tuple[Entry, Line]], number: int) -> tuple[Entry, Line]:
    """The step of that number; of 0 the first, before which stands what is meant."""
    wanted = made[:1] if number == 0 else [one for one in made if one[0].number == number]
    if not wanted:
        numbers = ", ".join(str(entry.number) for entry, _ in made) or "none"
        raise _refusal(path, f"step {number}", f"a step of its history: {numbers}", "See qa-scheduler history.")
    return wanted[0]


def last_standing(path: Path) -> Entry | None:
    """The step that `undo` would take back; None where there is none, or it cannot be."""
    try:
        return _last_standing(path)
    except InvalidInput:
        return None


def _last_standing(path: Path) -> Entry:
    """The last step that was not taken back, and can be."""
    made = _made(path)
    standing: list[tuple[Entry, Line]] = []
    for entry, line in made:
        if entry.letters:
            continue
        if entry.undoes is None:
            standing.append((entry, line))
        else:
            standing = [one for one in standing if one[0].number != entry.undoes]
    if not standing:
        value, expected = "no step in its history that could be taken back", "a schedule to which something was applied"
        raise _refusal(path, value, expected, "See qa-scheduler history.")
    last, line = standing[-1]
    _refuse_changed(path, made[-1][0].after)
    _refuse_changed_line(path, line)
    _refuse_no_version(f"{history_path(path)} step {last.number}", last.before, last.after)
    if not _differs_by_letters(last.after, made[-1][0].after):
        raise _changed(path)
    return last


def _differs_by_letters(text: str, later: str) -> bool:
    """Whether the later text of a file says the same, but for what people were told."""
    return text == later or _read(text).model_copy(update={"told": _read(later).told}) == _read(later)


def _with_told_of(now: str, before: str) -> str:
    """The text before a step, byte for byte; where people were told something since, with that."""
    told, old = _read(now).told, _read(before)
    return before if old.told == told else dumps(old.model_copy(update={"told": told}))


def _read(text: str) -> Schedule:
    return any_schedule(without_mark(text), "")


def _refuse_changed_line(path: Path, line: Line) -> None:
    if line.trouble:
        place = f"{history_path(path)} line {line.number}"
        raise _refusal(place, "an entry that was changed", "the entry as it was written", "Put the old line back.")


def _refuse_no_version(place: str, old: str, now: str) -> None:
    """What the history keeps at this place must be a schedule, of the same instance as another version."""
    try:
        before = any_schedule(without_mark(old), place)
    except InvalidInput as error:
        raise InvalidInput(error.problems, f"what stands in {place}") from None
    after = any_schedule(without_mark(now), place)
    if before.instance != after.instance:
        value = f"a schedule of {before.instance!r} before it"
        raise _refusal(place, value, f"one of {after.instance!r}", "Put the old line of the history back.")


def _next_number(path: Path) -> int:
    """More than any step has, also than the last ones if their lines cannot be read."""
    lines = _lines(path)
    unread = takewhile(lambda line: line.entry is None, reversed(lines))
    known = max((line.entry.number for line in lines if line.entry), default=0)
    return known + sum(line.is_ended for line in unread) + 1


def _make(path: Path, entry: Entry) -> Entry:
    place = history_path(path)
    size = place.stat().st_size
    write_history(place, entry)
    try:
        save(path, entry.after)
    except InvalidInput:
        cut_history(place, size)
        raise
    return entry


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else makes a step meanwhile. The lock ends with its process, however that ends."""
    check_can_save(path)
    adopt(path)
    place = history_path(path)
    with _opened_alone(place) as file:
        try:
            yield
        finally:
            if os.fstat(file.fileno()).st_size == 0:
                with suppress(OSError):
                    place.unlink()  # no step was made, so there is no history


def _opened_alone(path: Path) -> BinaryIO:
    """The file, which nobody else has by this name while it is open."""
    while True:
        try:
            file = path.open("ab")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise cannot_write(path, error) from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()


def _refuse_changed(path: Path, expected: str) -> None:
    if read_exactly(path) != expected:
        raise _changed(path)


def _changed(path: Path) -> InvalidInput:
    value = "another text than the one this step begins from"
    remedy = "Reschedule again, or put the old file back."
    return _refusal(path, value, "a file that nobody has changed since", remedy)


def _refusal(where: Path | str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=str(where), value=value, expected=expected, remedy=remedy)])
