"""What was typed over in a plan's workbook: edits of dates and people, marks of states and pins, each with its cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from models.planned import State
from scheduler.changes.edits import Edit
from scheduler.changes.marking import Marks
from scheduler.changes.marking import Place as Marked
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.planned.form import ABOUT, ATTENDED, PLAN, Line, lines, said_of
from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.cells.headings import Found, Row, columns_of
from scheduler.desk.workbook.cells.known import Known
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.remarks import Remark, Remarks
from scheduler.desk.workbook.cells.values import text_of
from scheduler.desk.workbook.files.grids import Place
from scheduler.desk.workbook.files.opening import open_sheets
from scheduler.desk.workbook.sheets import LEADS, REVIEWERS, REVIEWS
from scheduler.plan import Plan
from scheduler.showing.happened import ABSENT, REPLACED
from scheduler.words import count, day_said, days_said

_STAY = frozenset(("slot", "person", "state", "pinned", "booked", "date_state", "date_pinned"))


@dataclass(frozen=True)
class Origin:
    """Which plan a workbook is of: its instance, its file's name, and the hash of what stood there."""

    instance: str
    plan: str
    plan_sha256: str


@dataclass(frozen=True)
class Typed:
    """What was typed. edits, and marks of states, pins and travel: each with its cell."""

    edits: Mapping[Edit, Place]
    marks: Mapping[tuple[Marked, Marks], Place]
    remarks: tuple[Remark, ...]

    @property
    def absences(self) -> Mapping[tuple[Marked, Marks], Place]:
        """The marks of who was absent, or attended after all."""
        return {key: cell for key, cell in self.marks.items() if key[1].is_absent is not None}

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_warning)


def origin_of(path: Path) -> Origin | None:
    """Which plan the workbook is of; None where it is no plan's.

    Raises:
        InvalidInput: it cannot be opened.
    """
    for grid in open_sheets(path, Remarks()):
        if grid.name == ABOUT:
            said = {text_of(cells[0]): text_of(cells[1]) for _, cells in grid.rows if len(cells) > 1}
            if {"Instance", "Plan", "Plan's hash"} <= said.keys():
                return Origin(said["Instance"], said["Plan"], said["Plan's hash"])
    return None


def typed_over(path: Path, plan: Plan, contacts: Contacts) -> Typed:
    """What differs in the workbook from the plan that it was made of. contacts: people may be called by their names.

    Raises:
        InvalidInput: it cannot be opened.
    """
    remarks = Remarks()
    sheets = open_sheets(path, remarks)
    grid = next((one for one in sheets if heading_alike(one.name) == heading_alike(PLAN.name)), None)
    found = None if grid is None else columns_of(grid, PLAN, remarks)
    if found is None:
        if grid is None:
            remarks.wrong(Place(PLAN.name), "no such sheet", f"a sheet {PLAN.name}", "Export the plan anew.")
        return Typed({}, {}, tuple(remarks.found))
    reading = _Reading(plan, Draft(path.name, remarks, {PLAN: found}, known=_known(plan, contacts)), found)
    reading.read()
    own = tuple(remark for remark in remarks.found if not _is_their_own(found, remark))
    if any(not remark.is_warning for remark in own):
        return Typed({}, {}, own)
    return Typed(reading.edits, reading.marks, own)


def _is_their_own(found: Found, remark: Remark) -> bool:
    """Whether a remark is about what the coordinator keeps beside the plan: sheets and columns that are not read."""
    if remark.place.sheet != found.name:
        return True
    position = remark.place.column
    return position > 0 and all(position not in found.known.get(column, ()) for column in PLAN.columns if column.field)


def _known(plan: Plan, contacts: Contacts) -> dict[str, Known]:
    """Whom and what cells may name."""
    instance = plan.instance
    known = {sheet.collection: Known(sheet.name) for sheet in (REVIEWS, REVIEWERS, LEADS)}
    for review in instance.reviews:
        known["reviews"].add(review.id, instance.school_by_id[review.host].name)
    for name, people in (("reviewers", instance.reviewers), ("leads", instance.leads)):
        for person in people:
            known[name].add(person.id, contacts.get(person.id, Contact()).name)
    return known


@dataclass(frozen=True)
class _Typed:
    """One row, with what was typed in it."""

    row: Row
    values: dict[str, Any]


