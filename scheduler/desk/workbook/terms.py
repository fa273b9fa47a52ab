"""Sheets Start, Term and Areas: the year, its terms, the calendars, the areas of excellence."""

from datetime import date
from difflib import get_close_matches
from typing import Any

from models.calendar import Days
from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.plain import heading_alike
from scheduler.desk.workbook.cells.values import Wrong, is_nothing, parts_of, shown, text_of, value_of
from scheduler.desk.workbook.files.grids import CellValue, Place
from scheduler.desk.workbook.sheets import AREAS, SCHOOLS, SHEETS, TERM, Book, Column, Kind
from scheduler.words import day_said

VERSION = 1
"""Of the workbook's form. A newer one is refused, an older one read."""
ONLY = "A"
"""The calendar's id where only one is, and nobody named it."""


def _fact(heading: str, field: str, kind: Kind, note: str, needed: bool = False, words: tuple[str, ...] = ()) -> Column:
    return Column(heading, field, kind, note, needed=needed, words=words)


FACTS = (
    _fact("Name", "name", Kind.ID, "The plan's name, such as spring-2027.", needed=True),
    _fact("School year", "school_year", Kind.YEAR, "Such as 2026-27.", needed=True),
    _fact("Terms in the year", "terms_in_year", Kind.WHOLE, "3, unless your year is parted otherwise."),
    _fact("Where the facts come from", "origin.text", Kind.TEXT, "If you like."),
    _fact("Made by", "origin.command", Kind.TEXT, "A command, where one has made it."),
    _fact("Drawn with seed", "origin.seed", Kind.WHOLE, "Where it was drawn."),
    _fact("Licence", "origin.licence", Kind.TEXT, "Of the facts, where they have one."),
    _fact("Hosts are", "hosts_are", Kind.WORD, "schools, or trusts in their place.", words=("schools", "trusts")),
    _fact("Workbook version", "", Kind.WHOLE, "Of this form: leave it as it is."),
)
"""What sheet Start says, a row each."""
TERM_BOOK = Book(SHEETS, FACTS)
"""The workbook of a term."""


def read_start(draft: Draft, book: Book = TERM_BOOK) -> None:
    """The instance's own facts."""
    names = {heading_alike(fact.heading): fact for fact in book.facts}
    draft.raw |= {"format": 1, "origin": {}}
    for found, row in draft.rows(book.start):
        what, value = (found.first(row, book.start.column(field)) for field in ("what", "value"))
        what = text_of(what)
        fact = names.get(heading_alike(what))
        if fact is None:
            _tell_unknown_fact(draft, found, row, what, names)
        elif not is_nothing(fact, value):
            _read_fact(draft, fact, found.place_of(row.number, "value"), value)
    draft.raw["origin"].setdefault("text", f"The workbook {draft.source}.")


def _read_fact(draft: Draft, fact: Column, place: Place, value: CellValue) -> None:
    """Put one fact where the instance has it; the form's version is only compared."""
    draft.places[f"$.{fact.field}"] = place
    try:
        said = value_of(fact, value, {})
    except Wrong as error:
        draft.wrong.add(f"$.{fact.field}")
        draft.remarks.wrong(place, error.found or shown(value), error.expected, error.remedy)
        return
    whole, _, field = fact.field.partition(".")
    if field:
        draft.raw[whole][field] = said
    elif whole:
        draft.raw[whole] = said
    elif said > VERSION:
        remedy = "A newer qa-scheduler made it: install that version."
        draft.remarks.wrong(place, str(said), f"at most {VERSION}", remedy)


def _tell_unknown_fact(draft: Draft, found: Found, row: Row, what: str, names: dict[str, Column]) -> None:
    near = get_close_matches(heading_alike(what), names, n=1)
    remedy = f"It is not read: maybe {names[near[0]].heading} is meant." if near else "It is not read; it may stay."
    draft.remarks.warn(found.place_of(row.number, "what"), repr(what), "a word of this sheet", remedy)


def read_terms(draft: Draft) -> None:
    """Terms and calendars. Where only one calendar is, nobody needs to name it."""
    if TERM not in draft.sheets:
        return
    rows = [(found, row, *draft.fields(found, row)) for found, row in draft.rows(TERM)]
    named = list(dict.fromkeys(values["calendar"] for _, _, values, _ in rows if values.get("calendar")))
    only = named[0] if len(named) == 1 else ONLY if not named else ""
    calendars: dict[str, dict[str, Any]] = {}
    draft.raw |= {"terms": [], "calendars": []}
    for found, row, values, wrong in rows:
        what, id_ = values.get("what"), values.get("calendar") or only
        if what is None or "calendar" in wrong:
            continue
        if not id_:
            place = found.place_of(row.number, "calendar")
            draft.remarks.wrong(place, "nothing", f"a calendar: {', '.join(named)}", "Say which.")
            continue
        if what == "term":
            _term(draft, found, row, values, wrong, id_)
        else:
            _calendar(draft, found, row, values, wrong, calendars.setdefault(id_, {"id": id_, "name": "", "open": []}))
    if not draft.raw["terms"]:
        remedy = "Add a row with the word term, its name, its first and its last day."
        draft.remarks.wrong(Place(draft.sheets[TERM].name), "no term", "a row of the term", remedy)
        draft.wrong |= {"$.terms", "$.calendars"}
    _without_open(draft)


