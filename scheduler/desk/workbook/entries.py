"""Rows as entries of the instance: plain values as its JSON has them, and in which cell each of them stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from scheduler.desk.workbook.grids import CellValue, Place
from scheduler.desk.workbook.headings import Found, Row
from scheduler.desk.workbook.remarks import Remarks
from scheduler.desk.workbook.sheets import Column, Sheet
from scheduler.desk.workbook.values import Known, Wrong, is_nothing, shown, value_of

COLLECTIONS = ("calendars", "terms", "areas", "hubs", "schools", "reviewers", "leads", "reviews")


@dataclass
class Draft:
    """An instance in the making.

    raw: what its JSON would hold. places: the cell of each path in it, such as $.schools[3].phase. wrong: the paths
    whose cells are wrong: nothing more is said of them. known: what may be named, by collection.
    """

    source: str
    remarks: Remarks
    sheets: dict[Sheet, Found]
    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=lambda: {name: Known() for name in COLLECTIONS})

    def rows(self, sheet: Sheet) -> Iterator[tuple[Found, Row]]:
        """The rows of a sheet, if it is there."""
        found = self.sheets.get(sheet)
        if found is not None:
            yield from ((found, row) for row in found.rows)

    def read(self, found: Found, column: Column, position: int, value: CellValue, row: int) -> tuple[bool, Any]:
        """Whether a cell can be read, and its value; a remark if not."""
        try:
            return True, value_of(column, value, self.known)
        except Wrong as error:
            self.remarks.wrong(found.place(row, position), shown(value), error.expected, error.remedy)
            return False, None

    def fields(self, found: Found, row: Row, path: str = "") -> tuple[dict[str, Any], set[str]]:
        """The values of a row by field, and the fields whose cells are wrong; what is empty is left out.

        path: of the entry that the row is; its cells are remembered by it.
        """
        values: dict[str, Any] = {}
        wrong: set[str] = set()
        for column in found.sheet.columns:
            if not column.field:
                continue
            cells = [(at, value) for at, value in row.cells.get(column, ()) if not is_nothing(column, value)]
            if not cells:
                if column.needed and column in found.known.values():
                    wrong.add(column.field)
                    place = found.place_of(row.number, column.field)
                    self.remarks.wrong(
                        place, "nothing", column.kind if not column.words else _words(column), "Fill it in."
                    )
                continue
            right = [self.read(found, column, at, value, row.number) for at, value in cells]
            if path:
                self._remember(found, row, column, [at for at, _ in cells], path)
            if all(is_right for is_right, _ in right):
                values[column.field] = [value for _, value in right] if column.many > 1 else right[0][1]
            else:
                wrong.add(column.field)
        return values, wrong

    def _remember(self, found: Found, row: Row, column: Column, positions: list[int], path: str) -> None:
        self.places[f"{path}.{column.field}"] = found.place(row.number, positions[0])
        if column.many > 1:
            for n, position in enumerate(positions):
                self.places[f"{path}.{column.field}[{n}]"] = found.place(row.number, position)

    def add(self, collection: str, entry: dict[str, Any], found: Found, row: Row, wrong: set[str]) -> str:
        """Put an entry into its collection; its path."""
        listed = self.raw.setdefault(collection, [])
        path = f"$.{collection}[{len(listed)}]"
        listed.append(entry)
        self.places[path] = found.place(row.number, 0)
        self.wrong |= {f"{path}.{name}" for name in wrong}
        return path


def _words(column: Column) -> str:
    return f"one of {', '.join(column.words)}"


def read_entries(draft: Draft, sheet: Sheet) -> None:
    """The rows of a sheet whose rows are entries of one collection."""
    collection = sheet.collection
    draft.raw.setdefault(collection, [])
    for found, row in draft.rows(sheet):
        path = f"$.{collection}[{len(draft.raw[collection])}]"
        values, wrong = draft.fields(found, row, path)
        for column in sheet.columns:  # where one column is missing, that is said once and not in every row
            if column.needed and column not in found.known.values():
                wrong.add(column.field)
        draft.add(collection, values, found, row, wrong)


def note_ids(draft: Draft, sheet: Sheet) -> None:
    """What the rows of a sheet may be called by, before anything names them."""
    for found, row in draft.rows(sheet):
        said = {
            column.heading: text
            for column in found.sheet.columns
            if column.heading in ("Id", "Name")
            for position, cell in row.cells.get(column, ())[:1]
            if (text := _quietly(column, cell))
        }
        if "Id" in said:
            draft.known[sheet.collection].add(said["Id"], said.get("Name", ""))


def _quietly(column: Column, cell: CellValue) -> str:
    try:
        return str(value_of(column, cell, {}))
    except Wrong:
        return ""


def next_id(draft: Draft, collection: str) -> str:
    """An id that nobody has yet, like the others."""
    ids = draft.known[collection].ids
    prefix, width = ("L", 2) if collection == "leads" else ("R", 4)
    number = next(n for n in range(1, len(ids) + 2) if f"{prefix}{n:0{width}}" not in ids)
    return f"{prefix}{number:0{width}}"


def near_word(text: str, words: list[str]) -> str:
    near = get_close_matches(text, words, n=1, cutoff=0.6)
    return f"Maybe {near[0]} is meant." if near else ""
