"""A programme's workbook as an instance, with everything that is wrong or odd in all of its sheets at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from models.problem import InvalidInput, Problem
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.programmes.workbook.form import START, Form, Part, form_of, units_of
from scheduler.desk.workbook.cells.entries import Draft, note_ids
from scheduler.desk.workbook.cells.headings import Found, Row, columns_of
from scheduler.desk.workbook.cells.known import Known
from scheduler.desk.workbook.cells.plain import alike, heading_alike
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import shown, text_of
from scheduler.desk.workbook.files.grids import Grid, Place
from scheduler.desk.workbook.files.opening import open_sheets
from scheduler.desk.workbook.importing import (
    Heard,
    by_sheet,
    contacts_in,
    in_order,
    judged,
    note_unread,
    only_calendar,
)
from scheduler.desk.workbook.oddities import tell_odd_place
from scheduler.desk.workbook.policies import read_policy
from scheduler.desk.workbook.sheets import Kind
from scheduler.desk.workbook.sites import read_nested
from scheduler.desk.workbook.terms import read_start
from scheduler.programmes import BY_ID
from scheduler.programmes.unit import Programme
from scheduler.storage.programmes import Entry, programme_from

_ENTRY = re.compile(r"\$\.(\w+)\[(\d+)\]")
_LISTS = (Kind.SOME, Kind.WHOLES, Kind.DAYS, Kind.STRETCHES, Kind.WORDS)


@dataclass(frozen=True)
class Read(Heard):
    """What came of a programme's workbook. instance: None where something is wrong."""

    instance: ProgrammeInstance | None


def imported(path: Path) -> Read:
    """The instance of a programme's workbook, or of a folder of its sheets as CSV files.

    Raises:
        InvalidInput: it cannot be opened at all, or does not say of which programme it is.
    """
    remarks = Remarks()
    return instance_from(open_sheets(path, remarks), path.name, remarks)


def instance_from(grids: Iterable[Grid], source: str, remarks: Remarks) -> Read:
    """The instance of these sheets. source: the workbook's name. remarks: hears what is wrong or odd.

    Raises:
        InvalidInput: they do not say of which programme they are.
    """
    listed = list(grids)
    unit = _unit(listed, source)
    form = form_of(unit)
    places: dict[str, Place] = {}
    sheets = by_sheet(form.book, listed, remarks, places)
    known = {name: Known(sheet.name) for name, sheet in form.sheet_of.items()}
    draft = Draft(source, remarks, sheets, places=places, known=known)
    note_unread(form.book, draft)
    _read(draft, form, unit)
    instance = judged(form.book, draft, lambda: programme_from(draft.raw, source, _doubtful(draft)))
    return Read(
        instance=None if remarks.errors else instance,
        remarks=in_order(form.book, remarks.found),
        contacts=contacts_in(draft, [form.sheet_of["schools"]]),
    )


def _unit(grids: Iterable[Grid], source: str) -> Programme:
    """The programme that sheet Programme names.

    Raises:
        InvalidInput: it names none.
    """
    grid = next((one for one in grids if heading_alike(one.name) == heading_alike(START.name)), Grid(START.name, ()))
    found = columns_of(grid, START, Remarks())
    for row in found.rows if found is not None else ():
        assert found is not None
        if heading_alike(text_of(found.first(row, START.column("what")))) == "programme":
            return _called(found, row, source)
    raise _not_said(Place(grid.name), "nothing", source)


def _called(found: Found, row: Row, source: str) -> Programme:
    value = found.first(row, START.column("value"))
    text = alike(text_of(value))
    for unit in BY_ID.values():
        if text in (unit.id, alike(unit.title)):
            return unit
    raise _not_said(found.place_of(row.number, "value"), shown(value), source)


def _not_said(place: Place, value: str, source: str) -> InvalidInput:
    ids = list(BY_ID)
    near = get_close_matches(value.strip("'").casefold(), ids, n=1)
    remedy = f"Maybe {near[0]} is meant." if near else "Say in a row Programme which it is."
    expected = f"one of {', '.join(ids)}"
    return InvalidInput([Problem(where=str(place), value=value, expected=expected, remedy=remedy)], source)


