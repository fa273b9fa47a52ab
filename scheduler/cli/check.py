"""Judging a schedule, or looking ahead: check."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import instance_argument, json_option, without_option
from scheduler.cli.switching import switched_off
from scheduler.showing.printing import print_json, print_parts


@click.command("check", short_help="Check every rule and recount every goal; or look ahead.", epilog=EXIT_CODES)
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
    from scheduler.cli.reading import load_instance
    from scheduler.storage import load_plan

    facts = switched_off(load_instance(instance), without)
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