def _calendar(
    draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str], calendar: dict[str, Any]
) -> None:
    """A calendar's name, or days of it. It stands where it is first named."""
    if calendar not in draft.raw["calendars"]:
        draft.add("calendars", calendar, found, row, set())
        draft.known["calendars"].add(calendar["id"])
    if values["what"] == "calendar":
        calendar["name"] = values.get("name", "")
    elif days := days_of(draft, found, row, values, wrong):
        calendar.setdefault("open" if values["what"] == "open" else "closed", []).append(days)


def _term(draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str], calendar: str) -> None:
    number = values.get("number", len(draft.raw["terms"]) + 1)
    entry = {"id": values.get("name"), "number": number, "calendar": calendar}
    entry |= {"first_day": values.get("first"), "last_day": values.get("last")}
    for field, column in (("id", "name"), ("first_day", "first"), ("last_day", "last")):
        if entry[field] is None and column not in wrong:
            place = found.place_of(row.number, column)
            draft.remarks.wrong(place, "nothing", f"the term's {field.replace('_', ' ')}", "Fill it in.")
            wrong = wrong | {column}
    if not wrong & {"first", "last"}:
        wrong = wrong if days_of(draft, found, row, values, wrong) else wrong | {"first", "last"}
    fields = {"name": "id", "first": "first_day", "last": "last_day", "number": "number", "calendar": "calendar"}
    path = draft.add(
        "terms",
        {key: value for key, value in entry.items() if value is not None},
        found,
        row,
        {fields[one] for one in wrong if one in fields},
    )
    for column, field in fields.items():
        draft.places[f"{path}.{field}"] = found.place_of(row.number, column)
    if entry["id"]:
        draft.known["terms"].add(str(entry["id"]))


def days_of(draft: Draft, found: Found, row: Row, values: dict[str, Any], wrong: set[str]) -> str | None:
    """The days from `first` to `last` as JSON has them; None, and a remark, where they are no days."""
    first, last = values.get("first"), values.get("last")
    if wrong & {"first", "last"}:
        return None
    if first is None:
        draft.remarks.wrong(found.place_of(row.number, "first"), "nothing", "the first day", "Fill it in.")
        return None
    if last is not None and last < first:
        place = found.place_of(row.number, "last")
        expected = f"a day from {day_said(date.fromisoformat(first))} on"
        found_day = day_said(date.fromisoformat(last))
        draft.remarks.wrong(place, found_day, expected, "Maybe the first and the last day are swapped.")
        return None
    return str(Days.model_validate(f"{first}/{last}" if last else first))


def _without_open(draft: Draft) -> None:
    """A calendar that nobody wrote down, or without a stretch of open days, is open in its terms."""
    written = {one["id"] for one in draft.raw["calendars"]}
    for id_ in sorted({term["calendar"] for term in draft.raw["terms"]} - written):
        draft.raw["calendars"].append({"id": id_, "name": "", "open": []})
        draft.known["calendars"].add(id_)
    for n, calendar in enumerate(draft.raw["calendars"]):
        if calendar["open"]:
            continue
        terms = [term for term in draft.raw["terms"] if term["calendar"] == calendar["id"]]
        days = [(one.get("first_day", ""), one.get("last_day", "")) for one in terms]
        calendar["open"] = [f"{first}/{last}" for first, last in days if "" < first <= last]
        if not calendar["open"]:
            draft.wrong.add(f"$.calendars[{n}].open")
        if not terms and draft.raw["terms"]:
            expected, remedy = "a row open, or a term that follows it", "Add one, or correct the calendar's name."
            place = draft.place(f"$.calendars[{n}]") or Place(TERM.name)
            draft.remarks.wrong(place, f"calendar {calendar['id']} without open days", expected, remedy)


def read_areas(draft: Draft) -> None:
    """The areas; where the sheet is empty, those that schools name."""
    listed: list[str] = []
    for found, row in draft.rows(AREAS):
        values, _ = draft.fields(found, row)
        if "area" in values:
            draft.places[f"$.areas[{len(listed)}]"] = found.place_of(row.number, "area")
            listed.append(values["area"])
    if not listed:
        of = (SCHOOLS.column("strong_in"), SCHOOLS.column("works_on"))
        cells = (found.first(row, column) for found, row in draft.rows(SCHOOLS) for column in of)
        listed = sorted({part for cell in cells for part in parts_of(text_of(cell))})
    draft.raw["areas"] = listed
    for area in listed:
        draft.known["areas"].add(area)
