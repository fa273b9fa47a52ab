"""Sheet Sites: the places of what has several, such as a trust its schools."""

from scheduler.desk.workbook.entries import Draft
from scheduler.desk.workbook.oddities import tell_odd_place
from scheduler.desk.workbook.sheets import SITES


def read_sites(draft: Draft) -> None:
    """Each site goes to its school, in the order of the rows."""
    numbers = {entry.get("id"): n for n, entry in enumerate(draft.raw.get("schools", ()))}
    for found, row in draft.rows(SITES):
        values, wrong = draft.fields(found, row)
        tell_odd_place(found, row, values, draft.remarks)
        school = values.pop("school", None)
        if school not in numbers:
            continue
        listed = draft.raw["schools"][numbers[school]].setdefault("sites", [])
        path = f"$.schools[{numbers[school]}].sites[{len(listed)}]"
        listed.append(values)
        draft.wrong |= {f"{path}.{field}" for field in wrong}
        draft.places |= {path: found.place_of(row.number, "id")}
        draft.places |= {f"{path}.{field}": found.place_of(row.number, field) for field in values}
