"""`python -m solutions`: a better schedule takes the place of the stored one; anything else is refused in words."""

from difflib import get_close_matches
from functools import partial
from pathlib import Path

import click

from models.instance import Instance
from models.schedule import Schedule
from scheduler.cli.exits import Exit, refusals_in_words
from scheduler.cli.options import time_limit_option
from scheduler.processes.cores import cores
from scheduler.showing.printing import PIPED_WIDTH, print_text
from scheduler.showing.progress import progress
from scheduler.solvers.options import Options, usual_seconds
from scheduler.solving import solve_in_child
from scheduler.storage import bundled_names, load_instance, load_schedule
from solutions.improving import Refused, check_can_store, search_from, store, stored_schedule

FOLDER = Path(__file__).parent
EXIT_CODES = """\b
Exit codes:
  0    stored
  1    refused: not better, or not to be believed; nothing was touched
  2    wrong usage or input
  3    no schedule possible
  4    nothing found in the time
  130  interrupted; nothing was touched"""


@click.command(epilog=EXIT_CODES, context_settings={"max_content_width": PIPED_WIDTH})
@click.argument("name")
@click.argument("schedule", type=click.Path(path_type=Path), metavar="[SCHEDULE]", required=False)
@time_limit_option
@click.option("--deterministic", is_flag=True, help="Search anew, so that `qa-scheduler solve` gives the same bytes.")
def main(name: str, schedule: Path | None, time_limit_seconds: float | None, deterministic: bool) -> None:
    """Store a better schedule of the bundled instance NAME: that in the file SCHEDULE, or one searched for.

    The search begins from the stored schedule. Stored is only what passes every check and is better.

    \b
    Examples:
      python -m solutions noe-2018-autumn --time-limit-seconds 600
      python -m solutions noe-2018-autumn autumn.json
    """
    if schedule is not None and (deterministic or time_limit_seconds is not None):
        raise click.UsageError("--deterministic and --time-limit-seconds are for a search. Leave SCHEDULE out.")
    if deterministic and time_limit_seconds is not None:
        raise click.UsageError("--deterministic cannot keep to a time limit, for time differs from run to run.")
    if name not in bundled_names():
        near = get_close_matches(name, bundled_names(), n=1)
        maybe = f"Maybe {near[0]!r} is meant." if near else f"Bundled are {', '.join(bundled_names())}."
        raise click.UsageError(f"There is no bundled instance {name!r}. {maybe}")
    with refusals_in_words():
        check_can_store(FOLDER)
        instance = load_instance(name)
        if schedule is None:
            candidate = _searched(instance, time_limit_seconds, deterministic)
        else:
            candidate = load_schedule(schedule, instance)
        try:
            better = store(instance, candidate, FOLDER)
        except Refused as refusal:
            reasons = "\n".join(f"- {reason}" for reason in refusal.reasons)
            click.echo(f"Not stored, nothing was touched:\n{reasons}", err=True)
            raise click.exceptions.Exit(Exit.BREACHES) from None
        print_text(f"Stored as solutions/{name}.json, and entered in solutions/README.md. {better.reason}")


def _searched(instance: Instance, time_limit_seconds: float | None, deterministic: bool) -> Schedule:
    """What a search finds that begins from the stored schedule; deterministic, from nothing."""
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds or usual_seconds(len(instance.reviews)),
        workers=1 if deterministic else cores(),
        deterministic=deterministic,
    )
    stored = None if deterministic else stored_schedule(instance, FOLDER)
    with progress() as report:
        outcome = solve_in_child(instance, options, report, partial(search_from, stored))
    click.echo("\n".join(outcome.notices), err=True, nl=bool(outcome.notices))
    if outcome.interrupted:
        raise KeyboardInterrupt
    if outcome.schedule is None:
        click.echo("\n".join([f"No schedule: {outcome.status}.", *outcome.clashes, "Nothing was touched."]), err=True)
        raise click.exceptions.Exit(Exit.IMPOSSIBLE if outcome.clashes else Exit.NOT_FOUND)
    return outcome.schedule


if __name__ == "__main__":
    main(prog_name="python -m solutions")
