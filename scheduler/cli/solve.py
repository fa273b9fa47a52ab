"""Making a schedule: solve."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, Exit, say_notices, wrong_usage
from scheduler.cli.folder import FolderOption, settings
from scheduler.cli.options import (
    beside_option,
    by_option,
    finite,
    instance_argument,
    json_option,
    means_options,
    time_limit_option,
    without_option,
    workers_option,
)
from scheduler.cli.programmes import programme_named
from scheduler.cli.switching import switched_off
from scheduler.desk.doing.ends import Impossible, NotFound, Nothing
from scheduler.processes.cores import cores
from scheduler.showing.printing import print_json, print_parts, print_text

if TYPE_CHECKING:
    from scheduler.processes.means import Means


@click.command("solve", short_help="Make a schedule.", epilog=EXIT_CODES)
@instance_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    cls=FolderOption,
    says=lambda known: known.plan,
    help="File for the schedule.",
)
@time_limit_option
@workers_option
@click.option(
    "--seed", metavar="N", type=click.IntRange(0, 2**31 - 1), default=0, help="Where chance begins.  [default: 0]"
)
@click.option("--deterministic", is_flag=True, help="Same input, same bytes: one worker, limits that count work.")
@click.option(
    "--work-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="WORK",
    callback=finite,
    help="With --deterministic: work a goal, in the solver's own unit (about a second).  [default: 30]",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="SCHEDULE",
    help="What this schedule says stays, unless its states call it a draft; with -o the same file, as a new version.",
)
@beside_option
@without_option
@by_option
@means_options
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
    beside: tuple[tuple[str, Path], ...],
    without: tuple[str, ...],
    by: str,
    means: "Means",
    as_json: bool,
) -> None:
    """Make a schedule for INSTANCE and write it, checked, to a file.

    Ctrl-C keeps the best schedule found so far.

    \b
    Examples:
      qa-scheduler solve noe-2018-autumn -o autumn.json --time-limit-seconds 60
      qa-scheduler solve challenge-the-gap-2018 -o clusters.json --beside noe-2018-autumn autumn.json
    """
    if deterministic and time_limit_seconds is not None:
        raise click.UsageError(
            "--deterministic cannot keep to a time limit, for time differs from run to run. Use --work-limit instead."
        )
    if deterministic and workers not in (None, 1):
        raise click.UsageError("--deterministic uses one worker: leave --workers out.")
    if work_limit is not None and not deterministic:
        raise click.UsageError("--work-limit needs --deterministic. Otherwise use --time-limit-seconds.")
    from scheduler.cli.reading import load_instance
    from scheduler.desk.doing.solving import refuse_output
    from scheduler.desk.doing.solving import solve as made
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options, usual_seconds

    programme = programme_named(instance, without, beside)
    if programme is None:
        if beside:
            raise click.UsageError("--beside plans a programme around a term; INSTANCE is of a term.")
        refuse_output(output, keep, [instance])
        facts = switched_off(load_instance(instance), without)
    size = len(programme.members) if programme is not None else len(facts.reviews)
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds or usual_seconds(size),
        workers=1 if deterministic else workers or cores(),
        seed=seed,
        deterministic=deterministic,
        work_limit=work_limit or Options.work_limit,
        means=means,
    )
    if programme is not None:
        programmes.refuse(keep=keep)
        programmes.solve(programme, instance, output, options, as_json=as_json)
        return
    try:
        with wrong_usage("--keep"), progress() as report:
            solved = made(facts, output, options, report, keep=keep, by=by)
    except (Impossible, NotFound) as nothing:
        _say_nothing(nothing, as_json)
        raise click.exceptions.Exit(nothing.exit) from None
    say_notices(solved.notices)
    if as_json:
        print_json(solved.as_data())
    else:
        print_parts(solved.parts)
        print_text(solved.following(instance, settings()))
    raise click.exceptions.Exit(Exit.INTERRUPTED if solved.outcome.interrupted else Exit.DONE)


def _say_nothing(nothing: Nothing, as_json: bool) -> None:
    say_notices(nothing.notices)
    if as_json:
        print_json({"status": nothing.status, "written": None, "clashes": list(nothing.reasons)})
    else:
        print_text("\n".join([nothing.said, *(f"- {clash}" for clash in nothing.reasons), "Nothing was written."]))
