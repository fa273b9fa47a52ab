"""Why not, why vacant, why impossible, at what price: explain."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import finite, instance_argument, json_option, plan_argument, without_option
from scheduler.cli.switching import refuse_unknown, switched_off
from scheduler.processes.cores import cores
from scheduler.showing.printing import print_message, print_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.instance import Instance
    from scheduler.changes.places import Asked
    from scheduler.plan import Plan
    from scheduler.showing.table import Table

    Said = tuple[Iterable[Table | str], bool, Iterable[str]]

_MOST_PRICED = 10
_HINT = "Ctrl-C says what is known by then."

_NOT_PROVEN = (
    "What a rule costs stands beside the best schedule, and what is best was not proven in the time: solve first."
)


@click.command("explain", short_help="Say why not, and why.", epilog=EXIT_CODES)
@instance_argument
@plan_argument
@click.option("--at", "seat", metavar="SEAT", help="Who could have this seat or lead, and what forbids the others.")
@click.option("--why-not", "who", metavar="PERSON", help="With --at: why this person is not there.")
@click.option("--prices", is_flag=True, help="With --at: what it would cost to have them there, goal by goal.")
@click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=finite,
    help="Solve for so long.  [default: 10 for --prices, else 300]",
)
@click.option(
    "--notice",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --prices: the day on which it is asked.  [default: the last notice known, or before term]",
)
@click.option("--cost-of", "rules", multiple=True, metavar="RULE", help="What a rule costs (repeatable).")
@click.option("--why-vacant", "review", metavar="REVIEW", help="Why a seat is vacant, or a review not held; ways out.")
@without_option
@json_option
def explain(
    instance: str,
    schedule: Path | None,
    seat: str | None,
    who: str | None,
    prices: bool,
    time_limit_seconds: float | None,
    notice: datetime | None,
    rules: tuple[str, ...],
    review: str | None,
    without: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say why somebody is not at a review, or why nobody is, with every number.

    Without SCHEDULE: why INSTANCE cannot be scheduled at all, clash by clash, each with what would cure it.

    SEAT is REVIEW (its vacant seat, or any seat of its team), REVIEW/PERSON (that person's seat) or REVIEW/lead.
    REVIEW is its id, or the host's id or name. Ctrl-C says what is known by then.

    \b
    Examples:
      qa-scheduler explain noe-2018-autumn autumn.json --at review-141726 --why-not R0421
      qa-scheduler explain noe-2018-autumn autumn.json --at review-141726/lead
      qa-scheduler explain two-schools schedule.json --why-vacant review-ash
      qa-scheduler explain noe-2018-autumn autumn.json --cost-of no-return-visit
      qa-scheduler explain mine.json
    """
    if schedule is None:
        if seat is not None or review is not None or who is not None or prices or rules:
            raise click.UsageError("That is asked about a schedule: name SCHEDULE after INSTANCE.")
        _why_impossible(instance, without, time_limit_seconds or 300.0, as_json)
        return
    if [seat is None, review is None, not rules].count(False) != 1:
        raise click.UsageError("Ask one thing: --at SEAT, --why-vacant REVIEW or --cost-of RULE.")
    if seat is None and (who is not None or prices):
        raise click.UsageError("--why-not and --prices ask about one place: add --at SEAT.")
    if notice is not None and not prices:
        raise click.UsageError("--notice is the day on which it is asked what somebody costs: add --prices.")
    if time_limit_seconds is not None and seat is not None and not prices:
        raise click.UsageError("--time-limit-seconds limits a search, and --at alone needs none: add --prices.")
    for rule in rules:
        refuse_unknown("--cost-of", rule)
    from scheduler.changes import places
    from scheduler.cli.reading import load_instance
    from scheduler.plan import Plan
    from scheduler.showing.obstacles import who_at
    from scheduler.storage import load_plan

    facts = switched_off(load_instance(instance), without)
    plan = Plan(*load_plan(schedule, facts))
    seconds = time_limit_seconds or (10.0 if prices else 300.0)
    if rules:
        _end(*_costs(plan, rules, seconds), as_json)
    elif review is not None:
        _end(*_why_vacant(plan, places.missing(plan, review), seconds), as_json)
    elif seat is not None:
        about = places.asked(plan, seat)
        if who is not None:
            about = places.asked_for(plan, about, places.person(plan.instance, who))
        said = list(who_at(plan, about, who))
        if not prices:
            print_parts(said, as_json=as_json)
            return
        more, interrupted, notices = _priced(facts, plan, about, who, notice.date() if notice else None, seconds)
        _end([*said, *more], interrupted, notices, as_json)


