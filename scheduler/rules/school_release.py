"""school-release: a school can spare few reviewers in one week."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.finding import Finding
from models.network import School
from models.policy import Policy, SchoolRelease
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count, listed

if TYPE_CHECKING:
    from datetime import date


def sentence(policy: Policy) -> str:
    release = policy.school_release
    return (
        f"At most {count(release.reviewers, 'reviewer')} of a school may be away in any week "
        f"({release.reviewers_large} from {release.large_from_pupils:,} pupils)."
    )


def check(plan: Plan) -> Iterator[Finding]:
    away: dict[tuple[str, date], dict[str, School]] = defaultdict(dict)
    for seat in plan.counted("school-release"):  # one who is in two teams of a week is one person away
        away[seat.home.id, seat.held.week][seat.reviewer.id] = seat.home
    for (school, week), homes in away.items():
        people = list(homes)
        home = homes[people[0]]
        most = _allowance(plan.policy.school_release, home)
        if len(people) > most:
            yield Finding(
                rule="school-release",
                about=(school, *people),
                amount=len(people) - most,
                message=f"{home.name} can spare {most} in the week of {week} and sends {listed(people)}.",
            )


def _allowance(release: SchoolRelease, home: School) -> int:
    large = home.pupils is not None and home.pupils >= release.large_from_pupils
    return release.reviewers_large if large else release.reviewers


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.seats.not_waived("school-release").sum_by("home", "week") <= columns.facts.release


RULE = Rule(
    id="school-release",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
)
