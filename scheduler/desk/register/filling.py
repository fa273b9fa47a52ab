"""Missing facts of a workbook's schools from the register, by URN."""

import re
from dataclasses import dataclass
from pathlib import Path

from scheduler.desk.places.degrees import degrees, fill_place, is_without_place
from scheduler.desk.register.entries import Entry
from scheduler.desk.register.reading import Register, closure, read_links, read_register
from scheduler.desk.workbook.cells.headings import Row
from scheduler.desk.workbook.cells.plain import alike
from scheduler.desk.workbook.filling import Copy, Done, Line, Page
from scheduler.desk.workbook.sheets import SCHOOLS
from scheduler.words import count, either, listed

LICENCE = (
    "Facts of schools contain public sector information licensed under the Open Government Licence v3.0. Contains OS "
    "data (c) Crown copyright and database right."
)
_URN = re.compile(r"\d{5,7}")
_MOST_NAMED = 3


@dataclass(frozen=True)
class Registered:
    """A workbook whose schools were looked up. content: of the copy's file. notes: of the files as a whole."""

    content: bytes
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def registered(workbook: Path, register: Path, links: Path | None = None, *, refresh: bool = False) -> Registered:
    """The workbook with what its schools lack and the register knows.

    links: the register's file of links, for successors. refresh: replace what is typed and differs.

    Raises:
        InvalidInput: one of the files cannot be used, or pyproj is not installed.
    """
    copy = Copy(workbook, (SCHOOLS,))
    page = copy.pages[SCHOOLS]
    urns = {urn for row in page.rows if (urn := page.text(row, "Id"))}
    after = read_links(links) if links is not None else {}
    found = read_register(register, closure(urns, after), _names(page))
    known = [entry for urn in urns if (entry := found.entries.get(urn)) and entry.reference is not None]
    places = dict(
        zip((one.urn for one in known), degrees([one.reference for one in known if one.reference]), strict=True)
    )
    for row in page.rows:
        entry = found.entries.get(page.text(row, "Id"))
        if entry is None:
            page.say(row, Done.LOOK, _unknown(page, row, found), "Id")
            continue
        _tell_status(page, row, entry, _successors(entry.urn, after, found), links is not None)
        _fill(page, row, entry, refresh)
        if entry.urn in places:
            fill_place(page, row, places[entry.urn], refresh=refresh)
        elif is_without_place(page, row):
            page.say(row, Done.LOOK, "the register has no place of it", "Latitude")
    lacks = (f"{register} has no column {listed(found.lacks)}: nothing of it is filled in.",) if found.lacks else ()
    content, lost = copy.saved()
    return Registered(content, tuple(copy.lines), (*lacks, *lost))


def _names(page: Page) -> set[str]:
    return {alike(name) for row in page.rows if (name := page.text(row, "Name"))}


def _fill(page: Page, row: Row, entry: Entry, refresh: bool) -> None:
    values: dict[str, str | int | None] = {
        "Name": entry.name,
        "Phase": entry.phase and entry.phase.value,
        "Pupils": entry.pupils,
        "Local authority": entry.authority,
        "Trust": entry.trust,
        "Postcode": entry.postcode if page.has("Postcode") else "",
    }
    for heading, value in values.items():
        if value not in (None, ""):
            page.fill(row, heading, value, refresh=refresh)
    if entry.phase is None and not page.text(row, "Phase"):
        page.say(row, Done.LOOK, "the register says no phase that is known here: choose one", "Phase")


def _unknown(page: Page, row: Row, found: Register) -> str:
    """What is said of an id that the register does not have."""
    urn, named = page.text(row, "Id"), found.named.get(alike(page.text(row, "Name")), [])
    open_ones = [entry for entry in named if not entry.is_closed] or named
    said = "no URN" if not urn else f"{urn} is {'not in the register' if _URN.fullmatch(urn) else 'no URN'}"
    if len(open_ones) > _MOST_NAMED:
        return f"{said}; {count(len(open_ones), 'school')} there have that name"
    meant = either([f"{entry.urn} ({', '.join(filter(None, (entry.name, entry.authority)))})" for entry in open_ones])
    return f"{said}; maybe {meant} is meant" if meant else said


def _successors(urn: str, after: dict[str, list[str]], found: Register) -> list[str]:
    """In words, the schools that came after it, up to those that are open."""
    said, seen, left = [], {urn}, list(after.get(urn, []))
    while left:
        other = left.pop(0)
        if other in seen:
            continue
        seen.add(other)
        entry = found.entries.get(other)
        oddity = entry.oddity if entry else "not in the register"
        said.append(f"{other} {entry.name if entry else ''}".strip() + (f" ({oddity})" if oddity else ""))
        left += after.get(other, []) if entry is not None and entry.is_closed else []
    return said


def _tell_status(page: Page, row: Row, entry: Entry, successors: list[str], has_links: bool) -> None:
    if not entry.oddity:
        return
    if not entry.is_closed:
        after = ""
    elif successors:
        after = f"; after it came {listed(successors)}"
    else:
        after = "; no successor is named" if has_links else "; name the file of links with --links to see its successor"
    page.say(row, Done.LOOK, f"{entry.oddity}{after}", "Id")
