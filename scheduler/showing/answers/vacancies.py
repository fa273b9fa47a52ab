"""Why a seat is vacant or a review not held, and the cheapest ways out, in sentences and tables."""

from collections.abc import Iterator

from models.slot import SlotLength
from scheduler.changes.places import Asked
from scheduler.explaining.dates_left import no_date
from scheduler.explaining.funnels import Funnel, Lack, funnels, lacking
from scheduler.explaining.ways_out import Way
from scheduler.plan import Plan
from scheduler.showing.figures import vacant_at
from scheduler.showing.table import Cell, Slot, Table
from scheduler.showing.units import COUNTED, shown
from scheduler.words import count


def explained(plan: Plan, most: int) -> Iterator[tuple[str, list[Table | str]]]:
    """The first reviews that lack a seat or are not held: which, and from everybody to nobody."""
    for review in _lacking_some(plan)[:most]:
        about = Asked(plan.instance.review_by_id[review])
        what, *rest = from_everybody(plan, about, funnels(plan, about))
        yield str(what), rest


def unexplained(plan: Plan, most: int) -> Iterator[str]:
    """How many more lack somebody than `explained` says why of, and where that is said."""
    more = len(_lacking_some(plan)) - most
    if more > 0:
        ask = "qa-scheduler explain INSTANCE SCHEDULE --why-vacant REVIEW"
        yield f"Of {count(more, 'review')} more that lack somebody, {ask} says why, and what would help."


def _lacking_some(plan: Plan) -> list[str]:
    return [review for review, seats in vacant_at(plan).items() if seats]


def from_everybody(plan: Plan, about: Asked, found: tuple[Funnel, ...]) -> Iterator[Table | str]:
    """The funnel: each rule takes out those whom no rule before it kept away."""
    host = plan.instance.school_by_id[about.review.host].name
    planned = plan.planned(about.review.id)
    if planned.slot is None:
        fewest = plan.policy.team_size.fewest_reviewers
        yield (
            f"{host} ({about.review.id}) is not held: it needs a Lead Reviewer and at least "
            f"{count(fewest, 'reviewer')} in one slot."
        )
        why = no_date(plan.instance, about.review)
        yield from [why] if why else (_lack(lack) for lack in lacking(plan, found))
        if not about.review.possible_slots:
            return
    else:
        vacant = plan.instance.size(about.review) - len(planned.reviewers)
        yield f"{host} ({about.review.id}), {Slot(planned.slot, plan.policy.slot)}: {count(vacant, 'seat')} vacant."
    yield Table(
        key="funnel",
        title="From everybody to nobody",
        columns=("Slot", "Of", "Rule", "Keeps away", "Left"),
        rows=tuple(row for funnel in found for row in _rows(funnel, plan.policy.slot)),
        note="Each rule counts those whom no rule above it keeps away.",
        grouped=True,
    )


def _lack(lack: Lack) -> str:
    people = count(lack.left, "Lead Reviewer" if lack.rule == "one-lead" else "reviewer")
    return f"By {lack.rule} it needs {lack.needed}, and in no slot are more than {people} left."


def _rows(funnel: Funnel, length: SlotLength) -> Iterator[tuple[Cell, ...]]:
    slot, kind = Slot(funnel.opening.slot, length), "leads" if funnel.opening.is_lead else "reviewers"
    yield slot, kind, "everybody", None, funnel.everybody
    if funnel.there:
        yield slot, kind, "there already", funnel.there, funnel.everybody - funnel.there
    for step in funnel.steps:
        yield slot, kind, step.rule, step.out, step.left


def out(plan: Plan, ways: tuple[Way, ...]) -> Iterator[Table | str]:
    """What would fill it, cheapest first."""
    if not ways:
        yield "No way out was found that leaves all other reviews where they are."
        return
    goals = [goal.goal for goal in plan.policy.goals]
    yield Table(
        key="ways_out",
        title="Ways out, cheapest first",
        columns=("Rank", "Change", "Then", *goals),
        rows=tuple(
            (rank, way.change, way.then, *(shown(goal, change) for goal, change in way.goals.items()))
            for rank, way in enumerate(ways, 1)
        ),
        note=(
            f"By how much each goal changes ({'; '.join(f'{goal}: {COUNTED[goal]}' for goal in goals)}); below 0 is "
            "better. Each was tried, and passes the checks; all other reviews keep date, lead and team but for the "
            "moves named, so a larger change of the schedule may cost less."
        ),
    )
