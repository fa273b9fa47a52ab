"""commitment: a school never sends many more reviewers than are due; with `strict` never fewer either."""

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
    above = policy.commitment.above_due
    fewer = " It never sends fewer than are due." if policy.commitment.strict else ""
    return f"A school never sends more than {above} above its due by the end of a term.{fewer}"


def check(plan: Plan) -> Iterator[Finding]:
    instance = plan.instance
    counted: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for term in sorted(instance.terms, key=lambda term: term.number):
        # A waiver only ever loosens: a waived visit is none too many, but it does meet the due.
        counted.update(seat.home.id for seat in plan.counted("commitment") if seat.held.term == term)
        sent.update(seat.home.id for seat in plan.seats if seat.held.term == term)
        for school in instance.schools:
            most, due = instance.most(school.id, term), instance.due(school.id, term)
            by_then = f"by the end of term {term.id}"
            if counted[school.id] > most:
                sends = count(counted[school.id], "reviewer")
                message = f"{school.name} sends {sends} {by_then}, and at most {most} may go."
                yield _finding(school.id, term.id, counted[school.id] - most, message)
            if plan.policy.commitment.strict and sent[school.id] < due:
                sends = count(sent[school.id], "reviewer")
                message = f"{school.name} sends {sends} {by_then}, and {due} are due."
                yield _finding(school.id, term.id, due - sent[school.id], message)


def _finding(school: str, term: str, amount: int, message: str) -> Finding:
    return Finding(rule="commitment", about=(school, term), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    facts = columns.facts
    yield columns.sent(columns.seats.not_waived("commitment")) <= facts.most
    if facts.policy.commitment.strict:
        yield columns.all_sent + columns.shortfalls.sum_by("home", "term") >= facts.due


RULE = Rule(
    id="commitment",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=False,
    cured_by_people=True,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("above_due", 1),),
    binds_mostly=True,
    known_at_home=True,
)
