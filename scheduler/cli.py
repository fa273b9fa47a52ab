"""The command line: thin, no logic. Whatever is slow to import is imported in the command that needs it."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from enum import IntEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scheduler import __version__
from scheduler.interrupts import sigterm_interrupts
from scheduler.showing.printing import (
    PIPED_WIDTH,
    print_json,
    print_parts,
    print_text,
    refusal_text,
)

if TYPE_CHECKING:
    from models.instance import Instance
    from models.schedule import Schedule
    from scheduler.explaining.openings import Asked
    from scheduler.generating import Recipe
    from scheduler.outcome import Options, Outcome
    from scheduler.plan import Plan
    from scheduler.rescheduling import Rescheduled
    from scheduler.showing.table import Table

MOST_WORKERS = 8
_MOST_PRICED = 10
_NOT_PROVEN = "Prices stand beside the best schedule, and what is best was not proven in the time: solve first."
VIEWS = ("week", "school", "reviewer", "lead", "hub")
TERMS = {"autumn": 1, "spring": 2, "summer": 3}


class Exit(IntEnum):
    """What the command's exit code means."""

    DONE = 0
    BREACHES = 1
    WRONG_INPUT = 2
    IMPOSSIBLE = 3
    NOT_FOUND = 4
    INTERRUPTED = 130


EXIT_CODES = """\b
Exit codes:
  0    done
  1    breaches found
  2    wrong usage or input
  3    no schedule possible
  4    nothing found in the time
  130  interrupted (the best schedule so far is kept, if there is one)"""


class _Commands(click.Group):
    """Commands whose refusals are messages, never tracebacks, listed in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        with refusals_in_words():
            return super().invoke(ctx)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """While this lasts, wrong input and an interrupt end the command with a message and an exit code of their own."""
    try:
        with sigterm_interrupts():
            yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        from models.problem import InvalidInput

        if not isinstance(error, InvalidInput):
            raise
        click.echo(refusal_text(error), err=True)
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        raise click.exceptions.Exit(Exit.INTERRUPTED) from None


@click.group(cls=_Commands, epilog=EXIT_CODES, context_settings={"max_content_width": PIPED_WIDTH})
@click.version_option(__version__, prog_name="qa-scheduler")
def main() -> None:
    """Schedule QA peer reviews of schools: a date, a Lead Reviewer and a team for every review, with proof.

    INSTANCE is a file, or the name of a bundled instance such as noe-2018-autumn. Data goes to standard output,
    progress and messages to standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?" and goes on


