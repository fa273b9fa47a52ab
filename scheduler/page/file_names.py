"""Names that somebody gives to new files of the folder: no path, nothing that a system or we ourselves reserve."""

import re
from pathlib import PurePath

from models.problem import InvalidInput, Problem

_MOST_BYTES = 150
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # by Windows
_OURS = (".repairs", ".changes", ".history")


def file_name(text: str, ending: str, where: str = "name") -> str:
    """The name of a new file, with its ending, whether that was typed or not.

    Raises:
        InvalidInput: it is no name that every system can have, or one of ours.
    """
    name = text.strip()
    stem = name[: -len(ending)] if name.casefold().endswith(ending) else name
    wrong = _wrong(stem, ending)
    if wrong:
        expected = f"a name such as plan-2{ending}"
        remedy = "Use letters, digits, spaces, and - or _ between them."
        raise InvalidInput([Problem(where=where, value=wrong, expected=expected, remedy=remedy)])
    return f"{stem}{ending}"


def other_name(name: str) -> str:
    """The name that another plan is offered beside one of that name."""
    return f"{name.removesuffix('.json')}-2.json"


def _wrong(stem: str, ending: str) -> str:
    """What is wrong with a name without its ending; empty where nothing is."""
    if not stem:
        return "nothing"
    odd = next((letter for letter in stem if not letter.isprintable() or letter in '<>:"/\\|?*'), None)
    if odd is not None:
        return f"the character {odd if odd.isprintable() else f'U+{ord(odd):04X}'}"
    if stem.startswith((".", "~", "-", " ")) or stem.endswith((".", " ")):
        return f"{stem!r}, which begins or ends in a way that hides it or reads as something else"
    if _RESERVED.fullmatch(stem) or PurePath(stem).suffix.casefold() in _OURS:
        return f"{stem!r}, which is reserved"
    return f"{len(f'{stem}{ending}'.encode())} bytes" if len(f"{stem}{ending}".encode()) > _MOST_BYTES else ""
