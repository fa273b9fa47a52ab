"""What the workbook of an instance looks like: its sheets and their columns, with what each heading means.

Whatever writes, reads, marks or documents the workbook walks this list. A column of an entry's field names the field;
one whose field is empty stays in the workbook (names, e-mail, telephone, notes): the engine never sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from models.policy import SwitchableRuleId


class Kind(StrEnum):
    """What stands in a column's cells."""

    TEXT = "a text"
    ID = "an id"
    WHOLE = "a whole number"
    NUMBER = "a number"
    YES = "yes or no"
    DAY = "a date"
    DAYS = "dates, separated by semicolons"
    STRETCH = "a date, or a first and a last one, such as 22 Oct 2018 to 26 Oct 2018"
    STRETCHES = "dates, or stretches such as 22 Oct 2018 to 26 Oct 2018, separated by semicolons"
    ONE = "an id or a name"
    SOME = "ids or names, separated by semicolons"
    WORD = "one of a few words"
    WORDS = "some of a few words, separated by semicolons"
    WHOLES = "whole numbers, separated by semicolons"
    YEAR = "a school year, such as 2026-27"


@dataclass(frozen=True)
class Column:
    """One column. note: what the heading means, for the note on it. field: of the entry; empty for what stays here.

    also: other headings that people and registers give it. of: the collections whose entries are named (for ONE, SOME).
    words: what may stand there (for WORD). needed: it must not be empty. many: how many columns of this kind stand side
    by side, numbered. sample: what the example row shows.
    """

    heading: str
    field: str
    kind: Kind
    note: str
    also: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needed: bool = False
    many: int = 1
    sample: str = ""
    width: int = 14

    @property
    def headings(self) -> Iterator[str]:
        """The heading of each of its columns."""
        if self.many == 1:
            yield self.heading
        else:
            yield from (f"{self.heading} {number}" for number in range(1, self.many + 1))


@dataclass(frozen=True)
class Sheet:
    """One sheet. collection: the instance's list whose entries its rows are; empty where they are read otherwise.

    needed: a workbook without it is no instance.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    collection: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


@dataclass(frozen=True)
class Book:
    """A workbook's form. sheets: the first says what it is; facts: of that one, a row each."""

    sheets: tuple[Sheet, ...]
    facts: tuple[Column, ...]

    @property
    def start(self) -> Sheet:
        """The sheet that says what the workbook is."""
        return self.sheets[0]


RANKED_SLOTS = 10  # so many columns for slots are written at least; more are read
PHASES = ("nursery", "primary", "middle", "secondary", "all-through", "special", "ap")


def _person(role: str, heading: str = "Name", also: tuple[str, ...] = ("full name",)) -> tuple[Column, ...]:
    """Columns that never leave the workbook but in the coordinator's own letters and exports."""
    stays = "Stays in this workbook: it is for your letters and exports only."
    return (
        Column(heading, "", Kind.TEXT, f"The {role}'s name, if you like. {stays}", also=also, width=20),
        Column("E-mail", "", Kind.TEXT, stays, also=("email", "e-mail address", "email address"), width=24),
        Column("Telephone", "", Kind.TEXT, stays, also=("phone", "mobile", "tel", "telephone number")),
    )


_TRUST = ("trusts (name)", "trust name", "mat", "multi-academy trust")
_LATITUDE = Column("Latitude", "latitude", Kind.NUMBER, "Degrees north, such as 52.6268.", also=("lat",), needed=True)
_LONGITUDE = Column(
    "Longitude", "longitude", Kind.NUMBER, "Degrees east; west is below 0.", also=("lon", "lng", "long"), needed=True
)
_POSTCODE = Column("Postcode", "", Kind.TEXT, "qa-scheduler geocode finds the place by it.", also=("post code",))

