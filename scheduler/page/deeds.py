"""What the buttons of a review's panel do: marks, each with the words that stand on it."""

from enum import StrEnum

from models.planned import State
from scheduler.changes.marking import Marks


class Do(StrEnum):
    """The marks that a button sets."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    DONE = "done"
    DRAFT = "draft"
    PIN = "pin"
    UNPIN = "unpin"
    BOOKED = "booked"
    NOT_BOOKED = "not-booked"
    ABSENT = "absent"
    ATTENDED = "attended"

    def marks(self, instead: str | None = None) -> Marks:
        """What is marked. instead: who came for somebody absent."""
        if self in (Do.PIN, Do.UNPIN):
            return Marks(is_pinned=self == Do.PIN)
        if self in (Do.BOOKED, Do.NOT_BOOKED):
            return Marks(is_booked=self == Do.BOOKED)
        if self in (Do.ABSENT, Do.ATTENDED):
            return Marks(is_absent=self == Do.ABSENT, instead=instead if self == Do.ABSENT else None)
        return Marks(state=State(self.value))

    @property
    def label(self) -> str:
        return _LABELS.get(self, f"Mark as {self.value}")


_LABELS = {
    Do.PIN: "Pin",
    Do.UNPIN: "Unpin",
    Do.BOOKED: "Has booked travel",
    Do.NOT_BOOKED: "Has not booked travel",
    Do.ABSENT: "Was absent",
    Do.ATTENDED: "Was there",
}
