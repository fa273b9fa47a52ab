"""Workbooks that were sent, read in a process of their own, and kept until somebody says what becomes of them.

A workbook is somebody else's file: what would exhaust memory or never end costs the process that reads it, not the
page. Nothing of it is in the folder before it is saved there.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from models.problem import InvalidInput, Problem
from scheduler.desk.doing.importing import Read, read
from scheduler.desk.travel.counting import travel_file
from scheduler.page.file_names import file_name
from scheduler.processes.background import in_background
from scheduler.processes.child import Lost, run_child

ENDING = ".xlsx"
MOST_KEPT = 5
_MOST_SECONDS = 90.0
_END_SECONDS = 0.5


@dataclass(frozen=True)
class Upload:
    """A workbook that was sent.

    name: what whoever sent it calls it, any text. copy: with every problem at its cell, empty where there is none.
    lost: what of theirs the copy has not, in sentences.
    """

    id: str
    name: str
    content: bytes
    read: Read
    copy: bytes
    lost: tuple[str, ...]

    @property
    def proposed(self) -> str:
        """A name that it may have in the folder, as near to its own as can be."""
        return _proposed(self.name)


class Uploads:
    """The last few. folder: where the journeys stand that a workbook may count by."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._reading, self._stop = threading.Lock(), threading.Event()

    def close(self) -> None:
        """Stop what is read, and wait a little until nothing of it is left."""
        self._stop.set()
        self._reading.acquire(timeout=_END_SECONDS)

    def take(self, name: str, content: bytes) -> Upload:
        """Read a workbook, and keep it.

        Raises:
            InvalidInput: it cannot be read at all.
        """
        name = PureWindowsPath(PurePosixPath(name).name).name
        if not name.casefold().endswith(ENDING):
            remedy = "Open it in your spreadsheet program and save it as .xlsx."
            raise InvalidInput([Problem(where=name or "the file", value="its name", expected=ENDING, remedy=remedy)])
        found, copy, lost = self._read_alone(name, content)
        upload = Upload(secrets.token_urlsafe(9), name, content, found, copy, lost)
        with self._lock:
            self._kept[upload.id] = upload
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return upload

    def get(self, id: str) -> Upload | None:
        """The upload of that id, if it is still kept."""
        return self._kept.get(id)

    def _read_alone(self, name: str, content: bytes) -> tuple[Read, bytes, tuple[str, ...]]:
        """One is read at a time, for a workbook may take all of the memory that a process gets."""
        if not self._reading.acquire(timeout=_MOST_SECONDS):
            remedy = "Wait for it, and send this again."
            raise InvalidInput([Problem(where=name, value="another one is read", expected="one", remedy=remedy)])
        try:
            with in_background(self._stop.is_set):
                return self._read(name, content)
        except KeyboardInterrupt:
            remedy = "Start the page again, and send it once more."
            raise InvalidInput([Problem(where=name, value="not read", expected="a page", remedy=remedy)]) from None
        finally:
            self._reading.release()

    def _read(self, name: str, content: bytes) -> tuple[Read, bytes, tuple[str, ...]]:
        with TemporaryDirectory(prefix="qa-scheduler-") as place:
            workbook = Path(place) / _proposed(name)
            workbook.write_bytes(content)
            beside = travel_file(self._folder / workbook.name)
            if beside.is_file():
                copyfile(beside, travel_file(workbook))
            end = run_child(_work, workbook, lambda _: None, time.monotonic() + _MOST_SECONDS)
        if isinstance(end, Lost):
            remedy = "Send the workbook of one term, without pictures and links to others."
            raise InvalidInput([Problem(where=name, value=end.reason, expected="a term's workbook", remedy=remedy)])
        if isinstance(end.result, InvalidInput):
            raise InvalidInput([_named(one, workbook, name) for one in end.result.problems], name)
        found: tuple[Read, bytes, tuple[str, ...]] = end.result
        return found


def _work(workbook: Path, _: Callable[[Any], None]) -> Any:
    """The work of the child. What is wrong with the file comes back as it is, for it has several parts."""
    try:
        found = read(workbook)
    except InvalidInput as error:
        return error
    try:
        return found, *(found.marked_copy() if found.found.remarks else (b"", ()))
    except InvalidInput as error:
        return found, b"", tuple(map(str, error.problems))


def _proposed(name: str) -> str:
    try:
        return file_name(name, ENDING)
    except InvalidInput:
        return f"term{ENDING}"


def _named(problem: Problem, workbook: Path, name: str) -> Problem:
    """The problem with the name that whoever sent it knows."""
    said = {
        field: text.replace(str(workbook), name).replace(workbook.name, name)
        for field, text in problem.model_dump().items()
    }
    return Problem(**said)
