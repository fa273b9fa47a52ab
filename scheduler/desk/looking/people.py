"""People at one look: where from, what they have travelled, and how far their places have got."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from models.planned import ReviewStates
from scheduler.plan import Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.table import Cell, Table

RESERVE = "reserve"


def by_person(plan: Plan) -> tuple[Table, Table]:
    """Reviewers and leads: how many places they have, the km to them, and how these places stand."""
    _, reviewers, leads = by_fairness(plan)
    instance, stand = plan.instance, states_of_people(plan)
    homes = {one.id: instance.school_by_id[one.school] for one in instance.reviewers}
    hubs = {hub.id: hub.name for hub in instance.hubs}
    named = [(one.id, homes[one.id].name, hubs[homes[one.id].hub]) for one in instance.reviewers]
    stands = [_stand(stand["reviewer", one.id], is_reserve=one.reserve) for one in instance.reviewers]
    of_leads = [_stand(stand["lead", lead.id]) for lead in instance.leads]
    return (
        _table("people", ("Reviewer", "School", "Hub"), "Visits", reviewers, named, stands),
        _table("leads", ("Lead",), "Reviews", leads, [(lead.id,) for lead in instance.leads], of_leads),
    )


def states_of_people(plan: Plan) -> defaultdict[tuple[str, str], Counter[str]]:
    """Of each reviewer and lead, how many of their places are in which state."""
    known = {states.review: states for states in plan.schedule.states}
    counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for held in plan.held:
        states = known.get(held.review.id) or ReviewStates(review=held.review.id)
        if held.lead is not None:
            counted["lead", held.lead.id][states.lead] += 1
        for person in held.present:
            counted["reviewer", person.id][states.of_seat(person.id)] += 1
    return counted


def _table(
    key: str,
    who: tuple[str, ...],
    places: str,
    burdens: Table,
    named: Sequence[tuple[Cell, ...]],
    stands: Sequence[tuple[str, ...]],
) -> Table:
    """burdens: of `by_fairness`: km and places of this schedule first, of three years and awkward slots last."""
    first = next(n for n, column in enumerate(burdens.columns) if column.startswith("Km "))
    period = burdens.columns[first].removeprefix("Km ")
    return Table(
        key=key,
        title=burdens.title,
        columns=(*who, places, "Km", "Km in 3 years", "Awkward", "Stands"),
        rows=tuple(
            (*names, row[first + 1], row[first], row[-3], row[-1], stand)
            for names, row, stand in zip(named, burdens.rows[1:], stands, strict=True)
        ),
        note=(
            f"{places}, km: {period}; great circle, one way, by today's places. Awkward: in a slot that the host "
            "ranked after its first. Stands: how far their places have got."
        ),
    )


def _stand(counted: Counter[str], *, is_reserve: bool = False) -> tuple[str, ...]:
    said = tuple(f"{number} {state}" for state, number in sorted(counted.items()))
    return (*said, RESERVE) if is_reserve else said
