"""lead-load: a lead leads a bounded number of reviews a term."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Limit, Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: Policy) -> str:
    return f"A lead leads at most {count(policy.lead_load.reviews, 'review')} a term."


def check(plan: Plan) -> Iterator[Finding]:
    most = plan.policy.lead_load.reviews
    led = Counter(
        (held.lead.id, held.term.id)
        for held in plan.held
        if held.lead is not None and not plan.waived("lead-load", held.lead.id, held.review.id)
    )
    for (lead, term), reviews in led.items():
        if reviews > most:
            yield Finding(
                rule="lead-load",
                about=(lead, term),
                amount=reviews - most,
                message=f"{lead} leads {count(reviews, 'review')} in term {term}, and at most {most} are allowed.",
            )


def rows(columns: Columns) -> Iterator[Rows]:
    leads = columns.leads.not_waived("lead-load")
    yield leads.sum_by("lead", "term") <= columns.facts.policy.lead_load.reviews


RULE = Rule(
    id="lead-load",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("reviews", 1),),
)