class _Reading:
    """Row by row against the plan's own lines."""

    def __init__(self, plan: Plan, draft: Draft, found: Found) -> None:
        self._plan, self._draft, self._found = plan, draft, found
        self._lines = {(line.review, line.place): line for line in lines(plan)}
        self._columns = {column.field for column in found.known}
        self.edits: dict[Edit, Place] = {}
        self.marks: dict[tuple[Marked, Marks], Place] = {}

    def read(self) -> None:
        self._tell_missing_columns()
        rows = dict(self._rows())
        by_review: dict[str, list[tuple[Line, _Typed]]] = {}
        for (review, what), typed in rows.items():
            line = self._lines.get((review, what)) or self._more(review, what)
            as_it_was = {field: value for field, value in said_of(line).items() if field not in self._columns}
            by_review.setdefault(review, []).append((line, replace(typed, values=typed.values | as_it_was)))
        for review, listed in by_review.items():
            slot = self._slot(review, listed)
            if slot is not None:
                self.edits[Edit(review, "slot", listed[0][0].slot, slot[1])] = slot[0]
            self._people(review, listed, is_held=slot is not None or listed[0][0].slot is not None)
            self._date_marks(review, listed)
        missing = [line for key, line in self._lines.items() if key not in rows]
        for line in missing[:20]:
            place = Place(self._found.name)
            said = f"no row for {line.place} of {line.review}"
            self._draft.remarks.warn(
                place, said, "every seat of the plan", "It stays as it was; export anew to get it back."
            )

    def _tell_missing_columns(self) -> None:
        """A column that is gone says nothing: neither that somebody is pinned no more, nor that nobody comes."""
        for column in PLAN.columns:
            if column.field in _STAY and column.field not in self._columns:
                remedy = "What it said stays as it was; export anew to get it back."
                self._draft.remarks.warn(
                    Place(self._found.name), f"no column {column.heading}", "every column of the plan", remedy
                )

    def _rows(self) -> Iterator[tuple[tuple[str, str], _Typed]]:
        """The rows by review and place; each once."""
        first: dict[tuple[str, str], int] = {}
        for found, row in self._draft.rows(PLAN):
            values, wrong = self._draft.fields(found, row)
            if wrong & {"review", "place"} or not {"review", "place"} <= values.keys():
                continue
            key = values["review"], _place(values["place"])
            if key in first:
                where = found.place_of(row.number, "place")
                expected = "each place of a review once"
                self._draft.remarks.wrong(where, values["place"], expected, f"It stands first in row {first[key]}.")
                continue
            first[key] = row.number
            yield key, _Typed(row, {field: value for field, value in values.items() if field not in wrong})

    def _more(self, review: str, place: str) -> Line:
        """A row that somebody has added: a seat more."""
        whole = next(line for line in self._lines.values() if line.review == review)
        return Line(review, place, whole.slot, None, None, False, False, whole.date_state, whole.date_is_pinned)

    def _cell(self, typed: _Typed, field: str) -> Place:
        return self._found.place_of(typed.row.number, field)

    def _slot(self, review: str, listed: list[tuple[Line, _Typed]]) -> tuple[Place, date] | None:
        """The date that was typed, with its cell; a remark where rows of one review say different ones."""
        said: dict[str, Place] = {}
        for line, typed in listed:
            now, was = typed.values.get("slot"), line.slot.isoformat() if line.slot else None
            if now == was:
                continue
            if now is None:
                remedy = "To call a review off: qa-scheduler reschedule with cancel-review."
                self._draft.remarks.wrong(self._cell(typed, "slot"), "nothing", "a date", remedy)
                return None
            said.setdefault(now, self._cell(typed, "slot"))
        if len(said) > 1:
            for day, place in said.items():
                remedy = f"The rows of {review} say {days_said(' and '.join(said))}: type one."
                self._draft.remarks.wrong(place, days_said(day), "one date for a review", remedy)
            return None
        found = next(((place, date.fromisoformat(day)) for day, place in said.items()), None)
        return found if found is None or self._can_be(review, *found) else None

    def _can_be(self, review: str, place: Place, day: date) -> bool:
        """Whether a slot can begin on the day; a remark if not."""
        instance = self._plan.instance
        term, length = instance.term_by_id[instance.review_by_id[review].term], instance.policy.slot
        if length.begins_on(day) and day in term:
            return True
        expected = f"{length.first_days} from {day_said(term.first_day)} to {day_said(term.last_day)}"
        remedy = f"A slot is {count(length.days, 'day')} of one week of the term."
        self._draft.remarks.wrong(place, f"{day:%A} {day_said(day)}", expected, remedy)
        return False

    def _people(self, review: str, listed: list[tuple[Line, _Typed]], *, is_held: bool) -> None:
        """Who was typed over whom. Who only changed seats within a team stays."""
        before = {line.person for line, _ in listed if not line.is_lead}
        after: dict[str | None, int] = {}
        for line, typed in listed:
            person, place = typed.values.get("person"), self._cell(typed, "person")
            if person is not None and not self._fits(line, person, place, is_held=is_held):
                continue
            if person is not None and not line.is_lead and person in after:
                remedy = f"It stands in row {after[person]}, too."
                self._draft.remarks.wrong(place, person, "each reviewer once in a team", remedy)
                continue
            if not line.is_lead:
                after[person] = typed.row.number
            self._marks(line, typed, person)
            self._happened(line, typed, person)
        for line, typed in listed:
            person, place = typed.values.get("person"), self._cell(typed, "person")
            because = str(typed.values.get("because", ""))
            if line.is_lead:
                was, now = line.person, person
            else:
                was = None if line.person in after else line.person
                now = None if person in before else person
            if person != line.person and was != now:
                self.edits[Edit(review, "lead" if line.is_lead else "seat", was, now, because)] = place

    def _fits(self, line: Line, person: str, place: Place, *, is_held: bool) -> bool:
        """Whether somebody of that kind can stand there; a remark if not."""
        if not is_held:
            remedy = "Type its first day, too."
            self._draft.remarks.wrong(place, person, "nobody, for the review has no date", remedy)
            return False
        of = self._plan.instance.lead_by_id if line.is_lead else self._plan.instance.reviewer_by_id
        if person in of:
            return True
        expected = "a Lead Reviewer" if line.is_lead else "a reviewer"
        self._draft.remarks.wrong(place, person, expected, "Type somebody else.")
        return False

    def _marks(self, line: Line, typed: _Typed, person: str | None) -> None:
        """What was typed of states, pins and travel, of whoever is there now."""
        if person is None:
            return
        what = Marked(line.review, "lead" if line.is_lead else person)
        is_new = person != line.person
        state, pinned, booked = typed.values.get("state"), typed.values.get("pinned"), typed.values.get("booked")
        if state is not None and state != line.state:
            self.marks[what, Marks(state=State(state))] = self._cell(typed, "state")
        if bool(pinned) != line.is_pinned and (pinned or not is_new):
            self.marks[what, Marks(is_pinned=bool(pinned))] = self._cell(typed, "pinned")
        if bool(booked) != line.is_booked and (booked or not is_new):
            self.marks[what, Marks(is_booked=bool(booked))] = self._cell(typed, "booked")

    def _happened(self, line: Line, typed: _Typed, person: str | None) -> None:
        """Who came, as it was typed; somebody in column Instead says enough. An emptied cell: who was planned came."""
        said, instead = typed.values.get("happened"), typed.values.get("instead")
        if (said, instead) == (line.happened, line.instead):
            return
        wrong, cell = self._draft.remarks.wrong, self._cell(typed, "happened" if said else "instead")
        if person is None or person != line.person:
            remedy = "Leave in column Person who was planned, and type who came into Instead."
            wrong(cell, str(said or instead), f"it said of {line.person or 'somebody who was planned'}", remedy)
        elif said == ATTENDED and instead is not None:
            wrong(self._cell(typed, "instead"), instead, f"nobody, for {person} attended", "Empty one of both cells.")
        elif said == REPLACED and instead is None:
            wrong(self._cell(typed, "instead"), "nobody", "who came instead", f"Type who, or {ABSENT} if nobody did.")
        else:
            is_absent = said in (ABSENT, REPLACED) or instead is not None
            if is_absent or line.happened is not None:
                what = Marked(line.review, "lead" if line.is_lead else person)
                self.marks[what, Marks(is_absent=is_absent, instead=instead)] = cell

    def _date_marks(self, review: str, listed: list[tuple[Line, _Typed]]) -> None:
        for line, typed in listed:
            if line.slot is None:
                continue
            state, pinned = typed.values.get("date_state"), bool(typed.values.get("date_pinned"))
            if state is not None and state != line.date_state:
                self.marks[Marked(review, "slot"), Marks(state=State(state))] = self._cell(typed, "date_state")
            if pinned != line.date_is_pinned:
                self.marks[Marked(review, "slot"), Marks(is_pinned=pinned)] = self._cell(typed, "date_pinned")


def _place(text: str) -> str:
    """lead, or seat and its number, however it was typed."""
    plain = heading_alike(text)
    return f"seat {plain}" if plain.isdigit() else plain
