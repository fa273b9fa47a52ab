"""How a letter calls schools, people and slots."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from models.instance import Instance
from models.told import Role
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.lines import Recipient
from scheduler.desk.letters.plain import one_line
from scheduler.showing.table import Slot


@dataclass(frozen=True)
class Naming:
    """Names for ids, all in one line each. What the instance does not know any more is called by its id."""

    instance: Instance
    contacts: Contacts = field(default_factory=dict)

    def contact(self, id: str) -> Contact:
        return self.contacts.get(id) or Contact()

    @property
    def title(self) -> str:
        """The instance's name."""
        return one_line(self.instance.name)

    def telephone(self, id: str) -> str:
        return one_line(self.contact(id).telephone)

    def person(self, id: str) -> str:
        """A person's own name, where it is known; else their id."""
        return one_line(self.contact(id).name) or one_line(id)

    def school(self, id: str) -> str:
        known = self.instance.school_by_id.get(id)
        return one_line(known.name if known else id) or one_line(id)

    def recipient(self, to: Recipient) -> str:
        """Whom a letter is addressed to: at a host, whoever is named for it, else the school."""
        if to.role == Role.HOST:
            return one_line(self.contact(to.who).name) or self.school(to.who)
        return self.person(to.who)

    def host(self, review: str) -> str:
        """The school at which a review is."""
        known = self.instance.review_by_id.get(review)
        return self.school(known.host) if known else one_line(review)

    def member(self, id: str) -> str:
        """A reviewer, with the school that they come from."""
        known = self.instance.reviewer_by_id.get(id)
        return f"{self.person(id)} ({self.school(known.school)})" if known else self.person(id)

    def members(self, ids: Iterable[str]) -> list[str]:
        return [self.member(id) for id in ids]

    def days(self, slot: date) -> str:
        """The days of a slot, with the year, for letters are kept."""
        return f"{Slot(slot, self.instance.policy.slot)} {slot.year}"
