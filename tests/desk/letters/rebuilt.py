"""Everybody's calendar as the mails alone make it, read by a second calendar library.

A mailbox knows nothing of schedules: it reads drafts, and does with each calendar file what RFC 5546 says. A request is
taken unless a newer one is there; a cancellation takes the event away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component

from scheduler.desk.contacts import Contact

Seen = tuple[date, date, str, str]
"""What stands in a calendar: first day, the day after the last, summary, description."""


class Everybody(dict[str, Contact]):
    """Contacts in which every id has an address, from which it can be read again."""

    def get(self, id: str, default: Any = None) -> Contact:
        return Contact(email=address_of(id))


def address_of(id: str) -> str:
    return f"{id.encode().hex()[:60]}@x.example"


def read_mail(content: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(content)


def mails(folder: Path) -> list[EmailMessage]:
    """The drafts in a folder of letters, in the order of their names."""
    return [read_mail(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def calendars_of(mail: EmailMessage) -> Iterable[Calendar]:
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert (part.get_content_type(), str(part.get_filename()).endswith(".ics")) == ("text/calendar", True)
        calendar = Calendar.from_ical(content)
        assert part.get_param("method") == str(calendar["METHOD"])
        assert b"TZID" not in content and b"VTIMEZONE" not in content and b"DATE-TIME" not in content
        yield calendar


@dataclass
class Mailbox:
    """One recipient's mails so far: their events by id, and how often each was changed."""

    events: dict[str, Component] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    in_order: bool = True

    def receive(self, mail: EmailMessage) -> None:
        for calendar in calendars_of(mail):
            (event,) = calendar.events
            self._take(str(calendar["METHOD"]), event)

    def _take(self, method: str, event: Component) -> None:
        uid, sequence = str(event["UID"]), int(str(event["SEQUENCE"]))
        known = self.sequences.get(uid, -1)
        assert not self.in_order or sequence >= known
        if sequence < known:
            return
        self.sequences[uid] = sequence
        if method == "CANCEL":
            assert not self.in_order or uid in self.events, "a cancellation of what they were never told"
            self.events.pop(uid, None)
        else:
            assert method == "REQUEST"
            self.events[uid] = event

    @property
    def seen(self) -> list[Seen]:
        """What a calendar program shows, in order; something shown twice stands twice."""
        calendar = Calendar()
        for event in self.events.values():
            calendar.add_component(event)
        found = recurring_ical_events.of(calendar).between(date(2018, 1, 1), date(2020, 12, 31))
        return sorted(
            (one["DTSTART"].dt, one["DTEND"].dt, str(one["SUMMARY"]), str(one.get("DESCRIPTION", ""))) for one in found
        )
