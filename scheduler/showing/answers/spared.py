"""The furthest journeys, and what it would cost others to spare each, in words."""

from collections.abc import Iterator, Sequence

from models.schedule import Schedule
from scheduler.explaining.sparing import Spared, furthest
from scheduler.plan import Plan
from scheduler.showing.changed.losses import worse
from scheduler.showing.changed.repairs import none_found, proof
from scheduler.showing.table import Slot, Table
from scheduler.words import count, listed

_HOW = (
    "To spare them: the repair that disturbs least if they did not come to this review, and what is proven of it; "
    "blank where it was not asked. Km of others: of all journeys but theirs, one way."
)


def furthest_journeys(plan: Plan, most: int, found: Sequence[Spared] = ()) -> Table:
    """So many of the furthest journeys, each with what it would cost to spare it, where that was asked."""
    known = {one.seat.about: in_words(one) for one in found}
    asked = ("To spare them",) if known else ()
    rows = tuple(
        (seat.reviewer.id, seat.home.name, Slot(seat.held.slot, seat.held.length), seat.held.host.name, seat.km)
        + ((known.get(seat.about),) if known else ())
        for seat in furthest(plan, most)
    )
    return Table(
        key="furthest",
        title="The furthest journeys",
        columns=("Reviewer", "School", "Slot", "Host", "Km", *asked),
        rows=rows,
        note=_HOW if known else "",
    )


def in_words(one: Spared) -> str:
    """The cheapest way to spare one journey, and what is proven of it."""
    person = one.seat.reviewer.id
    if one.repair is None:
        return f"What it would cost to spare {person} could not be told. {one.lost}"
    if one.repair.schedule is None or one.others_km is None or one.told is None:
        return f"No way to spare {person}: {none_found(one.repair.status)}."
    schedule = one.repair.schedule
    costs = [
        f"others travel {abs(one.others_km):,} km {'less' if one.others_km < 0 else 'more'}",
        count(one.told, "other person is told something new", "other people are told something new"),
        *_worse(schedule),
    ]
    return f"The cheapest way to spare {person}: {listed(costs)} ({proof(schedule)})."


def _worse(schedule: Schedule) -> Iterator[str]:
    """What is worse than before in the goals that come before telling few people."""
    results = () if schedule.certificate is None else schedule.certificate.goals
    yield from worse({result.goal: result.final for result in results})
