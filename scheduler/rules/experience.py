"""experience: first-timers are few, and never without a reviewer who has done a review."""

from collections.abc import Iterator

from models.finding import Finding
from models.people import Reviewer
from models.policy import Policy
from scheduler.plan import Held, Plan
from scheduler.rule import Limit, Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count, listed


def sentence(policy: Policy) -> str:
    most = count(policy.experience.first_timers, "reviewer")
    return (
        f"At most {most} of a team may be on their first review, and never without another reviewer who has done one "
        "(the lead does not count)."
    )


def check(plan: Plan) -> Iterator[Finding]:
    most = plan.policy.experience.first_timers
    for held in plan.held:
        first_timers = _first_timers(plan, held)
        if len(first_timers) > most:
            many = f"{count(len(first_timers), 'first-timer')} ({listed(first_timers)}), and at most {most} may come"
            yield _finding(held, first_timers, len(first_timers) - most, many)
        if first_timers and not _has_experienced(plan, held):
            alone = f"only {listed(first_timers)}, without a reviewer who has done a review"
            yield _finding(held, first_timers, 1, alone)


def _first_timers(plan: Plan, held: Held) -> list[str]:
    """Those on their first review; one for whom the rule is waived is none."""
    return [reviewer.id for reviewer in _not_waived(plan, held) if reviewer.is_first_timer]


def _has_experienced(plan: Plan, held: Held) -> bool:
    """Whether somebody has done a review; one for whom the rule is waived does not vouch for others."""
    return any(not reviewer.is_first_timer for reviewer in _not_waived(plan, held))


def _not_waived(plan: Plan, held: Held) -> list[Reviewer]:
    return [one for one in held.reviewers if not plan.waived("experience", one.id, held.review.id)]


def _finding(held: Held, people: list[str], amount: int, what: str) -> Finding:
    message = f"The team of {held.name} has {what}."
    return Finding(rule="experience", about=(held.review.id, *people), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    most = columns.facts.policy.experience.first_timers
    seats = columns.seats.not_waived("experience")
    new = columns.facts.reviewer_is_first_timer[seats.keys["reviewer"]]
    first_timers = seats.where(new).sum_by("date")
    yield first_timers <= most * columns.dates.sum_by("date")
    yield first_timers <= most * seats.where(~new).sum_by("date")


RULE = Rule(
    id="experience",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=False,
    cured_by_people=True,
    of_the_team=True,
    waits_for_others=True,
    limits=(Limit("first_timers", 1),),
)
