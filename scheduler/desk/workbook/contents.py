"""An instance as rows for the workbook's sheets: what reading them gives back is the same instance."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from models.calendar import Days, week_of
from models.instance import Instance
from models.network import School
from models.people import Lead, Reviewer
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.workbook.away import stretches, together
from scheduler.desk.workbook.policies import NO_BAND, TERM_UNITS, Units, settings
from scheduler.desk.workbook.sheets import (
    AREAS,
    AWAY,
    CONFLICTS,
    LEADS,
    POLICY,
    REVIEWERS,
    REVIEWS,
    SCHOOLS,
    SITES,
    START,
    TERM,
    WEEKS,
    Kind,
    Sheet,
)
from scheduler.desk.workbook.terms import FACTS, VERSION

_FRIDAY, _WEEK = timedelta(days=4), timedelta(days=7)

Row = list[Any]
"""Values by position; None is an empty cell. Dates are dates, lists are texts."""


def rows_of(instance: Instance, sheet: Sheet, contacts: Contacts | None = None) -> list[Row]:
    """The rows of a sheet, below its headings."""
    special = {
        START: _start,
        TERM: _term,
        AREAS: _areas,
        AWAY: _away,
        WEEKS: _weeks,
        CONFLICTS: _conflicts,
        SITES: _sites,
        POLICY: _policy,
    }
    if sheet in special:
        return list(special[sheet](instance))
    entries: Iterable[Any] = getattr(instance, sheet.collection, ())
    return [_entry(sheet, instance, entry, contacts or {}) for entry in entries]


def headings_of(instance: Instance, sheet: Sheet) -> list[str | date]:
    """The sheet's headings; with a column a week where it has those."""
    headings: list[str | date] = [heading for column in sheet.columns for heading in _headings(instance, sheet, column)]
    return [*headings, *(mondays(instance) if sheet == WEEKS else ())]


def _headings(instance: Instance, sheet: Sheet, column: Any) -> Iterator[str]:
    """More columns where a review has more slots than there are."""
    most = max((len(review.slots) for review in instance.reviews), default=0) if sheet == REVIEWS else 0
    yield from column.headings
    if column.many > 1:
        yield from (f"{column.heading} {number}" for number in range(column.many + 1, most + 1))


def mondays(instance: Instance) -> list[date]:
    """The Mondays of the weeks of all terms."""
    found = set()
    for term in instance.terms:
        monday = week_of(term.first_day)
        while monday <= term.last_day:
            found.add(monday)
            monday += _WEEK
    return sorted(found)


def _entry(sheet: Sheet, instance: Instance, entry: Any, contacts: Contacts) -> Row:
    row: Row = []
    contact = contacts.get(getattr(entry, "id", ""), Contact()) if sheet in (SCHOOLS, REVIEWERS, LEADS) else Contact()
    said = {"Name": contact.name, "Contact": contact.name, "E-mail": contact.email, "Telephone": contact.telephone}
    for column in sheet.columns:
        if not column.field:
            row.append(said.get(column.heading) or None)
            continue
        value = getattr(entry, column.field)
        if column.many > 1:
            slots = list(value)
            row += [*slots, *[None] * (len(list(_headings(instance, sheet, column))) - len(slots))]
        elif sheet == REVIEWS and column.field == "ranks":
            row.append("; ".join(str(rank + 1) for rank in value) if value else None)
        else:
            row.append(cell_of(column.kind, value, _is_usual(entry, column.field)))
    return row


def _is_usual(entry: Any, field: str) -> bool:
    """Whether the entry's field has the value that it has where nothing is said."""
    info = type(entry).model_fields[field]
    return not info.is_required() and bool(getattr(entry, field) == info.default)


def cell_of(kind: Kind, value: Any, is_usual: bool = False) -> Any:
    """A field's value as a cell: empty where it is as usual."""
    if is_usual or value is None:
        return None
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "none"
    if kind == Kind.YES:
        return "yes" if value else "no"
    return str(value) if kind in (Kind.TEXT, Kind.ID, Kind.ONE, Kind.WORD, Kind.YEAR) else value


def _start(instance: Instance) -> Iterator[Row]:
    for fact in FACTS:
        origin, _, field = fact.field.partition(".")
        value = getattr(instance.origin, field) if field else getattr(instance, origin) if origin else VERSION
        yield [fact.heading, value if value != "" else None, fact.note]


def _term(instance: Instance) -> Iterator[Row]:
    for term in instance.terms:
        yield ["term", term.calendar, term.id, term.first_day, term.last_day, term.number]
    for calendar in instance.calendars:
        yield ["calendar", calendar.id, calendar.name or None, None, None, None]
        for what, listed in (("open", calendar.open), ("holiday", calendar.closed)):
            for days in listed:
                yield [what, calendar.id, None, *_first_last(days), None]


def _first_last(days: Days) -> list[date | None]:
    return [days.first, days.last if days.last != days.first else None]


def _areas(instance: Instance) -> Iterator[Row]:
    yield from ([area] for area in instance.areas)


def _absences(entry: Reviewer | Lead | School, weeks: set[date]) -> tuple[tuple[Days, ...], list[date]]:
    """Days for sheet Away, and weeks for sheet Weeks, which together are read as what the entry has."""
    listed = entry.closed if isinstance(entry, School) else entry.away
    if isinstance(entry, School):
        return listed, []
    busy = [
        days.first + n * _WEEK
        for days in listed
        if days.first.weekday() == 0 and days.last.weekday() == 4
        for n in range((days.last - days.first).days // 7 + 1)
    ]
    whole = stretches(busy)
    others = tuple(days for days in listed if str(days) not in whole)
    is_same = together([str(days) for days in others], whole) == [str(days) for days in listed]
    return (others, busy) if is_same and set(busy) <= weeks else (listed, [])


def _people(instance: Instance) -> Iterator[Reviewer | Lead | School]:
    yield from instance.reviewers
    yield from instance.leads


def _away(instance: Instance) -> Iterator[Row]:
    weeks = set(mondays(instance))
    people = {one.id for one in _people(instance)}
    for entry in (*_people(instance), *instance.schools):
        kind = "school" if isinstance(entry, School) else "person"
        is_both = entry.id in people and entry.id in instance.school_by_id
        for days in _absences(entry, weeks)[0]:
            yield [entry.id, *_first_last(days), kind if is_both else None, None]


def _weeks(instance: Instance) -> Iterator[Row]:
    weeks = mondays(instance)
    for entry in _people(instance):
        busy = set(_absences(entry, set(weeks))[1])
        yield [entry.id, None, *("x" if week in busy else None for week in weeks)]


def _conflicts(instance: Instance) -> Iterator[Row]:
    people: tuple[Reviewer | Lead, ...] = (*instance.reviewers, *instance.leads)
    for entry in people:
        yield from ([entry.id, school, None] for school in entry.conflicts)


def _sites(instance: Instance) -> Iterator[Row]:
    for school in instance.schools:
        yield from ([school.id, site.id, site.name, site.latitude, site.longitude] for site in school.sites)


def _policy(instance: Instance) -> Iterator[Row]:
    yield from policy_rows(instance.policy, TERM_UNITS)


def policy_rows(policy: Any, of: Units) -> Iterator[Row]:
    """The rows of sheet Policy."""
    for setting in settings(policy, of):
        yield [
            setting.part,
            setting.name,
            _said(setting.column.kind, setting.value, NO_BAND),
            _said(setting.column.kind, setting.usual, ""),
            setting.meaning or None,
        ]


def _said(kind: Kind, value: Any, nothing: str) -> Any:
    if value is None:
        return nothing or None
    return cell_of(kind, value)