def cores() -> int:
    """How many workers a search gets unless told."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, MOST_WORKERS)


def _finite(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise click.BadParameter("expected a finite number of seconds", param=parameter)
    return value


instance_argument = click.argument("instance", metavar="INSTANCE")
schedule_argument = click.argument("schedule", type=click.Path(path_type=Path), metavar="SCHEDULE")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
time_limit_option = click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=_finite,
    help="Stop after so long and keep the best.  [default: 120 for a term, 300 for a year, 900 beyond]",
)
repair_time_option = click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60.0,
    callback=_finite,
    help="Stop after so long and keep the best.  [default: 60]",
)
without_option = click.option(
    "--without", multiple=True, metavar="RULE", help="Switch a rule off (repeatable); its breaches are still listed."
)


@main.command("solve", short_help="Make a schedule.", epilog=EXIT_CODES)
@instance_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the schedule.")
@time_limit_option
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 256), help="Parallel workers.  [default: one a core, at most 8]"
)
@click.option(
    "--seed", metavar="N", type=click.IntRange(0, 2**31 - 1), default=0, help="Where chance begins.  [default: 0]"
)
@click.option("--deterministic", is_flag=True, help="Same input, same bytes: one worker, limits that count work.")
@click.option(
    "--work-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="WORK",
    callback=_finite,
    help="With --deterministic: work a goal, in the solver's own unit (about a second).  [default: 30]",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="SCHEDULE",
    help="What this schedule says stays, unless its states call it a draft.",
)
@without_option
@json_option
def solve(
    instance: str,
    output: Path,
    time_limit_seconds: float | None,
    workers: int | None,
    seed: int,
    deterministic: bool,
    work_limit: float | None,
    keep: Path | None,
    without: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make a schedule for INSTANCE and write it, checked, to a file.

    Ctrl-C keeps the best schedule found so far.

    \b
    Example:
      qa-scheduler solve noe-2018-autumn -o autumn.json --time-limit-seconds 60
    """
    if deterministic and time_limit_seconds is not None:
        raise click.UsageError(
            "--deterministic cannot keep to a time limit, for time differs from run to run. Use --work-limit instead."
        )
    if deterministic and workers not in (None, 1):
        raise click.UsageError("--deterministic uses one worker: leave --workers out.")
    if work_limit is not None and not deterministic:
        raise click.UsageError("--work-limit needs --deterministic. Otherwise use --time-limit-seconds.")
    from scheduler.outcome import Options, usual_seconds
    from scheduler.showing.progress import progress
    from scheduler.storage import check_can_save, load_instance

    check_can_save(output)
    facts = _switched_off(load_instance(instance), without)
    kept = None
    if keep is not None:
        facts, kept = _keeping(facts, keep)
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds or usual_seconds(len(facts.reviews)),
        workers=1 if deterministic else workers or cores(),
        seed=seed,
        deterministic=deterministic,
        work_limit=work_limit or Options.work_limit,
    )
    from scheduler.supervising import solve_in_child

    with progress() as report:
        outcome = solve_in_child(facts, options, report)
    for notice in outcome.notices:
        click.echo(notice, err=True)
    if outcome.schedule is None:
        _no_schedule(facts, outcome, as_json)
    found = outcome.schedule
    if kept is not None:
        from scheduler.effective import with_states_of

        found = with_states_of(kept, found)
    _write_schedule(facts, outcome, found, output, as_json)
    if not as_json:
        again = shlex.join(["qa-scheduler", "show", instance, str(output), "--by", "week"])
        print_text(f"Next: {again}  (or --by school, reviewer, lead, hub)")
    raise click.exceptions.Exit(Exit.INTERRUPTED if outcome.interrupted else Exit.DONE)


def _keeping(facts: "Instance", path: Path) -> "tuple[Instance, Schedule]":
    from scheduler.effective import keeping
    from scheduler.storage import load_schedule

    schedule = load_schedule(path, facts)
    if schedule.changes:
        raise click.UsageError(
            f"--keep {path}: it was repaired after changes, which solve does not know. Reschedule it."
        )
    return keeping(facts, schedule), schedule


def _no_schedule(facts: "Instance", outcome: "Outcome", as_json: bool) -> NoReturn:
    from models.schedule import Status
    from scheduler.showing.reports import ending

    said = ending(outcome.status, None, facts.policy, interrupted=outcome.interrupted)
    if as_json:
        print_json({"status": outcome.status, "written": None, "clashes": list(outcome.clashes)})
    else:
        print_text("\n".join([said, *(f"- {clash}" for clash in outcome.clashes), "Nothing was written."]))
    if outcome.interrupted:
        raise click.exceptions.Exit(Exit.INTERRUPTED)
    raise click.exceptions.Exit(Exit.IMPOSSIBLE if outcome.status == Status.INFEASIBLE else Exit.NOT_FOUND)


def _write_schedule(facts: "Instance", outcome: "Outcome", schedule: "Schedule", output: Path, as_json: bool) -> None:
    from scheduler.checking import NotTrue, certify
    from scheduler.plan import Plan
    from scheduler.showing.reports import ending
    from scheduler.showing.summary import overview
    from scheduler.showing.table import as_data
    from scheduler.storage import dumps, save

    try:
        certify(facts, schedule)
    except NotTrue as error:
        click.echo("The schedule found does not pass the checks, so it was not written:", err=True)
        click.echo("\n".join(f"- {reason}" for reason in error.reasons), err=True)
        raise click.exceptions.Exit(Exit.BREACHES) from None
    save(output, dumps(schedule))
    parts, certificate = overview(Plan(facts, schedule)), schedule.certificate
    if as_json:
        data = {"status": outcome.status, "interrupted": outcome.interrupted, "written": str(output)}
        claims = certificate.model_dump(mode="json") if certificate else None
        print_json(data | {"certificate": claims, "overview": as_data(parts), "notices": list(outcome.notices)})
        return
    print_parts([*parts, ending(outcome.status, certificate, facts.policy, interrupted=outcome.interrupted)])
    print_text(f"Written to {output}. Every rule was checked and every goal recounted before.")


