"""A workbook's sheets as an instance, with everything that is wrong or odd in all of them at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from models.instance import Instance
from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contact
from scheduler.desk.travel.counting import travel_file
from scheduler.desk.travel.matrix_file import read_matrix
from scheduler.desk.workbook.away import read_away, read_conflicts
from scheduler.desk.workbook.cells.entries import Draft, note_ids, read_entries
from scheduler.desk.workbook.cells.headings import columns_of
from scheduler.desk.workbook.cells.known import Known
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.remarks import Remark, Remarks
from scheduler.desk.workbook.cells.values import text_of
from scheduler.desk.workbook.choices import note_reviews, read_reviews
from scheduler.desk.workbook.files.grids import Grid, Place
from scheduler.desk.workbook.files.opening import is_of_a_programme, open_sheets
from scheduler.desk.workbook.oddities import tell_repeated_rows
from scheduler.desk.workbook.policies import read_policy
from scheduler.desk.workbook.sheets import (
    AREAS,
    AWAY,
    CHOICES,
    CONFLICTS,
    FIXED,
    HUBS,
    LEADS,
    LEDGER,
    POLICY,
    REVIEWERS,
    REVIEWS,
    SCHOOLS,
    START,
    TERM,
    VISITS,
    WAIVERS,
    WEEKS,
    Book,
    Sheet,
)
from scheduler.desk.workbook.sites import read_sites
from scheduler.desk.workbook.terms import TERM_BOOK, read_areas, read_start, read_terms
from scheduler.storage.instances import for_terms_alone, instance_of
from scheduler.words import days_said

Facts = TypeVar("Facts")
_BY_WEEKS = (WEEKS, CHOICES)  # headings that are not known are dates there
_COLLECTIONS = {START: ("name", "school_year"), TERM: ("terms", "calendars"), POLICY: ("policy",), AREAS: ("areas",)}
_SHEET_OF = {"calendars": TERM, "terms": TERM, "areas": AREAS}
_SHEET_OF |= {sheet.collection: sheet for sheet in (HUBS, SCHOOLS, REVIEWERS, LEADS, REVIEWS)}
_LEFT_ALONE = ("lists", "problems")  # sheets that we write and do not read
_KEY = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_WORDS = {"greater than or equal to": "at least", "less than or equal to": "at most", "greater than": "more than"}
_PATH = re.compile(r"\$(?:\.[\w-]+|\[\d+\])+")


@dataclass(frozen=True)
class Heard:
    """What is said of a workbook. contacts: whose names and addresses it has."""

    remarks: tuple[Remark, ...]
    contacts: dict[str, Contact]

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_warning)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_warning)


@dataclass(frozen=True)
class Imported(Heard):
    """What came of a term's workbook. instance: None where something is wrong."""

    instance: Instance | None


def imported(path: Path) -> Imported:
    """The instance of a workbook or of a folder of CSV files.

    Raises:
        InvalidInput: it cannot be opened at all, or is of a programme.
    """
    if is_of_a_programme(path):
        raise InvalidInput([for_terms_alone("the workbook of a programme", str(path))], str(path))
    remarks = Remarks()
    return instance_from(open_sheets(path, remarks), path.name, remarks, travel_file(path))


def instance_from(grids: Iterable[Grid], source: str, remarks: Remarks, journeys: Path | None = None) -> Imported:
    """The instance of these sheets.

    source: the workbook's name. remarks: hears what is wrong or odd. journeys: the file that has them where the policy
    does not count them straight.
    """
    places: dict[str, Place] = {}
    known = {name: Known(sheet.name) for name, sheet in _SHEET_OF.items()}
    draft = Draft(source, remarks, by_sheet(TERM_BOOK, grids, remarks, places), places=places, known=known)
    note_unread(TERM_BOOK, draft)
    _read(draft)
    _read_journeys(draft, journeys)
    draft.known.clear()  # all names are looked up, and a large network's fill the memory
    instance = judged(TERM_BOOK, draft, lambda: instance_of(draft.raw, source))
    return Imported(
        instance=None if remarks.errors else instance,
        remarks=in_order(TERM_BOOK, remarks.found),
        contacts=contacts_in(draft, (SCHOOLS, REVIEWERS, LEADS)),
    )


