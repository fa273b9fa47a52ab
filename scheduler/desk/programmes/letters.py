"""Letters of a programme: a draft and a calendar file each, a list for a mail merge, a cover sheet. See `publish`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from functools import cached_property
from pathlib import Path
from typing import Any

from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.calendars import PUBLISH
from scheduler.desk.letters.mails import Attachment, draft
from scheduler.desk.letters.plain import address, file_name, one_line
from scheduler.desk.letters.posting import COVER, MERGE, merged
from scheduler.desk.letters.proof import none_fewer
from scheduler.desk.letters.templating import Templates
from scheduler.desk.letters.wording import in_full
from scheduler.desk.programmes.exporting import calendar
from scheduler.desk.programmes.showing import worded
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.telling import told
from scheduler.words import count

_COLUMNS = ("Id", "Name", "Email", "Telephone", "Subject", "No more", "New", "Asked", "Draft")


@dataclass(frozen=True)
class Letter:
    """What one school or person is told. gone, new, asked: in words, each in one line."""

    who: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    asked: tuple[str, ...]
    has_days: bool


@dataclass(frozen=True)
class Post:
    """All letters of groups: to everybody who is asked for anything; of a repair only to those whose lines change.

    names: by id, also of who has left. templates: a folder of the user's own.
    """

    instance: ProgrammeInstance
    made: Groups
    on: date
    names: dict[str, str]
    contacts: Contacts
    sender: str = ""
    templates: Path | None = None

    @property
    def is_repair(self) -> bool:
        return self.made.before is not None

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """In the order in which groups ask."""
        joined = Joined(self.instance, self.made, self.names)
        asked: dict[str, list[Line]] = {}
        for line in joined.lines:
            asked.setdefault(line.who, []).append(line)
        news: dict[str, tuple[Iterable[Line], Iterable[Line]]] = {who: ((), lines) for who, lines in asked.items()}
        if self.is_repair:
            news = {who: (gone, new) for who, (gone, new) in told(joined).items()}

        def said(lines: Iterable[Line]) -> tuple[str, ...]:
            return tuple(map(one_line, worded(joined, lines)))

        return tuple(
            Letter(who, said(gone), said(new), said(asked.get(who, ())), any(one.day for one in asked.get(who, ())))
            for who, (gone, new) in news.items()
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many are written to, and whether fewer could have been."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"{count(len(self.letters), 'letter')}."
        if self.is_repair and self.letters:
            yield none_fewer(self.made.certificate, len(self.letters))
        without = sum(not self._email(letter) for letter in self.letters)
        if without:
            yield f"Without a known e-mail address: {count(without, 'letter')}. Fill it in before you send them."

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
            made |= {f"calendars/{file_name(number, letter.who, '.ics')}": one.content for one in calendars}
            said.append({**content, "file": name, "email": email, "role": "", "changes": [self._change(letter)]})
            telephone = one_line(self._contact(letter).telephone)
            lines = ("; ".join(each) for each in (letter.gone, letter.new, letter.asked))
            rows.append((one_line(letter.who), content["name"], email, telephone, subject, *lines, name))
        cover = {"on": in_full(self.on), "plan": one_line(self.instance.name), "sentences": self.sentences}
        text = templates.text("cover.txt.j2", {**cover, "letters": said})
        return {COVER: text.encode(), MERGE: merged(_COLUMNS, rows), **made}

    def _content(self, letter: Letter) -> dict[str, Any]:
        name = self._contact(letter).name or self.instance.name_by_id.get(letter.who, letter.who)
        return {
            "programme": programme_of(self.instance).title,
            "name": one_line(name) or one_line(letter.who),
            "is_repair": self.is_repair,
            "gone": letter.gone,
            "new": letter.new,
            "asked": letter.asked,
            "has_calendar": letter.has_days,
            "on": in_full(self.on),
        }

    def _change(self, letter: Letter) -> dict[str, str]:
        """As the cover sheet has it."""
        before, now = "; ".join(letter.gone), "; ".join(letter.new) or "nothing new"
        return {"host": programme_of(self.instance).title, "before": before, "now": now, "in_full": ""}

    def _calendars(self, letter: Letter) -> Iterator[Attachment]:
        if letter.has_days:
            yield Attachment("days.ics", PUBLISH, calendar(self.instance, self.made, self.on, letter.who))

    def _contact(self, letter: Letter) -> Contact:
        return self.contacts.get(letter.who) or Contact()

    def _email(self, letter: Letter) -> str:
        return address(self._contact(letter))
