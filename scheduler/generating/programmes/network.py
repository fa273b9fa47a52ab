"""The schools of programmes as an instance has them: those of the Annual Report, or drawn, with hubs and calendars."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from models.calendar import Calendar, Days
from models.instance import Origin
from models.network import Hub, Phase, School
from scheduler.generating.bundled import SCHOOLS_FILE
from scheduler.generating.calendars import CALENDARS, calendar_of
from scheduler.generating.drawing import draw_schools
from scheduler.generating.reading import read_schools
from scheduler.generating.schools import SchoolFacts
from scheduler.generating.streams import Stream

FILE = Path(__file__).resolve().parents[3] / "instances" / "programme_schools.csv"
FIRST_DAY, LAST_DAY = date(2018, 9, 3), date(2019, 7, 19)
_INSET_DAYS = 5


@dataclass(frozen=True)
class Row:
    """A school of the report's lists. group: the report's own cluster or centre, empty for none."""

    role: str
    group: str
    school: School


@cache
def licence() -> str:
    """The licence of the file's facts."""
    return FILE.read_text("utf-8").splitlines()[0].removeprefix("# ")


@cache
def rows_of(programme: str) -> tuple[Row, ...]:
    """The schools of a programme, in the file's order. One without a URN has its name as its id."""
    lines = FILE.read_text("utf-8").splitlines()[1:]
    return tuple(_row(row) for row in csv.DictReader(lines) if row["programme"] == programme)


def _row(row: dict[str, str]) -> Row:
    school = School(
        id=row["urn"] or row["school"].lower().replace(" ", "-"),
        name=row["school"],
        hub=row["hub"] or f"no hub: {row['urn'] or row['school']}",
        phase=Phase(row["phase"].lower()) if row["phase"] else Phase.SECONDARY,
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        pupils=int(row["pupils"]) if row["pupils"] else None,
        local_authority=row["local_authority"] or None,
        trust=row["trust"] or None,
        calendar=calendar_of(row["local_authority"]),
    )
    return Row(row["role"], row["group"], school)


def drawn(count: int, seed: int, hubs: int) -> tuple[School, ...]:
    """Drawn schools, dealt to so many hubs by where they lie, from west to east."""
    listed = draw_schools(count, seed).schools
    by_place = sorted(range(count), key=lambda n: (listed[n].place.longitude, n))
    hub = {n: f"Hub {1 + at * hubs // count}" for at, n in enumerate(by_place)}
    return tuple(_school(one, hub[n]) for n, one in enumerate(listed))


def _school(one: SchoolFacts, hub: str) -> School:
    return School(**{**one.of_the_school(), "hub": hub, "calendar": calendar_of(one.local_authority)})


def of_the_network() -> tuple[School, ...]:
    """Every school of the network."""
    return tuple(_school(one, one.hub or f"no hub: {one.id}") for one in read_schools(SCHOOLS_FILE).schools)


def with_inset_days(schools: Iterable[School], seed: int) -> tuple[School, ...]:
    """The schools, each with its drawn days off besides its calendar's."""
    by_id = {calendar.id: calendar for calendar in CALENDARS}
    return tuple(
        school.model_copy(update={"closed": _inset(by_id[school.calendar], Stream(seed, "inset", school.id))})
        for school in schools
    )


def _inset(calendar: Calendar, stream: Stream) -> tuple[Days, ...]:
    days = sorted(stream.sample(school_days(calendar), _INSET_DAYS))
    return tuple(Days(first=day, last=day) for day in days)


def school_days(calendar: Calendar, first: date = FIRST_DAY, last: date = LAST_DAY) -> list[date]:
    """The days on which schools of the calendar are open."""
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    return [day for day in days if calendar.is_school_day(day)]


def hubs_of(schools: Sequence[School]) -> tuple[Hub, ...]:
    """The hubs that the schools name."""
    return tuple(Hub(id=hub, name=hub) for hub in dict.fromkeys(school.hub for school in schools))


def calendars_of(schools: Sequence[School]) -> tuple[Calendar, ...]:
    """The calendars that the schools keep."""
    kept = {school.calendar for school in schools}
    return tuple(calendar for calendar in CALENDARS if calendar.id in kept)


def origin(text: str, name: str, seed: int, *, of_the_report: bool = True) -> Origin:
    """Where an instance comes from."""
    return Origin(
        text=text,
        command=f"qa-scheduler generate {name}",
        seed=seed,
        licence=licence() if of_the_report else "",
    )
