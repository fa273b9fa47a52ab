"""The report's own indicators, counted in a schedule and set beside the report's figures."""

from collections import Counter
from collections.abc import Iterable, Iterator

from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.goals.quality import recount, reviews_a_week
from scheduler.plan import Plan
from scheduler.showing.table import Cell, Share, Table
from scheduler.tables.hubs import return_visits, visits_between_hubs
from scheduler.words import by_number, count


def indicators(plan: Plan) -> Table:
    """This schedule beside what Challenge Partners' Annual Report 2018 says of the whole system's QA Reviews."""
    due, km = len(plan.instance.reviews), [seat.km for seat in plan.seats]
    seats = sum(plan.instance.size(review) for review in plan.instance.reviews)
    vacant = vacant_at(plan)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("reviews dated", Share(len(plan.held), due), None, None, "97 %"),
        ("reviews held", Share(due - len(plan.not_held), due), "365 (88 %)", None, None),
        ("teams complete", Share(due - sum(1 for n in vacant.values() if n), due), "89 %", "86 %", None),
        ("schools meeting their commitment", meeting_commitment(plan), None, None, "67 %"),
        ("reviewers booked", len({seat.reviewer.id for seat in plan.seats}), "943", None, "1,042"),
        ("km a visit, one way", sum(km) / len(km) if km else "no visits", None, None, None),
        ("vacant seats", Share(sum(vacant.values()), seats), None, None, None),
        ("return visits between hubs", _returned(plan), None, None, None),
        ("waivers", len(plan.instance.waivers), None, None, None),
    )
    if plan.instance.hosts_are == "trusts":
        return Table("indicators", "Indicators", ("Indicator", "This schedule"), tuple(row[:2] for row in rows))
    return Table(
        key="indicators",
        title="Indicators beside the annual report's figures",
        columns=("Indicator", "This schedule", "2017-18", "Autumn 2018", "2018-19 projected"),
        rows=rows,
        note="The report counts the whole network over a year or a term; this schedule, the reviews of its instance.",
    )


def travel(plan: Plan) -> Table:
    """What goal quality is made of, in travel-km equivalents."""
    prices, held, seats = plan.policy.quality, plan.held, plan.seats
    other_phase = sum(not seat.home.phase.fits(seat.held.host.phase) for seat in seats)
    matches = sum(bool(set(seat.held.host.strong_in) & set(seat.home.works_on)) for seat in seats)
    later = [one.review.rank(one.slot) for one in held]
    even = {term.id: reviews_a_week(plan.instance, term.id) for term in plan.instance.terms}
    weeks = Counter((one.review.term, one.week) for one in held)
    crowded = sum(max(0, reviews - even[term]) for (term, _), reviews in weeks.items())
    beyond = ", ".join(str(each) for each in dict.fromkeys(even.values()))
    rows: list[tuple[Cell, ...]] = [
        ("reviewers' journeys, one way", len(seats), None, sum(seat.km for seat in seats)),
        ("Lead Reviewers' journeys, one way", *_journeys_of_leads(plan)),
        ("reviewers of another phase", other_phase, prices.other_phase_km, other_phase * prices.other_phase_km),
        ("ranks below the hosts' first slots", sum(later), prices.slot_rank_km, sum(later) * prices.slot_rank_km),
        (f"reviews beyond {beyond} in a week", crowded, prices.crowded_week_km, crowded * prices.crowded_week_km),
        ("seats with an area to learn from", matches, -prices.area_match_km, -matches * prices.area_match_km),
        ("quality", None, None, sum(finding.amount for finding in recount(plan))),
    ]
    title = "Goal quality in travel-km equivalents"
    return Table("quality", title, ("Part", "Count", "Km each", "Km"), tuple(rows))


def how_journeys_count(plan: Plan) -> Iterator[str]:
    """Where they do not count straight: what is counted, and how many journeys of the schedule were not measured."""
    policy = plan.policy.travel
    if policy.measure is None:
        return
    journeys = [(seat.home.id, seat.held.host.id) for seat in plan.seats]
    journeys += [(held.lead.id, held.host.id) for held in plan.held if held.lead is not None]
    missing = sum(plan.instance.measured(home, host) is None for home, host in journeys)
    counts = "km by road" if policy.by == "road" else "minutes of driving, also where km are said"
    factor = f"each of them counts {policy.straight_factor:g} times its straight km"
    said = f"{missing:,} of {count(len(journeys), 'journey')} not measured; {factor}" if missing else "all measured"
    yield f"Journeys count {counts}: {said}."


def vacant_seats(plan: Plan) -> Iterator[Table]:
    """Vacant seats by the hosts' phase and by their hub, where there are any."""
    hosts = {review.id: plan.instance.school_by_id[review.host] for review in plan.instance.reviews}
    hubs = plan.instance.hub_by_id
    vacant = vacant_at(plan)
    by_phase = _summed((hosts[review].phase.value, seats) for review, seats in vacant.items())
    by_hub = _summed((hubs[hosts[review].hub].name, seats) for review, seats in vacant.items())
    for what, counted in (("phase", by_phase), ("hub", by_hub)):
        if counted:
            yield Table(f"vacant_by_{what}", f"Vacant seats by {what}", (what.capitalize(), "Vacant seats"), counted)


def waivers(instance: Instance) -> Iterator[Table]:
    """Every rule set aside for somebody, where there are any."""
    rows = tuple((one.rule, one.person, one.review, one.allowed_by, one.reason) for one in instance.waivers)
    if rows:
        yield Table("waivers", "Waivers", ("Rule", "Person", "Review", "Allowed by", "Reason"), rows)


def vacancies(instance: Instance, planned: PlannedReview) -> int:
    """Empty seats of one review; one that is not held counts its whole size."""
    size = instance.size(instance.review_by_id[planned.review])
    return max(0, size - len(planned.reviewers)) if planned.slot and planned.lead else size


def vacant_at(plan: Plan) -> dict[str, int]:
    """Empty seats of every review."""
    return {review.id: vacancies(plan.instance, plan.planned(review.id)) for review in plan.instance.reviews}


def _journeys_of_leads(plan: Plan) -> tuple[int, None, int]:
    km = [held.lead_km for held in plan.held if held.lead is not None]
    return len(km), None, sum(km)


def meeting_commitment(plan: Plan) -> Share:
    """Schools that have sent what is due at the end of every term of the instance."""
    instance = plan.instance
    short: set[str] = set()
    sent: Counter[str] = Counter()
    for term in sorted(instance.terms, key=lambda term: term.number):
        sent.update(seat.home.id for seat in plan.seats if seat.held.term == term)
        short |= {school.id for school in instance.schools if sent[school.id] < instance.due(school.id, term)}
    return Share(len(instance.schools) - len(short), len(instance.schools))


def _returned(plan: Plan) -> int:
    visits = visits_between_hubs((seat.home.hub, seat.held.host.hub) for seat in plan.seats)
    return sum(matched for _, _, matched in return_visits(visits))


def _summed(numbers: Iterable[tuple[str, int]]) -> tuple[tuple[Cell, ...], ...]:
    totals: Counter[str] = Counter()
    for name, number in numbers:
        totals[name] += number
    return tuple(
        (name, number) for name, number in sorted(totals.items(), key=lambda total: by_number(total[0])) if number
    )
