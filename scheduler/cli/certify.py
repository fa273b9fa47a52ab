"""A proof of a plan that one can mail: certify."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, Exit, say_notices
from scheduler.cli.options import (
    finite,
    force_option,
    instance_argument,
    json_option,
    schedule_argument,
)
from scheduler.showing.printing import print_json, print_text


@click.command("certify", short_help="Write a proof of a plan that anybody can verify.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the proof, *.json.")
@click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=finite,
    help="Stop after so long; what is not known by then is said to be open.  [default: no limit]",
)
@force_option
@json_option
def certify(
    instance: str, schedule: Path, output: Path, time_limit_seconds: float | None, force: bool, as_json: bool
) -> None:
    """Write a proof of how good any plan can be, beside SCHEDULE: prices of rules in whole numbers, added up.

    Whoever gets INSTANCE, SCHEDULE and the proof verifies it with `verify`, or with one file of 400 lines that needs
    Python alone. The proof is verified before it is written. INSTANCE is a JSON file or a bundled one. Ctrl-C writes
    what is known so far.

    \b
    Examples:
      qa-scheduler certify noe-2018-autumn autumn.json -o proof.json
      qa-scheduler verify noe-2018-autumn autumn.json proof.json
    """
    from scheduler.cli.exits import wrong_usage
    from scheduler.desk.doing import proving
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import Options
    from scheduler.storage.overwriting import refuse_replacing

    refuse_replacing(output, [instance, schedule], (".json",), force=force)
    with wrong_usage(), progress("Ctrl-C writes what is known.") as report:
        made = proving.certify(instance, schedule, output, Options(time_limit_seconds=time_limit_seconds), report)
    say_notices(made.notices)
    if as_json:
        print_json(made.as_data())
    else:
        print_text("\n".join([*made.sentences, f"The proof is {output} ({made.size:,} bytes)."]))
    raise click.exceptions.Exit(Exit.INTERRUPTED if made.interrupted else Exit.DONE)
