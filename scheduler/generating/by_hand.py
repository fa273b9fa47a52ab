"""The few words in which the small instances are written: places on one meridian, small schools, one autumn term.

North of 52 degrees, so that a difference of places is a distance: `km` is the distance from the first school. A school
of 100 pupils receives two reviewers a year, so that by the end of autumn it owes none and may send one.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from models.calendar import Days
from models.instance import Fixed, Instance, LedgerEntry, Origin, Review, Visit, Waiver
from models.network import Hub, Phase, School, Site
from models.people import Lead, Reviewer
from models.policy import Policy
from scheduler.generating.calendars import CALENDARS, SCHOOL_YEAR, TERMS

_KM_A_DEGREE = 111.195
_SOUTH, _LONGITUDE = 52.0, -1.0
_AUTUMN = TERMS[0]

WEEK_1, WEEK_2, WEEK_3, WEEK_4 = (date(2018, 9, 10), date(2018, 9, 17), date(2018, 9, 24), date(2018, 10, 1))
"""Mondays of four school weeks in a row; `WEEK_1.replace(day=12)` is its Wednesday."""


def _latitude(km: int) -> float:
    return round(_SOUTH + km / _KM_A_DEGREE, 5)


def school(
    id: str,
    km: int,
    hub: str = "",
    *,
    pupils: int = 100,
    phase: Phase = Phase.PRIMARY,
    trust: str | None = None,
    strong_in: tuple[str, ...] = (),
    works_on: tuple[str, ...] = (),
    sites: Sequence[int] = (),
) -> School:
    """A school named after a tree; in a hub of its own unless one is given. sites: the km of a trust's schools."""
    return School(
        id=id,
        name=f"{id.capitalize()} School",
        hub=hub or f"hub-{id}",
        phase=phase,
        latitude=_latitude(km),
        longitude=_LONGITUDE,
        pupils=pupils,
        trust=trust,
        calendar="A",
        strong_in=strong_in,
        works_on=works_on,
        sites=tuple(
            Site(id=f"{id}-{n}", name=f"{id.capitalize()} {n}", latitude=_latitude(each), longitude=_LONGITUDE)
            for n, each in enumerate(sites, 1)
        ),
    )


def reviewer(
    id: str, school: str, *, completed: int = 3, offers_two: bool = False, away: Sequence[Days] = ()
) -> Reviewer:
    """A reviewer, experienced unless said otherwise."""
    return Reviewer(id=id, school=school, completed_reviews=completed, offers_two=offers_two, away=tuple(away))


def lead(id: str, km: int) -> Lead:
    """A lead who lives so far north of the first school."""
    return Lead(id=id, latitude=_latitude(km), longitude=_LONGITUDE)


def review(host: str, *slots: date, size: int | None = 1) -> Review:
    """The host's review of the autumn term, of one seat unless said otherwise; None: by the policy's bands."""
    return Review(id=f"review-{host}", host=host, term=_AUTUMN.id, slots=slots, size=size)


def instance(
    name: str,
    text: str,
    schools: Sequence[School],
    reviewers: Sequence[Reviewer],
    leads: Sequence[Lead],
    reviews: Sequence[Review],
    *,
    visits: Sequence[Visit] = (),
    ledger: Sequence[LedgerEntry] = (),
    fixed: Sequence[Fixed] = (),
    waivers: Sequence[Waiver] = (),
    policy: Policy | None = None,
    terms_in_year: int = 3,
    hosts_are: Literal["schools", "trusts"] = "schools",
) -> Instance:
    """A small instance with the autumn term and calendar of 2018."""
    hubs = dict.fromkeys(school.hub for school in schools)
    areas = sorted({area for school in schools for area in (*school.strong_in, *school.works_on)})
    return Instance(
        name=name,
        origin=Origin(text=text, command=f"qa-scheduler generate {name}"),
        school_year=SCHOOL_YEAR,
        terms_in_year=terms_in_year,
        terms=(_AUTUMN,),
        calendars=CALENDARS[:1],
        areas=tuple(areas),
        hubs=tuple(Hub(id=hub, name=hub.replace("-", " ").capitalize()) for hub in hubs),
        schools=tuple(schools),
        reviewers=tuple(reviewers),
        leads=tuple(leads),
        reviews=tuple(reviews),
        visits=tuple(visits),
        ledger=tuple(ledger),
        fixed=tuple(fixed),
        waivers=tuple(waivers),
        policy=policy or Policy(),
        hosts_are=hosts_are,
    )
