"""The calendar: weeks across, hubs, leads or phases down, and every review in its place."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import WEDNESDAY, Term, week_of
from scheduler.desk.report.marks import Mark, Marks
from scheduler.plan import Held, Plan
from scheduler.showing.views import by_date
from scheduler.words import by_number, visible

_Cell = tuple[str, str, date]
"""Name and id of a row, and a week."""


@dataclass(frozen=True)
class Entry:
    """One review in the calendar. place: of its row in the table of reviews, from 0."""

    place: int
    review: str
    monday: date
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
    """A hub, a lead or a phase, with the reviews of each week."""

    name: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Calendar:
    """One term."""

    title: str
    head: str
    weeks: tuple[Week, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class By:
    """What stands down the side. row: name and id of a review's; beside: what its card says besides its host."""

    head: str
    title: str
    row: Callable[[Held], tuple[str, str]]
    beside: Callable[[Held], str]


def _hub(held: Held) -> tuple[str, str]:
    return held.instance.hub_by_id[held.host.hub].name, held.host.hub


def _lead(held: Held) -> tuple[str, str]:
    lead = held.lead.id if held.lead else "no lead"
    return lead, lead


def _phase(held: Held) -> tuple[str, str]:
    return held.host.phase.value, held.host.phase.value


HUBS = By("Hub", "hubs", _hub, lambda held: _lead(held)[0])
LEADS = By("Lead", "Lead Reviewers", _lead, lambda held: _hub(held)[0])
PHASES = By("Phase", "phases", _phase, lambda held: _lead(held)[0])


def calendars(plan: Plan, marks: Marks) -> Iterator[Calendar]:
    """For each term one by hubs and one by leads."""
    for term in plan.instance.terms:
        for by in (HUBS, LEADS):
            yield from drawn(plan, marks, by, [term], plan.held)


def drawn(
    plan: Plan, marks: Marks, by: By, terms: Iterable[Term], shown: Collection[Held], week: date | None = None
) -> Iterator[Calendar]:
    """A calendar for each of these terms that has a review. shown: the reviews in it. week: its Monday alone."""
    kept = {held.review.id for held in shown}
    placed = list(enumerate(by_date(plan)))
    for term in terms:
        here = [(place, held) for place, held in placed if held.term == term]
        if not here:
            continue
        weeks = tuple(one for one in _weeks(plan, term, [held for _, held in here]) if week in (None, one.monday))
        cells = defaultdict[_Cell, list[Entry]](list)
        for place, held in here:
            if held.review.id in kept:
                cells[*by.row(held), held.week].append(_entry(marks, place, held, by.beside(held)))
        yield Calendar(f"{term.id}: weeks by {by.title}", by.head, weeks, tuple(_rows(cells, weeks)))


def _entry(marks: Marks, place: int, held: Held, beside: str) -> Entry:
    days = held.length.name(held.slot)
    vacant = max(0, held.size - len(held.present))
    host = visible(held.host.name)
    return Entry(place, held.review.id, held.week, days, visible(beside), host, vacant, marks.review(held))


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
