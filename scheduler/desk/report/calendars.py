"""The calendar: weeks across, hubs or leads down, and every review in its place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import WEDNESDAY, Term, week_of
from scheduler.desk.report.marks import Mark, Marks
from scheduler.plan import Held, Plan
from scheduler.showing.table import Slot
from scheduler.showing.views import by_date
from scheduler.words import by_number, visible

_Cell = tuple[str, str, date]
"""Name and id of a hub or a lead, and a week."""


@dataclass(frozen=True)
class Entry:
    """One review in the calendar. place: of its row in the table of reviews, from 0."""

    place: int
    days: str
    beside: str
    host: str
    vacant: int
    mark: Mark


@dataclass(frozen=True)
class Week:
    """A column. off: nobody is at school in it, so it can hold nothing."""

    monday: date
    off: bool

    @property
    def name(self) -> str:
        """Its Monday, as people say it."""
        return f"{self.monday.day} {self.monday:%b}"


@dataclass(frozen=True)
class Row:
    """A hub or a lead, with the reviews of each week."""

    name: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Calendar:
    """One term."""

    title: str
    head: str
    weeks: tuple[Week, ...]
    rows: tuple[Row, ...]


def calendars(plan: Plan, marks: Marks) -> Iterator[Calendar]:
    """For each term one by hubs and one by leads."""
    placed = list(enumerate(by_date(plan)))
    hubs = {hub.id: hub.name for hub in plan.instance.hubs}
    for term in plan.instance.terms:
        here = [(place, held) for place, held in placed if held.term == term]
        if not here:
            continue
        weeks = tuple(_weeks(plan, term, [held for _, held in here]))
        of_hubs, of_leads = defaultdict[_Cell, list[Entry]](list), defaultdict[_Cell, list[Entry]](list)
        for place, held in here:
            lead, hub = held.lead.id if held.lead else "no lead", held.host.hub
            of_hubs[hubs[hub], hub, held.week].append(_entry(marks, place, held, lead))
            of_leads[lead, lead, held.week].append(_entry(marks, place, held, hubs[hub]))
        yield Calendar(f"{term.id}: weeks by hubs", "Hub", weeks, tuple(_rows(of_hubs, weeks)))
        yield Calendar(f"{term.id}: weeks by Lead Reviewers", "Lead", weeks, tuple(_rows(of_leads, weeks)))


def _entry(marks: Marks, place: int, held: Held, beside: str) -> Entry:
    days = str(Slot(held.slot)).split(" ")[0]
    vacant = max(0, held.size - len(held.present))
    return Entry(place, days, visible(beside), visible(held.host.name), vacant, marks.review(held))


def _weeks(plan: Plan, term: Term, held: Sequence[Held]) -> Iterator[Week]:
    calendar = plan.instance.calendar_by_id[term.calendar]
    busy = {one.week for one in held}
    monday, last = min(*busy, week_of(term.first_day)), max(*busy, week_of(term.last_day))
    while monday <= last:
        off = monday not in busy and not calendar.is_school_day(monday + timedelta(days=WEDNESDAY))
        yield Week(monday, off)
        monday += timedelta(weeks=1)


def _rows(cells: Mapping[_Cell, list[Entry]], weeks: Sequence[Week]) -> Iterator[Row]:
    for name, id in sorted({(name, id) for name, id, _ in cells}, key=lambda row: (by_number(row[0]), row[1])):
        yield Row(visible(name), tuple(tuple(cells.get((name, id, week.monday), ())) for week in weeks))
