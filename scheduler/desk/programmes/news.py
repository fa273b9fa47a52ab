"""What is new for whom of a programme: everybody's lines beside what they were last told, and what they will have been.

Each day that somebody is asked for is an event of their calendar, with a number of its own that is never given twice.
A day that moves keeps its event, which only changes: what is gone and what is new are matched, the nearest first. So a
later letter changes an event or takes it away, and never adds a second one.

Example. B was told of workshops on 4 October (event 1) and 8 November (event 2). Now they are on 4 October and 15
November: event 1 is as it was, event 2 changes, its sequence rises to 1. Then B leaves the cluster: both are cancelled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from models.programmes.groups import Groups, ToldLine, ToldLines
from scheduler.programmes.joined import Joined, Line


@dataclass(frozen=True)
class Event:
    """One line of somebody's. before: None where they do not count on it. now: None where they shall not any more.

    number: of the event in their calendar; 0 of a line without a day. sequence: how often it was changed.
    """

    before: Line | None
    now: Line | None
    number: int
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
        return self.before is None or self.now is None or self.before.told != self.now.told


@dataclass(frozen=True)
class Letter:
    """What one school or person is told. events: what differs, or all. asked: all that they count on from now on."""

    who: str
    events: tuple[Event, ...]
    asked: tuple[Line, ...]

    @property
    def is_news(self) -> bool:
        return any(event.is_news for event in self.events)

    @property
    def is_first(self) -> bool:
        """Whether they count on nothing so far."""
        return all(event.before is None for event in self.events)

    @property
    def gone(self) -> tuple[Line, ...]:
        """What they were told of and is no more."""
        return tuple(event.before for event in self.events if event.is_news and event.before is not None)

    @property
    def new(self) -> tuple[Line, ...]:
        """What they were not told of."""
        return tuple(event.now for event in self.events if event.is_news and event.now is not None)


@dataclass(frozen=True)
class News:
    """All letters, and what everybody will have been told by then."""

    letters: tuple[Letter, ...]
    told: tuple[ToldLines, ...]


def news(joined: Joined, *, everyone: bool = False) -> News:
    """The letters to those whose own lines differ from what they were told; everyone: to all who have one.

    Groups that repair others, of which nobody was told by letters, are taken for news beside these others.
    """
    known = {one.who: one.lines for one in joined.made.told} or dict(_as_before(joined))
    asked: dict[str, list[Line]] = {}
    for line in dict.fromkeys(joined.lines):
        asked.setdefault(line.who, []).append(line)
    letters, told = [], []
    for who in dict.fromkeys((*asked, *known)):
        events = tuple(_events(who, known.get(who, ()), asked.get(who, [])))
        said = tuple(event for event in events if event.is_news or everyone)
        if said:
            letters.append(Letter(who, said, tuple(asked.get(who, ()))))
        over = (one for one in known.get(who, ()) if one.off)
        lines = (*over, *(_entry(event) for event in events if event.now is not None or event.number))
        told += [ToldLines(who=who, lines=lines)] if lines else []
    return News(tuple(letters), tuple(told))


def published(made: Groups, told: News) -> Groups:
    """The groups, of which everybody was told by these letters."""
    return made.model_copy(update={"told": told.told})


def _as_before(joined: Joined) -> Iterator[tuple[str, tuple[ToldLine, ...]]]:
    """What the groups that these repair asked of everybody, as first letters of them would have said it."""
    if joined.made.before is None:
        return
    earlier = Joined(joined.instance, joined.made.model_copy(update={"groups": joined.made.before, "before": None}))
    yield from ((one.who, one.lines) for one in news(earlier).told)


def _events(who: str, known: tuple[ToldLine, ...], asked: list[Line]) -> Iterator[Event]:
    """Everything that differs, and what stays, each with its event."""
    before = {_line(who, one).told: one for one in known if not one.off}
    now = {line.told: line for line in asked}
    gone = [one for key, one in before.items() if key not in now]
    new = [line for key, line in now.items() if key not in before]
    matched = _matched(who, gone, new)
    numbers = count(max((one.number for one in known), default=0) + 1)
    for key, line in now.items():
        one = before.get(key) or matched.get(line)
        if one is not None:
            changes = int(key not in before)
            yield Event(_line(who, one), line, one.number, one.sequence + changes)
        else:
            yield Event(None, line, 0 if line.day is None else next(numbers), 0)
    for one in gone:
        if one not in matched.values():
            yield Event(_line(who, one), None, one.number, one.sequence + 1)


def _matched(who: str, gone: list[ToldLine], new: list[Line]) -> dict[Line, ToldLine]:
    """Which event each new day changes: of the same kind, best of the same group, at the same place, the nearest."""
    pairs = sorted(
        (
            (one.group != line.group, one.at != line.at, abs((_day(one) - _day(line)).days), n, k)
            for n, line in enumerate(new)
            for k, one in enumerate(gone)
            if line.day and one.day and (one.kind, one.as_what) == (line.kind, line.as_what)
        ),
    )
    found: dict[int, int] = {}
    for *_, n, k in pairs:
        if n not in found and k not in found.values():
            found[n] = k
    return {new[n]: gone[k] for n, k in found.items()}


def _day(one: ToldLine | Line) -> date:
    assert one.day is not None
    return one.day


def _line(who: str, one: ToldLine) -> Line:
    return Line(who, one.as_what, one.group, one.kind, one.at, one.day, one.led_by, one.leads)


def _entry(event: Event) -> ToldLine:
    line = event.line
    return ToldLine(
        as_what=line.as_what,
        group=line.group,
        kind=line.kind,
        at=line.at,
        day=line.day,
        led_by=line.led_by,
        leads=line.leads,
        number=event.number,
        sequence=event.sequence,
        off=event.now is None,
    )
