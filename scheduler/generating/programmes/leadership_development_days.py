"""Leadership Development Days: 110 accredited areas and 200 wishes, drawn on the network's real schools."""

from collections.abc import Sequence
from datetime import date

from models.network import School
from models.programmes.leadership_development_days import LeadershipDevelopmentDays, Offer, Wish
from scheduler.generating.calendars import CALENDARS, TERMS
from scheduler.generating.programmes.network import (
    calendars_of,
    drawn,
    hubs_of,
    of_the_network,
    origin,
    school_days,
    with_inset_days,
)
from scheduler.generating.streams import Stream

AREAS = (
    "disadvantaged pupils",
    "early years",
    "English",
    "mastery",
    "maths",
    "SEND",
    "the more able",
)
_SEED = 2018
_DAYS, _WISHED, _RULED_OUT = 4, 3, 6  # of an offer, areas of a wish, days on which its pairs cannot
_PAIRS = (1, 1, 1, 2)


def leadership_development_days_2018() -> LeadershipDevelopmentDays:
    """The autumn term's: as many offers as the network has accredited areas."""
    text = (
        "The network's real schools. Which of them have the 110 accredited areas, the 200 wishes, their days and INSET "
        "days are drawn from the seed."
    )
    return _made("leadership-development-days-2018", of_the_network(), 110, 200, _SEED, text, of_the_report=True)


def draw_days(schools: int, offers: int, wishes: int, seed: int) -> LeadershipDevelopmentDays:
    """A term's offers and wishes of drawn schools."""
    name = f"leadership-development-days-{schools}-{seed}"
    text = f"{schools} drawn schools, with {offers} offers and {wishes} wishes, all drawn from the seed."
    return _made(name, drawn(schools, seed, max(1, schools // 8)), offers, wishes, seed, text, of_the_report=False)


def _made(
    name: str, every: Sequence[School], offers: int, wishes: int, seed: int, text: str, *, of_the_report: bool
) -> LeadershipDevelopmentDays:
    hosts, senders = (_some(every, count, seed, what) for count, what in ((offers, "hosts"), (wishes, "senders")))
    taking_part = {school.id for school in (*hosts, *senders)}
    schools = with_inset_days((school for school in every if school.id in taking_part), seed)
    days = {calendar.id: school_days(calendar, TERMS[0].first_day, TERMS[0].last_day) for calendar in CALENDARS}
    return LeadershipDevelopmentDays(
        name=name,
        origin=origin(text, name, seed, of_the_report=of_the_report),
        calendars=calendars_of(schools),
        areas=AREAS,
        hubs=hubs_of(schools),
        schools=schools,
        offers=tuple(_offer(n, school, days[school.calendar], seed) for n, school in enumerate(hosts, 1)),
        wishes=tuple(_wish(n, school, days[school.calendar], seed) for n, school in enumerate(senders, 1)),
    )


def _some(schools: Sequence[School], count: int, seed: int, what: str) -> list[School]:
    """So many schools, each once as long as there are others."""
    stream = Stream(seed, "days", what)
    found: list[School] = []
    while len(found) < count:
        found += stream.sample(schools, count - len(found))
    return found


def _offer(n: int, school: School, days: Sequence[date], seed: int) -> Offer:
    stream = Stream(seed, "offer", n)
    area = AREAS[stream.below(len(AREAS))]
    return Offer(id=f"O{n:03}", school=school.id, area=area, days=tuple(sorted(stream.sample(days, _DAYS))))


def _wish(n: int, school: School, days: Sequence[date], seed: int) -> Wish:
    stream = Stream(seed, "wish", n)
    return Wish(
        id=f"W{n:03}",
        school=school.id,
        areas=tuple(stream.sample(AREAS, _WISHED)),
        pairs=_PAIRS[stream.below(len(_PAIRS))],
        cannot=tuple(sorted(stream.sample(days, _RULED_OUT))),
    )
