"""How a sheet is laid out: merged, hidden or far away, where people overlook it."""

from collections.abc import Mapping

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.files.grids import Grid, Place, letters
from scheduler.desk.workbook.files.limits import MOST_COLUMNS
from scheduler.desk.workbook.files.markup import stretches_of

_LOOK = "They are read all the same: unhide them and look, or remove what is old."


def tell_layout(grid: Grid, heading_row: int, headings: Mapping[int, str], remarks: Remarks) -> None:
    """Warn of what is merged or hidden, where it holds something, and of what lies too far right to be read."""
    if grid.beyond is not None:
        row, column = grid.beyond
        expected = f"at most {MOST_COLUMNS} columns, up to {letters(MOST_COLUMNS)}"
        remedy = "Nothing further right is read: move what is needed to the left, or let it be."
        remarks.warn(Place(grid.name, row, column), "a cell far to the right", expected, remedy)
    for first, top, last, bottom in grid.merged:
        if bottom >= heading_row and first <= max(headings, default=0):
            remedy = "Only its first cell has the value: unmerge it, and fill in every cell."
            found = f"the merged cells {letters(first)}{top}:{letters(last)}{bottom}"
            remarks.warn(Place(grid.name, top, first, headings.get(first, "")), found, "a value a cell", remedy)
    filled = {number for number, _ in grid.rows if number >= heading_row}
    for top, bottom in stretches_of(filled & grid.hidden_rows):
        remarks.warn(Place(grid.name, top), _said("row", top, bottom), "rows that can be seen", _LOOK)
    hidden = {at for at in headings if any(first <= at <= last for first, last in grid.hidden_columns)}
    for first, last in stretches_of(hidden):
        place = Place(grid.name, heading_row, first, headings[first])
        remarks.warn(place, _said("column", letters(first), letters(last)), "columns that can be seen", _LOOK)


def _said(what: str, first: str | int, last: str | int) -> str:
    return f"hidden {what} {first}" if first == last else f"hidden {what}s {first} to {last}"
