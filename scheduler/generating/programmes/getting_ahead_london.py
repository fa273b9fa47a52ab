"""Getting Ahead London: 60 participants of the Annual Report's schools, and 20 coaches; by recipe, as many as asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.calendar import Days, week_of
from models.network import Phase, School
from models.programmes.getting_ahead_london import Coach, GettingAheadLondon, Participant
from scheduler.generating.calendars import CALENDARS, TERMS
from scheduler.generating.network import AREAS
from scheduler.generating.programmes.network import (
    calendars_of,
    drawn,
    hubs_of,
    of_the_network,
    origin,
    rows_of,
    school_days,
    with_inset_days,
)
from scheduler.generating.streams import Stream

_SEED, _PARTICIPANTS, _COACHES = 2018, 60, 20
_PROGRAMME = "getting-ahead-london"
_WEEKS_AWAY, _WISHES, _COACH_AREAS = 2, 2, 5
_EARLIER = (Phase.PRIMARY,) * 3 + (Phase.SECONDARY,) * 3 + (Phase.ALL_THROUGH, Phase.SPECIAL, Phase.AP)
_EARLIER_PHASES = 2  # drawn for each coach, besides the phase of their own school
_SHADOW_DAYS, _MEETING_DAYS = 8, 5  # that a coach offers: in a year, in a term


@dataclass(frozen=True)
class _Cast:
    """Who takes part, by their schools: one entry a person. in_all: everybody's schools, each once."""

    participants: Sequence[School]
    coaches: Sequence[School]

    @property
    def in_all(self) -> tuple[School, ...]:
        return tuple({school.id: school for school in (*self.participants, *self.coaches)}.values())


def getting_ahead_london_2018() -> GettingAheadLondon:
    """60 participants of the report's 53 schools; 20 coaches at other schools of the network in the same boroughs."""
    listed = tuple(row.school for row in rows_of(_PROGRAMME))
    ids, boroughs = {school.id for school in listed}, {school.local_authority for school in listed}
    near = [one for one in of_the_network() if one.local_authority in boroughs and one.id not in ids]
    stream = Stream(_SEED, _PROGRAMME, "schools")
    second = stream.sample(listed, _PARTICIPANTS - len(listed))
    cast = _Cast((*listed, *second), stream.sample(near, _COACHES))
    text = (
        "The 53 schools of the Annual Report 2018, some with two participants: 60, as in 2018-19, with 20 coaches at "
        "other schools of the network in the same boroughs. Participants, coaches, their phases, areas and days, and "
        "INSET days are drawn from the seed; people are pseudonyms."
    )
    return _made("getting-ahead-london-2018", cast, _SEED, text)


def getting_ahead(participants: int, coaches: int, seed: int) -> GettingAheadLondon:
    """So many participants and coaches at drawn schools; every tenth participant is a second one of a school."""
    first = participants - participants // 10
    schools = drawn(first + coaches, seed, hubs=max(1, participants // 20))
    stream = Stream(seed, _PROGRAMME, "schools")
    mixed = stream.sample(schools, len(schools))
    cast = _Cast((*mixed[:first], *mixed[: participants - first]), mixed[first:])
    text = f"{participants} participants and {coaches} coaches at {len(schools)} drawn schools."
    return _made(f"getting-ahead-{participants}-{coaches}", cast, seed, text, of_the_report=False)


def _made(name: str, cast: _Cast, seed: int, text: str, *, of_the_report: bool = True) -> GettingAheadLondon:
    schools = with_inset_days(cast.in_all, seed)
    by_id = {school.id: school for school in schools}
    return GettingAheadLondon(
        name=name,
        origin=origin(text, name, seed, of_the_report=of_the_report),
        calendars=calendars_of(schools),
        areas=AREAS,
        hubs=hubs_of(schools),
        schools=schools,
        terms=TERMS,
        participants=tuple(_participant(f"P{k + 1:04}", one.id, seed) for k, one in enumerate(cast.participants)),
        coaches=tuple(_coach(f"C{k + 1:04}", by_id[one.id], seed) for k, one in enumerate(cast.coaches)),
    )


def _participant(id: str, school: str, seed: int) -> Participant:
    stream = Stream(seed, _PROGRAMME, id)
    mondays = sorted({week_of(day) for day in school_days(CALENDARS[0])})
    away = sorted(stream.sample(mondays, _WEEKS_AWAY))
    return Participant(
        id=id,
        school=school,
        wishes=tuple(sorted(stream.sample(AREAS, 1 + stream.below(_WISHES)))),
        away=tuple(Days(first=monday, last=date.fromordinal(monday.toordinal() + 4)) for monday in away),
    )


def _coach(id: str, school: School, seed: int) -> Coach:
    """A coach who offers days on which their school is open: for being shadowed in the year, for meeting in a term."""
    stream = Stream(seed, _PROGRAMME, id)
    calendar = next(calendar for calendar in CALENDARS if calendar.id == school.calendar)
    days = [day for day in school_days(calendar) if not any(day in closed for closed in school.closed)]
    earlier = stream.sample(_EARLIER, _EARLIER_PHASES)
    in_terms = [stream.sample([day for day in days if day in term], _MEETING_DAYS) for term in TERMS]
    return Coach(
        id=id,
        school=school.id,
        has_led=tuple(phase for phase in Phase if phase in (school.phase, *earlier)),
        areas=tuple(sorted(stream.sample(AREAS, _COACH_AREAS))),
        shadow_days=tuple(sorted(stream.sample(days, _SHADOW_DAYS))),
        meeting_days=tuple(sorted(day for term in in_terms for day in term)),
    )
