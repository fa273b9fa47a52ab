"""Numbers, lists and foreign text in sentences."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a text begins with that a spreadsheet may take for a formula."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # Unicode's categories of letters that act and are not seen
_HARMLESS = frozenset("\n\t\u200c\u200d")  # breaks, and what joins or parts the letters of some scripts


def count(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun, such as "1 reviewer" or "1,042 reviewers"; `nouns` where an s is not enough."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def a_or_an(noun: str) -> str:
    """The noun with its article, such as "an area"."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def listed(words: Sequence[str]) -> str:
    """Words in a row, such as "R1, R2 and R3"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def either(words: Sequence[str]) -> str:
    """Words of which one is meant, such as "R1, R2 or R3"."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def by_number(name: str) -> list[tuple[str, int, str]]:
    """What names are sorted by so that Hub 2 comes before Hub 10."""
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", name)
    return [(text, len(digits), digits) for text, digits in parts]


def day_said(day: date) -> str:
    """The day as people write it: 22 Oct 2018."""
    return f"{day.day} {day:%b %Y}"


def days_said(text: str) -> str:
    """The text with its days as people write them, where files have 2018-10-22."""
    return _DAY.sub(_as_said, text)


def _as_said(found: re.Match[str]) -> str:
    try:
        return day_said(date.fromisoformat(found[0]))
    except ValueError:  # no day that the calendar has
        return found[0]


def visible(text: str) -> str:
    r"""The text with what a terminal would obey written out, such as \x1b, so that no name can act."""
    if text.isprintable():
        return text
    return "".join(
        letter.encode("unicode_escape").decode()
        if unicodedata.category(letter) in _UNSEEN and letter not in _HARMLESS
        else letter
        for letter in text
    )