@main.command("check", short_help="Check every rule and recount every goal; or look ahead.", epilog=EXIT_CODES)
@instance_argument
@click.argument("schedule", type=click.Path(path_type=Path), metavar="[SCHEDULE]", required=False)
@without_option
@json_option
def check(instance: str, schedule: Path | None, without: tuple[str, ...], as_json: bool) -> None:
    """Check every rule and recount every goal of SCHEDULE, also one edited by hand.

    A claim of its certificate that the recount contradicts counts as a breach.

    Without SCHEDULE, look ahead before solving: which seats must stay vacant, and which reviews cannot be held,
    whatever the schedule. Only what is proven is said.

    \b
    Examples:
      qa-scheduler check noe-2018-autumn autumn.json
      qa-scheduler check noe-2018-autumn
    """
    from scheduler.storage import load_instance, load_plan

    facts = _switched_off(load_instance(instance), without)
    if schedule is None:
        from scheduler.explaining.shortages import shortages
        from scheduler.showing.shortages import ahead

        print_parts(ahead(facts, shortages(facts)), as_json=as_json)
        return
    from scheduler.showing.reports import judge

    facts, made = load_plan(schedule, facts)
    judgement = judge(facts, made)
    if as_json:
        print_json(judgement.as_data())
    else:
        print_parts(judgement.parts(facts))
    raise click.exceptions.Exit(Exit.DONE if judgement.passes else Exit.BREACHES)


@main.command("show", short_help="Show a schedule as tables.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--by", type=click.Choice(VIEWS), help="One table by this.  [default: an overview]")
@click.option("--only", metavar="TEXT", help="With --by: only rows that name this school, hub, person or day.")
@json_option
def show(instance: str, schedule: Path, by: str | None, only: str | None, as_json: bool) -> None:
    """Show SCHEDULE as tables: an overview with the report's own indicators, or by week, school, person or hub.

    \b
    Examples:
      qa-scheduler show noe-2018-autumn autumn.json
      qa-scheduler show noe-2018-autumn autumn.json --by hub
      qa-scheduler show noe-2018-autumn autumn.json --by reviewer --only R0421
    """
    if only is not None and by is None:
        raise click.UsageError("--only chooses rows of one table: add --by.")
    from scheduler.plan import Plan
    from scheduler.showing.summary import overview
    from scheduler.showing.table import only as rows_with
    from scheduler.showing.views import VIEWS
    from scheduler.storage import load_instance, load_plan

    plan = Plan(*load_plan(schedule, load_instance(instance)))
    if by is None:
        print_parts(overview(plan), as_json=as_json)
    else:
        tables = VIEWS[by](plan)
        print_parts(tables if only is None else rows_with(tables, only), as_json=as_json)


@main.command("reschedule", short_help="Repair a schedule after changes.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("changes", nargs=-1, metavar="CHANGE...")
@click.option("--apply", "number", type=click.IntRange(min=1), metavar="N", help="Make repair N of the last run.")
@repair_time_option
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 256), help="Parallel workers.  [default: one a core, at most 8]"
)
@click.option("--deterministic", is_flag=True, help="Same input, same repairs: one worker, limits that count work.")
@json_option
def reschedule(
    instance: str,
    schedule: Path,
    changes: tuple[str, ...],
    number: int | None,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
) -> None:
    """Show repairs of SCHEDULE after changes: the one that disturbs the fewest people, and the best of other kinds.

    CHANGE is a file of changes, or one change as JSON. Nothing is changed until --apply N makes repair N of the last
    run: that writes a new version of SCHEDULE, and its history keeps the old one.

    \b
    Examples:
      qa-scheduler reschedule noe-2018-autumn autumn.json ofsted.json
      qa-scheduler reschedule noe-2018-autumn autumn.json --apply 2
    """
    from scheduler.storage import load_instance

    facts = load_instance(instance)
    if number is not None:
        if changes:
            raise click.UsageError("--apply makes a repair of the last run: leave the changes out.")
        _apply(facts, schedule, number, as_json)
        return
    if not changes:
        raise click.UsageError("Name at least one CHANGE, or --apply N.")
    _propose(facts, schedule, changes, _repair_options(time_limit_seconds, workers, deterministic), as_json)
    if not as_json:
        again = shlex.join(["qa-scheduler", "reschedule", instance, str(schedule), "--apply", "1"])
        print_text(f"Nothing is changed yet. Next: {again}  (or another number)")


