"""no-return-visit: if A sends someone to B, B sends nobody to A in the same school year."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan, Seat
from scheduler.rule import Rule
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Block, Rows, join
from scheduler.words import listed

_CLASH = ("one", "other", "there", "back")


def sentence(_: Policy) -> str:
    return "If school A sends someone to school B, B sends nobody to A in the same school year."


def check(plan: Plan) -> Iterator[Finding]:
    planned: dict[tuple[str, str], list[Seat]] = defaultdict(list)
    for seat in plan.counted("no-return-visit"):
        planned[seat.home.id, seat.held.host.id].append(seat)
    visits = planned.keys() | _earlier(plan)
    for a, b in sorted({(min(pair), max(pair)) for pair in planned}):
        if a != b and {(a, b), (b, a)} <= visits:
            yield _finding(plan, a, b, planned.get((a, b), []), planned.get((b, a), []))


def _earlier(plan: Plan) -> set[tuple[str, str]]:
    """(home, host) of this school year's visits before this instance."""
    instance = plan.instance
    return {
        (visit.home, visit.host)
        for visit in instance.visits
        if visit.home is not None and visit.school_year == instance.school_year
    }


def _finding(plan: Plan, a: str, b: str, there: list[Seat], back: list[Seat]) -> Finding:
    names = {school: plan.instance.school_by_id[school].name for school in (a, b)}
    seats = [*there, *back]
    return Finding(
        rule="no-return-visit",
        about=(*dict.fromkeys(seat.held.review.id for seat in seats), *(seat.reviewer.id for seat in seats), a, b),
        amount=1,
        message=(
            f"{names[a]} sends {_who(there)} to {names[b]}, "
            f"and {names[b]} sends {_who(back)} to {names[a]} in the same school year."
        ),
    )


def _who(seats: list[Seat]) -> str:
    return listed([seat.reviewer.id for seat in seats]) if seats else "someone (earlier)"


def forbids(candidates: Candidates) -> Bools | bool:
    """Nobody goes where somebody came from earlier this school year."""
    if not candidates.are_reviewers:
        return False
    facts = candidates.facts
    came = np.zeros((facts.n["school"], facts.n["school"]), dtype=bool)
    for visit in facts.instance.visits:
        if visit.home is not None and visit.school_year == facts.instance.school_year and visit.home != visit.host:
            came[facts.schools[visit.host], facts.schools[visit.home]] = True
    return came[candidates.home, candidates.dates.host[None, :]]


def rows(columns: Columns) -> Iterator[Rows]:
    """For two schools A and B: a seat from A at B and a seat from B at A are not both filled.

    One row for each pair of seats would be millions. Seats of A at B of which never two are filled (team-mix) make
    one group, and so do those of B at A: then one row says "group there + group back <= 1" for all of them.
    Example: 3 people of A could go to B on 4 dates, and 2 people of B to A on 5: 12 x 10 = 120 pairs of seats, but
    one row with 22 columns.

    A row is about the school with the lower number, the other one, and the groups that go there and back. In a part
    of a network the row also stands for people whose own school is reviewed in another part: the visits that answer
    theirs have their columns there.
    """
    seats = columns.seats.not_waived("no-return-visit")
    home, host, schools = seats.keys["home"], seats.keys["host"], columns.facts.n["school"]
    pair = np.minimum(home, host) * schools + np.maximum(home, host)
    outward = home < host
    both = np.isin(pair, np.intersect1d(pair[outward], pair[~outward]))
    group = columns.exclusive_group(seats)
    answered = np.asarray(columns.facts.hosts_elsewhere.any(axis=1))[home] & (group == 0)
    asked = np.flatnonzero(both | answered)
    seats, group, answered = seats.where(asked), group[asked], answered[asked]
    pair, outward = pair[asked], outward[asked]
    ways = (outward | answered, ~outward | answered)
    there, back = (np.unique(np.stack([pair, group])[:, way], axis=1) for way in ways)
    first, meeting = join(pair[outward], back[0])
    one = _clashes(seats.where(np.flatnonzero(outward)[first]), group[outward][first], back[1][meeting])
    second, meeting = join(pair[~outward], there[0])
    other = _clashes(seats.where(np.flatnonzero(~outward)[second]), there[1][meeting], group[~outward][second])
    yield one.sum_by(*_CLASH) + other.sum_by(*_CLASH) <= 1


def _clashes(seats: Block, there: Ints, back: Ints) -> Block:
    home, host, schools = seats.keys["home"], seats.keys["host"], seats.n["school"]
    groups = seats.n["reviewer"] + 1
    return (
        seats.with_key("one", np.minimum(home, host), schools)
        .with_key("other", np.maximum(home, host), schools)
        .with_key("there", there, groups)
        .with_key("back", back, groups)
    )


RULE = Rule(
    id="no-return-visit",
    sentence=sentence,
    check=check,
    forbids=forbids,
    rows=rows,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
)