START = Sheet(
    "Start",
    "What this workbook is.",
    (
        Column("What", "what", Kind.TEXT, "", needed=True, width=24),
        Column("Value", "value", Kind.TEXT, "", width=60),
        Column("What it means", "", Kind.TEXT, "", also=("meaning", "note"), width=60),
    ),
    needed=True,
)
TERM = Sheet(
    "Term",
    "Terms, and calendars by which schools are open: a row each for a term, a stretch of open days, a holiday.",
    (
        Column(
            "What",
            "what",
            Kind.WORD,
            "term, calendar, open or holiday.",
            words=("term", "calendar", "open", "holiday"),
            needed=True,
        ),
        Column("Calendar", "calendar", Kind.ID, "The calendar it belongs to; empty where there is only one.", width=12),
        Column("Name", "name", Kind.TEXT, "The term's id, or the calendar's name.", ("id",), width=28),
        Column("First day", "first", Kind.DAY, "The first day.", ("from", "start", "day")),
        Column("Last day", "last", Kind.DAY, "The last day; empty for one day.", ("to", "until", "end")),
        Column("Number", "number", Kind.WHOLE, "Which term of the year it is, from 1.", ("term number",)),
    ),
    also=("terms", "calendar", "calendars"),
    needed=True,
)
AREAS = Sheet(
    "Areas",
    "Areas of excellence: what schools are strong in, or work on.",
    (Column("Area", "area", Kind.ID, "A short name.", ("name", "areas"), needed=True, width=28),),
)
POLICY = Sheet(
    "Policy",
    "Every rule and goal, whether it is on, and its numbers. Leave a value empty for the usual one.",
    (
        Column("Rule or goal", "part", Kind.TEXT, "Its id.", ("rule", "goal"), needed=True, width=18),
        Column("Setting", "setting", Kind.TEXT, "Which of its numbers.", ("number",), needed=True, width=34),
        Column("Value", "value", Kind.TEXT, "What holds.", width=14),
        Column("Usually", "", Kind.TEXT, "The network's own.", ("default",), width=14),
        Column(
            "What it means",
            "",
            Kind.TEXT,
            "The rule's sentence, with the numbers in force.",
            ("meaning", "sentence"),
            width=90,
        ),
    ),
)
HUBS = Sheet(
    "Hubs",
    "Local groups of schools, which do not review each other.",
    (
        Column("Id", "id", Kind.ID, "A short name, such as H01.", also=("hub id",), needed=True, sample="H01"),
        Column("Name", "name", Kind.TEXT, "The hub's name.", also=("hub", "hub name"), needed=True, width=32),
    ),
    "hubs",
    needed=True,
)
SCHOOLS = Sheet(
    "Schools",
    "Every school of the network, also those that are not reviewed this term: their people review.",
    (
        Column(
            "Id",
            "id",
            Kind.ID,
            "The school's URN, or any short name.",
            ("urn", "school id", "unique reference number"),
            needed=True,
        ),
        Column(
            "Name",
            "name",
            Kind.TEXT,
            "The school's name.",
            ("school", "school name", "establishmentname", "establishment name"),
            needed=True,
            width=36,
        ),
        Column("Hub", "hub", Kind.ONE, "The hub it belongs to: its id or name.", of=("hubs",), needed=True),
        Column(
            "Phase",
            "phase",
            Kind.WORD,
            "The age range it teaches, or its kind; ap is alternative provision.",
            ("phaseofeducation (name)", "phase of education", "school phase"),
            words=PHASES,
            needed=True,
        ),
        Column(
            "Pupils",
            "pupils",
            Kind.WHOLE,
            "How many; leave empty where unknown. The team's size follows from it.",
            ("numberofpupils", "number of pupils", "pupil numbers", "number on roll", "nor", "roll"),
        ),
        _LATITUDE,
        _LONGITUDE,
        _POSTCODE,
        Column(
            "Local authority",
            "local_authority",
            Kind.TEXT,
            "If you like.",
            ("la (name)", "la", "authority", "local authority name"),
            width=20,
        ),
        Column(
            "Trust", "trust", Kind.TEXT, "Its multi-academy trust: nobody reviews their own.", also=_TRUST, width=24
        ),
        Column(
            "Calendar",
            "calendar",
            Kind.ONE,
            "By which calendar of sheet Term it is open; empty where there is only one.",
            ("term dates",),
            of=("calendars",),
        ),
        Column(
            "Strong in", "strong_in", Kind.SOME, "Its areas of excellence, of sheet Areas.", of=("areas",), width=24
        ),
        Column("Works on", "works_on", Kind.SOME, "Areas it wants to learn about.", of=("areas",), width=24),
        *_person("person to write to", "Contact", ("contact name", "headteacher", "head")),
    ),
    "schools",
    needed=True,
)
REVIEWERS = Sheet(
    "Reviewers",
    "Trained senior leaders who review other schools.",
    (
        Column(
            "Id",
            "id",
            Kind.ID,
            "A number of your own, such as R0001: it is all the engine knows of them.",
            ("reviewer", "reviewer id"),
            needed=True,
            sample="R0001",
        ),
        Column(
            "School", "school", Kind.ONE, "Home school: its id or name.", ("home school",), ("schools",), needed=True
        ),
        Column(
            "Completed reviews",
            "completed_reviews",
            Kind.WHOLE,
            "How many they had completed before; 0 or empty is a first-timer.",
            ("reviews completed", "reviews done", "experience"),
        ),
        Column("Offers two", "offers_two", Kind.YES, "yes: they offer a second review a term.", ("second review",)),
        Column(
            "Furthest km",
            "furthest_km",
            Kind.WHOLE,
            "How far they are willing to go, one way; empty leaves it to the policy.",
            ("furthest distance", "max km", "maximum distance"),
        ),
        Column(
            "Reserve", "reserve", Kind.YES, "yes: they stand in when somebody drops out, and are not planned before."
        ),
        *_person("reviewer", also=("full name", "reviewer name")),
    ),
    "reviewers",
    needed=True,
)
LEADS = Sheet(
    "Leads",
    "Independent Lead Reviewers.",
    (
        Column("Id", "id", Kind.ID, "Such as L01.", ("lead", "lead id", "lead reviewer"), needed=True, sample="L01"),
        _LATITUDE,
        _LONGITUDE,
        _POSTCODE,
        Column("Trust", "trust", Kind.TEXT, "Where they work for one.", also=_TRUST, width=24),
        *_person("lead"),
    ),
    "leads",
    needed=True,
)
REVIEWS = Sheet(
    "Reviews due",
    "The reviews to schedule. Slots are first days, best first; or give a form on sheet Choices.",
    (
        Column(
            "Host", "host", Kind.ONE, "The school under review: its id or name.", ("school",), ("schools",), needed=True
        ),
        Column("Id", "id", Kind.ID, "Empty: review- and the host's id.", ("review", "review id")),
        Column("Term", "term", Kind.ONE, "Empty where there is only one.", of=("terms",)),
        Column("Team size", "size", Kind.WHOLE, "Empty: by the host's pupils.", ("size", "seats")),
        Column(
            "Slot",
            "slots",
            Kind.DAY,
            "A first day that would suit the host, best first: of three days Monday, Tuesday or Wednesday.",
            ("choice", "preference", "date"),
            many=RANKED_SLOTS,
        ),
        Column(
            "Ranks",
            "ranks",
            Kind.WHOLES,
            "Only where slots are equally good: a rank for each slot from 1, such as 1; 1; 2.",
        ),
        Column("First claim", "first_claim", Kind.YES, "yes: it was cancelled in an earlier term, and goes first."),
        Column("Possible slots", "possible", Kind.DAYS, "Where more slots than those ranked are possible.", width=20),
        Column("Declined by", "declined_by", Kind.SOME, "Who said they do not come.", of=("reviewers", "leads")),
        Column("Left by", "left_by", Kind.SOME, "Who left after it had begun.", of=("reviewers",)),
    ),
    "reviews",
    also=("reviews",),
    needed=True,
)
AWAY = Sheet(
    "Away",
    "Days on which a reviewer or lead is not free, or a school is closed beyond its calendar (INSET days).",
    (
        Column(
            "Who",
            "who",
            Kind.ONE,
            "A reviewer, a lead or a school: id or name.",
            ("person", "reviewer", "id"),
            ("reviewers", "leads", "schools"),
            needed=True,
        ),
        Column("First day", "first", Kind.DAY, "The first day.", ("from", "start", "day", "date"), needed=True),
        Column("Last day", "last", Kind.DAY, "The last day; empty for one day.", ("to", "until", "end")),
        Column(
            "Kind", "kind", Kind.WORD, "Needed only if an id is a school's and a person's.", words=("person", "school")
        ),
        Column("Note", "", Kind.TEXT, "Why, if you like; it stays here.", ("reason", "why"), width=24),
    ),
)
WEEKS = Sheet(
    "Weeks",
    "Put x where somebody is busy in a week. A week's heading is its Monday.",
    (
        Column(
            "Who",
            "who",
            Kind.ONE,
            "A reviewer or a lead.",
            ("person", "reviewer", "id"),
            ("reviewers", "leads"),
            needed=True,
        ),
        Column("Name", "", Kind.TEXT, "If you like; it stays here.", width=20),
    ),
)
CHOICES = Sheet(
    "Choices",
    "A form for hosts, in place of slots on sheet Reviews due: rank weeks or slots, or write yes, if need be, no.",
    (
        Column("Host", "host", Kind.ONE, "The school under review.", ("school",), ("schools",), needed=True),
        Column("Name", "", Kind.TEXT, "If you like; it stays here.", width=20),
    ),
)
CONFLICTS = Sheet(
    "Conflicts",
    "Schools that somebody must not review.",
    (
        Column(
            "Person",
            "person",
            Kind.ONE,
            "A reviewer or a lead.",
            ("who", "reviewer"),
            ("reviewers", "leads"),
            needed=True,
        ),
        Column("School", "school", Kind.ONE, "The school: id or name.", ("host",), ("schools",), needed=True),
        Column("Note", "", Kind.TEXT, "Why, if you like; it stays here.", ("reason", "why"), width=24),
    ),
)
VISITS = Sheet(
    "Past visits",
    "Reviews somebody joined or led in this school year and the last two.",
    (
        Column(
            "Person",
            "person",
            Kind.ONE,
            "A reviewer or a lead.",
            ("who", "reviewer"),
            ("reviewers", "leads"),
            needed=True,
        ),
        Column("Host", "host", Kind.ONE, "The school that was reviewed.", ("school",), ("schools",), needed=True),
        Column(
            "Home school then",
            "home",
            Kind.ONE,
            "A reviewer's school then; empty for a lead.",
            ("home", "home school"),
            ("schools",),
        ),
        Column("School year", "school_year", Kind.YEAR, "Such as 2018-19.", ("year",), needed=True),
        Column("First day", "slot", Kind.DAY, "If known.", ("date", "slot")),
    ),
    "visits",
    also=("visits", "history"),
)
LEDGER = Sheet(
    "Ledger",
    "Each school's account this school year so far: received + debt brought in = sent + credited + owed.",
    (
        Column("School", "school", Kind.ONE, "The school: id or name.", ("host",), ("schools",), needed=True),
        Column("Planned size", "planned_size", Kind.WHOLE, "Its review's team size this year, whenever it is."),
        Column("Received", "received", Kind.WHOLE, "Reviewers it received this year."),
        Column("Debt brought in", "debt_brought_in", Kind.WHOLE, "From last year; credit is below 0."),
        Column("Sent", "sent", Kind.WHOLE, "Reviewers it sent this year."),
        Column(
            "Credited",
            "credited",
            Kind.WHOLE,
            "Seats that stayed vacant at its own review, and visits that hosts cancelled.",
        ),
        Column("Owed", "owed", Kind.WHOLE, "What it still owes; credit is below 0."),
    ),
    "ledger",
)
FIXED = Sheet(
    "Fixed",
    "What is decided already: a review's slot, lead or reviewers. What is empty is open.",
    (
        Column("Review", "review", Kind.ONE, "The review's id, or its host.", ("host",), ("reviews",), needed=True),
        Column("First day", "slot", Kind.DAY, "Of its slot.", ("slot", "date")),
        Column("Lead", "lead", Kind.ONE, "Its Lead Reviewer.", of=("leads",)),
        Column("Reviewers", "reviewers", Kind.SOME, "Those who come; others may join.", of=("reviewers",), width=24),
        Column("Complete", "complete", Kind.YES, "yes: nobody else joins."),
        Column("Reason", "reason", Kind.TEXT, "Why it is fixed.", ("why",), needed=True, width=28),
    ),
    "fixed",
)
WAIVERS = Sheet(
    "Waivers",
    "One rule set aside for one person and one review. Every report lists them.",
    (
        Column(
            "Rule",
            "rule",
            Kind.WORD,
            "The rule's id, of sheet Policy.",
            words=get_args(SwitchableRuleId),
            needed=True,
            width=18,
        ),
        Column("Person", "person", Kind.ONE, "Whom it is waived for.", ("who",), ("reviewers", "leads"), needed=True),
        Column("Review", "review", Kind.ONE, "The review's id, or its host.", ("host",), ("reviews",), needed=True),
        Column("Allowed by", "allowed_by", Kind.TEXT, "Who decided it.", needed=True, width=20),
        Column("Reason", "reason", Kind.TEXT, "Why.", ("why",), needed=True, width=28),
    ),
    "waivers",
)
SITES = Sheet(
    "Sites",
    "Only for what has several places, such as a trust its schools. Distances are then from the nearest of them.",
    (
        Column(
            "School", "school", Kind.ONE, "Whose place it is: id or name.", ("trust", "of"), ("schools",), needed=True
        ),
        Column("Id", "id", Kind.ID, "A short name, such as the URN of a trust's school.", ("urn",), needed=True),
        Column("Name", "name", Kind.TEXT, "What it is called.", needed=True, width=36),
        _LATITUDE,
        _LONGITUDE,
    ),
)
SHEETS = (
    START, TERM, HUBS, SCHOOLS, REVIEWERS, LEADS, REVIEWS, CHOICES, AWAY, WEEKS, CONFLICTS, VISITS, LEDGER, FIXED,
    WAIVERS, POLICY, AREAS, SITES,
)  # fmt: skip
"""In the order in which the workbook has them."""