def _repair_options(time_limit_seconds: float, workers: int | None, deterministic: bool) -> "Options":
    from scheduler.outcome import Options

    return Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers or cores(),
        deterministic=deterministic,
    )


def _propose(facts: "Instance", path: Path, sources: tuple[str, ...], options: "Options", as_json: bool) -> None:
    from models.history import Proposal, Proposals
    from models.problem import InvalidInput
    from scheduler.changing import problems
    from scheduler.fanning import fan_out
    from scheduler.showing.repairs import listed_options, side_by_side, who_to_tell
    from scheduler.storage import check_can_save, dumps, load_changes, load_plan, save
    from scheduler.storage.files import read_text
    from scheduler.storage.versions import proposals_path, text_sha256

    text = read_text(path)
    _, schedule = load_plan(path, facts)
    changes = load_changes(sources)
    wrong = problems(facts, schedule, changes)
    if wrong:
        raise InvalidInput(wrong)
    check_can_save(proposals_path(path))
    ((_, done),) = fan_out(reschedule_in_child, (facts, schedule, changes), [options], workers=1)
    if done is None:
        click.echo("The solver's process ended unexpectedly, twice. Nothing was changed.", err=True)
        raise click.exceptions.Exit(Exit.NOT_FOUND)
    _refuse_untrue(done)
    repairs = tuple(Proposal(kind=one.kind, status=one.status, schedule=one.schedule) for one in done.repairs)
    proposals = Proposals(instance=facts.name, schedule_sha256=text_sha256(text), changes=done.changes, repairs=repairs)
    best = repairs[0].schedule
    for notice in dict.fromkeys(notice for one in done.repairs for notice in one.notices):
        click.echo(notice, err=True)
    if best is None:
        from models.schedule import Status

        click.echo("No repair is possible." if repairs[0].status == Status.INFEASIBLE else "No repair was found.")
        raise click.exceptions.Exit(Exit.IMPOSSIBLE if repairs[0].status == Status.INFEASIBLE else Exit.NOT_FOUND)
    save(proposals_path(path), dumps(proposals))
    shown = (listed_options if as_json else side_by_side)(done.instance, repairs)
    print_parts([shown, who_to_tell(done.instance, best)], as_json=as_json)


def reschedule_in_child(shared: Any, options: Any) -> Any:
    """The work of the child, so that Ctrl-C and a crash cost the search and nothing else."""
    from scheduler.rescheduling import reschedule

    facts, schedule, changes = shared
    return reschedule(facts, schedule, changes, options)


def _refuse_untrue(done: "Rescheduled") -> None:
    """No repair is shown that the checks do not accept."""
    from scheduler.checking import NotTrue, certify

    for repair in done.repairs:
        if repair.schedule is None:
            continue
        try:
            certify(done.instance, repair.schedule)
        except NotTrue as error:
            click.echo("A repair found does not pass the checks, so none is shown:", err=True)
            click.echo("\n".join(f"- {reason}" for reason in error.reasons), err=True)
            raise click.exceptions.Exit(Exit.BREACHES) from None


def _apply(facts: "Instance", path: Path, number: int, as_json: bool) -> None:
    from scheduler.checking import NotTrue, certify
    from scheduler.effective import effective
    from scheduler.showing.repairs import who_to_tell
    from scheduler.storage import dumps, load_plan
    from scheduler.storage.files import read_text
    from scheduler.storage.versions import commit, load_proposals, proposals_path, text_sha256
    from scheduler.telling import reason

    text = read_text(path)
    load_plan(path, facts)
    proposals = load_proposals(proposals_path(path))
    if proposals.schedule_sha256 != text_sha256(text) or proposals.instance != facts.name:
        raise click.UsageError(f"The repairs in {proposals_path(path)} are of another version: reschedule again.")
    if number > len(proposals.repairs) or proposals.repairs[number - 1].schedule is None:
        there = [str(n) for n, one in enumerate(proposals.repairs, 1) if one.schedule is not None]
        raise click.UsageError(f"There is no repair {number} to apply. There are: {', '.join(there)}.")
    chosen = proposals.repairs[number - 1]
    assert chosen.schedule is not None
    judged = effective(facts, chosen.schedule)
    try:
        certify(judged, chosen.schedule)
    except NotTrue as error:
        click.echo("\n".join(["The repair does not pass the checks:", *error.reasons]), err=True)
        raise click.exceptions.Exit(Exit.BREACHES) from None
    assert judged.before is not None
    why = "; ".join(reason(change) for change in proposals.changes)
    commit(path, text, dumps(chosen.schedule), f"repaired: {chosen.kind}", judged.before.notice, why, proposals.changes)
    print_parts([who_to_tell(judged, chosen.schedule)], as_json=as_json)
    if not as_json:
        print_text(
            f"Written to {path}; its history keeps the version before. To take it back: qa-scheduler undo {path}"
        )


