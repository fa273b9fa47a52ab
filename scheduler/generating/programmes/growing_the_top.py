"""Growing the Top: the Annual Report's 21 schools, or drawn ones, with facilitators whose free days are drawn."""

from collections.abc import Sequence
from datetime import date

from models.network import School
from models.programmes.growing_the_top import Facilitator, GrowingTheTop, GrowingTheTopPolicy, Trio
from scheduler.generating.calendars import CALENDARS
from scheduler.generating.programmes.network import (
    calendars_of,
    drawn,
    hubs_of,
    origin,
    rows_of,
    school_days,
    with_inset_days,
)
from scheduler.generating.streams import Stream

_SEED = 2018
_BEGINS = date(2018, 10, 1)  # the report: begun in October 2018
_DAYS_OFFERED, _VISITS_EACH, _SCHOOLS_A_HUB = 12, 4, 15


def growing_the_top_2018() -> GrowingTheTop:
    """The report's schools, which has them in no trios; six facilitators with 12 free days each."""
    schools = with_inset_days((row.school for row in rows_of("growing-the-top")), _SEED)
    text = (
        "The 21 schools of the Annual Report 2018. INSET days and facilitators with their free days, from October "
        "2018 on, are drawn from the seed."
    )
    return GrowingTheTop(
        name="growing-the-top-2018",
        origin=origin(text, "growing-the-top-2018", _SEED),
        calendars=calendars_of(schools),
        hubs=hubs_of(schools),
        schools=schools,
        facilitators=_facilitators(6, _SEED),
    )


def growing_the_top_drawn(count: int, seed: int) -> GrowingTheTop:
    """Drawn schools in hubs of about 15, with a facilitator for every four of them."""
    schools: Sequence[School] = with_inset_days(drawn(count, seed, max(3, count // _SCHOOLS_A_HUB)), seed)
    name = f"growing-the-top-{count}-{seed}"
    return GrowingTheTop(
        name=name,
        origin=origin(f"{count} drawn schools.", name, seed, of_the_report=False),
        calendars=calendars_of(schools),
        hubs=hubs_of(schools),
        schools=tuple(schools),
        facilitators=_facilitators(-(-count // _VISITS_EACH), seed),
        policy=GrowingTheTopPolicy(trio=Trio(larger_groups=count % 3)),
    )


def _facilitators(count: int, seed: int) -> tuple[Facilitator, ...]:
    """Pseudonyms, each with drawn days on which the common calendar has school."""
    days = school_days(CALENDARS[0], first=_BEGINS)
    return tuple(
        Facilitator(id=one, days=tuple(sorted(Stream(seed, "facilitator", one).sample(days, _DAYS_OFFERED))))
        for one in (f"F{k + 1:04}" for k in range(count))
    )
