"""A workbook's sheets as an instance, with everything that is wrong or odd in all of them at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from models.instance import Instance
from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contact
from scheduler.desk.workbook.away import read_away, read_conflicts
from scheduler.desk.workbook.choices import note_reviews, read_reviews
from scheduler.desk.workbook.entries import Draft, note_ids, read_entries
from scheduler.desk.workbook.grids import Grid, Place
from scheduler.desk.workbook.headings import columns_of
from scheduler.desk.workbook.opening import open_sheets
from scheduler.desk.workbook.plain import heading_alike
from scheduler.desk.workbook.policies import read_policy
from scheduler.desk.workbook.remarks import Remark, Remarks
from scheduler.desk.workbook.sheets import (
    AREAS,
    CHOICES,
    FIXED,
    HUBS,
    LEADS,
    LEDGER,
    POLICY,
    REVIEWERS,
    REVIEWS,
    SCHOOLS,
    SHEETS,
    START,
    TERM,
    VISITS,
    WAIVERS,
    WEEKS,
    Sheet,
)
from scheduler.desk.workbook.terms import read_areas, read_start, read_terms
from scheduler.desk.workbook.values import text_of
from scheduler.storage.instances import instance_of

_NEEDED = (START, TERM, HUBS, SCHOOLS, REVIEWERS, LEADS, REVIEWS)
_BY_WEEKS = (WEEKS, CHOICES)  # headings that are not known are dates there
_COLLECTIONS = {TERM: ("terms", "calendars"), POLICY: ("policy",), AREAS: ("areas",)}
_LEFT_ALONE = ("lists", "problems")  # sheets that we write and do not read
_PATH = re.compile(r"\$(?:\.[\w-]+|\[\d+\])+")


@dataclass(frozen=True)
class Imported:
    """What came of a workbook. instance: None where something is wrong. contacts: whose names and addresses it has."""

    instance: Instance | None
    remarks: tuple[Remark, ...]
    contacts: dict[str, Contact]

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_warning)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_warning)


def imported(path: Path) -> Imported:
    """The instance of a workbook or of a folder of CSV files.

    Raises:
        InvalidInput: it cannot be opened at all.
    """
    grids, odd = open_sheets(path)
    return instance_from(grids, path.name, odd)


def instance_from(grids: Iterable[Grid], source: str, odd: Iterable[Remark] = ()) -> Imported:
    """The instance of these sheets. source: the workbook's name. odd: what was seen while the file was opened."""
    remarks = Remarks(list(odd))
    places: dict[str, Place] = {}
    draft = Draft(source, remarks, _by_sheet(list(grids), remarks, places), places=places)
    missing = [sheet for sheet in _NEEDED if sheet not in draft.sheets]
    if remarks.errors and missing:
        return Imported(None, _in_order(remarks.found), {})
    _read(draft)
    instance = _judged(draft)
    return Imported(None if remarks.errors else instance, _in_order(remarks.found), _contacts(draft))


def _by_sheet(grids: Sequence[Grid], remarks: Remarks, places: dict[str, Place]) -> dict[Sheet, Any]:
    """The sheets by what they are; those of other names are left alone, and named. places: of whole collections."""
    names = {heading_alike(name): sheet for sheet in SHEETS for name in (sheet.name, *sheet.also)}
    found: dict[Sheet, Any] = {}
    first: dict[Sheet, str] = {}
    for grid in grids:
        sheet = names.get(heading_alike(grid.name))
        if sheet is None:
            if heading_alike(grid.name) not in _LEFT_ALONE:
                near = get_close_matches(heading_alike(grid.name), names, n=1, cutoff=0.7)
                remedy = f"Maybe {names[near[0]].name} is meant: rename it." if near else "It is not read."
                remarks.warn(Place(grid.name), "a sheet of another name", "a sheet of this workbook", remedy)
        elif sheet in first:
            remarks.wrong(
                Place(grid.name), f"{sheet.name} twice, as {first[sheet]}, too", "each sheet once", "Rename one."
            )
        else:
            first[sheet] = grid.name
            for collection in _COLLECTIONS.get(sheet, (sheet.collection,)):
                places[f"$.{collection}"] = Place(grid.name)
            columns = columns_of(grid, sheet, remarks, others=sheet in _BY_WEEKS)
            if columns is not None:
                found[sheet] = columns
    for sheet in _NEEDED:
        if sheet not in first:
            remarks.wrong(Place(sheet.name), "no such sheet", f"a sheet {sheet.name}", f"Add it: {sheet.about}")
    return found