@main.command("undo", short_help="Take the last repair back.", epilog=EXIT_CODES)
@schedule_argument
@json_option
def undo(schedule: Path, as_json: bool) -> None:
    """Take back the last step applied to SCHEDULE: the file is again, byte for byte, what it was before.

    \b
    Example:
      qa-scheduler undo autumn.json
    """
    from scheduler.storage.versions import undo as take_back

    step = take_back(schedule)
    if as_json:
        print_json({"step": step.number, "undoes": step.undoes, "written": str(schedule)})
    else:
        print_text(f"Step {step.undoes} is taken back: {schedule} is what it was before.")


@main.command("history", short_help="What was applied to a schedule, and why.", epilog=EXIT_CODES)
@schedule_argument
@json_option
def history(schedule: Path, as_json: bool) -> None:
    """List every step applied to SCHEDULE, with its notice and its reason.

    \b
    Example:
      qa-scheduler history autumn.json
    """
    from scheduler.showing.repairs import steps
    from scheduler.storage.versions import history as made

    print_parts([steps(made(schedule))], as_json=as_json)


@main.command("tell", short_help="Who must be told of a repair.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")
@json_option
def tell(instance: str, schedule: Path, as_csv: bool, as_json: bool) -> None:
    """List who must be told of the last repair applied to SCHEDULE: what changed for them, and why.

    \b
    Example:
      qa-scheduler tell noe-2018-autumn autumn.json --csv
    """
    from scheduler.showing.repairs import who_to_tell
    from scheduler.showing.table import as_csv as written
    from scheduler.storage import load_instance, load_plan

    if as_csv and as_json:
        raise click.UsageError("--csv or --json, not both.")
    table = who_to_tell(*load_plan(schedule, load_instance(instance)))
    if as_csv:
        print_text(written(table))
    else:
        print_parts([table], as_json=as_json)


@main.command("carry", short_help="Carry a finished term into the next.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("following", metavar="NEXT")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the next instance.")
@json_option
def carry(instance: str, schedule: Path, following: str, output: Path, as_json: bool) -> None:
    """Write the instance NEXT with all that the finished SCHEDULE of INSTANCE leaves to it.

    That is every school's account, visits and experience, and the reviews still to be held: those cancelled with an
    accepted reason have a first claim.

    \b
    Example:
      qa-scheduler carry noe-2018-autumn autumn.json noe-2019-spring -o spring.json
    """
    from scheduler.carrying import carry_over
    from scheduler.checking import check as judged
    from scheduler.ledger import first_claims
    from scheduler.storage import check_can_save, dumps, load_instance, load_plan, parse_instance, save

    check_can_save(output)
    effective, made = load_plan(schedule, load_instance(instance))
    breaches = judged(effective, made).breaches
    if breaches:
        said = "\n".join(f"- {finding.message}" for finding in breaches)
        click.echo(f"The schedule breaks rules, so nothing is carried over:\n{said}", err=True)
        raise click.exceptions.Exit(Exit.BREACHES)
    text = dumps(carry_over(effective, made, load_instance(following)))
    carried = parse_instance(text, str(output))
    save(output, text)
    claims = first_claims(effective, made)
    if as_json:
        print_json({"written": str(output), "reviews": len(carried.reviews), "first_claims": list(claims)})
    else:
        print_text(f"Written to {output}: {len(carried.reviews):,} reviews, {len(claims)} with a first claim.")


