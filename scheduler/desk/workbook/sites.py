"""Sheet Sites: the places of what has several, such as a trust its schools; and any other list of lists."""

from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.oddities import tell_odd_place
from scheduler.desk.workbook.sheets import SITES, Sheet


def read_sites(draft: Draft) -> None:
    """Each site goes to its school, in the order of the rows."""
    read_nested(draft, SITES, "schools", "sites")


def read_nested(draft: Draft, sheet: Sheet, collection: str, inner: str) -> None:
    """Each row goes to the entry of the collection that its first column names, into its list `inner`."""
    numbers = {entry.get("id"): n for n, entry in enumerate(draft.raw.get(collection, ()))}
    of, *own = sheet.columns
    for found, row in draft.rows(sheet):
        values, wrong = draft.fields(found, row)
        tell_odd_place(found, row, values, draft.remarks)
        outer = values.pop(of.field, None)
        if outer not in numbers:
            continue
        listed = draft.raw[collection][numbers[outer]].setdefault(inner, [])
        path = f"$.{collection}[{numbers[outer]}].{inner}[{len(listed)}]"
        listed.append(values)
        draft.wrong |= {f"{path}.{field}" for field in wrong}
        draft.places |= {path: found.place_of(row.number, own[0].field)}
        draft.places |= {f"{path}.{field}": found.place_of(row.number, field) for field in values}
