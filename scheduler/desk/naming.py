"""What people are called in what is said: "name (id)" where the coordinator's workbook knows a name, else their id.

The engine speaks of ids alone. A name is put beside an id only where something is drawn for the coordinator, so that
none reaches an instance, a schedule, a log or a search.
"""

import re
from collections.abc import Container, Iterator

from models.instance import Instance
from scheduler.desk.contacts import Contacts
from scheduler.words import visible

_TOKEN = re.compile(r"[^\s,;:()/]+")


def with_id(id: str, name: str) -> str:
    """A name with its id; the id alone where there is no name."""
    return f"{name} ({id})" if name and name != id else id


def pieces(text: str, ids: Container[str]) -> Iterator[tuple[str, bool]]:
    """The text piece by piece, each with whether it is one of the ids.

    An id of digits alone is one only where it is all that is said, for a number would look the same.
    """
    if text in ids:
        yield text, True
        return
    last = 0
    for token in _TOKEN.finditer(text):
        id = token[0].rstrip(".")
        if id in ids and not id.isdecimal():
            yield text[last : token.start()], False
            yield id, True
            last = token.start() + len(id)
    yield text[last:], False


class Names:
    """The names of an instance's people, for drawing. `by_id` has those alone whose names are known, both visible."""

    def __init__(self, instance: Instance, contacts: Contacts) -> None:
        people = (*instance.reviewer_by_id, *instance.lead_by_id)
        known = {id: contacts[id].name for id in people if id in contacts and contacts[id].name}
        self.by_id = {visible(id): visible(name) for id, name in known.items()}

    def __call__(self, text: str) -> str:
        """The text with a name beside each id of somebody whose name is known."""
        if not self.by_id:
            return text
        return "".join(self._called(piece) if is_id else piece for piece, is_id in pieces(text, self.by_id))

    def _called(self, id: str) -> str:
        return with_id(id, self.by_id[id])