@main.command("diff", short_help="What differs between two schedules.", epilog=EXIT_CODES)
@click.argument("before", type=click.Path(path_type=Path), metavar="A")
@click.argument("after", type=click.Path(path_type=Path), metavar="B")
@json_option
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Say what differs between the schedules A and B, by review and by person: date moved, person swapped, new, lost.

    \b
    Example:
      qa-scheduler diff autumn.json autumn-2.json
    """
    from scheduler.differing import differences
    from scheduler.showing.repairs import differing
    from scheduler.storage.schedules import read_schedule

    print_parts(differing(*differences(read_schedule(before), read_schedule(after))), as_json=as_json)


@main.command("explain", short_help="Say why not, and why.", epilog=EXIT_CODES)
@instance_argument
@click.argument("schedule", type=click.Path(path_type=Path), metavar="[SCHEDULE]", required=False)
@click.option("--at", "seat", metavar="SEAT", help="Who could have this seat or lead, and what forbids the others.")
@click.option("--why-not", "who", metavar="PERSON", help="With --at: why this person is not there.")
@click.option("--prices", is_flag=True, help="With --at: what it would cost to have them there, goal by goal.")
@click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=_finite,
    help="With --prices or --cost-of: solve for so long.  [default: 10 for --prices, 300 for --cost-of]",
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
    rules: tuple[str, ...],
    review: str | None,
    without: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say why somebody is not at a review, or why nobody is, with every number.

    Without SCHEDULE: why INSTANCE cannot be scheduled at all, clash by clash, each with what would cure it.

    SEAT is REVIEW (its vacant seat, or any seat of its team), REVIEW/PERSON (that person's seat) or REVIEW/lead.
    REVIEW is its id, or the host's id or name.

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
        _why_impossible(instance, without, as_json)
        return
    if [seat is None, review is None, not rules].count(False) != 1:
        raise click.UsageError("Ask one thing: --at SEAT, --why-vacant REVIEW or --cost-of RULE.")
    if seat is None and (who is not None or prices):
        raise click.UsageError("--why-not and --prices ask about one place: add --at SEAT.")
    if time_limit_seconds is not None and not prices and not rules:
        raise click.UsageError("--time-limit-seconds limits the search for prices: add --prices or --cost-of.")
    for rule in rules:
        _refuse_unknown("--cost-of", rule)
    from scheduler.explaining import openings
    from scheduler.plan import Plan
    from scheduler.storage import load_instance, load_plan

    plan = Plan(*load_plan(schedule, _switched_off(load_instance(instance), without)))
    if rules:
        print_parts(_costs(plan, rules, time_limit_seconds or 300.0), as_json=as_json)
    elif review is not None:
        print_parts(_why_vacant(plan, openings.missing(plan, review)), as_json=as_json)
    elif seat is not None:
        about = openings.asked(plan, seat)
        if who is not None:
            about = openings.asked_for(plan, about, openings.person(plan.instance, who))
        priced = _priced(plan, about, who, time_limit_seconds or 10.0) if prices else []
        print_parts([*_who_at(plan, about, who), *priced], as_json=as_json)


def _why_impossible(instance: str, without: tuple[str, ...], as_json: bool) -> None:
    from scheduler.explaining.clashing import clashes
    from scheduler.showing.clashes import all_clashes
    from scheduler.storage import load_instance

    found = clashes(_switched_off(load_instance(instance), without))
    print_parts(all_clashes(found), as_json=as_json)
    raise click.exceptions.Exit(Exit.NOT_FOUND if found.too_large else Exit.IMPOSSIBLE if found.found else Exit.DONE)


def _who_at(plan: "Plan", about: "Asked", who: str | None) -> "Iterator[Table | str]":
    from scheduler.explaining import obstacles
    from scheduler.showing.obstacles import everybody, one_person

    if who is not None:
        return one_person(plan, about, obstacles.why_not(plan, about, who))
    people = plan.instance.lead_by_id if about.is_lead else plan.instance.reviewer_by_id
    return everybody(plan, about, list(obstacles.why_nobody(plan, about, people)))


def _priced(plan: "Plan", about: "Asked", who: str | None, seconds: float) -> "list[Table | str]":
    from scheduler.explaining.forcing import best_values, prices
    from scheduler.explaining.openings import dated
    from scheduler.outcome import Options
    from scheduler.showing.priced import priced

    options = Options(time_limit_seconds=seconds, workers=cores())
    opening = dated(plan, about)
    best = best_values(plan.instance, plan.schedule, options)
    if best is None:
        return [_NOT_PROVEN]
    everybody = plan.instance.lead_by_id if about.is_lead else plan.instance.reviewer_by_id
    people = list(everybody) if who is None else [who]
    return list(priced(plan, about, prices(plan, opening, people, best, options, _MOST_PRICED)))


def _costs(plan: "Plan", rules: tuple[Any, ...], seconds: float) -> "list[Table | str]":
    from scheduler.explaining.costing import changes, costs
    from scheduler.explaining.forcing import best_values
    from scheduler.outcome import Options
    from scheduler.showing.costs import costs_of_rules

    options = Options(time_limit_seconds=seconds, workers=cores())
    best = best_values(plan.instance, plan.schedule, options)
    if best is None:
        return [_NOT_PROVEN]
    return list(costs_of_rules(best, costs(list(changes(plan.instance, rules)), best, options)))


def _why_vacant(plan: "Plan", about: "Asked") -> "Iterator[Table | str]":
    from scheduler.explaining.funnels import funnels
    from scheduler.explaining.ways_out import ways_out
    from scheduler.showing.vacancies import from_everybody, out

    found = funnels(plan, about)
    yield from from_everybody(plan, about, found)
    yield from out(plan, ways_out(plan, about, found, cores()))


@main.command("suggest", short_help="Suggest who could take a seat or a lead.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("seat", metavar="SEAT")
@click.option("--most", metavar="N", type=click.IntRange(1, 50), default=10, help="So many at most.  [default: 10]")
@without_option
@json_option
def suggest(instance: str, schedule: Path, seat: str, most: int, without: tuple[str, ...], as_json: bool) -> None:
    """Suggest who could take SEAT instead: the best chains of up to three moves, each with its effect on every goal.

    SEAT is REVIEW (its vacant seat), REVIEW/PERSON (that person's seat, or the lead's) or REVIEW/lead. Every suggestion
    passes the checks. Nothing is changed.

    \b
    Examples:
      qa-scheduler suggest noe-2018-autumn autumn.json review-141726/R0713
      qa-scheduler suggest noe-2018-autumn autumn.json review-141726/lead
    """
    from scheduler.explaining.openings import asked
    from scheduler.explaining.suggestions import suggestions
    from scheduler.plan import Plan
    from scheduler.showing.suggested import suggested
    from scheduler.storage import load_instance, load_plan

    plan = Plan(*load_plan(schedule, _switched_off(load_instance(instance), without)))
    about = asked(plan, seat)
    print_parts(suggested(plan, about, suggestions(plan, about, most)), as_json=as_json)


@main.command("rules", short_help="List rules and goals with their numbers.", epilog=EXIT_CODES)
@click.argument("instance", metavar="[INSTANCE]", required=False)
@without_option
@json_option
def rules(instance: str | None, without: tuple[str, ...], as_json: bool) -> None:
    """List all rules and goals with the numbers in force: the usual ones, or those of INSTANCE.

    \b
    Example:
      qa-scheduler rules noe-2018-autumn
    """
    from models.policy import Policy
    from scheduler.showing.reports import goals_in_order, rules_table

    if instance is None:
        policy = _policy_without(Policy(), without)
    else:
        from scheduler.storage import load_instance

        policy = _policy_without(load_instance(instance).policy, without)
    print_parts([rules_table(policy), goals_in_order(policy)], as_json=as_json)


@main.command("generate", short_help="Make an instance.", epilog=EXIT_CODES)
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: standard output]")
@click.option("--schools", type=click.Path(path_type=Path), metavar="FILE", help="CSV file of schools.")
@click.option("--nearest", type=int, metavar="N", help="Only so many schools of the file, nearest to its middle.")
@click.option("--draw", type=int, metavar="N", help="Draw so many schools instead.")
@click.option("--hubs", type=int, help="How many hubs to make by place.  [default: the file's, or of a dozen schools]")
@click.option("--term", "terms", multiple=True, type=click.Choice(list(TERMS)), help="Terms (repeatable).")
@click.option("--single-offer-percent", type=int, help="Schools that offer one reviewer only.  [default: 0]")
@click.option("--free-percent", type=int, help="School weeks in which reviewers are free.  [default: 50]")
@click.option("--leads", type=int, help="How many leads.  [default: one for a dozen schools]")
@click.option("--leads-free-percent", type=int, help="School weeks in which leads are free.  [default: 60]")
@click.option("--leads-late-free-percent", type=int, help="The same in the last three weeks of a term.")
@click.option("--seed", type=click.IntRange(min=0), help="Where chance begins.  [default: 2018]")
@json_option
def generate(name: str, output: Path | None, terms: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Make the bundled instance NAME again, byte for byte, or another one called NAME, of schools from a file or drawn.

    \b
    Examples:
      qa-scheduler generate noe-2018-autumn -o autumn-2018.json
      qa-scheduler generate england --schools england.csv --hubs 1800 --seed 7 -o england.json
      qa-scheduler generate midlands --schools england.csv --nearest 1000 --term autumn -o midlands.json
      qa-scheduler generate small --draw 40 --term autumn --single-offer-percent 33 -o small.json
    """
    from scheduler.generating import BUNDLED, generate_bundled
    from scheduler.generating import generate as make
    from scheduler.storage import check_can_save, dumps, save

    given = {key: value for key, value in options.items() if value is not None}
    if output is not None:
        check_can_save(output)
    if name in BUNDLED:
        if given or terms:
            raise click.UsageError(f"{name!r} is a bundled instance, which takes no options. Choose another name.")
        made = generate_bundled(name)
    else:
        made = make(_recipe(name, terms, given, BUNDLED))
    if output is None:
        print_text(dumps(made).removesuffix("\n"))
        return
    save(output, dumps(made))
    if as_json:
        print_json({"written": str(output), "name": made.name, "schools": len(made.schools)})
    else:
        print_text(f"Written to {output}: {len(made.schools):,} schools, {len(made.reviews):,} reviews.")


