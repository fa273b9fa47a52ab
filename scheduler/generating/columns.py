"""The columns of a table of schools: what each is called, what it says of a school, and which headings mean it."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Column:
    """One column. field: what it says of a school, as `SchoolFacts` has it.

    names: its headings; of several in one file the first that is filled in counts. likes: what people call it besides:
    such a heading is refused with what is meant. needed: how it is asked for where the table has none of its names.
    is_text: it is taken as it stands, and may be empty.
    """

    field: str
    names: tuple[str, ...]
    likes: tuple[str, ...] = ()
    needed: str = ""
    is_text: bool = False


COLUMNS = (
    Column("id", ("urn",), needed="urn"),
    Column("name", ("name", "school"), needed="name (or school)"),
    Column("phase", ("phase_derived", "phase"), ("phase of education",), needed="phase"),
    Column("latitude", ("lat",), ("latitude",), needed="lat"),
    Column("longitude", ("lon",), ("longitude", "long", "lng"), needed="lon"),
    Column("pupils", ("pupils",), ("roll", "nor", "headcount")),
    Column("local_authority", ("local_authority",), ("la", "lea", "authority"), is_text=True),
    Column("trust", ("trust",), ("academy trust", "multi academy trust", "mat"), is_text=True),
    Column("hub", ("hub",), is_text=True),
)
"""Every field of SchoolFacts that a file says, but where it has a place of its own: `latitude` and `longitude`."""

KNOWN = frozenset(name for column in COLUMNS for name in column.names)
TEXTS = tuple(column for column in COLUMNS if column.is_text)
_SAYS_NOTHING = frozenset(("name", "number", "no", "of", "on", "the", "total", "count", "in", "degree"))


def _words(heading: str) -> tuple[str, ...]:
    """Its words, small and without an s at their end: "pupils", "Pupil numbers" and "NumberOfPupils" are alike so."""
    return tuple(word.removesuffix("s") for word in _as_written(heading))


def _as_written(heading: str) -> list[str]:
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower())


def _telling(heading: str) -> tuple[str, ...]:
    return tuple(word for word in _words(heading) if word not in _SAYS_NOTHING)


_BY_WORDS = {
    **{_telling(like): (column, column.names[-1]) for column in COLUMNS for like in column.likes},
    **{_words(name): (column, name) for column in COLUMNS for name in column.names},
}


def nearly_known(headings: Set[str]) -> Iterator[tuple[str, str]]:
    """Headings that nobody would read, each with the known one that it is like; none where that would not count."""
    for heading in sorted(headings - KNOWN):
        if (found := _meant(heading)) is not None:
            column, name = found
            if not headings & set(column.names[: column.names.index(name) + 1]):
                yield heading, name


def _meant(heading: str) -> tuple[Column, str] | None:
    """What another heading is like, but for case, spaces, a slip, or words that say nothing."""
    near = get_close_matches("_".join(_as_written(heading)), sorted(KNOWN), n=1, cutoff=0.85)
    tried = (_words(heading), _telling(heading), *map(_words, near))
    return next((_BY_WORDS[words] for words in tried if words in _BY_WORDS), None)


def missing(headings: Set[str]) -> Iterator[str]:
    """What a table lacks that it must have."""
    return (column.needed for column in COLUMNS if column.needed and not headings & set(column.names))


def first_filled(row: dict[str, str], names: Iterable[str]) -> str:
    """The first cell of a row under one of these headings that is not empty; empty where there is none."""
    return next((row[name] for name in names if row.get(name)), "")
