"""Foreign text where it could act: in a header, a line of a calendar, the name of a file. Here it becomes plain."""

import re
import unicodedata

from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contact

_LONGEST = 200
_JOINERS = "\u200c\u200d"  # they join or part the letters of some scripts
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63}")


def one_line(text: str) -> str:
    """The text in one line of letters that can be seen, and no longer than a line."""
    seen = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] not in "CZ" else " " for letter in text
    )
    words = " ".join(seen.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def is_address(text: str) -> bool:
    """Whether it is one e-mail address, and nothing besides."""
    local, _, domain = text.partition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return len(text) <= 254 and not dots and bool(domain) and _ADDRESS.fullmatch(text) is not None


def address(contact: Contact) -> str:
    """The contact's e-mail address; nothing where it has none that can be written to."""
    email = contact.email.strip()
    return email if is_address(email) else ""


def refuse_address(where: str, text: str) -> None:
    """Refuses what is no e-mail address.

    Raises:
        InvalidInput: with the place of it.
    """
    if not is_address(text):
        raise InvalidInput([no_address(where, text)])


def no_address(where: str, text: str) -> Problem:
    """What is wrong with an e-mail address."""
    return Problem(
        where=where,
        value=repr(text),
        expected="one e-mail address, such as j.smith@school.example",
        remedy="Correct it, or leave it empty.",
    )


def file_name(number: int, id: str, ending: str) -> str:
    """A name of a file that any system takes; the number alone makes it different from all others."""
    return f"{number:04d}-{re.sub(r'[^A-Za-z0-9_-]+', '_', id)[:40]}{ending}"
