"""no-return-visit: if A sends someone to B, B sends nobody to A in the same school year."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.finding import Finding
from models.policy import Policy
from scheduler.candidates import Candidates
from scheduler.columns import Columns
from scheduler.plan import Plan, Seat
from scheduler.rows import Ints, Rows, join
from scheduler.rule import Rule
from scheduler.words import listed


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


def forbids(candidates: Candidates) -> NDArray[np.bool_] | bool:
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
    """Seats from A to B and from B to A: of those that exclude each other anyway, both groups share one place."""
    seats = columns.seats.not_waived("no-return-visit")
    home, host, schools = seats.keys["home"], seats.keys["host"], columns.facts.n["school"]
    pair = np.minimum(home, host) * schools + np.maximum(home, host)
    there, back = pair[home < host], pair[home > host]
    both = np.isin(pair, np.intersect1d(there, back))
    seats, pair = seats.where(both), pair[both]
    outward = seats.keys["home"] < seats.keys["host"]
    group = columns.exclusive_group(seats)
    one, other, number = _meet(pair[outward], group[outward], pair[~outward], group[~outward])
    first = seats.where(np.flatnonzero(outward)[one[0]]).with_key("clash", one[1], number)
    second = seats.where(np.flatnonzero(~outward)[other[0]]).with_key("clash", other[1], number)
    yield first.sum_by("clash") + second.sum_by("clash") <= 1


def _meet(pair_a: Ints, group_a: Ints, pair_b: Ints, group_b: Ints) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints], int]:
    """Every two groups of one pair, numbered: for both sides the entries and the clash each entry belongs to."""
    names_a, of_a = np.unique(np.stack([pair_a, group_a]), axis=1, return_inverse=True)
    names_b, of_b = np.unique(np.stack([pair_b, group_b]), axis=1, return_inverse=True)
    a, b = join(names_a[0], names_b[0])
    return join(of_a.reshape(-1), a), join(of_b.reshape(-1), b), len(a)


RULE = Rule(id="no-return-visit", sentence=sentence, check=check, forbids=forbids, rows=rows)
