"""Histories as version 0.1.0 named them, and whose they are.

It left the ending of the file's name out, and let a history stand beside a link: s.json, s.old and a link s.txt to
another file shared one s.history.jsonl. A step is known by the texts before and after it, so a file's steps are those
that lead to its text, one after another. Where no other file claims a step, all lines are the file's.
"""

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.storage.files import cannot_read, cannot_write, read_exactly, resolved, save
from scheduler.storage.histories import HISTORY_ENDING, Line, history_path, holds_lines, read_lines
from scheduler.storage.kinds import Kind, kind_of


@dataclass(frozen=True)
class OlderHistory:
    """Where it stands, and the file's lines of it. is_shared: others have lines in it, too."""

    path: Path
    content: bytes
    is_shared: bool


def older_history(path: Path) -> OlderHistory | None:
    """The file's history under its older name, if there is one.

    Raises:
        InvalidInput: there is one, and it cannot be told whose it is.
    """
    named = (one.with_name(f"{one.stem}{HISTORY_ENDING}") for one in (resolved(path), path.absolute()))
    for older in dict.fromkeys(named):
        try:
            if older != history_path(path) and holds_lines(older) and path.is_file() and (found := _own(path, older)):
                return found
        except OSError as error:
            raise cannot_read(older, error) from None
    return None


def adopt(path: Path) -> None:
    """Let the file's history stand under its own name from now on. One that others have lines in stays for them."""
    found = None if holds_lines(history_path(path)) else older_history(path)
    if found is None:
        return
    try:
        with found.path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # of two who come at once, one copies
            if holds_lines(history_path(path)):
                return
            save(history_path(path), found.content)
            if not found.is_shared:
                found.path.unlink()
    except FileNotFoundError:  # the other one was there first
        return
    except OSError as error:
        raise cannot_write(found.path, error) from None


def _own(path: Path, older: Path) -> OlderHistory | None:
    content = older.read_bytes()
    lines = tuple(read_lines(content))
    mine = _leading_to(path, lines)
    others = list(_others(path, older))
    theirs = any(_has_part(other, lines) for other in others)
    if mine and theirs:
        return OlderHistory(older, b"".join(line.content + b"\n" for line in mine), is_shared=True)
    if theirs:
        return None
    if not mine and any(kind_of(other) == Kind.SCHEDULE for other in others):
        raise _unclear(path, older)
    return OlderHistory(older, content, is_shared=False)


def _others(path: Path, older: Path) -> Iterator[Path]:
    """The other files that had this history."""
    stem = older.name.removesuffix(HISTORY_ENDING)
    for other in sorted(older.parent.iterdir()):
        if stem in (other.stem, other.name) and other.is_file() and resolved(other) != resolved(path):
            yield other


def _has_part(other: Path, lines: tuple[Line, ...]) -> bool:
    """Whether some of the lines are this file's: they lead to it, or were taken over into its own history already."""
    place = history_path(other)
    taken = place.read_bytes().split(b"\n") if holds_lines(place) else []
    return bool(_leading_to(other, lines)) or any(line.content in taken for line in lines)


def _leading_to(path: Path, lines: tuple[Line, ...]) -> list[Line]:
    """The steps that led to the text of the file, one after another."""
    try:
        text = read_exactly(path)
    except InvalidInput:
        return []
    steps: list[Line] = []
    for line in reversed(lines):
        if line.entry is not None and line.entry.after == text:
            steps.insert(0, line)
            text = line.entry.before
    return steps


def _unclear(path: Path, older: Path) -> InvalidInput:
    return InvalidInput(
        [
            Problem(
                where=str(older),
                value=f"a history of an older version that does not end with the text of {path}",
                expected="the history of one of the schedules that are called so",
                remedy=f"If it is of {path}, call it {history_path(path).name}; else move it away.",
            )
        ]
    )