def by_sheet(book: Book, grids: Iterable[Grid], remarks: Remarks, places: dict[str, Place]) -> dict[Sheet, Any]:
    """The sheets by what they are; those of other names are left alone, and named. places: of whole collections."""
    names = {heading_alike(name): sheet for sheet in book.sheets for name in (sheet.name, *sheet.also)}
    found: dict[Sheet, Any] = {}
    first: dict[Sheet, str] = {}
    for grid in grids:
        sheet = names.get(heading_alike(grid.name))
        if sheet is None:
            _tell_unknown_sheet(grid, names, remarks)
        elif sheet in first:
            expected = f"one sheet {sheet.name}, and {first[sheet]} is it already"
            remarks.wrong(Place(grid.name), "another such sheet", expected, "Remove or rename one of the two.")
        else:
            first[sheet] = grid.name
            for name in _COLLECTIONS.get(sheet, (sheet.collection,)) if sheet != book.start else ():
                places[f"$.{name}"] = Place(grid.name)
            columns = columns_of(grid, sheet, remarks, others=sheet in _BY_WEEKS)
            if columns is not None:
                found[sheet] = columns
    for sheet in book.sheets:
        if sheet.needed and sheet not in first:
            remarks.wrong(
                Place(sheet.name), "no such sheet", f"a sheet {sheet.name}", f"Add it. It holds: {sheet.about}"
            )
    return found


def _tell_unknown_sheet(grid: Grid, names: Mapping[str, Sheet], remarks: Remarks) -> None:
    called = heading_alike(grid.name)
    if called not in _LEFT_ALONE:
        near = get_close_matches(called, names, n=1, cutoff=0.7)
        remedy = f"Maybe {names[near[0]].name} is meant: rename it." if near else "It is not read."
        remarks.warn(Place(grid.name), "a sheet of another name", "a sheet of this workbook", remedy)


def note_unread(book: Book, draft: Draft) -> None:
    """Of a needed sheet that is missing, that is said; nothing more of what names its entries."""
    for sheet in book.sheets:
        if not sheet.needed or sheet in draft.sheets:
            continue
        for name in _COLLECTIONS.get(sheet, (sheet.collection,)):
            draft.wrong.add(f"$.{name}")
            if name in draft.known:
                draft.known[name].is_unread = True


def _read(draft: Draft) -> None:
    """All sheets, those first that others name."""
    read_start(draft)
    read_terms(draft)
    read_areas(draft)
    for sheet in (HUBS, SCHOOLS, REVIEWERS, LEADS):
        note_ids(draft, sheet)
    for sheet in (HUBS, SCHOOLS, REVIEWERS, LEADS, VISITS, LEDGER):
        read_entries(draft, sheet)
    only_calendar(draft)
    note_reviews(draft)
    read_away(draft)
    read_conflicts(draft)
    read_sites(draft)
    read_policy(draft)
    read_reviews(draft)
    for sheet in (AWAY, CONFLICTS, VISITS):
        if sheet in draft.sheets:
            tell_repeated_rows(draft.sheets[sheet], draft.remarks)
    for sheet in (FIXED, WAIVERS):
        read_entries(draft, sheet)


def _read_journeys(draft: Draft, file: Path | None) -> None:
    """The measured journeys from the file beside the workbook, where the policy counts them."""
    by = draft.raw.get("policy", {}).get("travel", {}).get("by", "straight")
    if by == "straight":
        return
    place = draft.places.get("$.policy.travel.by", Place(POLICY.name))
    if file is None or not file.exists():
        expected = f"straight, or a file {file.name if file else 'of journeys'} beside the workbook"
        draft.remarks.wrong(
            place, repr(by), expected, "Measure them first: qa-scheduler travel, while straight stands here."
        )
        draft.wrong.add("$.policy.travel.by")
        return
    ids = [entry["id"] for name in ("schools", "leads") for entry in draft.raw.get(name, ()) if "id" in entry]
    try:
        read = read_matrix(file, ids)
    except InvalidInput as error:
        draft.remarks.add(Remark(Place(file.name), problem) for problem in error.problems)
        draft.wrong.add("$.policy.travel.by")
        return
    draft.raw["travel"] = read.matrix.model_dump()
    if read.note:
        draft.remarks.warn(Place(file.name), read.note.rstrip("."), "ids of this workbook", "They may stay.")


