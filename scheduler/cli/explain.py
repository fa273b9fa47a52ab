"""Why not, why vacant, why impossible, at what price, who would be told elsewhere: explain."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, Exit, say_notices
from scheduler.cli.options import (
    cluster_option,
    finite,
    instance_argument,
    json_option,
    plan_argument,
    without_option,
)
from scheduler.cli.switching import refuse_unknown, switched_off
from scheduler.showing.printing import print_message, print_parts

if TYPE_CHECKING:
    from models.instance import Instance
    from models.policy import RuleId
    from scheduler.desk.doing.asking import Answered
    from scheduler.processes.means import Means
    from scheduler.solvers.options import Options


_PROGRAMME_SECONDS = 60.0


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
    help="Solve for so long.  [default: 10 for --prices, 20 for each of --slots, else 300]",
)
@click.option(
    "--notice",
    "--on",
    "notice",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --prices or --slots: the day on which it is asked.  [default: the last notice known, or before term]",
)
@click.option("--cost-of", "rules", multiple=True, metavar="RULE", help="What a rule costs (repeatable).")
@click.option("--why-vacant", "review", metavar="REVIEW", help="Why a seat is vacant, or a review not held; ways out.")
@click.option("--slots", "moved", metavar="REVIEW", help="How many must be told at least if it moves, slot by slot.")
@click.option("--exactly", is_flag=True, help="With --slots: exactly how many, and what is lost.")
@without_option
@cluster_option
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
    moved: str | None,
    exactly: bool,
    without: tuple[str, ...],
    means: "Means",
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
      qa-scheduler explain noe-2018-autumn autumn.json --slots review-141726 --on 2018-10-01 --exactly
      qa-scheduler explain mine.json
      qa-scheduler explain challenge-the-gap-2018 clusters.json --at 139065 --why-not 141875 --prices
    """
    if (programme := programmes.programme_named(instance, without)) is not None:
        programmes.refuse(notice=notice, cost_of=rules, why_vacant=review, slots=moved, exactly=exactly)
        from scheduler.solvers.options import repair_options

        options = repair_options(time_limit_seconds or _PROGRAMME_SECONDS) if prices else None
        programmes.explain(programme, schedule, seat, who, options, as_json=as_json)
        return
    if schedule is None:
        if seat is not None or review is not None or who is not None or prices or rules or moved is not None:
            raise click.UsageError("That is asked about a schedule: name SCHEDULE after INSTANCE.")
        _why_impossible(instance, without, time_limit_seconds, as_json)
        return
    if [seat is None, review is None, not rules, moved is None].count(False) != 1:
        raise click.UsageError("Ask one thing: --at SEAT, --why-vacant REVIEW, --cost-of RULE or --slots REVIEW.")
    if seat is None and (who is not None or prices):
        raise click.UsageError("--why-not and --prices ask about one place: add --at SEAT.")
    if notice is not None and not prices and moved is None:
        raise click.UsageError("--notice is the day on which it is asked what somebody costs: add --prices.")
    if time_limit_seconds is not None and moved is not None and not exactly:
        raise click.UsageError("--time-limit-seconds limits a search, and --slots alone needs none: add --exactly.")
    if time_limit_seconds is not None and seat is not None and not prices:
        raise click.UsageError("--time-limit-seconds limits a search, and --at alone needs none: add --prices.")
    if exactly and moved is None:
        raise click.UsageError("--exactly says how many are told if a review moves: add --slots REVIEW.")
    for rule in rules:
        refuse_unknown("--cost-of", rule)
    from scheduler.cli.reading import load_instance
    from scheduler.desk.doing import asking
    from scheduler.plan import Plan
    from scheduler.showing.progress import progress
    from scheduler.storage import load_plan

    facts = switched_off(load_instance(instance), without)
    if moved is not None:
        on = notice.date() if notice else None
        _slots(facts, schedule, moved, on, time_limit_seconds if exactly else 0.0, means, as_json)
        return
    plan = Plan(*load_plan(schedule, facts))
    if seat is None:
        with progress(asking.HINT) as report:
            if review is not None:
                answer = asking.why_vacant(plan, review, _options(time_limit_seconds, means), report)
            else:
                answer = asking.costs(
                    plan, cast("tuple[RuleId, ...]", rules), _options(time_limit_seconds, means), report
                )
        _end(answer, as_json)
        return
    about = asking.at(plan, seat, who)
    said = asking.who(plan, about, who)
    if not prices:
        print_parts(said.parts, as_json=as_json)
        return
    options = _options(time_limit_seconds or asking.PRICES_SECONDS)
    with progress(asking.HINT) as report:
        more = asking.prices(facts, plan, about, who, options, report, notice.date() if notice else None)
    _end(replace(more, parts=(*said.parts, *more.parts)), as_json)


def _options(time_limit_seconds: float | None, means: "Means | None" = None) -> "Options":
    from scheduler.desk.doing.asking import SECONDS
    from scheduler.processes.means import HERE
    from scheduler.solvers.options import repair_options

    return repair_options(time_limit_seconds or SECONDS, means=means or HERE)


def _slots(
    facts: "Instance",
    path: Path,
    review: str,
    notice: date | None,
    seconds: float | None,
    means: "Means",
    as_json: bool,
) -> None:
    """seconds: for each slot; 0: none is sought exactly."""
    from scheduler.desk.doing import slots
    from scheduler.showing.progress import counted
    from scheduler.showing.table import Slot
    from scheduler.storage import load_schedule

    made = load_schedule(path, facts)
    known = slots.bounds(facts, made, review, notice)
    if seconds == 0.0:
        print_parts(known.parts(), as_json=as_json)
        return
    with counted(known.askable) as say:
        length = facts.policy.slot
        _, answer = slots.all_exact(
            facts,
            made,
            review,
            seconds or slots.SECONDS,
            None,
            notice,
            lambda at: say(str(Slot(at.slot, length))),
            means=means,
        )
    _end(answer, as_json)


def _why_impossible(instance: str, without: tuple[str, ...], time_limit_seconds: float | None, as_json: bool) -> None:
    from scheduler.cli.reading import load_instance
    from scheduler.desk.doing import asking
    from scheduler.showing.progress import progress

    facts = switched_off(load_instance(instance), without)
    with progress(asking.HINT) as report:
        answer = asking.why_impossible(facts, _options(time_limit_seconds), report)
    _end(answer, as_json)
    raise click.exceptions.Exit(answer.exit)


def _end(answer: "Answered", as_json: bool) -> None:
    """Say what is known, and what the user should know beside it."""
    from scheduler.desk.doing.asking import STOPPED

    say_notices(answer.notices)
    if answer.interrupted:
        print_message(STOPPED)
    print_parts(answer.parts, as_json=as_json)
    if answer.interrupted:
        raise click.exceptions.Exit(Exit.INTERRUPTED)