def _end(parts: "Iterable[Table | str]", interrupted: bool, notices: "Iterable[str]", as_json: bool) -> None:
    """Say what is known, and what the user should know beside it."""
    for notice in dict.fromkeys(notices):
        print_message(notice)
    if interrupted:
        print_message("Interrupted: this is what was known by then.")
    print_parts(parts, as_json=as_json)
    if interrupted:
        raise click.exceptions.Exit(Exit.INTERRUPTED)


def _why_impossible(instance: str, without: tuple[str, ...], seconds: float, as_json: bool) -> None:
    from scheduler.cli.reading import load_instance
    from scheduler.explaining.clashing import clashes
    from scheduler.showing.clashes import all_clashes
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options

    facts = switched_off(load_instance(instance), without)
    with progress(_HINT) as report:
        found = clashes(facts, Options(time_limit_seconds=seconds, workers=cores()), report)
    _end(all_clashes(found), found.interrupted, found.notices, as_json)
    code = Exit.IMPOSSIBLE if found.found else Exit.NOT_FOUND if found.unfinished else Exit.DONE
    raise click.exceptions.Exit(code)


def _priced(
    instance: "Instance", plan: "Plan", about: "Asked", who: str | None, notice: date | None, seconds: float
) -> "Said":
    from scheduler.changes.places import dated
    from scheduler.explaining.in_child import prices_in_child
    from scheduler.explaining.placing import around_place
    from scheduler.showing.priced import priced
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options

    opening, there = dated(plan, about), plan.planned(about.review.id).people
    everybody = plan.instance.lead_by_id if about.is_lead else plan.instance.reviewer_by_id
    people = [one for one in everybody if one not in there] if who is None else [who]
    world = around_place(instance, plan.schedule, about, notice)
    options = Options(time_limit_seconds=seconds, workers=cores())
    with progress(_HINT) as report:
        ended = prices_in_child(world, plan.schedule, opening, people, options, _MOST_PRICED, report)
    if not ended.found:
        return ["No price is known."], ended.interrupted, ended.notices
    return priced(plan, about, ended.found), ended.interrupted, ended.notices


def _costs(plan: "Plan", rules: tuple[Any, ...], seconds: float) -> "Said":
    from scheduler.explaining.costing import costs_of
    from scheduler.showing.costs import costs_of_rules
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options

    options = Options(time_limit_seconds=seconds, workers=cores())
    with progress(_HINT) as report:
        ended = costs_of(plan.instance, plan.schedule, rules, options, report)
    parts = [_NOT_PROVEN] if ended.best is None else costs_of_rules(ended.best, ended.costs)
    return parts, ended.interrupted, ended.notices


def _why_vacant(plan: "Plan", about: "Asked", seconds: float) -> "Said":
    from scheduler.explaining.funnels import funnels
    from scheduler.explaining.ways_out import ways_out
    from scheduler.processes.crew import Heard
    from scheduler.showing.progress import progress
    from scheduler.showing.vacancies import from_everybody, out
    from scheduler.solvers.options import Options, Progress

    found, heard = funnels(plan, about), Heard()
    with progress(_HINT) as report:
        options = Options(time_limit_seconds=seconds, workers=cores())
        report(Progress(0.0, "ways out"))
        ways = ways_out(plan, about, found, options, heard)
    return [*from_everybody(plan, about, found), *out(plan, ways)], heard.interrupted, heard.notices
