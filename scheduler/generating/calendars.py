"""School terms of 2018-19 in England: the common pattern, and the local authorities that differ from it.

Where only part of an authority's dates is known, the rest is the common pattern, except where the text says otherwise.
"""

from models.calendar import Calendar, Days, Term

SCHOOL_YEAR = "2018-19"

TERMS = (
    Term(id="autumn-2018", number=1, calendar="A", first_day="2018-09-03", last_day="2018-12-21"),
    Term(id="spring-2019", number=2, calendar="A", first_day="2019-01-07", last_day="2019-04-05"),
    Term(id="summer-2019", number=3, calendar="A", first_day="2019-04-23", last_day="2019-07-23"),
)

_BANK_HOLIDAYS = (
    "2018-08-27",
    "2018-12-25/2018-12-26",
    "2019-01-01",
    "2019-04-19",
    "2019-04-22",
    "2019-05-06",
    "2019-05-27",
)
_OCTOBER, _FEBRUARY, _WHIT = "2018-10-22/2018-10-26", "2019-02-18/2019-02-22", "2019-05-27/2019-05-31"


def _calendar(
    id: str,
    name: str,
    autumn: str = "2018-09-03/2018-12-21",
    spring: str = "2019-01-07/2019-04-05",
    summer: str = "2019-04-23/2019-07-23",
    half_terms: tuple[str, str, str] = (_OCTOBER, _FEBRUARY, _WHIT),
) -> Calendar:
    closed = sorted((*half_terms, *_BANK_HOLIDAYS))
    return Calendar(
        id=id,
        name=name,
        open=tuple(Days.model_validate(days) for days in (autumn, spring, summer)),
        closed=tuple(Days.model_validate(days) for days in closed),
    )


CALENDARS = (
    _calendar("A", "the common pattern"),
    _calendar(
        "B",
        "Wiltshire",
        summer="2019-04-23/2019-07-25",
        half_terms=("2018-10-25/2018-11-02", _FEBRUARY, _WHIT),
    ),
    _calendar("C", "Kent", autumn="2018-09-03/2018-12-19", spring="2019-01-03/2019-04-05"),
    _calendar(
        "D",
        "Brent",
        autumn="2018-09-03/2018-12-20",
        summer="2019-04-24/2019-07-24",
        half_terms=("2018-10-22/2018-10-29", "2019-02-18/2019-02-25", "2019-05-27/2019-06-03"),
    ),
    _calendar(
        "E",
        "Ealing",
        spring="2019-01-07/2019-04-12",
        summer="2019-04-29/2019-07-19",
        half_terms=("2018-10-29/2018-11-02", _FEBRUARY, _WHIT),
    ),
    _calendar(
        "F",
        "Leicestershire (first and last day of the year assumed)",
        autumn="2018-08-28/2018-12-21",
        summer="2019-04-23/2019-07-12",
        half_terms=("2018-10-15/2018-10-19", _FEBRUARY, _WHIT),
    ),
    _calendar(
        "G",
        "Leicester (first and last day of the year assumed)",
        autumn="2018-08-28/2018-12-21",
        summer="2019-04-23/2019-07-12",
    ),
    _calendar("H", "Sheffield", spring="2019-01-07/2019-03-29", summer="2019-04-15/2019-07-24"),
    _calendar(
        "I",
        "North Lincolnshire",
        autumn="2018-09-04/2018-12-20",
        summer="2019-04-23/2019-07-19",
        half_terms=("2018-10-22/2018-10-29", _FEBRUARY, _WHIT),
    ),
    _calendar(
        "J",
        "Nottingham (two-week half term, days not found: closed in all three weeks it may lie in)",
        half_terms=("2018-10-15/2018-11-02", _FEBRUARY, _WHIT),
    ),
    _calendar(
        "L",
        "Stockport",
        summer="2019-04-23/2019-07-26",
        half_terms=(_OCTOBER, _FEBRUARY, "2019-05-27/2019-06-07"),
    ),
    _calendar("M", "Cornwall", autumn="2018-09-03/2018-12-20", summer="2019-04-23/2019-07-25"),
    _calendar("N", "Oxfordshire", autumn="2018-09-03/2018-12-20", summer="2019-04-23/2019-07-24"),
)

_OF_AUTHORITY = {calendar.name.partition(" (")[0]: calendar.id for calendar in CALENDARS if calendar.id != "A"}


def calendar_of(local_authority: str | None) -> str:
    """Id of the calendar that schools of the authority follow: the common pattern unless it is known to differ."""
    return _OF_AUTHORITY.get(local_authority or "", "A")
