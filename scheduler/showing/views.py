"""A schedule by week, school, reviewer, lead or hub: the tables a coordinator works with."""

from collections import defaultdict
from collections.abc import Callable

from models.instance import Review
from models.network import School
from models.people import Lead
from scheduler.plan import Held, Plan, Seat
from scheduler.showing.burdens import by_fairness
from scheduler.showing.figures import vacancies
from scheduler.showing.ledger import by_account
from scheduler.showing.table import Cell, Slot, Table
from scheduler.tables.hubs import distance_km, hub_graph, reciprocity, return_visits, visits_between_hubs
from scheduler.words import by_number

Row = tuple[Cell, ...]


def by_date(plan: Plan) -> tuple[Held, ...]:
    """The reviews that have a date, in the order of the dates."""
    return tuple(sorted(plan.held, key=lambda held: (held.slot, held.host.name)))


def without_date(plan: Plan) -> tuple[Review, ...]:
    """The reviews that have no date, in the order of the instance."""
    return tuple(review for review in plan.instance.reviews if plan.planned(review.id).slot is None)


def visits_in_order(plan: Plan) -> tuple[Seat, ...]:
    """Every visit, person by person."""
    visits = _grouped(plan, lambda seat: seat.reviewer.id)
    return tuple(
        seat
        for person in plan.instance.reviewers
        for seat in sorted(visits[person.id], key=lambda seat: seat.held.slot)
    )


def led_in_order(plan: Plan) -> tuple[tuple[Lead, Held], ...]:
    """Every review that is led, lead by lead."""
    led: dict[str, list[Held]] = defaultdict(list)
    for held in plan.held:
        if held.lead is not None:
            led[held.lead.id].append(held)
    return tuple(
        (lead, held) for lead in plan.instance.leads for held in sorted(led[lead.id], key=lambda held: held.slot)
    )


def schools_in_order(plan: Plan) -> tuple[School, ...]:
    """The schools, by name."""
    return tuple(sorted(plan.instance.schools, key=lambda school: school.name))


def by_week(plan: Plan) -> tuple[Table, ...]:
    """Dates with host, lead and team, in the order of the dates; then what is not held."""
    rows = tuple(
        (
            one.week,
            Slot(one.slot, one.length),
            one.host.name,
            one.lead.id if one.lead else "no lead",
            tuple(reviewer.id for reviewer in one.present),
            max(0, one.size - len(one.present)),
        )
        for one in by_date(plan)
    )
    not_dated = without_date(plan)
    schools = plan.instance.school_by_id
    columns = "Week of", "Slot", "Host", "Lead", "Team", "Vacant"
    return (
        Table("weeks", _title(plan, "Reviews by week"), columns, rows, grouped=True),
        Table(
            key="without_date",
            title="Reviews without a date" if not_dated else "Every review has a date.",
            columns=("Review", "Host", "Term"),
            rows=tuple((review.id, schools[review.host].name, review.term) for review in not_dated),
        ),
    )


def by_school(plan: Plan) -> tuple[Table, ...]:
    """What each school receives and sends."""
    instance = plan.instance
    last_term = max(instance.terms, key=lambda term: term.number)
    review_at = {review.host: plan.planned(review.id) for review in instance.reviews}
    sent = _grouped(plan, lambda seat: seat.home.id)
    rows: list[Row] = []
    for school in schools_in_order(plan):
        planned = review_at.get(school.id)
        hosts = (
            None if planned is None else "not held" if planned.slot is None else Slot(planned.slot, plan.policy.slot)
        )
        due, sends = instance.due(school.id, last_term), len(sent[school.id])
        vacant = None if planned is None else vacancies(instance, planned)
        hub = instance.hub_by_id[school.hub].name
        rows.append((school.name, hub, school.phase.value, hosts, vacant, sends, due, max(0, due - sends)))
    columns = ("School", "Hub", "Phase", "Hosts", "Vacant", "Sends", "Due", "Short")
    note = (
        f"Vacant: empty seats of its own team. Sends: its reviewers' visits in this schedule. Due: how many it must "
        f"send by the end of term {last_term.id}. Short: how many of them are missing."
    )
    return (Table("schools", _title(plan, "Schools"), columns, tuple(rows), note),)


