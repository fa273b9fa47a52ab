"""Calendars: all-day events that end on the day after the last, in no time zone, each with an id that never changes.

An event's id is made of the instance's name, the review and whom it is for, so that a later letter changes the event
and never adds a second one. Its sequence rises with every change; the stamp is the day that is given, never the clock.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from models.told import Role
from scheduler.desk.letters.lines import Line, Recipient
from scheduler.desk.letters.naming import Naming
from scheduler.desk.letters.plain import address

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Entry:
    """One review in one calendar. to: whose line it is; None in a calendar of many reviews. is_open: a draft."""

    line: Line
    to: Recipient | None = None
    sequence: int = 0
    is_open: bool = False


@dataclass(frozen=True)
class Binder:
    """What makes calendars. on: the day that stamps them. sender: the e-mail address of whoever sends them, if any."""

    naming: Naming
    on: date
    sender: str = ""

    def calendar(self, method: str, entries: Iterable[Entry]) -> bytes:
        """The file of these events."""
        made = Calendar()
        made.add("prodid", "-//qa-scheduler//reviews//EN")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("method", method)
        for entry in entries:
            made.add_component(self._event(method, entry))
        return bytes(made.to_ical())

    def _event(self, method: str, entry: Entry) -> Event:
        line, event = entry.line, Event()
        event.add("uid", uid(self.naming.instance.name, line.review, entry.to))
        event.add("sequence", entry.sequence)
        event.add("dtstamp", datetime(self.on.year, self.on.month, self.on.day, tzinfo=UTC))
        event.add("dtstart", line.slot)
        event.add("dtend", line.slot + timedelta(days=self.naming.instance.policy.slot.days))
        event.add("summary", self._summary(entry))
        event.add("location", self.naming.host(line.review))
        if said := "\n".join(self._said(line)):
            event.add("description", said)
        event.add("transp", "OPAQUE")
        event.add("status", "CANCELLED" if method == CANCEL else "TENTATIVE" if entry.is_open else "CONFIRMED")
        if method != PUBLISH and entry.to is not None:
            self._add_people(event, entry.to)
        return event

    def _summary(self, entry: Entry) -> str:
        role, instance = None if entry.to is None else entry.to.role, self.naming.instance
        if role == Role.HOST:
            return f"{instance.review_name} at our {instance.host_word}"
        leads = " (you lead)" if role == Role.LEAD else ""
        return f"{instance.review_name} at {self.naming.host(entry.line.review)}{leads}"

    def _said(self, line: Line) -> Iterable[str]:
        if line.lead is not None:
            yield f"Lead Reviewer: {self.naming.person(line.lead)}"
        if line.team:
            yield f"Team: {', '.join(self.naming.members(line.team))}"

    def _add_people(self, event: Event, to: Recipient) -> None:
        """Who sends it, and to whom, as far as their addresses are known."""
        if self.sender:
            event.add("organizer", vCalAddress(f"mailto:{self.sender}"))
        if email := address(self.naming.contact(to.who)):
            whom = vCalAddress(f"mailto:{email}")
            whom.params["CN"] = vText(self.naming.recipient(to).replace('"', "'"))
            whom.params["RSVP"] = vText("FALSE")
            event.add("attendee", whom, encode=False)


def uid(instance: str, review: str, to: Recipient | None) -> str:
    """The id of an event. Nothing in it can be read, so it says nothing of anybody."""
    of = [instance, review, *((str(to.role), to.who) if to is not None else ())]
    return f"{hashlib.sha256(json.dumps(of).encode()).hexdigest()[:40]}@qa-scheduler"