def _read(draft: Draft) -> None:
    """All sheets, those first that others name."""
    read_start(draft)
    read_terms(draft)
    read_areas(draft)
    for sheet in (HUBS, SCHOOLS, REVIEWERS, LEADS):
        note_ids(draft, sheet)
    for sheet in (HUBS, SCHOOLS, REVIEWERS, LEADS, VISITS, LEDGER):
        read_entries(draft, sheet)
    _only_calendar(draft)
    note_reviews(draft)
    read_away(draft)
    read_conflicts(draft)
    read_reviews(draft)
    for sheet in (FIXED, WAIVERS):
        read_entries(draft, sheet)
    read_policy(draft)


def _only_calendar(draft: Draft) -> None:
    calendars = [one["id"] for one in draft.raw["calendars"]]
    for n, school in enumerate(draft.raw["schools"]):
        if "calendar" not in school and f"$.schools[{n}].calendar" not in draft.wrong:
            if len(calendars) == 1:
                school["calendar"] = calendars[0]
            else:
                place = draft.places[f"$.schools[{n}]"]
                draft.remarks.wrong(place, "no calendar", f"one of {', '.join(calendars)}", "Say by which it is open.")
                draft.wrong.add(f"$.schools[{n}].calendar")


def _judged(draft: Draft) -> Instance | None:
    """The instance, judged like any other; its problems at their cells."""
    try:
        return instance_of(draft.raw, draft.source)
    except InvalidInput as error:
        said = len(draft.remarks.errors)
        for problem in error.problems:
            if not _is_said(draft, problem.where):
                draft.remarks.add([_at_its_cell(draft, problem)])
        if not said and not draft.remarks.errors:
            raise
        return None


def _is_said(draft: Draft, path: str) -> bool:
    """Whether the cells of the path were found wrong before."""
    return any(path == wrong or path.startswith((f"{wrong}.", f"{wrong}[")) for wrong in draft.wrong)


def _at_its_cell(draft: Draft, problem: Problem) -> Remark:
    place = _place(draft, problem.where)
    said = {
        name: _PATH.sub(lambda path: str(_place(draft, path[0])), getattr(problem, name))
        for name in ("value", "expected", "remedy")
    }
    if said["remedy"] == "Add the missing key.":
        said["remedy"] = "Fill it in."
    return Remark(place, Problem(where=str(place), **said))


def _place(draft: Draft, path: str) -> Place:
    """The cell of a path, or of the nearest part of it that has one."""
    while path not in draft.places and path not in ("$", ""):
        path = path[: max(path.rfind("."), path.rfind("["))]
    known = draft.places.get(path)
    if known is not None:
        return known
    return Place(START.name)


def _in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """By sheet as the workbook has them, then by row and column; nothing is said twice of a cell."""
    order = {sheet.name: n for n, sheet in enumerate(SHEETS)}
    unique = {(remark.place, remark.problem): remark for remark in remarks}
    return tuple(
        sorted(
            unique.values(), key=lambda one: (order.get(one.place.sheet, len(order)), one.place.row, one.place.column)
        )
    )


def _contacts(draft: Draft) -> dict[str, Contact]:
    """Names, e-mail and telephone of people, by id; they go nowhere else."""
    contacts = {}
    for sheet in (REVIEWERS, LEADS):
        for _, row in draft.rows(sheet):
            said = {
                column.heading: text_of(cells[0][1])
                for column, cells in row.cells.items()
                if not column.field or column.field == "id"
            }
            if said.get("Id"):
                contacts[said["Id"]] = Contact(said.get("Name", ""), said.get("E-mail", ""), said.get("Telephone", ""))
    return contacts
