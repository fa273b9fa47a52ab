"""host-week: in the week in which a school hosts, none of its reviewers is away."""

from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows


def sentence(_: Policy) -> str:
    return "In the week in which a school hosts, none of its reviewers is away."


def check(plan: Plan) -> Iterator[Finding]:
    hosting = {(held.host.id, held.week) for held in plan.held}
    for seat in plan.counted("host-week"):
        if (seat.home.id, seat.held.week) in hosting:
            yield Finding(
                rule="host-week",
                about=(*seat.about, seat.home.id),
                amount=1,
                message=(
                    f"{seat.home.name} hosts its own review in the week of {seat.held.week}, "
                    f"when {seat.reviewer.id} is away at {seat.held.name}."
                ),
            )


def rows(columns: Columns) -> Iterator[Rows]:
    facts = columns.facts
    hosts = facts.hosts_elsewhere.copy()
    hosts[columns.dates.keys["host"], columns.dates.keys["week"]] = True
    seats = columns.seats.not_waived("host-week")
    seats = seats.where(hosts[seats.keys["home"], seats.keys["week"]])
    most = columns.most_away
    yield seats.sum_by("home", "week") + most * columns.dates.sum_by("host", "week") <= most


RULE = Rule(
    id="host-week",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=True,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    known_at_home=True,
)
