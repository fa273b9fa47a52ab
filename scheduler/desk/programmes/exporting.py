"""Groups as a workbook to read and print, and as calendars: see `qa-scheduler export` and `calendar`."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from icalendar import Calendar, Event

from models.problem import InvalidInput, Problem
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.letters.calendars import PUBLISH
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.news import Event as Told
from scheduler.desk.programmes.news import news
from scheduler.desk.programmes.showing import by_group, by_week, by_who, goals_in_order, overview, rules_table
from scheduler.desk.workbook.parts import Part, write_parts
from scheduler.desk.workbook.writing import CREATED, OPTIONS, Formats
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined, Line
from scheduler.words import visible


def workbook(instance: ProgrammeInstance, made: Groups) -> bytes:
    """The workbook as the bytes of its file: what the groups are and come to, a sheet for each view."""
    joined, unit = Joined(instance, made), programme_of(instance)
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, OPTIONS)
    book.set_properties({"title": f"{unit.title}: {instance.name}", "comments": "For qa-scheduler", "created": CREATED})
    formats = Formats(book)
    sheets: tuple[tuple[str, Iterable[Part]], ...] = (
        ("Summary", overview(instance, made)),
        (f"By {unit.group}", [by_group(joined)]),
        ("By whom it asks", [by_who(joined)]),
        ("By week", [by_week(joined)]),
        ("Checked", judged(instance, made).parts),
        ("Rules and goals", [rules_table(instance), goals_in_order(instance)]),
    )
    for name, parts in sheets:
        write_parts(book.add_worksheet(name), formats, parts)
    book.close()
    return memory.getvalue()


def calendar(instance: ProgrammeInstance, made: Groups, on: date, who: str | None = None) -> bytes:
    """A calendar file of all days, or of those that somebody is asked for. on: the day that stamps it.

    Events are all-day and end on the day after. Somebody's own are those of their letters, which change them.

    Raises:
        InvalidInput: there is nobody of that id.
    """
    joined = Joined(instance, made)
    if who is not None and who not in {*instance.members, *instance.people, *instance.places}:
        expected = "the id of a school or person of the programme"
        raise InvalidInput([Problem(where="who", value=repr(who), expected=expected, remedy="See show --by person.")])
    if who is None:
        return calendar_file(
            PUBLISH, (event_of(joined, line, on, _of_all(joined, line)) for line in _once(joined.lines))
        )
    own = [event for one in news(joined, everyone=True).letters if one.who == who for event in one.events]
    dated = sorted((one for one in own if one.now is not None and one.now.day), key=lambda one: str(one.line.day))
    return calendar_file(PUBLISH, (event_of(joined, one.line, on, uid_of(joined, one), one.sequence) for one in dated))


def calendar_file(method: str, events: Iterable[Event]) -> bytes:
    """A calendar file. method: what a calendar is to do with it, as RFC 5546 has it."""
    found = Calendar()
    found.add("prodid", "-//qa-scheduler//programmes//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", method)
    for event in events:
        found.add_component(event)
    return bytes(found.to_ical())


def uid_of(joined: Joined, event: Told) -> str:
    """The id of an event of somebody's calendar: the same whatever its day. Nothing in it can be read."""
    return _uid(joined.instance.name, event.line.who, event.number)


def _of_all(joined: Joined, line: Line) -> str:
    """The id of a day in the calendar of all."""
    return _uid(joined.instance.name, line.group, line.kind, str(line.day), line.at, None)


def _uid(*of: str | int | None) -> str:
    return f"{hashlib.sha256(json.dumps(of).encode()).hexdigest()[:40]}@qa-scheduler"


def _once(lines: Iterable[Line]) -> list[Line]:
    """Each day of a group once, not once for each who comes."""
    kept: dict[tuple[object, ...], Line] = {}
    for line in lines:
        if line.day is not None:
            kept.setdefault((line.group, line.kind, line.at, line.day), line)
    return sorted(kept.values(), key=lambda line: (str(line.day), line.group, line.kind, line.at))


def event_of(joined: Joined, line: Line, on: date, uid: str, sequence: int = 0, *, is_cancelled: bool = False) -> Event:
    """A line's day as an event. on: the day that stamps it. sequence: how often it was changed."""
    assert line.day is not None
    unit, event = programme_of(joined.instance), Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", datetime(on.year, on.month, on.day, tzinfo=UTC))
    event.add("dtstart", line.day)
    event.add("dtend", line.day + timedelta(days=1))
    event.add("summary", visible(f"{unit.title}: {line.kind}"))
    event.add("location", visible(joined.name(line.at)))
    come = dict.fromkeys(
        joined.name(other.who)
        for other in joined.lines
        if (other.group, other.kind, other.at, other.day) == (line.group, line.kind, line.at, line.day)
    )
    if come:
        event.add("description", visible(f"Come: {', '.join(come)}"))
    event.add("transp", "OPAQUE")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return event
