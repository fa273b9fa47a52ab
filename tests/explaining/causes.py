"""Planted causes: tiny instances, in each of which one rule alone keeps a seat vacant or a review from being held.

A is reviewed on the first Monday. Whoever the rule keeps away would come otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.calendar import Calendar, Days
from models.instance import Instance, LedgerEntry
from models.network import Phase
from models.people import Lead
from tests import tiny
from tests.tiny import Entry, day, lead, policy, review, reviewer, school

FIRST, NEXT_WEEK, LATER = day(1), day(2), day(4)
ANOTHER_SLOT, ONE_MORE_LEAD = "a slot that the host has not offered", "one more Lead Reviewer"
SECOND_DAY = Days(first=day(1, 1), last=day(1, 1))
TERM = Days(first=FIRST, last=tiny.AUTUMN.last_day)
HALF_TERM = Calendar(id="early", name="Early half term", open=(TERM,), closed=(Days(first=day(1, 2), last=day(1, 4)),))
HOLIDAY = (Calendar(id="all", name="A holiday", open=(TERM,), closed=(Days(first=day(1, 3), last=day(2, 4)),)),)
"""Everybody's, from the first Thursday to the second Friday."""
LAST_YEAR, YEAR_BEFORE = {"school_year": "2017-18"}, {"school_year": "2016-17"}


@dataclass(frozen=True)
class Cause:
    """One planted cause. rule: what must be named. who: whom it keeps away, where that is one person.

    cure: what a way out that works says, beside others.
    """

    name: str
    rule: str
    who: str
    instance: Instance
    cure: str


def host(*slots: date, size: int = 1, **fields: Any) -> tuple[Entry, Entry]:
    """School A with its review."""
    return school("A", pupils=200, **fields), review("A", *(slots or (FIRST,)), size=size)


def _cause(name: str, who: str, *entries: Entry, cure: str = "", **fields: Any) -> Cause:
    leads = () if any(isinstance(entry, Lead) for entry in entries) else (lead("L1"),)
    rule = name.split(":")[0]
    return Cause(name, rule, who, tiny.instance(*entries, *leads, **fields), cure or rule)


def _alone(name: str, *entries: Entry, home: dict[str, Any] | None = None, **person: Any) -> Cause:
    """R1 of B, 20 km off unless said otherwise, could come alone."""
    of_home = {"km": 20, "pupils": 200, **(home or {})}
    return _cause(name, "R1", *host(), school("B", **of_home), reviewer("R1", "B", **person), *entries)


def _second(name: str, *entries: Entry, home: dict[str, Any] | None = None, **person: Any) -> Cause:
    """R1 of B could have the second seat, beside R2 of C."""
    of_home = {"km": 20, "pupils": 200, **(home or {})}
    there = school("B", **of_home), reviewer("R1", "B", **person), school("C", km=60), reviewer("R2", "C")
    return _cause(name, "R1", *host(size=2), *there, *entries)


def _led(name: str, *leads: Entry, entries: tuple[Entry, ...] = (), **fields: Any) -> Cause:
    """R1 of B could come, if L1 could lead."""
    return _cause(name, "L1", *host(**fields), school("B", km=20), reviewer("R1", "B"), *leads, *entries)


def _two_hosts(name: str, second: date, *entries: Entry, cure: str = "", **person: Any) -> Cause:
    """A, and Z 60 km north, are both reviewed; R1 of B, between them, would come to both. Z has a lead of its own."""
    others = school("Z", km=60, pupils=200), review("Z", second, size=1), lead("L1"), lead("L2", km=60)
    home = school("B", km=30, pupils=1200), LedgerEntry(school="B", planned_size=9)
    return _cause(name, "R1", *host(), *others, *home, reviewer("R1", "B", **person), *entries, cure=cure)


def _one_lead_for_two(name: str, second: date, *entries: Entry, cure: str = "") -> Cause:
    others = school("Z", km=60, pupils=200), review("Z", second, size=1)
    people = reviewer("R1", "B"), reviewer("R2", "C")
    schools = school("B", km=30), school("C", km=90)
    return _cause(name, "L1", *host(), *others, *schools, *people, lead("L1"), *entries, cure=cure)


