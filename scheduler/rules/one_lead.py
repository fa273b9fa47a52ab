"""one-lead: a review that is held has exactly one lead, and nobody goes to one that is not."""

from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import listed


def sentence(_: Policy) -> str:
    return "A review that is held has exactly one lead; one without a slot has neither lead nor reviewers."


def check(plan: Plan) -> Iterator[Finding]:
    for review in plan.instance.reviews:
        planned = plan.planned(review.id)
        host = plan.instance.school_by_id[review.host].name
        people = (*((planned.lead,) if planned.lead is not None else ()), *planned.reviewers)
        if planned.slot is not None and planned.lead is None:
            message = f"The review at {host} ({review.id}) begins on {planned.slot} and has no lead."
            yield Finding(rule="one-lead", about=(review.id,), amount=1, message=message)
        if planned.slot is None and people:
            message = f"The review at {host} ({review.id}) has no slot, yet {listed([*people])} would come."
            yield Finding(rule="one-lead", about=(review.id, *people), amount=len(people), message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.leads.sum_by("date") == columns.dates.sum_by("date")


RULE = Rule(
    id="one-lead",
    sentence=sentence,
    check=check,
    rows=rows,
    always_on=True,
    needs_dates=False,
    cured_by_people=True,
    of_the_team=False,
    waits_for_others=True,
    ties_people_to_dates=True,
    binds_mostly=True,
)
