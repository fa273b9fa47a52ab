"""How far hubs review one another, in sentences; `views.by_hub` has the tables."""

from collections.abc import Iterator

from scheduler.plan import Plan
from scheduler.tables.hubs import circles, reciprocity, visits_between_hubs
from scheduler.words import by_number, count, listed


def between_hubs(plan: Plan) -> Iterator[str]:
    """How many visits go between hubs, how many are matched by one the other way, and who stands outside."""
    visits = visits_between_hubs((seat.home.hub, seat.held.host.hub) for seat in plan.seats)
    visits.add_nodes_from(hub.id for hub in plan.instance.hubs)
    share = reciprocity(visits)
    if share is None:
        yield "Nobody visits another hub."
        return
    made, pairs = len(plan.seats), count(visits.number_of_edges(), "pair")
    yield (
        f"{count(made, 'visit')} {'goes' if made == 1 else 'go'} between {pairs} of hubs; {100 * share:.0f} % of the "
        "visits are matched by one the other way."
    )
    names = {hub.id: hub.name for hub in plan.instance.hubs}
    largest = next(iter(circles(visits)), frozenset[str]())
    outside = sorted((names[hub] for hub in names if hub not in largest), key=by_number)
    if not largest:
        yield "No hub is in a circle of visits: what one gives, it never gets back, not even through others."
    elif outside:
        rest = f"{listed(outside)} {'stands' if len(outside) == 1 else 'stand'} outside it"
        yield f"{count(len(largest), 'hub')} are in one circle of visits, in which each reviews each in turn; {rest}."
    else:
        yield f"All {count(len(largest), 'hub')} are in one circle of visits: each reviews each, directly or in turn."
