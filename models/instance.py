"""An instance: all the facts of one term, or of a year, from which a schedule is made."""

from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from models.base import Account, Day, Fact, Number, Rank, Seats
from models.before import Before
from models.calendar import Calendar, Days, Term
from models.network import Hub, School
from models.people import Lead, Reviewer
from models.policy import Policy, SwitchableRuleId
from models.travel import Matrix

FORMAT = 1
SchoolYear = str


class Origin(Fact):
    """Where an instance comes from, the command that makes it again, and the licence of the facts in it."""

    text: str
    command: str = ""
    seed: int | None = None
    licence: str = ""


class Review(Fact):
    """A due review. `slots` are the host's possible slots by first day, best first; `size` overrides the bands.

    ranks: of each slot, from 0, where the host finds some equally good, such as 0, 0, 1; None: each has one of its own.
    possible: the slots it can have, where they are not just those ranked, such as after a cancellation; one that is not
    ranked counts as one rank behind the last. declined_by: people who said that they do not come. left_by: reviewers
    who left after it had begun; their seats stay empty, and count as sent. first_claim: it was cancelled in an earlier
    term, and is held before any other.
    """

    id: str = Field(min_length=1)
    host: str
    term: str
    slots: tuple[Day, ...] = Field(min_length=1)
    ranks: tuple[Rank, ...] | None = None
    size: Seats | None = None
    possible: tuple[Day, ...] | None = None
    declined_by: tuple[str, ...] = ()
    left_by: tuple[str, ...] = ()
    first_claim: bool = False

    @model_validator(mode="after")
    def _ranks_fit(self) -> "Review":
        if self.ranks is None:
            return self
        if len(self.ranks) != len(self.slots):
            raise ValueError(
                f"as many ranks as slots, found {len(self.ranks)} for {len(self.slots)}. Add or remove ranks"
            )
        if self.ranks[0] != 0 or any(after - before not in (0, 1) for before, after in pairwise(self.ranks)):
            raise ValueError(
                f"ranks from 0 that never fall and leave none out, found {list(self.ranks)}. Put the best slots first"
            )
        return self

    @property
    def possible_slots(self) -> tuple[date, ...]:
        """The slots it can have."""
        return self.slots if self.possible is None else self.possible

    def rank(self, slot: date) -> int:
        """How many ranks of the host's are better; a slot that is not ranked stands behind all."""
        ranks = self.ranks or range(len(self.slots))
        return ranks[self.slots.index(slot)] if slot in self.slots else ranks[-1] + 1


class Visit(Fact):
    """A review somebody joined or led before this instance. `home` is a reviewer's school then, None for a lead."""

    person: str
    host: str
    home: str | None = None
    school_year: SchoolYear = Field(pattern=r"^\d{4}-\d{2}$")
    slot: Day | None = None


class LedgerEntry(Fact):
    """A school's account this school year, before this instance. It balances:

    received + debt_brought_in = sent + credited + owed. A negative debt is credit.
    planned_size: team size of the school's review this year, whenever it is; None: from the review or the bands.
    """

    school: str
    planned_size: Seats | None = None
    received: Number = 0
    debt_brought_in: Account = 0
    sent: Number = 0
    credited: Number = 0
    owed: Account = 0


class Fixed(Fact):
    """A decision that is taken: the review keeps this slot, lead and reviewers (what is None or empty is open).

    complete: nobody else joins, also where a seat is vacant, such as when it is over.
    """

    review: str
    slot: Day | None = None
    lead: str | None = None
    reviewers: tuple[str, ...] = ()
    complete: bool = False
    reason: str = Field(min_length=1)


