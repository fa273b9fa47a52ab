"""team-size: a team never exceeds its size, and nobody is reviewed by a lead alone."""

from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: Policy) -> str:
    sizes = policy.team_size
    bands = "".join(f"{band.seats} up to {band.up_to:,} {band.measure}, " for band in sizes.bands)
    unknown = f"; {sizes.seats_unknown} where pupils are unknown" if sizes.measure == "pupils" else ""
    fewest = count(sizes.fewest_reviewers, "reviewer")
    return (
        f"A team never exceeds its size: {bands}{sizes.seats_above} above{unknown}. "
        f"A review is held only with at least {fewest}."
    )


def check(plan: Plan) -> Iterator[Finding]:
    fewest = plan.policy.team_size.fewest_reviewers
    for held in plan.held:
        team = len(held.reviewers)
        if team > held.size:
            message = f"{held.host.name} has {count(held.size, 'seat')} and gets {count(team, 'reviewer')}."
            yield _finding(held.review.id, team - held.size, message)
        if team < fewest:
            message = f"{held.host.name} needs at least {count(fewest, 'reviewer')} and has {team}."
            yield _finding(held.review.id, fewest - team, message)


def _finding(review: str, amount: int, message: str) -> Finding:
    return Finding(rule="team-size", about=(review,), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    size = columns.facts.dates.size
    dates = columns.dates.sum_by("date")
    vacancies = columns.vacancies.sum_by("date")
    yield columns.seats.sum_by("date") + vacancies == size * dates
    yield vacancies <= (size - columns.facts.policy.team_size.fewest_reviewers) * dates


RULE = Rule(
    id="team-size",
    sentence=sentence,
    check=check,
    rows=rows,
    always_on=True,
    needs_dates=False,
    cured_by_people=True,
    of_the_team=True,
    waits_for_others=True,
    ties_people_to_dates=True,
    binds_mostly=True,
)