def only_calendar(draft: Draft) -> None:
    """Schools that name no calendar have the only one."""
    calendars = [one["id"] for one in draft.raw.get("calendars", ()) if "id" in one]
    for n, school in enumerate(draft.raw.get("schools", ())):
        if "calendar" not in school and f"$.schools[{n}].calendar" not in draft.wrong:
            if len(calendars) == 1:
                school["calendar"] = calendars[0]
                continue
            draft.wrong.add(f"$.schools[{n}].calendar")
            if calendars:
                remedy = "Say in column Calendar by which it is open."
                place = draft.place(f"$.schools[{n}].calendar") or Place(SCHOOLS.name)
                draft.remarks.wrong(place, "no calendar", f"one of {', '.join(calendars)}", remedy)


def judged(book: Book, draft: Draft, judge: Callable[[], Facts]) -> Facts | None:
    """The instance, judged like any other; its problems at their cells. judge: what reads it off the draft."""
    try:
        return judge()
    except InvalidInput as error:
        said = len(draft.remarks.errors)
        rows = {path.rpartition(".")[0] for path in draft.wrong} & draft.entries.keys()
        for problem in error.problems:
            if not _is_said(draft, problem.where, rows):
                draft.remarks.add([_at_its_cell(book, draft, problem)])
        if not said and not draft.remarks.errors:
            raise
        return None


def _is_said(draft: Draft, path: str, rows: set[str]) -> bool:
    """Whether the cells of the path were found wrong before. rows: those with a wrong cell, which are not judged."""
    if path in rows:
        return True
    while path not in draft.wrong and path not in ("$", ""):
        path = path[: max(path.rfind("."), path.rfind("["))]
    return path in draft.wrong


def _at_its_cell(book: Book, draft: Draft, problem: Problem) -> Remark:
    """The problem with cells in place of paths, days as people write them, and no word of a file's keys."""
    place = _place(book, draft, problem.where)
    said = {name: _in_words(book, draft, getattr(problem, name)) for name in ("value", "expected", "remedy")}
    if said["value"] == "an empty list":
        said = {"value": "no row", "expected": "at least one", "remedy": "Fill in the sheet."}
    if said["remedy"] == "Add the missing key.":
        said["remedy"] = "Fill it in." if place.row else f"Add a row {place.heading}, with its value beside it."
    if said["value"].startswith("an object"):
        said["value"] = "a row" if place.row else "what the sheets say together"
    return Remark(place, Problem(where=str(place), **said))


def _in_words(book: Book, draft: Draft, text: str) -> str:
    text = _PATH.sub(lambda path: str(_place(book, draft, path[0])), text)
    text = days_said(text)
    for theirs, ours in _WORDS.items():
        text = text.replace(theirs, ours)
    return _KEY.sub(lambda key: key[0].replace("_", " "), text)


def _place(book: Book, draft: Draft, path: str) -> Place:
    """The cell of a path; what no cell has stands on the first sheet, where it is missing."""
    missing = next((fact.heading for fact in book.facts if path == f"$.{fact.field}"), "")
    return draft.place(path) or Place(book.start.name, heading=missing)


def in_order(book: Book, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """By sheet as the workbook has them, then by row and column; nothing is said twice of a cell."""
    order = {sheet.name: n for n, sheet in enumerate(book.sheets)}
    unique = {(remark.place, remark.problem): remark for remark in remarks}
    return tuple(
        sorted(
            unique.values(), key=lambda one: (order.get(one.place.sheet, len(order)), one.place.row, one.place.column)
        )
    )


def contacts_in(draft: Draft, sheets: Iterable[Sheet]) -> dict[str, Contact]:
    """Names, e-mail and telephone of people, and of whom to write to at schools, by id; they go nowhere else."""
    contacts = {}
    for sheet in sheets:
        for found, row in draft.rows(sheet):
            kept_here = [column for column in found.known if not column.field or column.field == "id"]
            said = {column.heading: text_of(found.first(row, column)) for column in kept_here}
            name = said.get("Contact") or said.get("Name", "")
            if said.get("Id"):
                contacts[said["Id"]] = Contact(name, said.get("E-mail", ""), said.get("Telephone", ""))
    return contacts
