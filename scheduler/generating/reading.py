"""Reads schools from a CSV file."""

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from models.network import Phase
from models.problem import InvalidInput, Problem
from scheduler.generating.columns import TEXTS, first_filled, missing, nearly_known
from scheduler.generating.geography import Place
from scheduler.generating.schools import LeftOut, SchoolFacts, SchoolList
from scheduler.storage.parsing import unprintable

_PHASES = {phase.value: phase for phase in Phase} | {
    "middle deemed primary": Phase.MIDDLE,  # as the public register calls them
    "middle deemed secondary": Phase.MIDDLE,
}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]|#N/A|#GETTING_DATA|ERR:[0-9]+")  # of Excel, old and new, and of LibreOffice
_NO_PLACE, _NO_PHASE = "without a place", "of no known phase"
_LATITUDES, _LONGITUDES = (49.0, 61.0), (-9.0, 2.5)
# Letters of Windows-1252 that were read as Latin-1, as registers often have them: a quotation mark as U+0092.
_MISREAD = {n: letter for n in range(0x80, 0xA0) if (letter := bytes([n]).decode("cp1252", errors="ignore"))}


def read_schools(path: Path) -> SchoolList:
    """Schools of a CSV file (also .csv.gz), UTF-8, with a heading row. Lines that begin with # hold its licence.

    Columns: `urn`, `name` or `school`, `phase` (or `phase_derived`, which goes first), `lat`, `lon` in degrees; and if
    there, `pupils`, `local_authority`, `trust`, `hub`. Schools without a place or of no known phase are left out and
    counted in the text. A school without a urn gets the id `<file name's first word>-<row>`. Letters of Windows-1252
    that were read as Latin-1 are mended.

    Raises InvalidInput with every problem of the file.
    """
    reader = _Reader(path)
    schools = tuple(reader.schools())
    if not reader.problems and len(schools) < 2:
        reader.problem(str(path), f"{len(schools)} schools", "at least 2 schools with place and phase", "Add schools.")
    if reader.problems:
        raise InvalidInput(reader.problems)
    return SchoolList(schools, reader.text(len(schools)), " ".join(reader.comments), tuple(reader.left_out))


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.comments: list[str] = []
        self.left_out: list[LeftOut] = []

    def text(self, kept: int) -> str:
        why = Counter(one.why for one in self.left_out)
        left_out = [f"; left out: {why[each]} {each}" for each in (_NO_PLACE, _NO_PHASE) if why[each]]
        return f"{kept} schools of {self.path.name}{''.join(left_out)}."

    def problem(self, where: str, value: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(where=where, value=value, expected=expected, remedy=remedy))

    def schools(self) -> Iterator[SchoolFacts]:
        seen: dict[str, int] = {}
        for line, row in self._rows():
            school = self._school(line, row)
            if school is None:
                continue
            if school.id in seen:
                self.problem(
                    f"{self.path.name}, row {line}, column urn",
                    repr(school.id),
                    "a urn no other row has",
                    f"It stands first in row {seen[school.id]}; remove one.",
                )
            seen.setdefault(school.id, line)
            yield school

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        begun = 1
        try:
            with self._opened() as file:
                numbered = list(enumerate(file, 1))
                heading = next((k for k, (_, text) in enumerate(numbered) if not text.startswith("#")), len(numbered))
                lines = numbered[heading:]  # the licence stands before the heading: below it, # begins an error value
                self.comments = [text.strip("# \r\n") for _, text in numbered[:heading]]
                table = csv.DictReader((text for _, text in lines), restval="", strict=True)
                if self._headings(table.fieldnames or ()):
                    for row in table:
                        line, begun = lines[table.line_num - 1][0], lines[min(table.line_num, len(lines) - 1)][0]
                        if None in row:
                            self.problem(
                                f"{self.path.name}, row {line}",
                                "more cells than headings",
                                f"{len(row) - 1} cells",
                                "Put text that holds a comma in quotes.",
                            )
                        else:
                            yield line, {name: self._text(line, name, cell) for name, cell in row.items()}
        except FileNotFoundError:
            self.problem(str(self.path), "no such file", "a CSV file of schools", "Check the path.")
        except UnicodeDecodeError as error:
            number = bytes(error.object[: error.start]).count(bytes([10])) + 1
            found = f"the byte 0x{error.object[error.start]:02x}"
            remedy = "Save it as CSV UTF-8: in Excel that is a kind of file of its own."
            self.problem(f"{self.path.name}, row {number}", found, "text in UTF-8", remedy)
        except csv.Error as error:
            remedy = "Look for a quotation mark that is not closed, from this row on."
            self.problem(f"{self.path.name}, row {begun}", str(error), "rows with closed quotation marks", remedy)
        except (OSError, EOFError, zlib.error) as error:
            self.problem(str(self.path), str(error), "a CSV file in UTF-8, or the same as .csv.gz", "Save it as CSV.")

    def _text(self, line: int, column: str, cell: str | None) -> str:
        text = (cell or "").translate(_MISREAD).strip()
        where = f"{self.path.name}, row {line}, column {column}"
        if odd := unprintable(text):
            self.problem(where, f"the character {odd}", "printable text", "Remove it.")
        if _ERROR.fullmatch(text.upper()):
            self.problem(where, text, "a value", "The spreadsheet could not work it out: correct or empty the cell.")
        return text

    def _opened(self) -> IO[str]:
        data = self.path.read_bytes()
        if self.path.suffix == ".gz":
            data = gzip.decompress(data)
        return io.StringIO(data.decode("utf-8-sig"), newline="")

    def _headings(self, found: object) -> bool:
        listed = list(found) if isinstance(found, (list, tuple)) else []
        names, place = set(listed), f"{self.path.name}, heading row"
        if len(listed) == 1 and ";" in listed[0]:
            self.problem(place, "semicolons between the columns", "commas", "Save the file with commas, as CSV UTF-8.")
            return False
        for name in sorted(name for name in names if name and listed.count(name) > 1):
            self.problem(place, f"{name!r} {listed.count(name)} times", "each column once", "Remove or rename one.")
        for name, known in nearly_known(names):
            self.problem(place, repr(name), repr(known), "Correct the heading, or remove the column.")
        for name in missing(names):
            self.problem(
                f"{self.path.name}, heading row",
                ", ".join(sorted(names)) or "nothing",
                f"a column {name}",
                "Add the column, or correct its heading.",
            )
        return not self.problems

    def _school(self, line: int, row: dict[str, str]) -> SchoolFacts | None:
        phase = _PHASES.get(first_filled(row, ("phase_derived", "phase")).lower())
        name = first_filled(row, ("name", "school", "urn"))
        latitude = self._number(line, row, "lat", *_LATITUDES)
        longitude = self._number(line, row, "lon", *_LONGITUDES)
        pupils = self._number(line, row, "pupils", 0, 20_000, whole=True)
        if not row["lat"] or not row["lon"]:
            self.left_out.append(LeftOut(line, name, _NO_PLACE))
            return None
        if phase is None:
            self.left_out.append(LeftOut(line, name, _NO_PHASE))
            return None
        if latitude is None or longitude is None:
            return None
        texts: dict[str, Any] = {column.field: first_filled(row, column.names) or None for column in TEXTS}
        return SchoolFacts(
            id=row["urn"] or f"{self.path.name.partition('_')[0]}-{line}",
            name=name,
            phase=phase,
            place=Place(latitude, longitude),
            pupils=None if pupils is None else int(pupils),
            **texts,
        )

    def _number(
        self, line: int, row: dict[str, str], column: str, least: float, most: float, whole: bool = False
    ) -> float | None:
        text = row.get(column, "")
        if not text:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else None
        if value is not None and least <= value <= most and (not whole or value.is_integer()):
            return value
        remedy = "Correct the cell."
        if value is None and "," in text:
            remedy = "Write a point in the number, not a comma."
        elif value is not None and column in ("lat", "lon"):
            remedy = "Maybe latitude and longitude are swapped."
        self.problem(
            f"{self.path.name}, row {line}, column {column}",
            repr(text),
            f"a {'whole ' if whole else ''}number from {least} to {most}",
            remedy,
        )
        return None