def by_reviewer(plan: Plan) -> tuple[Table, ...]:
    """Who goes where and when, and how far."""
    visits = visits_in_order(plan)
    rows = tuple(
        (seat.reviewer.id, seat.home.name, Slot(seat.held.slot, seat.held.length), seat.held.host.name, seat.km)
        for seat in visits
    )
    booked = len({seat.reviewer.id for seat in visits})
    title = _title(plan, f"Reviewers: {booked:,} of {len(plan.instance.reviewers):,} booked")
    columns = "Reviewer", "School", "Slot", "Host", "Km"
    return (Table("reviewers", title, columns, rows, "Km: great circle from school to host, one way."),)


def by_lead(plan: Plan) -> tuple[Table, ...]:
    """Each lead's reviews in the order of their dates."""
    led = led_in_order(plan)
    rows = tuple(
        (lead.id, held.term.id, Slot(held.slot, held.length), held.host.name, held.lead_km) for lead, held in led
    )
    busy = {lead.id for lead, _ in led}
    idle = tuple(lead.id for lead in plan.instance.leads if lead.id not in busy)
    note = "Km: great circle from home to host, one way." + (f" Without a review: {', '.join(idle)}." if idle else "")
    columns = "Lead", "Term", "Slot", "Host", "Km"
    return (Table("leads", _title(plan, "Lead Reviewers"), columns, rows, note, grouped=True),)


def by_hub(plan: Plan) -> tuple[Table, ...]:
    """Hubs with their neighbours, and who reviews whom."""
    graph = hub_graph(plan.instance)
    visits = visits_between_hubs((seat.home.hub, seat.held.host.hub) for seat in plan.seats)
    names = {hub.id: hub.name for hub in plan.instance.hubs}
    visits.add_nodes_from(names)
    made = dict(visits.out_degree(names, weight="visits"))
    received = dict(visits.in_degree(names, weight="visits"))
    hubs: list[Row] = []
    for hub in sorted(graph, key=lambda hub: by_number(names[hub])):
        near = sorted(graph.edges(hub, data="distance_km"), key=lambda edge: edge[2])
        neighbours = tuple(f"{names[other]} {km:.0f} km" for _, other, km in near)
        hubs.append((names[hub], graph.nodes[hub]["schools"], made[hub], received[hub], neighbours))
    returned = return_visits(visits)
    pairs = sorted(visits.edges(data="visits"), key=lambda edge: (by_number(names[edge[0]]), by_number(names[edge[1]])))
    flows: tuple[Row, ...] = tuple(
        (
            names[a],
            names[b],
            n,
            visits.edges[b, a]["visits"] if visits.has_edge(b, a) else 0,
            round(distance_km(graph, a, b)),
        )
        for a, b, n in pairs
    )
    share = reciprocity(visits)
    matched = "" if share is None else f"{100 * share:.0f} % of visits between hubs are matched by one the other way."
    hub_columns = "Hub", "Schools", "Made", "Received", "Neighbours"
    hub_note = (
        "Made, received: visits by its reviewers and to its schools. Km: between the hubs' middles, great circle."
    )
    return (
        Table("hubs", _title(plan, "Hubs"), hub_columns, tuple(hubs), hub_note),
        Table("visits", "Who reviews whom", ("From", "To", "Visits", "Back", "Km"), flows, matched, grouped=True),
        Table(
            key="return_visits",
            title="Return visits between hubs" if returned else "No return visits between hubs.",
            columns=("Hub", "And", "Matched visits"),
            rows=tuple((names[a], names[b], n) for a, b, n in returned),
            grouped=True,
        ),
    )


VIEWS: dict[str, Callable[[Plan], tuple[Table, ...]]] = {
    "week": by_week,
    "school": by_school,
    "account": lambda plan: (by_account(plan),),
    "reviewer": by_reviewer,
    "lead": by_lead,
    "hub": by_hub,
    "fairness": by_fairness,
}


def _title(plan: Plan, what: str) -> str:
    return f"{what} ({plan.instance.name}, school year {plan.instance.school_year})"


def _grouped(plan: Plan, key: Callable[[Seat], str]) -> dict[str, list[Seat]]:
    groups: dict[str, list[Seat]] = defaultdict(list)
    for seat in plan.seats:
        groups[key(seat)].append(seat)
    return groups
