r"""The history beside a schedule's file: where it stands, and its lines, be they readable or not.

Every step is a line, which ends with "\n" and with nothing else: U+2028 and its like are letters of a text. A line is
sealed with the hash of what it says. No line is ever taken out: one that cannot be read is told, and stays.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.history import Entry
from models.problem import InvalidInput
from scheduler.storage.fields import read_model
from scheduler.storage.files import cannot_write, resolved
from scheduler.storage.parsing import parse
from scheduler.storage.writing import SEAL, dumps_line, seal

HISTORY_ENDING = ".history.jsonl"


@dataclass(frozen=True)
class Line:
    """A line of a history.

    is_ended: not so where a crash left half of one. entry: None where it cannot be read. trouble: what is wrong with
    it, empty if nothing is.
    """

    number: int
    content: bytes
    is_ended: bool
    entry: Entry | None = None
    trouble: str = ""


def history_path(path: Path) -> Path:
    """Where the history of a schedule's file stands: beside the file that `path` leads to."""
    target = resolved(path)
    return target.with_name(f"{target.name}{HISTORY_ENDING}")


def holds_lines(path: Path) -> bool:
    """Whether anything was entered in this history; an empty file is none."""
    return path.exists() and path.stat().st_size > 0


def read_lines(content: bytes) -> Iterator[Line]:
    """The lines of a history, without the empty ones."""
    lines = content.split(b"\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(number, line, is_ended=number < len(lines))


def _line(number: int, content: bytes, *, is_ended: bool) -> Line:
    try:
        said: Any = parse(content.decode("utf-8-sig"))[0]
        sealed = said.pop(SEAL, None) if isinstance(said, dict) else None
        entry = read_model(Entry, said)
    except (UnicodeDecodeError, InvalidInput, ValidationError):
        half = "is only begun, as a crash leaves it: its step was not made. It stays as it is"
        return Line(number, content, is_ended, None, "cannot be read, and stays as it is" if is_ended else half)
    if sealed is not None and sealed != seal(said):
        return Line(number, content, is_ended, entry, "was changed since it was written, and stays as it is")
    return Line(number, content, is_ended, entry)


def write_history(path: Path, entry: Entry) -> None:
    """Write one more line to a history, whole or not at all, and let it reach the disk."""
    line = dumps_line(entry).encode(errors="backslashreplace")  # half a pair is written as JSON may write it
    size = path.stat().st_size if path.exists() else 0
    try:
        with path.open("ab+") as file:
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        cut_history(path, size)
        raise cannot_write(path, error) from None


def cut_history(path: Path, size: int) -> None:
    """Take back the end of a line whose step could not be made."""
    with suppress(OSError):
        os.truncate(path, size)
