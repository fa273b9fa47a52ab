"""A slot: so many consecutive days of one week, usually three, in which a review is held. It is named by its first day.

Three-day slots are Mon-Wed, Tue-Thu and Wed-Fri, and all of a week share its Wednesday; two-day ones begin on Monday to
Thursday.
"""

from datetime import date, timedelta

from pydantic import Field

from models.base import Fact

_SCHOOL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MOST_DAYS = len(_SCHOOL_DAYS)
_NUMBERS = ("one", "two", "three", "four", "five")


class SlotLength(Fact):
    """How many days a review lasts, all of them in one week; and what follows from it."""

    days: int = Field(default=3, ge=1, le=_MOST_DAYS)

    def days_of(self, slot: date) -> tuple[date, ...]:
        """The days of the slot that begins on `slot`."""
        return tuple(slot + timedelta(days=n) for n in range(self.days))

    def last_day(self, slot: date) -> date:
        """The last day of the slot that begins on `slot`."""
        return slot + timedelta(days=self.days - 1)

    def begins_on(self, day: date) -> bool:
        """Whether a slot can begin on the day: only so that it ends on the week's Friday at the latest."""
        return day.weekday() in self.weekdays

    @property
    def weekdays(self) -> range:
        """On which weekdays slots begin; 0 is Monday."""
        return range(_MOST_DAYS - self.days + 1)

    def name(self, slot: date) -> str:
        """Its first and last weekday, such as "Mon-Wed"; for one day, its weekday."""
        return f"{slot:%a}" if self.days == 1 else f"{slot:%a}-{self.last_day(slot):%a}"

    # In sentences

    @property
    def number(self) -> str:
        """How many days, as a word."""
        return _NUMBERS[self.days - 1]

    @property
    def all_days(self) -> str:
        """All of its days: "all three days", "both days"."""
        return {1: "its day", 2: "both days"}.get(self.days, f"all {self.number} days")

    @property
    def first_days(self) -> str:
        """On which days slots begin: "a Monday, Tuesday or Wednesday"."""
        *others, last = (_SCHOOL_DAYS[n] for n in self.weekdays)
        return f"a {', '.join(others)} or {last}" if others else f"a {last}"

    @property
    def first_day(self) -> str:
        """What a slot's day must be."""
        return f"the first day of a {self.number}-day slot: {self.first_days}"

    @property
    def why(self) -> str:
        """Why it can begin on no other day."""
        holds = " and holds its Wednesday" if self.days >= 3 else ""
        return f"A slot lies within one week{holds}."
