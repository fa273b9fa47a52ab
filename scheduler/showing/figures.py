"""The report's own indicators, counted in a schedule and set beside the report's figures."""

from collections import Counter
from collections.abc import Iterable

from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.hubs import return_visits, visits_between_hubs
from scheduler.plan import Plan, whole_km
from scheduler.showing.table import Cell, Table


def overview(plan: Plan) -> tuple[Table, ...]:
    """All indicators, and where seats are vacant."""
    return indicators(plan), *vacant_seats(plan), waivers(plan.instance)


def indicators(plan: Plan) -> Table:
    """This schedule beside what Challenge Partners' Annual Report 2018 says of the whole system."""
    due, km = len(plan.instance.reviews), [whole_km(seat.home, seat.held.host) for seat in plan.seats]
    schools = len(plan.instance.schools)
    booked = len({seat.reviewer.id for seat in plan.seats})
    rows: tuple[tuple[Cell, ...], ...] = (
        ("reviews dated", _share(len(plan.held), due), None, None, "97 %"),
        ("reviews held", _share(due - len(plan.not_held), due), "365 (88 %)", None, None),
        ("teams complete", _share(due - sum(1 for n in _vacant(plan).values() if n), due), "89 %", "86 %", None),
        ("schools meeting their commitment", _share(_meeting_commitment(plan), schools), None, None, "67 %"),
        ("reviewers booked", f"{booked:,} on {len(plan.seats):,} visits", "943", None, "1,042"),
        ("km a visit", f"{sum(km) / len(km):.1f}" if km else "no visits", None, None, None),
        ("vacant seats", str(sum(_vacant(plan).values())), None, None, None),
        ("return visits between hubs", str(_returned(plan)), None, None, None),
        ("waivers", str(len(plan.instance.waivers)), None, None, None),
    )
    return Table(
        title=f"{plan.instance.name}: indicators beside the report's figures for the whole system",
        columns=("Indicator", "This schedule", "2017-18", "Autumn 2018", "2018-19 projected"),
        rows=rows,
        note="The report counts the whole network; this schedule, the reviews of its instance.",
    )


def vacant_seats(plan: Plan) -> tuple[Table, ...]:
    """Vacant seats by the hosts' phase and by their hub, where there are any."""
    hosts = {review.id: plan.instance.school_by_id[review.host] for review in plan.instance.reviews}
    phases = _summed((hosts[review].phase.value, vacant) for review, vacant in _vacant(plan).items())
    hubs = plan.instance.hub_by_id
    by_hub = _summed((hubs[hosts[review].hub].name, vacant) for review, vacant in _vacant(plan).items())
    return tuple(
        Table(title=f"Vacant seats by {what}", columns=(what.capitalize(), "Vacant seats"), rows=counted)
        for what, counted in (("phase", phases), ("hub", by_hub))
        if counted
    )


def waivers(instance: Instance) -> Table:
    """Every rule set aside for somebody."""
    return Table(
        title="Waivers" if instance.waivers else "No waivers",
        columns=("Rule", "Person", "Review", "Allowed by", "Reason"),
        rows=tuple((one.rule, one.person, one.review, one.allowed_by, one.reason) for one in instance.waivers),
    )


def vacancies(instance: Instance, planned: PlannedReview) -> int:
    """Empty seats of one review; one that is not held counts its whole size."""
    size = instance.size(instance.review_by_id[planned.review])
    return max(0, size - len(planned.reviewers)) if planned.slot and planned.lead else size


def _vacant(plan: Plan) -> dict[str, int]:
    return {review.id: vacancies(plan.instance, plan.planned(review.id)) for review in plan.instance.reviews}


def _meeting_commitment(plan: Plan) -> int:
    """Schools that have sent what is due at the end of every term of the instance."""
    instance = plan.instance
    short: set[str] = set()
    sent: Counter[str] = Counter()
    for term in sorted(instance.terms, key=lambda term: term.number):
        sent.update(seat.home.id for seat in plan.seats if seat.held.term == term)
        short |= {school.id for school in instance.schools if sent[school.id] < instance.due(school.id, term)}
    return len(instance.schools) - len(short)


def _returned(plan: Plan) -> int:
    visits = visits_between_hubs((seat.home.hub, seat.held.host.hub) for seat in plan.seats)
    return sum(matched for _, _, matched in return_visits(visits))


def _summed(numbers: Iterable[tuple[str, int]]) -> tuple[tuple[Cell, ...], ...]:
    totals: Counter[str] = Counter()
    for name, number in numbers:
        totals[name] += number
    return tuple((name, number) for name, number in sorted(totals.items()) if number)


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({_percent(part, whole)} %)"


def _percent(part: int, whole: int) -> str:
    """Never rounded up to 100 nor down to 0: one team short is not all complete."""
    percent = 100 * part / whole if whole else 0.0
    return f"{percent:.0f}" if part in (0, whole) or 0.5 <= percent < 99.5 else f"{percent:.1f}"