class Waiver(Fact):
    """One rule set aside for one person and one review."""

    rule: SwitchableRuleId
    person: str
    review: str
    allowed_by: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Instance(Fact):
    """All facts of one term or year. Every id another entry names must be there: see `models.references`.

    hosts_are: what the entries of `schools` are, so that letters and summaries call them so.
    """

    format: Literal[1] = 1
    name: str = Field(min_length=1)
    origin: Origin
    school_year: SchoolYear = Field(pattern=r"^\d{4}-\d{2}$")
    terms_in_year: int = Field(default=3, ge=1, le=12)
    terms: tuple[Term, ...] = Field(min_length=1)
    calendars: tuple[Calendar, ...] = Field(min_length=1)
    areas: tuple[str, ...] = ()
    hubs: tuple[Hub, ...] = Field(min_length=1)
    schools: tuple[School, ...] = Field(min_length=1)
    reviewers: tuple[Reviewer, ...] = ()
    leads: tuple[Lead, ...] = ()
    reviews: tuple[Review, ...] = Field(min_length=1)
    visits: tuple[Visit, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    policy: Policy = Policy()
    travel: Matrix | None = None
    hosts_are: Literal["schools", "trusts"] = "schools"

    _before: Before | None = PrivateAttr(default=None)

    @property
    def before(self) -> Before | None:
        """The schedule that is repaired; None where one is made from nothing. It is in no instance's file."""
        return self._before

    def repairing(self, before: Before) -> Self:
        """The same facts, to repair a schedule."""
        copied = self.model_copy()
        copied._before = before
        return copied

    @property
    def begun(self) -> frozenset[str]:
        """Reviews that stand as held, for they had begun when the schedule was repaired."""
        return frozenset() if self._before is None else self._before.begun

    @property
    def host_word(self) -> str:
        """What one of `schools` is called."""
        return "trust" if self.hosts_are == "trusts" else "school"

    @property
    def review_name(self) -> str:
        """What one of `reviews` is called."""
        return "Peer Review" if self.hosts_are == "trusts" else "QA Review"

    # Lookups by id. Plain dictionaries, built once.

    @cached_property
    def term_by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}

    @cached_property
    def calendar_by_id(self) -> dict[str, Calendar]:
        return {calendar.id: calendar for calendar in self.calendars}

    @cached_property
    def hub_by_id(self) -> dict[str, Hub]:
        return {hub.id: hub for hub in self.hubs}

    @cached_property
    def school_by_id(self) -> dict[str, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def reviewer_by_id(self) -> dict[str, Reviewer]:
        return {reviewer.id: reviewer for reviewer in self.reviewers}

    @cached_property
    def lead_by_id(self) -> dict[str, Lead]:
        return {lead.id: lead for lead in self.leads}

    @cached_property
    def review_by_id(self) -> dict[str, Review]:
        return {review.id: review for review in self.reviews}

    @cached_property
    def ledger_by_school(self) -> dict[str, LedgerEntry]:
        return {entry.school: entry for entry in self.ledger}

    @cached_property
    def fixed_by_review(self) -> dict[str, Fixed]:
        return {fixed.review: fixed for fixed in self.fixed}

    @cached_property
    def _own_sizes(self) -> dict[str, int]:
        """Team sizes that reviews state themselves, by host."""
        return {review.host: review.size for review in self.reviews if review.size is not None}

    @cached_property
    def waived(self) -> frozenset[tuple[str, str, str]]:
        """(rule, person, review) of every waiver."""
        return frozenset((waiver.rule, waiver.person, waiver.review) for waiver in self.waivers)

    # Meanings that need more than one entry.

    def measured(self, start: str, end: str) -> int | None:
        """The journey between two ids as the policy counts it; None where it is straight, or was not measured."""
        measure = self.policy.travel.measure
        return None if measure is None or self.travel is None else self.travel.measured(measure, start, end)

    def size(self, review: Review) -> int:
        """Team size of the review: its own number, else the ledger's planned size, else by the bands."""
        return review.size or self.planned_size(review.host)

    def planned_size(self, school: str) -> int:
        """Team size of the school's review this year, whenever it is."""
        entry = self.ledger_by_school.get(school)
        if entry is not None and entry.planned_size is not None:
            return entry.planned_size
        host = self.school_by_id[school]
        return self._own_sizes.get(school) or self.policy.team_size.seats(host.pupils, len(host.places))

    def target(self, school: str, term: Term) -> int:
        """Reviewers the school must have sent this year by the end of the term, from this year's first day.

        floor(size x term / terms), with debt brought in added, credit brought in and seats credited taken off.
        """
        entry = self.ledger_by_school.get(school) or LedgerEntry(school=school)
        floor = self.planned_size(school) * term.number // self.terms_in_year
        return max(0, floor + entry.debt_brought_in - entry.credited)

    def due(self, school: str, term: Term) -> int:
        """Reviewers the school must still send by the end of the term, counted from the instance's beginning."""
        return max(0, self.target(school, term) - self.sent_before(school))

    def most(self, school: str, term: Term) -> int:
        """Reviewers the school may send at most by the end of the term, counted from the instance's beginning."""
        above = self.policy.commitment.above_due
        return max(0, self.target(school, term) + above - self.sent_before(school))

    def sent_before(self, school: str) -> int:
        """Reviewers the school sent this school year before the instance began."""
        entry = self.ledger_by_school.get(school)
        return entry.sent if entry else 0

    def is_school_day(self, school: School, day: date) -> bool:
        """Whether the school is open on `day`: by its calendar and its own closed days."""
        return self.calendar_by_id[school.calendar].is_school_day(day) and not _in(day, school.closed)


def _in(day: date, ranges: tuple[Days, ...]) -> bool:
    return any(day in days for days in ranges)
