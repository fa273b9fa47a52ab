"""Planted clashes: tiny instances, in each of which one rule alone makes every schedule impossible."""

from collections.abc import Iterator
from typing import Any

from models.instance import LedgerEntry
from models.network import Phase
from models.people import Lead
from tests import tiny
from tests.explaining.causes import FIRST, NEXT_WEEK, SECOND_DAY, TERM, Cause
from tests.tiny import Entry, day, fixed, lead, policy, review, reviewer, school

LATER_IN_THE_WEEK = day(1, 1)


def _cause(name: str, *entries: Entry, cure: str = "") -> Cause:
    rule = name.split(":")[0]
    return Cause(name, rule, "", tiny.instance(*entries), cure or rule)


def _joins(name: str, *entries: Entry, slot: bool = False, person: dict[str, Any], **home: Any) -> Cause:
    """R1 of B, 20 km off unless said otherwise, is fixed to join A's review; or only its slot, on the first Monday."""
    host = school("A", pupils=200, trust="Ash"), review("A", FIRST, day(3)), lead("L1")
    there = school("B", **{"km": 20, "pupils": 200, **home}), reviewer("R1", "B", **person)
    kept = fixed("A", slot=FIRST) if slot else fixed("A", reviewers=("R1",))
    return _cause(name, *host, *there, kept, *entries, cure="let go: VA begins" if slot else "")


def _both(name: str, *entries: Entry, cure: str = "") -> Cause:
    """A and B, 20 km apart, are reviewed; people come from C, which has sent few."""
    hosts = school("A", pupils=200), review("A"), school("B", km=20, pupils=200), review("B")
    guests = school("C", km=60, pupils=600), LedgerEntry(school="C", planned_size=9)
    leads = () if any(isinstance(entry, Lead) for entry in entries) else (lead("L1"), lead("L2"))
    return _cause(name, *hosts, *guests, *leads, *entries, cure=cure)


def _team(name: str, *people: Entry, of: str, size: int = 3, cure: str = "", **host: Any) -> Cause:
    """These are fixed to join A's review together."""
    kept = fixed("A", reviewers=tuple(of.split()))
    return _cause(name, school("A", pupils=200, **host), review("A", size=size), lead("L1"), *people, kept, cure=cure)


def _homes(*first_timers: str, **fields: Any) -> Iterator[Entry]:
    """RB, RC and RD of B, C and D, 20 km from one to the next."""
    for k, home in enumerate("BCD"):
        yield school(home, km=20 + 20 * k, **fields)
        yield reviewer(f"R{home}", home, completed_reviews=0 if home in first_timers else 3)


def clashing_causes() -> Iterator[Cause]:
    """All of them."""
    yield _joins("outside-hub: fixed from the own hub", person={}, hub="hub-A")
    yield _joins("locality: fixed from too near", person={}, km=5)
    yield _joins("locality: fixed from too far", person={}, km=300)
    yield _joins("locality: fixed farther than they go", person={"furthest_km": 10})
    yield _joins("independence: fixed again", tiny.visit("R1", "A", "B"), person={})
    yield _joins("independence: fixed in spite of a conflict", person={"conflicts": ("A",)})
    yield _joins("independence: fixed within a trust", person={}, trust="Ash")
    yield _joins("availability: fixed and away all term", person={"away": (TERM,)})
    yield _joins("availability: nobody is free in the slot", slot=True, person={"away": (SECOND_DAY,)})
    yield _joins("availability: no school is open in the slot", slot=True, person={}, closed=(SECOND_DAY,))
    yield _joins("no-return-visit: fixed after a visit", tiny.visit("RX", "B", "A"), reviewer("RX", "A"), person={})
    yield _joins(
        "commitment: fixed above what is due",
        LedgerEntry(school="B", debt_brought_in=-2, owed=-2),
        policy(commitment={"above_due": 0}),
        person={},
    )
    yield _cause(
        "commitment: nobody to send",
        *(school("A", pupils=200), review("A"), lead("L1"), school("B", km=20, pupils=600)),
        policy(commitment={"strict": True}),
        cure="do not insist: School B sends 1 reviewer",
    )

    conflicting = lead("L1", conflicts=("A",))
    people = reviewer("R1", "C"), reviewer("R2", "C")
    others = school("D", km=90), reviewer("RD", "D"), school("E", km=120), reviewer("RE", "E")
    yield _both("independence: a lead fixed in spite of a conflict", conflicting, *people, fixed("A", lead="L1"))
    away = lead("L1", away=(SECOND_DAY,))
    kept = fixed("A", slot=FIRST, lead="L1")
    yield _both("availability: no lead is free in the slot", away, *people, kept, cure="let go: VA begins")
    apart = fixed("A", slot=FIRST, lead="L1"), fixed("B", slot=LATER_IN_THE_WEEK, lead="L1")
    yield _both("one-place: a lead twice in a week", lead("L1"), lead("L2"), *others, *apart, cure="let go: L1 leads")
    led = fixed("A", lead="L1"), fixed("B", lead="L1")
    yield _both(
        "lead-load: a lead fixed twice", lead("L1"), lead("L2"), *people, *led, policy(lead_load={"reviews": 1})
    )

    twice = reviewer("R1", "C", offers_two=True), fixed("A", slot=FIRST, reviewers=("R1",))
    week = fixed("B", slot=LATER_IN_THE_WEEK, reviewers=("R1",))
    next_week = fixed("B", slot=NEXT_WEEK, reviewers=("R1",))
    yield _both("one-place: a reviewer twice in a week", *twice, week, *others, cure="let go: R1 joins")
    yield _both("one-place: no school days between", *twice, next_week, *others, cure="let go: R1 joins")
    yield _both(
        "reviewer-load: a reviewer fixed twice", people[0], fixed("A", reviewers=("R1",)), fixed("B", reviewers=("R1",))
    )
    one_week = fixed("A", slot=FIRST, reviewers=("R1",)), fixed("B", slot=LATER_IN_THE_WEEK, reviewers=("R2",))
    yield _both("school-release: two of a school in a week", *people, *one_week, *others)
    at_home = reviewer("R9", "B"), fixed("A", slot=FIRST, reviewers=("R9",)), fixed("B", slot=LATER_IN_THE_WEEK)
    yield _both("host-week: fixed while at home", *at_home, *people, *others)
    visits = reviewer("RA", "A"), reviewer("RB", "B"), fixed("A", reviewers=("RB",)), fixed("B", reviewers=("RA",))
    yield _both("no-return-visit: each fixed at the other", *visits)

    of_one = school("B", km=20, pupils=1200), LedgerEntry(school="B", planned_size=9)
    yield _team("team-mix: two of a school", *of_one, reviewer("R1", "B"), reviewer("R2", "B"), of="R1 R2")
    yield _team("team-mix: three of a hub", *_homes(hub="north"), of="RB RC RD")
    yield _team("team-size: three for two seats", *_homes(), of="RB RC RD", size=2, cure="let go")
    yield _team("experience: two first-timers", *_homes("B", "C"), of="RB RC")
    yield _team("experience: a first-timer alone", *_homes("B"), of="RB", size=1)
    yield _team("phase: the kept seat", *_homes(), of="RB", size=1, phase=Phase.SPECIAL)

    host = school("A", pupils=200), review("A"), school("B", km=20, pupils=200), reviewer("R1", "B")
    yield _cause("one-lead: a date and nobody to lead", *host, fixed("A", slot=FIRST), cure="let go")
    two = policy(team_size={"fewest_reviewers": 2})
    yield _cause("team-size: a date and too few", *host, lead("L1"), fixed("A", slot=FIRST), two, cure="let go")
