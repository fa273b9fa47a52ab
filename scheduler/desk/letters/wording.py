"""What letters say, as plain data for the templates, which can do nothing but say it otherwise."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from models.told import Role
from scheduler.desk.letters.lines import Line, Recipient
from scheduler.desk.letters.naming import Naming
from scheduler.desk.letters.news import Event, Letter
from scheduler.desk.letters.plain import address
from scheduler.desk.letters.reasons import Causes
from scheduler.words import listed


def in_full(day: date) -> str:
    """A day as letters write it."""
    return f"{day.day} {day:%B %Y}"


class Wording:
    """Letters in words."""

    def __init__(self, naming: Naming, causes: Causes, on: date) -> None:
        self.naming = naming
        self._causes = causes
        self._on = on

    def letter(self, letter: Letter) -> dict[str, Any]:
        """All that a template of a letter may use; docs/desk-letters.md lists it."""
        to, contact = letter.to, self.naming.contact(letter.to.who)
        return {
            "name": self.naming.recipient(to),
            "role": str(to.role),
            "id": to.who,
            "email": address(contact),
            "on": in_full(self._on),
            "school_year": self.naming.instance.school_year,
            "host_word": self.naming.instance.host_word,
            "review_name": self.naming.instance.review_name,
            "is_first": letter.is_first,
            "is_news": letter.is_news,
            "changes": [self._change(to, event) for event in letter.events],
            "reviews": [self._review(line) for line in letter.now],
        }

    def before(self, to: Recipient, event: Event) -> str:
        """The old line; nothing where there was none."""
        return "" if event.before is None else self.line(to, event.before)

    def now(self, to: Recipient, event: Event) -> str:
        """The new line."""
        if event.now is not None:
            return self.line(to, event.now)
        return "not held then any more" if to.role == Role.HOST else "not yours any more"

    def line(self, to: Recipient, line: Line) -> str:
        """One line of a recipient: the days, and who comes where their letters say so."""
        return "; ".join((self.naming.days(line.slot), *self._who(to, line)))

    def _who(self, to: Recipient, line: Line) -> Iterator[str]:
        if to.role == Role.HOST:
            yield f"Lead Reviewer {self.naming.person(line.lead)}" if line.lead else "no Lead Reviewer yet"
        if to.role != Role.REVIEWER:
            yield f"team {listed(self.naming.members(line.team))}" if line.team else "no team yet"

    def _change(self, to: Recipient, event: Event) -> dict[str, str]:
        why = self._causes.why(to, event)
        return {
            "host": self.naming.host(event.line.review),
            "before": self.before(to, event),
            "now": self.now(to, event),
            "why": why.to_them,
            "in_full": why.in_full,
        }

    def _review(self, line: Line) -> dict[str, Any]:
        return {
            "host": self.naming.host(line.review),
            "days": self.naming.days(line.slot),
            "lead": self.naming.person(line.lead) if line.lead else "",
            "team": self.naming.members(line.team),
            "emails": [email for one in line.team if (email := address(self.naming.contact(one)))],
        }
