"""Reading a schedule as tables: show."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_parts

VIEWS = ("week", "school", "reviewer", "lead", "hub", "fairness")


@click.command("show", short_help="Show a schedule as tables.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--by", type=click.Choice(VIEWS), help="One table by this.  [default: an overview]")
@click.option("--only", metavar="TEXT", help="With --by: only rows that name this school, hub, person or day.")
@json_option
def show(instance: str, schedule: Path, by: str | None, only: str | None, as_json: bool) -> None:
    """Show SCHEDULE as tables: an overview with the report's own indicators, or one view of it.

    \b
    Examples:
      qa-scheduler show noe-2018-autumn autumn.json
      qa-scheduler show noe-2018-autumn autumn.json --by hub
      qa-scheduler show noe-2018-autumn autumn.json --by reviewer --only R0421
    """
    if only is not None and by is None:
        raise click.UsageError("--only chooses rows of one table: add --by.")
    from scheduler.cli.reading import load_instance
    from scheduler.plan import Plan
    from scheduler.showing.figures import how_journeys_count
    from scheduler.showing.summary import overview
    from scheduler.showing.table import only as rows_with
    from scheduler.showing.views import VIEWS
    from scheduler.storage import load_plan

    plan = Plan(*load_plan(schedule, load_instance(instance)))
    if by is None:
        print_parts(overview(plan), as_json=as_json)
    else:
        tables = VIEWS[by](plan)
        shown = tables if only is None else rows_with(tables, only)
        print_parts([*shown, *how_journeys_count(plan)], as_json=as_json)
