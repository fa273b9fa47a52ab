"""What is new for whom: everybody's own line beside what they were last told, and what they will have been told."""

from dataclasses import dataclass

from models.schedule import Schedule
from models.told import Role, Told, ToldReview
from scheduler.desk.letters.lines import Drafts, Line, Recipient, due_lines, told, told_lines
from scheduler.plan import Plan


@dataclass(frozen=True)
class Event:
    """One review in a letter: what the recipient counts on, and from now on. sequence: of the event in their calendar.

    before: None where they do not count on it. now: None where they shall not any more.
    """

    before: Line | None
    now: Line | None
    sequence: int

    @property
    def line(self) -> Line:
        """The line as it is; where it is lost, as it was."""
        found = self.now or self.before
        assert found is not None
        return found

    @property
    def is_news(self) -> bool:
        """Whether it differs from what they were told."""
        return self.before != self.now

    @property
    def is_of_a_place(self) -> bool:
        """Whether they come anew, no longer, or on other days; else only who comes with them differs."""
        return (self.before and self.before.slot) != (self.now and self.now.slot)


@dataclass(frozen=True)
class Letter:
    """What one recipient is told. now: all that they count on from now on, in the order of the dates."""

    to: Recipient
    events: tuple[Event, ...]
    now: tuple[Line, ...]

    @property
    def is_news(self) -> bool:
        return any(event.is_news for event in self.events)

    @property
    def is_of_a_place(self) -> bool:
        """Whether they come anew, no longer, or on other days."""
        return any(event.is_of_a_place for event in self.events)

    @property
    def is_first(self) -> bool:
        """Whether they count on nothing so far."""
        return all(event.before is None for event in self.events)


@dataclass(frozen=True)
class News:
    """All letters, hosts first, and what everybody will have been told by then.

    draft_reviews, draft_people: how many are left out, because their date, or their place, is a draft.
    """

    letters: tuple[Letter, ...]
    told: tuple[Told, ...]
    draft_reviews: int
    draft_people: int

    @property
    def people(self) -> tuple[Letter, ...]:
        return tuple(letter for letter in self.letters if letter.to.role != Role.HOST)

    @property
    def hosts(self) -> tuple[Letter, ...]:
        return tuple(letter for letter in self.letters if letter.to.role == Role.HOST)


def news(plan: Plan, *, everyone: bool = False) -> News:
    """The letters to those whose own line differs from what they were told; everyone: to all who have one.

    A letter tells every line that differs; everyone's tell those that are the same, too, and change nothing by it.
    """
    due, was, known = due_lines(plan), told_lines(plan.schedule), told(plan.schedule)
    events: dict[Recipient, list[Event]] = {}
    for key in sorted({*due, *was}):
        event = Event(was.get(key), due.get(key), _sequence(known.get(key), was.get(key), due.get(key)))
        events.setdefault(key[0], []).append(event)
    letters = tuple(_letter(to, all_, everyone) for to, all_ in events.items())
    sent = tuple(letter for letter in letters if letter.events)
    drafts = Drafts.of(plan.schedule)
    return News(sent, _told_after(plan.schedule, sent), len(drafts.dates), len(drafts.people))


def _sequence(known: ToldReview | None, before: Line | None, now: Line | None) -> int:
    """Of an event: it rises with every change."""
    if known is None:
        return 0
    return known.sequence + (before != now)


def _letter(to: Recipient, events: list[Event], everyone: bool) -> Letter:
    now = sorted((event.now for event in events if event.now), key=lambda line: (line.slot, line.review))
    told = [event for event in events if event.is_news or everyone]
    return Letter(to, tuple(sorted(told, key=lambda event: (event.line.slot, event.line.review))), tuple(now))


def _told_after(schedule: Schedule, letters: tuple[Letter, ...]) -> tuple[Told, ...]:
    """What everybody was told, with these letters."""
    entries = told(schedule)
    for letter in letters:
        entries |= {(letter.to, event.line.review): _entry(event) for event in letter.events}
    of: dict[Recipient, list[ToldReview]] = {}
    for key in sorted(entries):
        of.setdefault(key[0], []).append(entries[key])
    return tuple(Told(who=to.who, role=to.role, reviews=tuple(reviews)) for to, reviews in of.items())


def _entry(event: Event) -> ToldReview:
    if event.now is None:
        return ToldReview(review=event.line.review, sequence=event.sequence)
    now = event.now
    return ToldReview(review=now.review, slot=now.slot, lead=now.lead, team=now.team, sequence=event.sequence)
