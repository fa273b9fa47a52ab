"""Making a schedule: solve."""

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.folder import FolderOption, called
from scheduler.cli.history import say_troubles
from scheduler.cli.options import (
    by_option,
    finite,
    instance_argument,
    json_option,
    time_limit_option,
    without_option,
    workers_option,
)
from scheduler.cli.switching import switched_off
from scheduler.processes.cores import cores
from scheduler.showing.printing import print_json, print_message, print_parts, print_text

if TYPE_CHECKING:
    from models.instance import Instance
    from models.schedule import Schedule
    from scheduler.solvers.options import Outcome


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
@without_option
@by_option
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
    by: str,
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
    from scheduler.cli.reading import load_instance
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options, usual_seconds
    from scheduler.storage.files import check_can_save, read_exactly
    from scheduler.storage.histories import history_path
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting, refuse_same

    fills = keep is not None and keep.resolve() == output.resolve()
    if fills:
        check_can_save(output)
        refuse_same(output, [instance])
        refuse_same(history_path(output), [instance])
    else:
        refuse_overwriting(output, Kind.SCHEDULE, [instance, keep])
    facts = switched_off(load_instance(instance), without)
    kept, text = None, None
    if keep is not None:
        text = read_exactly(keep) if fills else None
        facts, kept = _keeping(facts, keep)
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds or usual_seconds(len(facts.reviews)),
        workers=1 if deterministic else workers or cores(),
        seed=seed,
        deterministic=deterministic,
        work_limit=work_limit or Options.work_limit,
    )
    from scheduler.solving import solve_in_child

    with progress() as report:
        outcome = solve_in_child(facts, options, report)
    for notice in outcome.notices:
        print_message(notice)
    if outcome.schedule is None:
        _no_schedule(facts, outcome, as_json)
    found = outcome.schedule
    if kept is not None:
        from scheduler.changes.effective_instance import with_states_of

        found = with_states_of(kept, found)
    _write_schedule(facts, outcome, found, output, text, by, as_json)
    if not as_json:
        again = called("show", instance, str(output), "--by", "week")
        print_text(f"Next: {again}  (or --by school, reviewer, lead, hub)")
    raise click.exceptions.Exit(Exit.INTERRUPTED if outcome.interrupted else Exit.DONE)


def _keeping(facts: "Instance", path: Path) -> "tuple[Instance, Schedule]":
    from scheduler.changes.effective_instance import keeping
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


def _write_schedule(
    facts: "Instance",
    outcome: "Outcome",
    schedule: "Schedule",
    output: Path,
    filled: str | None,
    by: str,
    as_json: bool,
) -> None:
    """filled: the text of the file that is filled; None where a new one is written."""
    from scheduler.checking import NotTrue, certify
    from scheduler.plan import Plan
    from scheduler.showing.reports import ending
    from scheduler.showing.summary import overview
    from scheduler.showing.table import as_data
    from scheduler.storage import dumps, save
    from scheduler.storage.overwriting import refuse_history
    from scheduler.storage.versions import commit

    try:
        certify(facts, schedule)
    except NotTrue as error:
        print_message("The schedule found does not pass the checks, so it was not written:")
        print_message("\n".join(f"- {reason}" for reason in error.reasons))
        raise click.exceptions.Exit(Exit.BREACHES) from None
    if filled is None:
        refuse_history(output)  # somebody may have published it meanwhile
        save(output, dumps(schedule))
    else:
        commit(output, filled, dumps(schedule), "filled: solve --keep", by=by)
        say_troubles(output)
    parts, certificate = overview(Plan(facts, schedule)), schedule.certificate
    if as_json:
        data = {"status": outcome.status, "interrupted": outcome.interrupted, "written": str(output)}
        claims = certificate.model_dump(mode="json") if certificate else None
        print_json(data | {"certificate": claims, "overview": as_data(parts), "notices": list(outcome.notices)})
        return
    print_parts([*parts, ending(outcome.status, certificate, facts.policy, interrupted=outcome.interrupted)])
    print_text(f"Written to {output}. Every rule was checked and every goal recounted before.")
