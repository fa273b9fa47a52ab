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
@click.option("--review", metavar="REVIEW", help="One review: its id, or its host's id or name.")
@json_option
def show(instance: str, schedule: Path, by: str | None, only: str | None, review: str | None, as_json: bool) -> None:
    """Show SCHEDULE as tables: an overview with the report's own indicators, one view of it, or one review.

    \b
    Examples:
      qa-scheduler show noe-2018-autumn autumn.json
      qa-scheduler show noe-2018-autumn autumn.json --by hub
      qa-scheduler show noe-2018-autumn autumn.json --by reviewer --only R0421
      qa-scheduler show noe-2018-autumn autumn.json --review review-141726
    """
    if by is not None and review is not None:
        raise click.UsageError("Ask for one thing: --by or --review.")
    if only is not None and by is None:
        raise click.UsageError("--only chooses rows of one table: add --by.")
    from scheduler.changes.places import review_named
    from scheduler.cli.reading import load_instance
    from scheduler.plan import Plan
    from scheduler.showing.figures import how_journeys_count
    from scheduler.showing.one_review import one_review
    from scheduler.showing.summary import overview
    from scheduler.showing.table import only as rows_with
    from scheduler.showing.views import VIEWS
    from scheduler.storage import load_plan

    plan = Plan(*load_plan(schedule, load_instance(instance)))
    if review is not None:
        print_parts(one_review(plan, review_named(plan.instance, review)), as_json=as_json)
    elif by is None:
        print_parts(overview(plan), as_json=as_json)
    else:
        tables = VIEWS[by](plan)
        shown = tables if only is None else rows_with(tables, only)
        print_parts([*shown, *how_journeys_count(plan)], as_json=as_json)
