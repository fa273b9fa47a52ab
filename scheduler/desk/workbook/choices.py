"""Sheets Reviews due and Choices: what is to be scheduled, and the slots that suit each host, best first.

A form says of weeks or single slots how good they are: a rank from 1, or yes (1), if need be (one behind the last
number), no. From it slots and ranks are made: a week stands for each of its slots on which the host is open.

Example: Ash writes 1 for the week of Mon 8 Oct and "if need be" for Tue-Thu 16 Oct, and is closed on Fri 12 Oct. Its
slots are 8 and 9 Oct with rank 0 each, and 16 Oct with rank 1.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from models.calendar import Calendar, Days, week_of
from models.slot import SlotLength
from scheduler.desk.workbook.away import heading_day
from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.plain import alike
from scheduler.desk.workbook.cells.values import shown, text_of
from scheduler.desk.workbook.files.grids import CellValue
from scheduler.desk.workbook.sheets import CHOICES, REVIEWS

_YES, _IF_NEED_BE, _NO = ("yes", "y"), ("if need be", "maybe", "if necessary"), ("no", "n", "")
_LAST_RANK = 20


def note_reviews(draft: Draft) -> None:
    """Reviews may be called by their id, their host's id or its name; one without an id is called by its host."""
    host, own = REVIEWS.column("host"), REVIEWS.column("id")
    for found, row in draft.rows(REVIEWS):
        hosts = draft.known["schools"].find(text_of(found.first(row, host)))
        if id_ := text_of(found.first(row, own)) or (f"review-{hosts[0]}" if hosts else ""):
            names = [name for name, of in draft.known["schools"].names.items() if hosts[:1] == of]
            draft.known["reviews"].add(id_, *names)


def read_reviews(draft: Draft) -> None:
    """Every due review, with the slots of its row or of its host's form."""
    forms = dict(_forms(draft))
    if REVIEWS in draft.sheets:
        draft.raw["reviews"] = []
    for found, row in draft.rows(REVIEWS):
        values, wrong = draft.fields(found, row)
        _name(draft, values, wrong)
        _choose_term(draft, found, row, values, wrong)
        _correct_ranks(draft, found, row, values, wrong)
        _choose_slots(draft, found, row, values, wrong, forms.pop(str(values.get("host")), None))
        draft.add("reviews", dict(sorted(values.items())), found, row, wrong)
    for host in forms:
        place = draft.places[f"form/{host}"]
        remedy = "It is not read: add its review, or remove the row."
        draft.remarks.warn(place, host, f"a host on sheet {REVIEWS.name}", remedy)


def _name(draft: Draft, values: dict[str, Any], wrong: set[str]) -> None:
    """Without an id of its own, a review is called by its host; that a host is there twice is said of the host."""
    if "id" in {*values, *wrong}:
        return
    host = values.get("host")
    if host is None or any(one.get("host") == host for one in draft.raw["reviews"]):
        wrong.add("id")
    if host is not None:
        values["id"] = f"review-{host}"


def _choose_term(draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str]) -> None:
    """The review's term; the only one need not be named."""
    terms = list(draft.known["terms"].ids)
    if "term" in {*values, *wrong}:
        return
    if len(terms) == 1:
        values["term"] = terms[0]
        return
    wrong.add("term")
    if terms:
        place = found.place_of(row.number, "term")
        draft.remarks.wrong(place, "nothing", f"one of {', '.join(terms)}", "Say in column Term in which it is.")


def _correct_ranks(draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str]) -> None:
    """Ranks from 0, as the instance has them."""
    ranks = values.pop("ranks", None)
    if ranks is None or "slots" not in values:
        return
    expected, remedy = "", ""
    if len(ranks) != len(values["slots"]):
        expected = f"as many ranks as slots, which are {len(values['slots'])}"
        remedy = "Add or remove ranks; or empty the cell, if no two slots are equally good."
    elif ranks[0] != 1 or any(after - before not in (0, 1) for before, after in pairwise(ranks)):
        expected, remedy = "ranks from 1 that never fall and leave none out", "Put the best slots first: 1; 1; 2."
    if expected:
        place = found.place_of(row.number, "ranks")
        draft.remarks.wrong(place, "; ".join(map(str, ranks)), expected, remedy)
        wrong.add("ranks")
    else:
        values["ranks"] = [rank - 1 for rank in ranks]