def _read(draft: Draft, form: Form, unit: Programme) -> None:
    """All sheets, those first that others name."""
    read_start(draft, form.book)
    for part in form.parts:
        if part.model is None and not part.is_pair:
            _read_values(draft, part)
        elif part.model is not None and "id" in part.model.model_fields and not part.inner:
            note_ids(draft, part.sheet)
    for part in form.parts:
        if part.is_pair:
            _read_pairs(draft, part)
        elif part.model is not None and not part.inner:
            _read_entries(draft, part)
    only_calendar(draft)
    for part in form.parts:
        if part.inner:
            _refuse_two_of_one_id(draft, part)
            read_nested(draft, part.sheet, part.collection, part.inner)
            _complete_nested(draft, part)
    draft.raw["policy"] = {}
    read_policy(draft, units_of(unit))


def _read_values(draft: Draft, part: Part) -> None:
    """A list of single values, a row each."""
    (column,) = part.sheet.columns
    listed = draft.raw.setdefault(part.collection, [])
    for found, row in draft.rows(part.sheet):
        values, wrong = draft.fields(found, row)
        path = f"$.{part.collection}[{len(listed)}]"
        if column.field in values:
            draft.places[path] = found.place_of(row.number, column.field)
            listed.append(values[column.field])
            if part.collection in draft.known:
                draft.known[part.collection].add(str(values[column.field]))
        elif wrong:
            draft.wrong.add(f"$.{part.collection}")


def _read_pairs(draft: Draft, part: Part) -> None:
    """A list of pairs, a row each; one of which a half is wrong is no entry."""
    listed = draft.raw.setdefault(part.collection, [])
    for found, row in draft.rows(part.sheet):
        values, _ = draft.fields(found, row)
        if len(values) == len(part.sheet.columns):
            path = f"$.{part.collection}[{len(listed)}]"
            draft.entries[path] = found, row
            fields = [column.field for column in part.sheet.columns]
            draft.places |= {f"{path}[{k}]": found.place_of(row.number, field) for k, field in enumerate(fields)}
            listed.append([values[field] for field in fields])


def _read_entries(draft: Draft, part: Part) -> None:
    """A list of entries, a row each."""
    draft.raw.setdefault(part.collection, [])
    for found, row in draft.rows(part.sheet):
        values, wrong = draft.fields(found, row)
        tell_odd_place(found, row, values, draft.remarks)
        _complete(values, wrong, part)
        missing = {column.field for column in part.sheet.columns if column.needed and column not in found.known}
        draft.add(part.collection, values, found, row, wrong | missing)


def _complete(values: dict[str, Any], wrong: set[str], part: Part) -> None:
    """What must be there and may say nothing, such as a list without entries, is empty."""
    assert part.model is not None
    for column in part.sheet.columns:
        if column.field in values or column.field in wrong or not column.field or column.needed:
            continue
        info = part.model.model_fields.get(column.field)
        if info is not None and info.is_required():
            values[column.field] = [] if column.kind in _LISTS else ""


def _complete_nested(draft: Draft, part: Part) -> None:
    for n, outer in enumerate(draft.raw.get(part.collection, ())):
        for k, values in enumerate(outer.get(part.inner, ())):
            path = f"$.{part.collection}[{n}].{part.inner}[{k}]."
            _complete(values, {one.removeprefix(path) for one in draft.wrong if one.startswith(path)}, part)


def _refuse_two_of_one_id(draft: Draft, part: Part) -> None:
    """Of two entries with one id nobody knows whose the rows of another sheet are."""
    named = {text_of(found.first(row, part.sheet.columns[0])) for found, row in draft.rows(part.sheet)}
    seen: set[str] = set()
    for n, entry in enumerate(draft.raw.get(part.collection, ())):
        id_ = entry.get("id")
        if id_ in seen and id_ in named:
            found, row = draft.entries[f"$.{part.collection}[{n}]"]
            remedy = f"Rename one, and say on sheet {part.sheet.name} which is meant."
            draft.remarks.wrong(found.place_of(row.number, "id"), repr(id_), "each id once", remedy)
        seen.add(id_)


def _doubtful(draft: Draft) -> set[Entry]:
    """The entries of which a cell is wrong."""
    return {(found[1], int(found[2])) for path in draft.wrong if (found := _ENTRY.match(path))}
