"""Text as people type it: spaces, case and look-alike letters that mean nothing."""

import re
import unicodedata
from functools import lru_cache

_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})
_SPACES = re.compile(r"[^\S\n]+")


def trimmed(text: str) -> str:
    """The text without what cannot be seen, such as spaces at its ends; other kinds of spaces as plain ones."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", text.translate(_NOTHING).replace("\r\n", "\n").replace("\r", "\n")).strip()


@lru_cache(maxsize=20_000)
def alike(text: str) -> str:
    """What texts share that people take for the same: they differ in case, spaces, width or quotation marks only."""
    text = unicodedata.normalize("NFKC", trimmed(text)).translate(_STRAIGHT)
    return " ".join(text.casefold().split())


def heading_alike(text: str) -> str:
    """What headings share that people take for the same: they differ besides in punctuation only."""
    return re.sub(r"[\s_*:.?/-]+", " ", alike(text)).strip()