def _choose_slots(
    draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str], form: dict[str, Any] | None
) -> None:
    """The slots of the row, or else of the host's form. form: made from it; None where it has none."""
    place = found.place_of(row.number, "slots")
    if form is not None and "slots" in values:
        draft.remarks.wrong(place, f"slots, and a form on sheet {CHOICES.name}", "one of the two", "Empty one of them.")
    elif form is not None:
        values |= form
    elif "slots" not in {*values, *wrong}:
        wrong.add("slots")
        if f"form/{values.get('host')}" not in draft.places:
            remedy = f"Type first days, best first, or fill in sheet {CHOICES.name}."
            draft.remarks.wrong(place, "no slot", "at least one slot", remedy)


def _forms(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each host with a form: its slots and their ranks; no slots where none suits."""
    found = draft.sheets.get(CHOICES)
    length = draft.slot_length
    headings = dict(_headings(draft, found, length)) if found is not None else {}
    for found, row in draft.rows(CHOICES):
        values, _ = draft.fields(found, row)
        host = values.get("host")
        if host is None:
            continue
        draft.places[f"form/{host}"] = found.place_of(row.number, "host")
        ranks = {at: _rank(draft, found, row.number, at, cell) for at, cell in found.others(row) if at in headings}
        slots = _slots(headings, ranks, _openness(draft, host, length))
        if slots:
            yield host, _ranked(slots)
        else:
            expected, remedy = "a week or slot on which the host is open", "Ask the host for another week."
            draft.remarks.wrong(draft.places[f"form/{host}"], "no slot that suits", expected, remedy)


def _slots(
    headings: Mapping[int, tuple[date, ...]],
    ranks: Mapping[int, int | str | None],
    is_open: Callable[[date], bool] | None,
) -> dict[date, int]:
    """The rank of each slot under a heading with one, if the host is open on it; of two, the better one."""
    last = max((rank for rank in ranks.values() if isinstance(rank, int)), default=0)
    slots: dict[date, int] = {}
    for at, said in ranks.items():
        if said is None:
            continue
        rank = said if isinstance(said, int) else last + 1
        for slot in headings[at]:
            if is_open is None or is_open(slot):
                slots[slot] = min(rank, slots.get(slot, rank))
    return slots


def _ranked(slots: dict[date, int]) -> dict[str, Any]:
    """Slots best first, then by day, with ranks from 0 that leave none out; ranks only where two are equal."""
    steps = {rank: n for n, rank in enumerate(sorted(set(slots.values())))}
    listed = sorted(slots, key=lambda slot: (slots[slot], slot))
    ranks = [steps[slots[slot]] for slot in listed]
    made: dict[str, Any] = {"slots": [slot.isoformat() for slot in listed]}
    return made if ranks == list(range(len(ranks))) else {**made, "ranks": ranks}


def _rank(draft: Draft, found: Found, row: int, position: int, cell: CellValue) -> int | str | None:
    """The rank from 1, "last" for if need be, None for no."""
    text = alike(text_of(cell))
    if text in _NO:
        return None
    if text in _YES:
        return 1
    if text in _IF_NEED_BE:
        return "last"
    if text.isdigit() and 1 <= int(text) <= _LAST_RANK:
        return int(text)
    expected = f"a rank from 1 to {_LAST_RANK}, yes, if need be or no"
    draft.remarks.wrong(found.place(row, position), shown(cell), expected, "Type one of them.")
    return None


def _headings(draft: Draft, found: Found, length: SlotLength) -> Iterator[tuple[int, tuple[date, ...]]]:
    """The slots for which each heading stands: a Monday alone is a week, "Mon-Wed 8 Oct 2018" is one slot."""
    for position, text in found.headings.items():
        if any(position in known for known in found.known.values()):
            continue
        day, cell = heading_day(found.cells.get(position)), found.cells.get(position)
        place = found.place(found.heading_row, position)
        if day is None:
            draft.remarks.warn(place, repr(text), "a week's Monday, or the first day of a slot", "It is not read.")
        elif not length.begins_on(day):
            draft.remarks.wrong(place, text, length.first_days, length.why)
        elif day.weekday() == 0 and alike(length.name(day)) not in alike(text_of(cell)):
            yield position, tuple(week_of(day) + timedelta(days=n) for n in length.weekdays)
        else:
            yield position, (day,)


def _openness(draft: Draft, host: str, length: SlotLength) -> Callable[[date], bool] | None:
    """Whether the host is open on all days of a slot; None where its calendar cannot be read."""
    school = next((one for one in draft.raw.get("schools", ()) if one.get("id") == host), None)
    its = (school or {}).get("calendar")
    calendar = next((one for one in draft.raw.get("calendars", ()) if one["id"] == its), None)
    try:
        days_open = Calendar.model_validate(calendar)
        closed = [Days.model_validate(one) for one in (school or {}).get("closed", ())]
    except (ValidationError, ValueError):
        return None
    return lambda slot: all(
        days_open.is_school_day(day) and not any(day in one for one in closed) for day in length.days_of(slot)
    )
