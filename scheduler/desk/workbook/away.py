"""Sheets Away, Weeks and Conflicts: when people are not free and schools are closed, and whom nobody sends where."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from models.calendar import Days, week_of
from scheduler.desk.workbook.cells.days import NotADay, day_of
from scheduler.desk.workbook.cells.entries import Draft
from scheduler.desk.workbook.cells.headings import Found, Row
from scheduler.desk.workbook.cells.plain import alike
from scheduler.desk.workbook.cells.values import shown, text_of
from scheduler.desk.workbook.files.grids import CellValue
from scheduler.desk.workbook.oddities import tell_own_school
from scheduler.desk.workbook.sheets import AWAY, CONFLICTS, WEEKS
from scheduler.desk.workbook.terms import days_of

_BUSY, _FREE = ("x", "busy", "away", "no", "unavailable"), ("", "free", "yes", "available", "-")
_FRIDAY = timedelta(days=4)
_WEEK = timedelta(days=7)


def read_away(draft: Draft) -> None:
    """What is said of people goes to their entries, of schools to theirs."""
    away: dict[tuple[str, str], list[str]] = {}
    for found, row in draft.rows(AWAY):
        values, wrong = draft.fields(found, row)
        days = days_of(draft, found, row, values, wrong)
        of = _whose(draft, found, row, values)
        if days is not None and of is not None:
            listed = away.setdefault((of, values["who"]), [])
            draft.places[f"{of}/{values['who']}[{len(listed)}]"] = found.place_of(row.number, "first")
            listed.append(days)
    weeks = dict(_busy_weeks(draft))
    for collection, field in (("reviewers", "away"), ("leads", "away"), ("schools", "closed")):
        for n, entry in enumerate(draft.raw.get(collection, ())):
            key = (collection, entry.get("id", ""))
            days_listed, busy = away.get(key, []), weeks.get(key, [])
            if days_listed or busy:
                entry[field] = together(days_listed, busy)
                _remember(draft, f"$.{collection}[{n}].{field}", f"{key[0]}/{key[1]}", days_listed, entry[field])


def _remember(draft: Draft, path: str, key: str, listed: list[str], whole: list[str]) -> None:
    for n, days in enumerate(whole):
        if days in listed:
            draft.places[f"{path}[{n}]"] = draft.places[f"{key}[{listed.index(days)}]"]


def together(listed: Sequence[str], busy: Sequence[str]) -> list[str]:
    """Days away in order; as they are listed where no week says more."""
    return sorted({*listed, *busy}) if busy else list(listed)


def _whose(draft: Draft, found: Found, row: Row, values: dict[str, Any]) -> str | None:
    """In which collection somebody is; a remark where an id is in two."""
    who, kind = values.get("who"), values.get("kind")
    if who is None:
        return None
    there = [name for name in ("reviewers", "leads", "schools") if who in draft.known[name].ids]
    if not there:  # their sheet cannot be read
        return None
    wanted = {"person": ("reviewers", "leads"), "school": ("schools",)}.get(str(kind), tuple(there))
    those = [name for name in there if name in wanted]
    if len(those) == 1 or those == ["reviewers", "leads"]:  # that they have one id is said on sheet Leads
        return those[0]
    place = found.place_of(row.number, "kind")
    if those:
        draft.remarks.wrong(place, "nothing", "person or school", f"{who} is both: say which.")
    else:
        expected = "school" if there == ["schools"] else "person"
        remedy = f"{who} is a {there[0].removesuffix('s')}: correct the kind, or empty it."
        draft.remarks.wrong(place, repr(kind), expected, remedy)
    return None


def _busy_weeks(draft: Draft) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Of everybody with an x: the weeks, neighbouring ones as one stretch from Monday to Friday."""
    found = draft.sheets.get(WEEKS)
    mondays = _mondays(draft, found) if found is not None else {}
    busy: dict[tuple[str, str], list[date]] = {}
    for found, row in draft.rows(WEEKS):
        values, _ = draft.fields(found, row)
        weeks = [
            mondays[position]
            for position, cell in found.others(row)
            if position in mondays and _is_busy(draft, found, row.number, position, cell)
        ]
        of = next((name for name in ("reviewers", "leads") if values.get("who") in draft.known[name].ids), None)
        if of is not None:
            busy.setdefault((of, values["who"]), []).extend(weeks)
    yield from ((key, stretches(weeks)) for key, weeks in busy.items())


def stretches(mondays: Iterable[date]) -> list[str]:
    """Weeks as stretches of days from a Monday to a Friday; neighbouring weeks are one."""
    weeks = sorted(set(mondays))
    if not weeks:
        return []
    starts = [weeks[0], *(after for before, after in pairwise(weeks) if after - before != _WEEK)]
    ends = [*(before for before, after in pairwise(weeks) if after - before != _WEEK), weeks[-1]]
    return [str(Days(first=first, last=last + _FRIDAY)) for first, last in zip(starts, ends, strict=True)]


def _mondays(draft: Draft, found: Found) -> dict[int, date]:
    """The week of each heading that is one."""
    weeks: dict[int, date] = {}
    for position, text in found.headings.items():
        if any(position in known for known in found.known.values()):
            continue
        day = heading_day(found.cells.get(position))
        if day is None:
            draft.remarks.warn(found.place(found.heading_row, position), repr(text), "a date", "It is not read.")
        elif week_of(day) in weeks.values():
            draft.remarks.wrong(
                found.place(found.heading_row, position), text, "each week once", "Remove or correct one."
            )
        else:
            weeks[position] = week_of(day)
    return weeks


def heading_day(cell: CellValue) -> date | None:
    """The date in a heading: alone, or after words such as "week of"."""
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    words = text_of(cell).split()
    for n in range(len(words)):
        try:
            return day_of(" ".join(words[n:]))
        except NotADay:
            continue
    return None


def _is_busy(draft: Draft, found: Found, row: int, position: int, cell: CellValue) -> bool:
    text = alike(text_of(cell))
    if text not in (*_BUSY, *_FREE):
        draft.remarks.wrong(
            found.place(row, position), shown(cell), "x where somebody is busy, or nothing", "Put x, or empty it."
        )
    return text in _BUSY


def read_conflicts(draft: Draft) -> None:
    """Each conflict goes to whoever declared it."""
    declared: dict[str, list[str]] = {}
    homes = {entry.get("id"): entry.get("school") for entry in draft.raw.get("reviewers", ())}
    for found, row in draft.rows(CONFLICTS):
        values, _ = draft.fields(found, row)
        tell_own_school(found, row, values, homes.get(values.get("person", "")), draft.remarks)
        if {"person", "school"} <= values.keys():
            declared.setdefault(values["person"], []).append(values["school"])
    for collection in ("reviewers", "leads"):
        for entry in draft.raw.get(collection, ()):
            if entry.get("id") in declared:
                entry["conflicts"] = list(dict.fromkeys(declared[entry["id"]]))
