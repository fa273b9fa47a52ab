"""Repairing a schedule after changes: reschedule."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, Exit, say_notices, wrong_usage
from scheduler.cli.folder import settings
from scheduler.cli.options import (
    by_option,
    cluster_option,
    instance_argument,
    json_option,
    on_option,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    workers_option,
)
from scheduler.showing.printing import print_message, print_parts, print_text

if TYPE_CHECKING:
    from models.instance import Instance
    from scheduler.desk.doing.repairing import Priced, Proposed
    from scheduler.processes.means import Means
    from scheduler.solvers.options import Options


@click.command("reschedule", short_help="Repair a schedule after changes.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("changes", nargs=-1, metavar="CHANGE...")
@click.option("--apply", "number", type=click.IntRange(min=1), metavar="N", help="Make repair N of the last run.")
@click.option(
    "--calls",
    type=click.IntRange(1, 10),
    metavar="N",
    help="Show, too, what up to N more calls would save. That takes as long again at most.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Of a programme: file for its new groups."
)
@by_option
@on_option
@repair_time_option()
@workers_option
@repair_deterministic_option
@cluster_option
@json_option
def reschedule(
    instance: str,
    schedule: Path,
    changes: tuple[str, ...],
    number: int | None,
    calls: int | None,
    output: Path | None,
    by: str,
    on: datetime | None,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    means: "Means",
    as_json: bool,
) -> None:
    """Show repairs of SCHEDULE after changes: the one that disturbs the fewest people, and the best of other kinds.

    CHANGE is a change in words (its kind, then its fields), a file of changes, or one change as JSON. Nothing is
    changed until --apply N makes repair N of the last run: that writes a new version of SCHEDULE, and its history
    keeps the old one. Ctrl-C keeps the repairs found so far.

    \b
    Examples:
      qa-scheduler reschedule noe-2018-autumn s.json cancel-review review=review-136598 reason=ofsted --on 2018-10-22
      qa-scheduler reschedule noe-2018-autumn s.json drop-out person=R0614 days=2018-10-29/2018-11-02 --on 2018-10-23
      qa-scheduler reschedule noe-2018-autumn s.json ofsted.json --calls 5
      qa-scheduler reschedule noe-2018-autumn s.json --apply 2
      qa-scheduler reschedule challenge-the-gap-2018 g.json school-leaves school=142685 --on 2018-11-05 -o h.json
    """
    from scheduler.cli.reading import load_instance
    from scheduler.solvers.options import repair_options
    from scheduler.storage.histories import history_path
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting, refuse_same
    from scheduler.storage.proposals import proposals_path
    from scheduler.storage.worded_changes import sources_of

    changes = sources_of(changes, on.date() if on else None)
    if (programme := programmes.programme_named(instance)) is not None:
        programmes.refuse(apply=number, calls=calls, by=by)
        options = repair_options(time_limit_seconds, workers, deterministic=deterministic)
        reads: list[str | Path] = [instance, schedule, *changes]
        programmes.reschedule(programme, schedule, changes, output, options, reads=reads, as_json=as_json)
        return
    if output is not None:
        raise click.UsageError("--output is for programmes; a repair of a term's schedule is made by --apply N.")
    facts = load_instance(instance)
    if number is not None:
        if changes or calls:
            raise click.UsageError("--apply makes a repair of the last run: leave the changes and --calls out.")
        refuse_same(history_path(schedule), [instance])
        _apply(facts, schedule, number, by, as_json)
        return
    if not changes:
        raise click.UsageError("Name at least one CHANGE, or --apply N.")
    refuse_overwriting(proposals_path(schedule), Kind.REPAIRS, [instance, schedule, *changes])
    options = repair_options(time_limit_seconds, workers, deterministic=deterministic, means=means)
    proposed = _propose(facts, schedule, changes, options, as_json)
    priced = _price(facts, proposed, calls, options.again(), as_json) if calls and not proposed.interrupted else None
    if as_json:
        print_parts([*proposed.parts(listed=True), *(priced.parts() if priced else ())], as_json=True)
    else:
        print_text(proposed.following(instance, settings()))
    interrupted = proposed.interrupted or (priced is not None and priced.interrupted)
    raise click.exceptions.Exit(Exit.INTERRUPTED if interrupted else Exit.DONE)


def _propose(facts: "Instance", path: Path, sources: tuple[str, ...], options: "Options", as_json: bool) -> "Proposed":
    from scheduler.desk.doing.repairing import HINT, STOPPED, propose
    from scheduler.showing.progress import progress
    from scheduler.storage import load_changes

    changes = load_changes(sources)
    with progress(HINT) as report:
        proposed = propose(facts, path, changes, options, report)
    say_notices(proposed.notices)
    if not as_json:
        print_parts(proposed.parts())
    if proposed.interrupted:
        print_message(STOPPED)
    return proposed


def _price(facts: "Instance", proposed: "Proposed", calls: int, options: "Options", as_json: bool) -> "Priced":
    from scheduler.desk.doing.repairing import PRICES_HINT, PRICES_STOPPED, price_calls
    from scheduler.showing.progress import progress

    with wrong_usage("--calls"), progress(PRICES_HINT) as report:
        priced = price_calls(facts, proposed, calls, options, report)
    say_notices(priced.notices)
    if not as_json:
        print_parts(priced.parts())
    if priced.interrupted:
        print_message(PRICES_STOPPED)
    return priced


def _apply(facts: "Instance", path: Path, number: int, by: str, as_json: bool) -> None:
    from scheduler.desk.doing.repairing import apply

    with wrong_usage():
        applied = apply(facts, path, number, by)
    say_notices(applied.notices)
    print_parts(applied.parts, as_json=as_json)
    if not as_json:
        print_text(applied.following(settings()))
