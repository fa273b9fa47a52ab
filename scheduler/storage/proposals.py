"""The repairs that were found for a schedule's file. They stand beside it until the next run begins."""

from pathlib import Path

from pydantic import ValidationError

from models.history import Proposals
from models.problem import InvalidInput, Problem
from scheduler.storage.fields import read_model
from scheduler.storage.files import cannot_write, read_text, resolved
from scheduler.storage.parsing import parse
from scheduler.storage.versions import text_sha256

REPAIRS_ENDING = ".repairs.json"


def proposals_path(path: Path) -> Path:
    """Where the repairs found for a schedule's file stand: beside the file that `path` leads to."""
    target = resolved(path)
    return target.with_name(f"{target.name}{REPAIRS_ENDING}")


def proposals_for(path: Path, text: str, instance: str) -> Proposals:
    """The repairs found for a schedule's file, which has this text and is of the instance of this name.

    Raises:
        InvalidInput: there are none, or they are of another version of the file.
    """
    place = _older(path, text) or proposals_path(path)
    found = load_proposals(place)
    if found.schedule_sha256 != text_sha256(text) or found.instance != instance:
        raise _refusal(place, "repairs of another version", f"repairs of {path} as it is", "Reschedule again.")
    return found


def withdraw_proposals(path: Path, text: str) -> None:
    """What was found before for a schedule's file, which has this text, can be applied no more.

    Raises:
        InvalidInput: it cannot be removed.
    """
    for place in (proposals_path(path), _older(path, text)):
        if place is not None:
            try:
                place.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(place, error) from None


def load_proposals(path: Path) -> Proposals:
    """The repairs in a file.

    Raises:
        InvalidInput: there is none, or it is no such file.
    """
    source = read_text(path)
    try:
        return read_model(Proposals, parse(source)[0])
    except (InvalidInput, ValidationError):
        made, remedy = "what qa-scheduler reschedule has written", "Run it again with the changes."
        raise _refusal(path, "something else than repairs", made, remedy) from None


def _older(path: Path, text: str) -> Path | None:
    """The repairs as version 0.1.0 named them, without the file's ending, if they are of this text."""
    for one in (resolved(path), path.absolute()):
        older = one.with_name(f"{one.stem}{REPAIRS_ENDING}")
        try:
            if older != proposals_path(path) and load_proposals(older).schedule_sha256 == text_sha256(text):
                return older
        except InvalidInput:
            continue
    return None


def _refusal(path: Path, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=str(path), value=value, expected=expected, remedy=remedy)])
