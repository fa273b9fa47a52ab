"""What each school, reviewer and lead has travelled, beside the median: is it always the same ones?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from models.calendar import school_year_start
from models.instance import Instance
from models.network import School
from models.people import Lead
from scheduler.plan import Plan, travel_km
from scheduler.showing.table import Cell, Table

MEDIAN = "Median of those who travelled"
_YEARS = 3  # the school year of the instance and the two before it


@dataclass(frozen=True)
class Journey:
    """One visit, or one review led: whole km one way. since: how long ago, as the places in `_periods` say."""

    km: int
    since: int
    awkward: bool = False


def by_fairness(plan: Plan) -> tuple[Table, ...]:
    """What schools, reviewers and leads have travelled this term, this year and in three years; the median first."""
    periods = _periods(plan.instance)
    return tuple(_table(plan, each, periods) for each in (_schools(plan), _reviewers(plan), _leads(plan)))


@dataclass(frozen=True)
class _Travellers:
    """All of a kind with their journeys. named: the cells that say who they are; awkward: of each, None: not known."""

    key: str
    title: str
    columns: tuple[str, ...]
    visits: str
    awkward_slots: str
    named: Mapping[str, tuple[Cell, ...]]
    journeys: Mapping[str, Sequence[Journey]]
    awkward: Mapping[str, int | None]


def _periods(instance: Instance) -> dict[str, int]:
    """The periods by how long ago a journey of theirs is at most: 0 in this schedule, 1 in this year, 2 before it."""
    term = {} if len(instance.terms) > 1 else {"this term": 0}
    return {**term, "this year": 1, f"in {_YEARS} years": 2}


def _table(plan: Plan, all_of: _Travellers, periods: Mapping[str, int]) -> Table:
    numbers = {one: tuple(_numbers(all_of, one, periods)) for one in all_of.named}
    return Table(
        key=all_of.key,
        title=f"{all_of.title} ({plan.instance.name}, school year {plan.instance.school_year})",
        columns=(
            *all_of.columns,
            *(f"{what} {period}" for period in periods for what in ("Km", all_of.visits)),
            all_of.awkward_slots,
        ),
        rows=(
            (MEDIAN, *([None] * (len(all_of.columns) - 1)), *_medians(list(numbers.values()), 2 * len(periods) + 1)),
            *((*named, *numbers[one]) for one, named in all_of.named.items()),
        ),
        note=(
            "Km: great circle, one way, by today's places. Awkward: a slot that the host ranked after its first; of "
            "earlier schedules that is not known. Blank: none; the median leaves that out."
        ),
    )


def _numbers(all_of: _Travellers, one: str, periods: Mapping[str, int]) -> Iterator[int | None]:
    for period in periods.values():
        km = [journey.km for journey in all_of.journeys[one] if journey.since <= period]
        yield from (sum(km), len(km)) if km else (None, None)
    yield all_of.awkward[one]


def _medians(rows: Sequence[tuple[int | None, ...]], columns: int) -> Iterator[Cell]:
    for n in range(columns):
        known = [number for row in rows if (number := row[n]) is not None]
        middle = median(known) if known else None
        yield int(middle) if middle is not None and middle == int(middle) else middle


def _schools(plan: Plan) -> _Travellers:
    instance = plan.instance
    hubs = {hub.id: hub.name for hub in instance.hubs}
    ranks = {held.host.id: int(held.review.rank(held.slot) > 0) for held in plan.held}
    schools = sorted(instance.schools, key=lambda school: school.name)
    return _Travellers(
        key="schools_travel",
        title="What schools' reviewers travel",
        columns=("School", "Hub"),
        visits="Visits",
        awkward_slots="Hosts in an awkward slot",
        named={school.id: (school.name, hubs[school.hub]) for school in schools},
        journeys=_grouped((home, journey) for _, home, journey in _visits(plan)),
        awkward={school.id: ranks.get(school.id) for school in schools},
    )


def _reviewers(plan: Plan) -> _Travellers:
    instance, journeys = plan.instance, _grouped((person, journey) for person, _, journey in _visits(plan))
    schools = instance.school_by_id
    return _Travellers(
        key="reviewers_travel",
        title="What reviewers travel",
        columns=("Reviewer", "School"),
        visits="Visits",
        awkward_slots="Visits in awkward slots",
        named={one.id: (one.id, schools[one.school].name) for one in instance.reviewers},
        journeys=journeys,
        awkward={one.id: _awkward(journeys[one.id]) for one in instance.reviewers},
    )


def _leads(plan: Plan) -> _Travellers:
    journeys = _grouped(_led(plan))
    return _Travellers(
        key="leads_travel",
        title="What Lead Reviewers travel",
        columns=("Lead",),
        visits="Reviews",
        awkward_slots="Reviews in awkward slots",
        named={lead.id: (lead.id,) for lead in plan.instance.leads},
        journeys=journeys,
        awkward={lead.id: _awkward(journeys[lead.id]) for lead in plan.instance.leads},
    )


def _awkward(journeys: Iterable[Journey]) -> int | None:
    """How many of the journeys of this schedule, if there are any."""
    now = [journey.awkward for journey in journeys if journey.since == 0]
    return sum(now) if now else None


def _visits(plan: Plan) -> Iterator[tuple[str, str, Journey]]:
    """(person, home school, journey) of every visit of a reviewer."""
    schools = plan.instance.school_by_id
    for seat in plan.seats:
        yield seat.reviewer.id, seat.home.id, Journey(seat.km, 0, seat.held.review.rank(seat.held.slot) > 0)
    for visit in plan.instance.visits:
        if visit.home is not None and (since := _since(plan.instance, visit.school_year)) < _YEARS:
            yield visit.person, visit.home, _past(plan.instance, schools[visit.home], schools[visit.host], since)


def _led(plan: Plan) -> Iterator[tuple[str, Journey]]:
    """(lead, journey) of every review led."""
    leads, schools = plan.instance.lead_by_id, plan.instance.school_by_id
    for held in plan.held:
        if held.lead is not None:
            yield held.lead.id, Journey(held.lead_km, 0, held.review.rank(held.slot) > 0)
    for visit in plan.instance.visits:
        if visit.home is None and (since := _since(plan.instance, visit.school_year)) < _YEARS:
            yield visit.person, _past(plan.instance, leads[visit.person], schools[visit.host], since)


def _since(instance: Instance, school_year: str) -> int:
    return school_year_start(instance.school_year) - school_year_start(school_year)


def _past(instance: Instance, home: School | Lead, host: School, since: int) -> Journey:
    return Journey(travel_km(instance, home, host), 1 if since == 0 else 2)


def _grouped(journeys: Iterable[tuple[str, Journey]]) -> defaultdict[str, list[Journey]]:
    groups: defaultdict[str, list[Journey]] = defaultdict(list)
    for who, journey in journeys:
        groups[who].append(journey)
    return groups
