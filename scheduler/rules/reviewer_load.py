"""reviewer-load: a reviewer joins few reviews a term."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: Policy) -> str:
    load = policy.reviewer_load
    return (
        f"A reviewer joins at most {count(load.reviews, 'review')} a term ({load.reviews_if_offered} if they offer it)."
    )


def check(plan: Plan) -> Iterator[Finding]:
    load = plan.policy.reviewer_load
    joined = Counter((seat.reviewer, seat.held.term.id) for seat in plan.counted("reviewer-load"))
    for (reviewer, term), reviews in joined.items():
        most = load.reviews_if_offered if reviewer.offers_two else load.reviews
        if reviews > most:
            yield Finding(
                rule="reviewer-load",
                about=(reviewer.id, term),
                amount=reviews - most,
                message=f"{reviewer.id} joins {count(reviews, 'review')} in term {term} and offers {most}.",
            )


def rows(columns: Columns) -> Iterator[Rows]:
    seats = columns.seats.not_waived("reviewer-load")
    yield seats.sum_by("reviewer", "term") <= columns.facts.reviewer_load


RULE = Rule(
    id="reviewer-load",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
)
