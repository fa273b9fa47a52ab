"""The folder of letters: a draft for each, the calendar files, a list for a mail merge, and a cover sheet."""

from collections.abc import Iterable, Iterator
from datetime import date
from email.headerregistry import Address
from functools import cached_property
from pathlib import Path
from typing import Any

from models.told import Role
from scheduler.desk.contacts import Contacts
from scheduler.desk.letters.calendars import CANCEL, REQUEST, Binder, Entry
from scheduler.desk.letters.mails import Attachment, draft
from scheduler.desk.letters.naming import Naming
from scheduler.desk.letters.news import Letter, News, news
from scheduler.desk.letters.plain import address, file_name, one_line
from scheduler.desk.letters.proof import fewest_told
from scheduler.desk.letters.reasons import Causes
from scheduler.desk.letters.templating import Templates
from scheduler.desk.letters.wording import Wording, in_full
from scheduler.plan import Plan
from scheduler.showing.table import Table, as_csv
from scheduler.words import count

COVER, MERGE = "cover.txt", "mail-merge.csv"
_MERGED = ("Id", "Role", "Name", "School", "Email", "Telephone", "Subject", "Before", "Now", "Why", "Draft")
_OLD_AND_NEW = "before", "now"
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the list for another encoding


class Post:
    """Everything that is told at once.

    plan: with the effective instance. on: the day of the letters. sender: the e-mail address of whoever sends them.
    templates: a folder of the user's own. everyone: also those for whom nothing has changed.
    """

    def __init__(
        self,
        plan: Plan,
        on: date,
        *,
        contacts: Contacts | None = None,
        sender: str = "",
        templates: Path | None = None,
        everyone: bool = False,
    ) -> None:
        self.plan = plan
        self.on = on
        self.news: News = news(plan, everyone=everyone)
        self._causes = Causes(plan)
        self._naming = Naming(plan.instance, {} if contacts is None else contacts)
        self._binder = Binder(self._naming, on, sender)
        self._templates = Templates(templates)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """All files of the folder, by their names.

        Raises:
            InvalidInput: a template is wrong.
        """
        made: dict[str, bytes] = {}
        rows, said = [], []
        wording = Wording(self._naming, self._causes, self.on)
        for number, letter in enumerate(self.news.letters, 1):
            name, content = file_name(number, letter.to.who, ".eml"), wording.letter(letter)
            subject, text = self._templates.letter(f"{letter.to.role}.txt.j2", content)
            calendars = tuple(self._calendars(letter))
            made[name] = draft(subject, text, self._to(letter), self._binder.sender, calendars)
            made |= {f"calendars/{file_name(number, letter.to.who, '')}-{one.name}": one.content for one in calendars}
            rows.append(self._merged(letter, content, subject, name))
            said.append({**content, "file": name})
        return {COVER: self._cover(said), MERGE: merged(_MERGED, rows), **made}

    @property
    def listing(self) -> Table:
        """Who is told what, by ids: no name is in it."""
        wording, letters = Wording(Naming(self.plan.instance), self._causes, self.on), self.news.letters
        return Table(
            key="letters",
            title=count(len(letters), "letter") if letters else "Nobody's line differs from what they were told.",
            columns=("Who", "Role", "Review", "Before", "Now", "Why"),
            rows=tuple(
                (
                    letter.to.who,
                    str(letter.to.role),
                    event.line.review,
                    wording.before(letter.to, event) or None,
                    wording.now(letter.to, event),
                    self._causes.why(letter.to, event).in_full or None,
                )
                for letter in letters
                for event in letter.events
            ),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many are told what, what is left out, and whether fewer could have been told."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        told = self.news
        people, hosts = count(len(told.people), "person", "people"), count(len(told.hosts), "host")
        yield f"{count(len(told.letters), 'letter')}: to {people} and {hosts}."
        others = [letter for letter in told.people if letter.is_news and not letter.is_of_a_place]
        if others:
            yield f"Among them {count(len(others), 'lead')} whose own dates stay: only the team is another."
        same = [letter for letter in told.letters if not letter.is_news]
        if same:
            yield f"{count(len(same), 'letter')} only to repeat what was told already."
        if proven := fewest_told(self.plan, told):
            yield proven
        if told.draft_reviews:
            yield f"Left out as drafts: {count(told.draft_reviews, 'review')}."
        if told.draft_people:
            yield f"Left out as drafts in reviews that are not: {count(told.draft_people, 'person', 'people')}."
        without = sum(1 for letter in told.letters if not self._email(letter))
        if without:
            yield f"Without a known e-mail address: {count(without, 'letter')}. Fill it in before you send them."

    def _cover(self, letters: list[dict[str, Any]]) -> bytes:
        said = {"on": in_full(self.on), "plan": self._naming.title, "sentences": self.sentences, "letters": letters}
        return self._templates.text("cover.txt.j2", said).encode()

    def _calendars(self, letter: Letter) -> Iterator[Attachment]:
        """A file for each event: what is new and what is cancelled can never stand in one."""
        for number, event in enumerate(letter.events, 1):
            method, what = (CANCEL, "cancelled") if event.now is None else (REQUEST, "review")
            content = self._binder.calendar(method, [Entry(event.line, letter.to, event.sequence)])
            yield Attachment(f"{number}-{what}-{event.line.slot}.ics", method, content)

    def _email(self, letter: Letter) -> str:
        return address(self._naming.contact(letter.to.who))

    def _to(self, letter: Letter) -> Address | None:
        email = self._email(letter)
        return Address(self._naming.recipient(letter.to), addr_spec=email) if email else None

    def _merged(self, letter: Letter, content: dict[str, Any], subject: str, name: str) -> tuple[str, ...]:
        to, changes = letter.to, content["changes"]
        before, now = ("; ".join(f"{one['host']}: {one[key]}" for one in changes if one[key]) for key in _OLD_AND_NEW)
        why = "; ".join(dict.fromkeys(one["why"] for one in changes if one["why"]))
        school = self._naming.school(to.who) if to.role == Role.HOST else ""
        who = (
            one_line(to.who),
            str(to.role),
            content["name"],
            school,
            self._email(letter),
            self._naming.telephone(to.who),
        )
        return (*who, subject, before, now, why, name)


def merged(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """The list for a mail merge."""
    return (_BYTE_ORDER_MARK + as_csv(Table("letters", "", columns, tuple(rows)))).encode()
