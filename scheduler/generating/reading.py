"""Reads schools from a CSV file."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from models.network import Phase
from models.problem import InvalidInput, Problem
from scheduler.generating.geography import Place
from scheduler.generating.schools import SchoolFacts, SchoolList
from scheduler.storage.parsing import unprintable

_PHASES = {phase.value: phase for phase in Phase}
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
    return SchoolList(schools, reader.text(len(schools)), " ".join(reader.comments))


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.comments: list[str] = []
        self.without_place = 0
        self.without_phase = 0

    def text(self, kept: int) -> str:
        text = f"{kept} schools of {self.path.name}"
        if self.without_place:
            text += f"; left out: {self.without_place} without a place"
        if self.without_phase:
            text += f"; left out: {self.without_phase} of no known phase"
        return text + "."

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
        try:
            with self._opened() as file:
                numbered = list(enumerate(file, 1))
                lines = [(n, text) for n, text in numbered if not text.startswith("#")]
                self.comments = [text.strip("# \r\n") for _, text in numbered if text.startswith("#")]
                table = csv.DictReader((text for _, text in lines), restval="", strict=True)
                if self._headings(table.fieldnames or ()):
                    for row in table:
                        line = lines[table.line_num - 1][0]
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
        except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error) as error:
            self.problem(str(self.path), str(error), "a CSV file in UTF-8, or the same as .csv.gz", "Save it as CSV.")

    def _text(self, line: int, column: str, cell: str | None) -> str:
        text = (cell or "").translate(_MISREAD).strip()
        if odd := unprintable(text):
            where = f"{self.path.name}, row {line}, column {column}"
            self.problem(where, f"the character {odd}", "printable text", "Remove it.")
        return text

    def _opened(self) -> IO[str]:
        if self.path.suffix == ".gz":
            return gzip.open(self.path, "rt", encoding="utf-8-sig", newline="")
        return self.path.open(encoding="utf-8-sig", newline="")

    def _headings(self, found: object) -> bool:
        names = set(found) if isinstance(found, (list, tuple)) else set()
        missing = [name for name in ("urn", "phase", "lat", "lon") if name not in names]
        if not names & {"name", "school"}:
            missing.append("name (or school)")
        for name in missing:
            self.problem(
                f"{self.path.name}, heading row",
                ", ".join(sorted(names)) or "nothing",
                f"a column {name}",
                "Add the column, or correct its heading.",
            )
        return not missing

    def _school(self, line: int, row: dict[str, str]) -> SchoolFacts | None:
        phase = _PHASES.get((row.get("phase_derived") or row["phase"]).lower())
        latitude = self._number(line, row, "lat", *_LATITUDES)
        longitude = self._number(line, row, "lon", *_LONGITUDES)
        pupils = self._number(line, row, "pupils", 0, 20_000, whole=True)
        if not row["lat"] or not row["lon"]:
            self.without_place += 1
            return None
        if phase is None:
            self.without_phase += 1
            return None
        if latitude is None or longitude is None:
            return None
        return SchoolFacts(
            id=row["urn"] or f"{self.path.name.partition('_')[0]}-{line}",
            name=row.get("name") or row.get("school") or row["urn"],
            phase=phase,
            place=Place(latitude, longitude),
            pupils=None if pupils is None else int(pupils),
            local_authority=row.get("local_authority") or None,
            trust=row.get("trust") or None,
            hub=row.get("hub") or None,
        )

    def _number(
        self, line: int, row: dict[str, str], column: str, least: float, most: float, whole: bool = False
    ) -> float | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if least <= value <= most and (not whole or value.is_integer()):
            return value
        remedy = "Maybe latitude and longitude are swapped." if column in ("lat", "lon") else "Correct the cell."
        self.problem(
            f"{self.path.name}, row {line}, column {column}",
            repr(text),
            f"a {'whole ' if whole else ''}number from {least} to {most}",
            remedy,
        )
        return None
