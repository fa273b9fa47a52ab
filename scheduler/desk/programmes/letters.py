"""Letters of a programme: a draft and a calendar file each, a list for a mail merge, a cover sheet. See `publish`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from functools import cached_property
from pathlib import Path
from typing import Any

from icalendar import Event as CalendarEvent
from icalendar import vCalAddress, vText

from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.calendars import CANCEL, REQUEST
from scheduler.desk.letters.mails import Attachment, draft
from scheduler.desk.letters.plain import address, file_name, one_line
from scheduler.desk.letters.posting import COVER, MERGE, merged
from scheduler.desk.letters.proof import none_fewer
from scheduler.desk.letters.templating import Templates
from scheduler.desk.letters.wording import in_full
from scheduler.desk.programmes.exporting import calendar_file, event_of, uid_of
from scheduler.desk.programmes.news import Event, Letter, News, news
from scheduler.desk.programmes.showing import worded
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.telling import told
from scheduler.showing.table import Table
from scheduler.words import count

_COLUMNS = ("Id", "Name", "Email", "Telephone", "Subject", "No more", "New", "Asked", "Draft")


@dataclass(frozen=True)
class Post:
    """All letters of groups: to everybody whose lines differ from what they were last told.

    names: by id, also of who has left. templates: a folder of the user's own. everyone: also those for whom nothing
    has changed.
    """

    instance: ProgrammeInstance
    made: Groups
    on: date
    names: dict[str, str]
    contacts: Contacts
    sender: str = ""
    templates: Path | None = None
    everyone: bool = False

    @cached_property
    def joined(self) -> Joined:
        return Joined(self.instance, self.made, self.names)

    @cached_property
    def news(self) -> News:
        return news(self.joined, everyone=self.everyone)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """In the order in which groups ask."""
        return self.news.letters

    @property
    def listing(self) -> Table:
        """Who is told what, by ids: no name is in it."""
        joined = Joined(self.instance, self.made, {})
        rows = tuple(
            (letter.who, tuple(worded(joined, letter.gone)), tuple(worded(joined, letter.new)))
            for letter in self.letters
        )
        note = "" if rows else "Nobody's lines differ from what they were told."
        return Table("letters", "Letters", ("Who", "No more", "New"), rows, note)

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many are written to, and whether fewer could have been."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"{count(len(self.letters), 'letter')}."
        there = {*self.instance.members, *self.instance.people, *self.instance.places}
        if left := [letter for letter in self.letters if letter.who not in there]:
            yield f"Among them {count(len(left), 'letter')} to who has left, whose days are cancelled."
        same = [letter for letter in self.letters if not letter.is_news]
        if same:
            yield f"{count(len(same), 'letter')} only to repeat what was told already."
        if self.made.before is not None and self.letters:
            yield self._fewest({letter.who for letter in self.letters if letter.is_news} & there)
        without = sum(not self._email(letter) for letter in self.letters)
        if without:
            yield f"Without a known e-mail address: {count(without, 'letter')}. Fill it in before you send them."

    def _fewest(self, told_now: set[str]) -> str:
        """What is proven of how many are told, where these letters tell just the last repair."""
        by_repair = told(self.joined)
        if by_repair.keys() != told_now:
            return "These letters tell other things than the last repair alone, so nothing is claimed about the fewest."
        return none_fewer(self.made.certificate, len(by_repair))

    def files(self) -> dict[str, bytes]:
        """All files of the folder, by their names."""
        templates, made = Templates(self.templates), dict[str, bytes]()
        rows, said = [], []
        for number, letter in enumerate(self.letters, 1):
            name, content = file_name(number, letter.who, ".eml"), self._content(letter)
            subject, text = templates.letter("programme.txt.j2", content)
            calendars = tuple(self._calendars(letter))
            email = self._email(letter)
            to = Address(content["name"], addr_spec=email) if email else None
            made[name] = draft(subject, text, to, self.sender, calendars)
            made |= {f"calendars/{file_name(number, letter.who, '')}-{one.name}": one.content for one in calendars}
            said.append({**content, "file": name, "email": email, "role": "", "changes": [_change(content)]})
            telephone = one_line(self._contact(letter).telephone)
            lines = ("; ".join(content[each]) for each in ("gone", "new", "asked"))
            rows.append((one_line(letter.who), content["name"], email, telephone, subject, *lines, name))
        cover = {"on": in_full(self.on), "plan": one_line(self.instance.name), "sentences": self.sentences}
        text = templates.text("cover.txt.j2", {**cover, "letters": said})
        return {COVER: text.encode(), MERGE: merged(_COLUMNS, rows), **made}

    def _content(self, letter: Letter) -> dict[str, Any]:
        return {
            "programme": programme_of(self.instance).title,
            "name": self._name(letter),
            "is_repair": not letter.is_first,
            "gone": self._said(letter.gone),
            "new": self._said(letter.new),
            "asked": self._said(letter.asked),
            "has_calendar": any(event.number for event in letter.events),
            "on": in_full(self.on),
        }

    def _said(self, lines: tuple[Line, ...]) -> tuple[str, ...]:
        return tuple(map(one_line, worded(self.joined, lines)))

    def _calendars(self, letter: Letter) -> Iterator[Attachment]:
        """A file for each day: what is new and what is cancelled can never stand in one."""
        dated = sorted((event for event in letter.events if event.number), key=lambda event: str(event.line.day))
        for number, event in enumerate(dated, 1):
            method, what = (CANCEL, "cancelled") if event.now is None else (REQUEST, "day")
            content = calendar_file(method, [self._event(letter, event)])
            yield Attachment(f"{number}-{what}-{event.line.day}.ics", method, content)

    def _event(self, letter: Letter, event: Event) -> CalendarEvent:
        """With who sends it, and to whom, as far as their addresses are known."""
        uid = uid_of(self.joined, event)
        made = event_of(self.joined, event.line, self.on, uid, event.sequence, is_cancelled=event.now is None)
        if self.sender:
            made.add("organizer", vCalAddress(f"mailto:{self.sender}"))
        if email := self._email(letter):
            whom = vCalAddress(f"mailto:{email}")
            whom.params["CN"] = vText(self._name(letter).replace('"', "'"))
            whom.params["RSVP"] = vText("FALSE")
            made.add("attendee", whom, encode=False)
        return made

    def _name(self, letter: Letter) -> str:
        name = self._contact(letter).name or self.names.get(letter.who, letter.who)
        return one_line(name) or one_line(letter.who)

    def _contact(self, letter: Letter) -> Contact:
        return self.contacts.get(letter.who) or Contact()

    def _email(self, letter: Letter) -> str:
        return address(self._contact(letter))


def _change(content: dict[str, Any]) -> dict[str, str]:
    """As the cover sheet has it."""
    before, now = "; ".join(content["gone"]), "; ".join(content["new"]) or "nothing new"
    return {"host": content["programme"], "before": before, "now": now, "in_full": ""}
