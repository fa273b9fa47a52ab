"""school-release: a school can spare few reviewers in one week."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.finding import Finding
from models.network import School
from models.policy import Policy, SchoolRelease
from scheduler.plan import Plan
from scheduler.rule import Breach, Limit, Rule
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
    return release.reviewers_large if _is_large(release, home) else release.reviewers


def _is_large(release: SchoolRelease, home: School) -> bool:
    return home.pupils is not None and home.pupils >= release.large_from_pupils


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.seats.not_waived("school-release").sum_by("home", "week") <= columns.facts.release


def _reviewers(breach: Breach) -> int | None:
    return None if _from_large(breach) else breach.instance.policy.school_release.reviewers + breach.amount


def _reviewers_large(breach: Breach) -> int | None:
    return breach.instance.policy.school_release.reviewers_large + breach.amount if _from_large(breach) else None


def _from_large(breach: Breach) -> bool:
    home = breach.instance.school_by_id[breach.instance.reviewer_by_id[breach.person].school]
    return _is_large(breach.instance.policy.school_release, home)


RULE = Rule(
    id="school-release",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("reviewers", 1, _reviewers), Limit("reviewers_large", 1, _reviewers_large)),
)
