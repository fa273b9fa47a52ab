"""A folder for a term: a workbook, its plan, and settings by which commands need no arguments there."""

import json
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from models.problem import InvalidInput, Problem
from scheduler.storage.files import cannot_read, check_can_save, read_text, save
from scheduler.storage.folders import save_folder

SETTINGS = "qa-scheduler.toml"
"""The file that makes a folder one for a term."""

_FILLED = ("instance", "plan")
_MEANT = {
    "instance": "the term's workbook, or another instance",
    "plan": "the schedule: solve writes it, and everything else reads it",
    "by": "who does it, for the history: a name or an office",
    "contacts": "a CSV with id, name, email and telephone; empty: as in the workbook",
    "sender": "your own e-mail address, for letters",
    "templates": "a folder with your own templates of letters; empty: ours",
}


@dataclass(frozen=True)
class Settings:
    """What commands take in the folder where nothing else is said. What is empty is not said. Paths are from there."""

    instance: str = "term.xlsx"
    plan: str = "plan.json"
    by: str = ""
    contacts: str = ""
    sender: str = ""
    templates: str = ""

    @property
    def plan_workbook(self) -> str:
        """Where `export` writes the plan."""
        return str(Path(self.plan).with_suffix(".xlsx"))


def read_settings(folder: Path) -> Settings | None:
    """The settings of a folder; None where it is not one for a term.

    Raises:
        InvalidInput: with everything that is wrong in its file.
    """
    path = folder / SETTINGS
    if not path.exists():
        return None
    try:
        said = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        example = 'lines such as by = "the QA lead"'
        problem = Problem(where=SETTINGS, value=str(error), expected=example, remedy="Correct the text there.")
        raise InvalidInput([problem]) from None
    problems = tuple(_problems(said))
    if problems:
        raise InvalidInput(problems, SETTINGS)
    return Settings(**said)


def _problems(said: dict[str, Any]) -> Iterator[Problem]:
    known = [field.name for field in fields(Settings)]
    for key, value in said.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"Maybe {near[0]!r} is meant." if near else "Remove it."
            yield Problem(where=key, value="an unknown key", expected=f"one of {', '.join(known)}", remedy=remedy)
        elif not isinstance(value, str):
            yield Problem(where=key, value=str(value), expected="a text", remedy="Put it in quotes.")
        elif key in _FILLED and not value:
            yield Problem(where=key, value="nothing", expected=_MEANT[key], remedy="Name a file.")
        elif key == "plan" and Path(value).suffix.casefold() != ".json":
            yield Problem(where=key, value=value, expected="a name that ends in .json", remedy="Such as plan.json.")


def settings_text(settings: Settings) -> str:
    """The settings as their file has them, each with what it is."""
    said = asdict(settings)
    listed = [f"# {_MEANT[key]}\n{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()]
    opening = "# What qa-scheduler takes in this folder where nothing else is said. Files are named from here.\n"
    return "\n".join([opening, *listed])


def called(settings: Settings | None, name: str, *words: str) -> str:
    """How a command is called in a folder: what its settings say anyway is left out. None: those of no folder."""
    said = (settings.instance, settings.plan) if settings else ()
    left = words[1:] if words[:1] == said[:1] else words
    left = left[1:] if left[:1] == said[1:] else left
    return shlex.join(["qa-scheduler", name, *left])


def own_workbook(path: Path) -> bytes | None:
    """The user's own workbook as it is, mistakes and all; None where the path is not one.

    Raises:
        InvalidInput: it cannot be read.
    """
    if path.suffix.casefold() != ".xlsx":
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot_read(path, error) from None


def make_folder(folder: Path, workbook: bytes, settings: Settings) -> None:
    """Make a folder for a term, or one of a folder that is there already; what else is in it is left alone.

    Raises:
        InvalidInput: a file that would be written is there, or cannot be written; nothing is left then.
    """
    files = {settings.instance: workbook, SETTINGS: settings_text(settings).encode()}
    if not folder.is_dir():
        save_folder(folder, files)
        return
    for name in files:
        check_can_save(folder / name)
        if (folder / name).exists():
            remedy = "Choose another folder. What is there is untouched."
            problem = Problem(where=str(folder / name), value="there already", expected="no such file", remedy=remedy)
            raise InvalidInput([problem])
    try:
        for name, content in files.items():
            save(folder / name, content)  # the settings last: they make it a folder for a term
    except BaseException:
        (folder / settings.instance).unlink(missing_ok=True)
        raise
