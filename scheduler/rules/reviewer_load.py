"""reviewer-load: a reviewer joins few reviews a term."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Breach, Limit, Rule
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


def _reviews(breach: Breach) -> int | None:
    return None if _offers_two(breach) else breach.instance.policy.reviewer_load.reviews + breach.amount


def _reviews_if_offered(breach: Breach) -> int | None:
    return breach.instance.policy.reviewer_load.reviews_if_offered + breach.amount if _offers_two(breach) else None


def _offers_two(breach: Breach) -> bool:
    return breach.instance.reviewer_by_id[breach.person].offers_two


RULE = Rule(
    id="reviewer-load",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("reviews", 1, _reviews), Limit("reviews_if_offered", 1, _reviews_if_offered)),
)
