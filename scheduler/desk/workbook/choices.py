"""Sheets Reviews due and Choices: what is to be scheduled, and the slots that suit each host, best first.

A form says of weeks or single slots how good they are: a rank from 1, or yes (1), if need be (one behind the last
number), no. From it slots and ranks are made: a week stands for each of its three slots on which the host is open.

Example: Ash writes 1 for the week of Mon 8 Oct and "if need be" for Tue-Thu 16 Oct, and is closed on Fri 12 Oct. Its
slots are 8 and 9 Oct with rank 0 each, and 16 Oct with rank 1.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from models.calendar import Calendar, Days, is_slot, slot_days, week_of
from scheduler.desk.workbook.away import heading_day
from scheduler.desk.workbook.entries import Draft
from scheduler.desk.workbook.grids import CellValue
from scheduler.desk.workbook.headings import Found
from scheduler.desk.workbook.plain import alike
from scheduler.desk.workbook.sheets import CHOICES, REVIEWS
from scheduler.desk.workbook.values import shown, text_of

_YES, _IF_NEED_BE, _NO = ("yes", "y"), ("if need be", "maybe", "if necessary"), ("no", "n", "")
_LAST_RANK = 20


def note_reviews(draft: Draft) -> None:
    """Reviews may be called by their id, their host's id or its name; one without an id is called by its host."""
    host, own = REVIEWS.column("host"), REVIEWS.column("id")
    for _, row in draft.rows(REVIEWS):
        hosts = [id_ for _, cell in row.cells.get(host, ()) for id_ in draft.known["schools"].find(text_of(cell))]
        ids = [text_of(cell) for _, cell in row.cells.get(own, ()) if text_of(cell)]
        if id_ := (ids or [f"review-{hosts[0]}" if hosts else ""])[0]:
            names = [name for name, of in draft.known["schools"].names.items() if hosts[:1] == of]
            draft.known["reviews"].add(id_, *names)


def read_reviews(draft: Draft) -> None:
    """Every due review, with the slots of its row or of its host's form."""
    forms = dict(_forms(draft))
    terms = list(draft.known["terms"].ids)
    draft.raw["reviews"] = []
    for found, row in draft.rows(REVIEWS):
        path = f"$.reviews[{len(draft.raw['reviews'])}]"
        values, wrong = draft.fields(found, row, path)
        host = values.get("host")
        if host is not None and "id" not in wrong:
            values.setdefault("id", f"review-{host}")
        if len(terms) == 1 and "term" not in wrong:
            values.setdefault("term", terms[0])
        elif "term" not in {*values, *wrong}:
            draft.remarks.wrong(
                found.place_of(row.number, "term"), "nothing", f"one of {', '.join(terms)}", "Say in which term."
            )
            wrong.add("term")
        if "ranks" in values:
            values["ranks"] = [rank - 1 for rank in values["ranks"]]
        form = forms.pop(str(host), None)
        if form is not None and "slots" in values:
            place = found.place_of(row.number, "slots")
            draft.remarks.wrong(
                place, f"slots, and a form on sheet {CHOICES.name}", "one of the two", "Empty one of them."
            )
        elif form is not None:
            values |= form
        elif "slots" not in {*values, *wrong}:
            place = found.place_of(row.number, "slots")
            draft.remarks.wrong(
                place, "no slot", "at least one slot", f"Type first days, best first, or fill in sheet {CHOICES.name}."
            )
            wrong.add("slots")
        draft.add("reviews", dict(sorted(values.items())), found, row, wrong)
    for host in forms:
        place = draft.places[f"form/{host}"]
        draft.remarks.warn(
            place, host, f"a host on sheet {REVIEWS.name}", "It is not read: add its review, or remove the row."
        )


def _forms(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each host with a form: its slots and their ranks; no slots where none suits."""
    found = draft.sheets.get(CHOICES)
    headings = dict(_headings(draft, found)) if found is not None else {}
    for found, row in draft.rows(CHOICES):
        values, _ = draft.fields(found, row)
        host = values.get("host")
        if host is None:
            continue
        draft.places[f"form/{host}"] = found.place_of(row.number, "host")
        ranks = {at: _rank(draft, found, row.number, at, cell) for at, cell in row.others.items() if at in headings}
        last = max((rank for rank in ranks.values() if isinstance(rank, int)), default=0)
        is_open = _openness(draft, host)
        slots: dict[date, int] = {}
        for at, rank in ranks.items():
            if rank is None:
                continue
            for slot in headings[at]:
                if is_open is None or is_open(slot):
                    slots[slot] = min(slots.get(slot, _LAST_RANK), last + 1 if rank == "last" else int(rank))
        if not slots:
            place = draft.places[f"form/{host}"]
            draft.remarks.wrong(
                place,
                "no slot that suits",
                "a week or slot on which the host is open",
                "Ask the host for another week.",
            )
        else:
            yield host, _ranked(slots)


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


def _headings(draft: Draft, found: Found) -> Iterator[tuple[int, tuple[date, ...]]]:
    """The slots for which each heading stands: a Monday alone is a week, "Mon-Wed 8 Oct 2018" is one slot."""
    for position, text in found.headings.items():
        if position in found.known:
            continue
        day, cell = heading_day(found.cells.get(position)), found.cells.get(position)
        place = found.place(found.heading_row, position)
        if day is None:
            draft.remarks.warn(place, repr(text), "a week's Monday, or the first day of a slot", "It is not read.")
        elif not is_slot(day):
            draft.remarks.wrong(place, text, "a Monday, Tuesday or Wednesday", "A slot holds its week's Wednesday.")
        elif day.weekday() == 0 and "mon-wed" not in alike(text_of(cell)):
            yield position, tuple(week_of(day) + timedelta(days=n) for n in range(3))
        else:
            yield position, (day,)


def _openness(draft: Draft, host: str) -> Callable[[date], bool] | None:
    """Whether the host is open on all days of a slot; None where its calendar cannot be read."""
    school = next((one for one in draft.raw.get("schools", ()) if one.get("id") == host), None)
    calendar = next((one for one in draft.raw["calendars"] if school and one["id"] == school.get("calendar")), None)
    try:
        days_open = Calendar.model_validate(calendar)
        closed = [Days.model_validate(one) for one in (school or {}).get("closed", ())]
    except (ValidationError, ValueError):
        return None
    return lambda slot: all(
        days_open.is_school_day(day) and not any(day in one for one in closed) for day in slot_days(slot)
    )
