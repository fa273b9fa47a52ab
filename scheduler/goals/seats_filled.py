"""seats-filled: every team is complete."""

from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.columns import Columns
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.rows import Ints
from scheduler.words import count


def sentence(_: Policy) -> str:
    return "As few seats as possible stay empty; a review that is not held counts with its whole size."


def recount(plan: Plan) -> Iterator[Finding]:
    unheld = {review.id for review in plan.not_held}
    for review in plan.instance.reviews:
        size = plan.instance.size(review)
        filled = 0 if review.id in unheld else len(plan.planned(review.id).reviewers)
        if filled < size:
            host = plan.instance.school_by_id[review.host].name
            yield Finding(
                rule="seats-filled",
                kind="cost",
                about=(review.id,),
                amount=size - filled,
                message=f"{host} asked for {count(size, 'reviewer')} and has {filled}.",
            )


def costs(columns: Columns) -> Ints:
    return columns.costs((columns.vacancies, 1), (columns.unheld, columns.facts.review_size))


GOAL = GoalUnit(id="seats-filled", sentence=sentence, unit="seats", recount=recount, costs=costs)
