"""team-mix: a team is drawn from several schools and hubs."""

from collections import defaultdict
from collections.abc import Iterator

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan, Seat
from scheduler.rule import Limit, Rule, unknown
from scheduler.tables.columns import Columns
from scheduler.tables.rows import Rows
from scheduler.words import count, listed


def sentence(policy: Policy) -> str:
    mix = policy.team_mix
    return f"At most {count(mix.of_a_school, 'reviewer')} of a school, and {mix.of_a_hub} of a hub, in a team."


def check(plan: Plan) -> Iterator[Finding]:
    mix = plan.policy.team_mix
    schools: dict[tuple[str, str], list[Seat]] = defaultdict(list)
    hubs: dict[tuple[str, str], list[Seat]] = defaultdict(list)
    for seat in plan.counted("team-mix"):
        schools[seat.held.review.id, seat.home.id].append(seat)
        hubs[seat.held.review.id, seat.home.hub].append(seat)
    for (_, school), seats in schools.items():
        yield from _too_many(seats, mix.of_a_school, plan.instance.school_by_id[school].name)
    for (_, hub), seats in hubs.items():
        yield from _too_many(seats, mix.of_a_hub, plan.instance.hub_by_id[hub].name)


def _too_many(seats: list[Seat], most: int, where: str) -> Iterator[Finding]:
    if len(seats) > most:
        held, people = seats[0].held, [seat.reviewer.id for seat in seats]
        yield Finding(
            rule="team-mix",
            about=(held.review.id, *people),
            amount=len(seats) - most,
            message=f"{listed(people)} of {where} join {held.name}, and at most {most} may.",
        )


def rows(columns: Columns) -> Iterator[Rows]:
    mix = columns.facts.policy.team_mix
    seats = columns.seats.not_waived("team-mix")
    dates = columns.dates.sum_by("date")
    yield seats.sum_by("date", "home") <= mix.of_a_school * dates
    yield seats.sum_by("date", "hub") <= mix.of_a_hub * dates


RULE = Rule(
    id="team-mix",
    sentence=sentence,
    check=check,
    rows=rows,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=True,
    waits_for_others=False,
    limits=(Limit("of_a_school", 1, unknown), Limit("of_a_hub", 1)),
)
