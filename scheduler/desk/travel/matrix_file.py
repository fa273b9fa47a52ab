"""A file of measured journeys: CSV with from, to, minutes and km, a line for each, and what is wrong in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.base import MOST_KM
from models.problem import InvalidInput, Problem
from models.travel import Matrix, Row
from scheduler.desk.workbook.cells.plain import heading_alike, trimmed
from scheduler.desk.workbook.files.large_csvs import cells_of
from scheduler.desk.workbook.files.limits import refusal
from scheduler.words import count, listed

MOST_PLACES = 3_000
_HEADINGS = ("from", "to", "minutes", "km")
_MOST_SAID = 50
_REMEDY = "Write a line for each journey: from, to, minutes, km; from and to are ids of schools and leads."

Journey = tuple[str, str]
"""From one id to another."""
Measured = tuple[int | None, int | None]
"""Whole minutes and whole km; None where it was not measured."""


@dataclass(frozen=True)
class Read:
    """A file's journeys between places of an instance. note: of lines about others; empty where there are none."""

    matrix: Matrix
    note: str


def read_matrix(path: Path, ids: Iterable[str]) -> Read:
    """The journeys between places of an instance. ids: of its schools and leads.

    Raises:
        InvalidInput: with every line that is wrong.
    """
    places = dict.fromkeys(ids)
    problems: list[Problem] = []
    found: dict[Journey, Measured] = {}
    strangers: dict[str, None] = {}
    for number, cells in _lines(path):
        start, end = cells["from"], cells["to"]
        unknown = [id_ for id_ in (start, end) if id_ not in places]
        minutes, km = (_value(path, number, name, cells[name], problems) for name in ("minutes", "km"))
        if unknown:
            strangers |= dict.fromkeys(unknown)
        elif found.setdefault((start, end), (minutes, km)) != (minutes, km):
            remedy = "Keep one of the lines."
            problems.append(
                _problem(path, number, f"{start} to {end} once more, otherwise", "each journey once", remedy)
            )
    if problems:
        raise InvalidInput(problems[:_MOST_SAID], str(path))
    return Read(matrix_of(found, places), _note(strangers))


def matrix_of(found: Mapping[Journey, Measured], places: Iterable[str]) -> Matrix:
    """The journeys as an instance has them. places: ids, in order; those without a journey are left out.

    Raises:
        InvalidInput: there are too many places.
    """
    named = {id_ for journey in found for id_ in journey}
    ids = tuple(id_ for id_ in places if id_ in named)
    if len(ids) > MOST_PLACES:
        where, expected = Path("the journeys"), f"at most {MOST_PLACES:,}"
        raise refusal(where, f"{len(ids):,} places", expected, "Leave out schools that neither host nor send anybody.")
    nothing: Measured = (None, None)

    def table(which: int) -> tuple[Row, ...] | None:
        rows = tuple(tuple(found.get((start, end), nothing)[which] for end in ids) for start in ids)
        return rows if any(value is not None for row in rows for value in row) else None

    return Matrix(ids=ids, minutes=table(0), km=table(1))


def csv_of(found: Mapping[Journey, Measured]) -> str:
    """The file of these journeys."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADINGS)
    writer.writerows((start, end, minutes, km) for (start, end), (minutes, km) in found.items())
    return text.getvalue()


def journeys_of(matrix: Matrix) -> dict[Journey, Measured]:
    """The journeys of a matrix, as a file has them."""
    found: dict[Journey, Measured] = {(start, end): (value, None) for start, end, value in matrix.known("minutes")}
    for start, end, value in matrix.known("km"):
        found[start, end] = found.get((start, end), (None, None))[0], value
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that is not empty, by heading.

    Raises:
        InvalidInput: it has not the headings.
    """
    rows = cells_of(path, _REMEDY)
    at = {heading_alike(cell): n for n, cell in reversed(list(enumerate(next(rows, []))))}
    if not {"from", "to"} <= at.keys() or not {"minutes", "km"} & at.keys():
        found = f"the columns {listed(list(at)) or 'of nothing'}"
        raise refusal(path, found, "a first line with from, to, and minutes or km", _REMEDY)
    for number, cells in enumerate(rows, 2):
        if any(cells):
            yield (
                number,
                {name: trimmed(cells[at[name]]) if at.get(name, len(cells)) < len(cells) else "" for name in _HEADINGS},
            )


def _value(path: Path, number: int, name: str, text: str, problems: list[Problem]) -> int | None:
    """Whole minutes or km, half up; None where the cell is empty, or wrong, which is noted."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value <= MOST_KM:
        return int(value + 0.5)
    expected = f"{name} from 0 to {MOST_KM:,}"
    problems.append(_problem(path, number, repr(text[:40]), expected, "Correct it, or leave it empty."))
    return None


def _problem(path: Path, number: int, value: str, expected: str, remedy: str) -> Problem:
    return Problem(where=f"{path}, line {number}", value=value, expected=expected, remedy=remedy)


def _note(strangers: Mapping[str, None]) -> str:
    if not strangers:
        return ""
    named = listed([*list(strangers)[:5], *([f"{len(strangers) - 5:,} more"] if len(strangers) > 5 else [])])
    return f"Lines about {count(len(strangers), 'place')} that the instance lacks are left out: {named}."
