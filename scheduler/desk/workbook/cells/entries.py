"""Rows as entries of the instance: plain values as its JSON has them, and in which cell each of them stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from models.slot import SlotLength
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.known import Known
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.cells.values import Wrong, is_nothing, shown, value_of
from scheduler.desk.workbook.files.grids import CellValue, Place
from scheduler.desk.workbook.oddities import tell_if_month_first, tell_odd_place, tell_own_school
from scheduler.desk.workbook.sheets import Column, Sheet

_FIELD = re.compile(r"(\$\.\w+\[\d+\])\.(\w+)(?:\[(\d+)\])?")


@dataclass
class Draft:
    """An instance in the making.

    raw: what its JSON would hold. entries: the row of each entry in it, such as $.schools[3]. places: the cells of
    paths in it that are no field of a row's own. wrong: the paths whose cells are wrong: nothing more is said of them.
    known: what may be named, by collection.
    """

    source: str
    remarks: Remarks
    sheets: dict[Sheet, Found]
    raw: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, tuple[Found, Row]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=dict)

    @property
    def slot_length(self) -> SlotLength:
        """How long slots are; as usual where the sheet Policy does not say it, or says it wrongly."""
        try:
            return SlotLength.model_validate(self.raw.get("policy", {}).get("slot", {}))
        except ValidationError:
            return SlotLength()

    def rows(self, sheet: Sheet) -> Iterator[tuple[Found, Row]]:
        """The rows of a sheet, if it is there."""
        found = self.sheets.get(sheet)
        if found is not None:
            yield from ((found, row) for row in found.rows)

    def fields(self, found: Found, row: Row) -> tuple[dict[str, Any], set[str]]:
        """The values of a row by field, and the fields whose cells are wrong; what is empty is left out."""
        values: dict[str, Any] = {}
        wrong: set[str] = set()
        for column in found.known:
            if not column.field:
                continue
            cells = [(at, cell) for at, cell in found.filled(row, column) if not is_nothing(column, cell)]
            right = [value for at, cell in cells for value in self._read(found, column, row.number, at, cell)]
            if len(right) < len(cells) or (not cells and column.needed):
                wrong.add(column.field)
            elif cells:
                values[column.field] = right if column.many > 1 else right[0]
            if not cells and column.needed:
                expected = f"one of {', '.join(column.words)}" if column.words else column.kind
                self.remarks.wrong(found.place_of(row.number, column.field), "nothing", expected, "Fill it in.")
        return values, wrong

    def _read(self, found: Found, column: Column, row: int, position: int, cell: CellValue) -> Iterator[Any]:
        """The cell's value; nothing, and a remark, where it cannot be read."""
        place = found.place(row, position)
        try:
            value = value_of(column, cell, self.known)
        except Wrong as error:
            self.remarks.wrong(place, error.found or shown(cell), error.expected, error.remedy)
            return
        tell_if_month_first(column, cell, value, place, self.remarks)
        yield value

    def place(self, path: str) -> Place | None:
        """The cell of a path, or of the nearest part of it that has one."""
        while path not in self.places and path not in self.entries and path not in ("$", ""):
            field = _FIELD.fullmatch(path)
            if field is not None and field[1] in self.entries:
                return self._cell(*self.entries[field[1]], field[2], int(field[3] or 0))
            path = path[: max(path.rfind("."), path.rfind("["))]
        if path in self.entries:
            found, row = self.entries[path]
            return found.place(row.number, 0)
        return self.places.get(path)

    def _cell(self, found: Found, row: Row, field: str, number: int) -> Place:
        """The cell of a row's field; of a column `many`, of the filled one of that number."""
        column = next((column for column in found.known if column.field == field), None)
        cells = found.filled(row, column) if column is not None and column.many > 1 else []
        return found.place(row.number, cells[number][0]) if number < len(cells) else found.place_of(row.number, field)

    def add(self, collection: str, entry: dict[str, Any], found: Found, row: Row, wrong: set[str]) -> str:
        """Put an entry into its collection; its path."""
        listed = self.raw.setdefault(collection, [])
        path = f"$.{collection}[{len(listed)}]"
        listed.append(entry)
        self.entries[path] = found, row
        self.wrong |= {f"{path}.{name}" for name in wrong}
        return path


def read_entries(draft: Draft, sheet: Sheet) -> None:
    """The rows of a sheet whose rows are entries of one collection."""
    if sheet in draft.sheets:
        draft.raw.setdefault(sheet.collection, [])
    for found, row in draft.rows(sheet):
        values, wrong = draft.fields(found, row)
        tell_odd_place(found, row, values, draft.remarks)
        tell_own_school(found, row, values, None, draft.remarks)
        missing = {column.field for column in sheet.columns if column.needed and column not in found.known}
        draft.add(sheet.collection, values, found, row, wrong | missing)  # a missing column is said once, not every row


def note_ids(draft: Draft, sheet: Sheet) -> None:
    """What the rows of a sheet may be called by, before anything names them."""
    of = [column for column in sheet.columns if column.heading in ("Id", "Name")]
    for found, row in draft.rows(sheet):
        said = {column.heading: _quietly(column, found.first(row, column)) for column in of}
        if said["Id"]:
            draft.known[sheet.collection].add(said["Id"], said.get("Name", ""))


def _quietly(column: Column, cell: CellValue) -> str:
    """The cell's text; empty where it is wrong, which is said when the row is read."""
    try:
        return str(value_of(column, cell, {}))
    except Wrong:
        return ""
