"""Writing a folder of files at once: it is there whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.storage.files import cannot_write, check_can_save, resolved, sync_folder, usual_mode


def new_folder(beside: Path, name: str) -> Path:
    """The first of name-1, name-2, ... beside a file that is not there yet."""
    places = (beside.parent / f"{name}-{number}" for number in count(1))
    return next(place for place in places if not os.path.lexists(place))


def refuse_folder(path: Path) -> None:
    """Refuse early what `save_folder` would refuse late.

    Raises:
        InvalidInput: something of this name is there, or the folder in which it is to stand cannot be written.
    """
    if os.path.lexists(path):
        value, remedy = "something of this name already", "Choose another name. What is there is untouched."
        raise InvalidInput([Problem(where=str(path), value=value, expected="a new folder", remedy=remedy)])
    check_can_save(path)


def save_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder of files. A name may have one folder before it, such as "calendars/1.ics".

    Raises:
        InvalidInput: it is there, or cannot be written; nothing is left of it then.
    """
    refuse_folder(path)
    target, half = resolved(path), None
    try:
        half = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".tmp"))
        for name, content in files.items():
            (half / name).parent.mkdir(exist_ok=True)
            (half / name).write_bytes(content)
        os.sync()  # all at once: a thousand files flushed one by one take seconds
        for name in list(files)[:1]:  # it alone says if the disk would not take them
            _flush(half / name)
        half.chmod(usual_mode(0o777))
        half.rename(target)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        if half is not None:
            shutil.rmtree(half, ignore_errors=True)
    sync_folder(target.parent)


def remove_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Take away a folder that was just written, as long as nothing else has come into it."""
    target = resolved(path)
    if {str(one.relative_to(target)) for one in target.rglob("*") if one.is_file()} <= set(files):
        shutil.rmtree(target, ignore_errors=True)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
