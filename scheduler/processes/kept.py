"""Results of tasks, kept in a folder: who was stopped goes on from what was done.

A result is found again by what was asked: the work, all that it shares, the task, and the engine that does it, as one
SHA-256. So a folder may be kept for many commands, and what another engine has found is never taken for this one's.
What does not change what is asked (when a search began) is left out of it: see `compare` of `dataclasses.field`.
"""

import contextlib
import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scheduler.processes.bench import Work
from scheduler.processes.child import Finished
from scheduler.processes.machine import engine

_ENDING = ".done"
_OURS = ("models", "scheduler")
_OTHERS = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("collections", "Counter"),
    ("collections", "defaultdict"),
    ("datetime", "date"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("scipy.sparse._csr", "csr_matrix"),
}
"""What else results are made of. Nothing that a file could misuse to run a program of its own."""


class Kept:
    """What one work with what it shares has come to, task by task."""

    def __init__(self, folder: Path, work: Work, shared: Any) -> None:
        self._folder = folder
        self._about = digest((work.__module__, work.__qualname__, engine(), shared))

    def find(self, task: Any) -> Finished | None:
        """What the task came to; None where that is not known, or cannot be read."""
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError), self._path(task).open("rb") as file:
            return Finished(_Reader(file).load())
        return None

    def keep(self, task: Any, result: Any) -> None:
        """Keep a result; a program that is ended meanwhile leaves none, or all of it."""
        path = self._path(task)
        half = path.with_suffix(f".{os.getpid()}")
        with half.open("wb") as file:
            pickle.dump(result, file)
        half.replace(path)

    def _path(self, task: Any) -> Path:
        return self._folder / f"{digest((self._about, task))}{_ENDING}"


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        found = getattr(import_module(module), name, None) if module.split(".")[0] in _OURS else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a result")
        return found


def digest(value: Any) -> str:
    """The SHA-256 of a value, the same in every process: sets and mappings are taken in a sorted order."""
    said = hashlib.sha256()
    for word in _words(value):
        said.update(word)
    return said.hexdigest()


def _words(value: Any) -> Iterator[bytes]:
    """A value spelled out, part by part, so that different values never read alike.

    Raises TypeError for a type of which that is not known.
    """
    yield f"{type(value).__module__}.{type(value).__qualname__}(".encode()
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _words((name, getattr(value, name)))
        yield from _words(value.__pydantic_private__ or {})
    elif is_dataclass(value):
        for field in fields(value):
            if field.compare:
                yield from _words((field.name, getattr(value, field.name)))
    elif isinstance(value, Mapping):
        for pair in sorted((digest(key), digest(inner)) for key, inner in value.items()):
            yield repr(pair).encode()
    elif isinstance(value, Set):
        yield repr(sorted(map(digest, value))).encode()
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _words(inner)
    elif hasattr(value, "tobytes"):
        yield f"{value.dtype.str}{value.shape}".encode() + value.tobytes()
    elif value is None or isinstance(value, str | int | float | os.PathLike) or hasattr(value, "isoformat"):
        yield repr(value).encode()
    else:
        raise TypeError(f"no digest of {type(value).__qualname__}")
    yield b")"