def _recipe(name: str, terms: tuple[str, ...], given: dict[str, Any], bundled: tuple[str, ...]) -> "Recipe":
    from scheduler.generating import Recipe

    file, drawn = given.pop("schools", None), given.pop("draw", None)
    if (file is None) == (drawn is None):
        near = get_close_matches(name, bundled, n=1)
        maybe = f" Maybe the bundled {near[0]!r} is meant." if near else f" Bundled are {', '.join(bundled)}."
        raise click.UsageError(f"{name!r} needs either --schools FILE or --draw N.{maybe}")
    words = ["qa-scheduler", "generate", name, *(["--draw", str(drawn)] if file is None else ["--schools", str(file)])]
    words += [word for term in terms for word in ("--term", term)]
    words += [word for key, value in given.items() for word in (f"--{key.replace('_', '-')}", str(value))]
    if terms:
        given["terms"] = tuple(sorted(TERMS[term] for term in terms))
    return Recipe(name=name, schools=drawn if file is None else file, command=shlex.join(words), **given)


@main.command("schema", short_help="Print the JSON Schema of the files.", epilog=EXIT_CODES)
@click.argument("kind", type=click.Choice(["instance", "schedule", "changes"]), default="instance")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: a schema always is JSON.")
def schema(kind: str, as_json: bool) -> None:
    """Print the JSON Schema of an instance (or of a schedule, or of changes).

    \b
    Example:
      qa-scheduler schema instance > instance.schema.json
    """
    from models.base import Fact
    from models.change import Changes
    from models.instance import Instance
    from models.schedule import Schedule

    models: dict[str, type[Fact]] = {"instance": Instance, "schedule": Schedule, "changes": Changes}
    content = models[kind].model_json_schema()
    content["required"] = ["format", *content["required"]]
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | content)


# What several commands need


def _switched_off(facts: "Instance", without: tuple[str, ...]) -> "Instance":
    return facts.model_copy(update={"policy": _policy_without(facts.policy, without)}) if without else facts


def _policy_without(policy: Any, without: tuple[str, ...]) -> Any:
    from typing import get_args

    from models.policy import RuleId, SwitchableRuleId

    for rule in without:
        _refuse_unknown("--without", rule)
        if rule in get_args(RuleId) and rule not in get_args(SwitchableRuleId):
            raise click.UsageError(f"--without {rule}: this rule cannot be switched off.")
    return policy.model_copy(update={"without": tuple(dict.fromkeys((*policy.without, *without)))})


def _refuse_unknown(option: str, rule: str) -> None:
    from typing import get_args

    from models.policy import RuleId

    if rule not in get_args(RuleId):
        near = get_close_matches(rule, get_args(RuleId), n=1)
        maybe = f" Maybe {near[0]!r} is meant." if near else ""
        raise click.UsageError(f"{option} {rule}: there is no such rule.{maybe} See qa-scheduler rules.")


if __name__ == "__main__":
    main()
