"""commitments-met: every school sends the reviewers that are due."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.columns import Columns
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.rows import Ints, Rows
from scheduler.words import count


def sentence(_: Policy) -> str:
    return "Schools fall as few reviewers as possible short of their due, term by term."


def recount(plan: Plan) -> Iterator[Finding]:
    instance = plan.instance
    sent: Counter[str] = Counter()
    for term in sorted(instance.terms, key=lambda term: term.number):
        sent.update(seat.home.id for seat in plan.seats if seat.held.term == term)
        for school in instance.schools:
            due = instance.due(school.id, term)
            if sent[school.id] < due:
                yield Finding(
                    rule="commitments-met",
                    kind="cost",
                    about=(school.id, term.id),
                    amount=due - sent[school.id],
                    message=(
                        f"{school.name} is due to send {count(due, 'reviewer')} by the end of term {term.id} "
                        f"and sends {sent[school.id]}."
                    ),
                )


def costs(columns: Columns) -> Ints:
    return columns.costs((columns.shortfalls, 1))


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.sent(columns.seats) + columns.shortfalls.sum_by("home", "term") >= columns.facts.due


GOAL = GoalUnit(id="commitments-met", sentence=sentence, unit="reviewers", recount=recount, costs=costs, rows=rows)