def causes() -> Iterator[Cause]:
    """All of them."""
    yield _alone("outside-hub: the only reviewer", home={"hub": "hub-A"})
    yield _second("outside-hub: the second seat", home={"hub": "hub-A"})

    yield _alone("locality: nearer than 8 km", home={"km": 5})
    yield _second("locality: nearer, the second seat", home={"km": 7.9})
    yield _alone("locality: nearer than a number of its own", policy(locality={"nearest_km": 30}))
    yield _alone("locality: farther than 250 km", home={"km": 300})
    yield _alone("locality: farther than a number of its own", policy(locality={"furthest_km": 15}))
    yield _alone("locality: farther than they go", furthest_km=10)

    yield _alone("independence: there last year", tiny.visit("R1", "A", "B", **LAST_YEAR))
    yield _alone("independence: there two years ago", tiny.visit("R1", "A", "B", **YEAR_BEFORE))
    yield _alone("independence: there this year", tiny.visit("R1", "A", "B"))
    yield _alone("independence: there from another school", tiny.visit("R1", "A", "C", **LAST_YEAR), school("C", km=90))
    yield _alone("independence: a conflict", conflicts=("A",))
    yield _second("independence: a conflict, the second seat", conflicts=("A",))
    yield _cause(
        "independence: one trust", "R1",
        *host(trust="Ash"), school("B", km=20, trust="Ash"), reviewer("R1", "B"),
    )  # fmt: skip
    yield _led("independence: a lead's conflict", lead("L1", conflicts=("A",)))
    yield _led("independence: a lead's trust", lead("L1", trust="Ash"), trust="Ash")
    yield _led("independence: led there last year", lead("L1"), entries=(tiny.visit("L1", "A", **LAST_YEAR),))

    yield _alone("availability: away on the second day", away=(SECOND_DAY,))
    yield _alone("availability: away all term", away=(TERM,))
    yield _second("availability: away, the second seat", away=(SECOND_DAY,))
    yield _alone("availability: a day off at home", home={"closed": (SECOND_DAY,)})
    yield _alone("availability: half term at home", HALF_TERM, tiny.CALENDAR, home={"calendar": "early"})
    yield _led("availability: a lead away", lead("L1", away=(SECOND_DAY,)))
    yield _led("availability: a lead away all term", lead("L1", away=(TERM,)))
    yield _cause(
        "availability: the host is closed", "R1",
        *host(closed=(SECOND_DAY,)), school("B", km=20), reviewer("R1", "B"), cure=ANOTHER_SLOT,
    )  # fmt: skip

    yield _two_hosts("one-place: two reviews in one week", day(1, 2), offers_two=True, cure=ANOTHER_SLOT)
    yield _two_hosts("one-place: no school days between", NEXT_WEEK, offers_two=True)
    yield _two_hosts("one-place: a longer gap", day(3), policy(one_place={"gap_school_days": 20}), offers_two=True)
    yield _two_hosts("one-place: a holiday between counts nothing", day(3), *HOLIDAY, offers_two=True)
    yield _one_lead_for_two("one-place: one lead in one week", day(1, 2), cure=ONE_MORE_LEAD)

    yield _one_lead_for_two("lead-load: one review each", LATER, policy(lead_load={"reviews": 1}))
    yield _led("lead-load: none at all", lead("L1"), entries=(policy(lead_load={"reviews": 0}),))

    yield _two_hosts("reviewer-load: one review each", LATER)
    yield _two_hosts(
        "reviewer-load: a second is not wanted", LATER, policy(reviewer_load={"reviews_if_offered": 1}), offers_two=True
    )
    yield _alone("reviewer-load: none at all", policy(reviewer_load={"reviews": 0}))

    yield _of_one_school("school-release: one a week", day(1, 2), pupils=600)
    yield _of_one_school(
        "school-release: one a week of a large one",
        day(1, 2),
        policy(school_release={"reviewers_large": 1}),
        pupils=1200,
    )
    yield _alone("school-release: none at all", policy(school_release={"reviewers": 0}))

    yield _hosting("host-week: in the same slot", FIRST)
    yield _hosting("host-week: later in the week", day(1, 2))

    yield _cause(
        "team-mix: two of a school", "",
        *host(size=2), school("B", km=20, pupils=1200), reviewer("R1", "B"), reviewer("R2", "B"),
    )  # fmt: skip
    yield _cause(
        "team-mix: three of a hub", "",
        *host(size=3), *(school(one, km=20 + k, hub="north") for k, one in enumerate("BCD")),
        *(reviewer(f"R{one}", one) for one in "BCD"),
    )  # fmt: skip
    yield _cause(
        "team-mix: two of a hub, one allowed", "",
        *host(size=2), *(school(one, km=20 + k, hub="north") for k, one in enumerate("BC")),
        *(reviewer(f"R{one}", one) for one in "BC"), policy(team_mix={"of_a_hub": 1}),
    )  # fmt: skip

    yield _alone("experience: a first-timer alone", completed_reviews=0)
    yield _cause(
        "experience: two first-timers", "",
        *host(size=3), *(school(one, km=20 + 20 * k) for k, one in enumerate("BCD")),
        reviewer("RB", "B", completed_reviews=0), reviewer("RC", "C", completed_reviews=0), reviewer("RD", "D"),
    )  # fmt: skip
    yield _second("experience: no first-timers", policy(experience={"first_timers": 0}), completed_reviews=0)

    for phase in (Phase.SPECIAL, Phase.AP):
        yield _cause(
            f"phase: {phase} host, no reviewer of its kind", "R1",
            *host(phase=phase), school("B", km=20), reviewer("R1", "B"),
        )  # fmt: skip
    yield _cause(
        "phase: two kept seats", "",
        *host(size=3, phase=Phase.SPECIAL), school("S", km=60, phase=Phase.SPECIAL), reviewer("RS", "S"),
        *(school(one, km=20 + 20 * k) for k, one in enumerate("BC")), *(reviewer(f"R{one}", one) for one in "BC"),
        policy(phase={"kept_seats": 2}),
    )  # fmt: skip

    yield _alone("no-return-visit: A was at B", tiny.visit("RX", "B", "A"), reviewer("RX", "A", reserve=True))
    yield _cause(
        "no-return-visit: each would visit the other", "",
        *host(), school("B", km=20, pupils=200), review("B", LATER, size=1),
        reviewer("RA", "A"), reviewer("RB", "B"),
    )  # fmt: skip

    yield _alone("commitment: nothing is due", policy(commitment={"above_due": 0}), home={"pupils": 100})
    yield _alone(
        "commitment: credit brought in",
        LedgerEntry(school="B", debt_brought_in=-2, owed=-2),
        policy(commitment={"above_due": 0}),
    )
    yield _of_one_school("commitment: one more than due already", LATER, pupils=200, owing=False)

    yield Cause("one-lead: no lead at all", "one-lead", "", without_leads(), ONE_MORE_LEAD)
    yield _cause(
        "team-size: two at least, and there is one", "",
        *host(size=2), school("B", km=20), reviewer("R1", "B"), policy(team_size={"fewest_reviewers": 2}),
    )  # fmt: skip
    yield _cause(
        "team-size: three at least, and there are two", "",
        *host(size=3), school("B", km=20), reviewer("R1", "B"), school("C", km=60), reviewer("R2", "C"),
        policy(team_size={"fewest_reviewers": 3}),
    )  # fmt: skip


def without_leads() -> Instance:
    """R1 of B could come, if anybody could lead."""
    return tiny.instance(*host(), school("B", km=20), reviewer("R1", "B"))


def _of_one_school(name: str, second: date, *entries: Entry, pupils: int, owing: bool = True) -> Cause:
    """A, and Z 60 km north; B between them has a reviewer for each."""
    others = school("Z", km=60, pupils=200), review("Z", second, size=1), lead("L1"), lead("L2", km=60)
    home = school("B", km=30, pupils=pupils), reviewer("R1", "B"), reviewer("R2", "B")
    account = (LedgerEntry(school="B", planned_size=9),) if owing else ()
    return _cause(name, "", *host(), *others, *home, *account, *entries)


def _hosting(name: str, slot: date) -> Cause:
    """B, whose R1 is needed at A, is reviewed by R2 of C in the same week."""
    guests = school("C", km=60), reviewer("R2", "C", conflicts=("A",)), lead("L1"), lead("L2", km=20)
    home = school("B", km=20, pupils=200), review("B", slot, size=1), reviewer("R1", "B")
    return _cause(name, "R1", *host(), *home, *guests)
