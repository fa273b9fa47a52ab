"""Reading a schedule as tables: show."""

from pathlib import Path

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_parts
from scheduler.words import either

VIEWS = ("week", "school", "account", "person", "reviewer", "lead", "hub", "fairness", "group")
_FINDS = ("week", "school", "account", "person", "reviewer", "lead")


@click.command("show", short_help="Show a schedule as tables.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--by", type=click.Choice(VIEWS), help="One table by this.  [default: an overview]")
@click.option("--only", metavar="TEXT", help="With --by: only rows that name this school, hub, person or day.")
@click.option("--review", metavar="REVIEW", help="One review: its id, or its host's id or name.")
@click.option("--hub", metavar="HUB", help="Only reviews in this hub, or people or schools of it.")
@click.option("--week", metavar="DAY", help="Only reviews in the week of this day, or who travels in it.")
@click.option("--phase", metavar="PHASE", help="Only schools of this phase, and who or what is there.")
@click.option("--state", metavar="STATE", help="Only what stands so: vacant, offered, pinned, idle ...")
@click.option("--who", metavar="NAME", help="Only where this person, school or hub takes part.")
@json_option
def show(
    instance: str,
    schedule: Path,
    by: str | None,
    only: str | None,
    review: str | None,
    as_json: bool,
    **wanted: str | None,
) -> None:
    """Show SCHEDULE as tables: an overview with the report's own indicators, one view of it, or one review.

    \b
    Examples:
      qa-scheduler show noe-2018-autumn autumn.json
      qa-scheduler show noe-2018-autumn autumn.json --by hub
      qa-scheduler show noe-2018-autumn autumn.json --by reviewer --only R0421
      qa-scheduler show noe-2018-autumn autumn.json --by week --phase special --state vacant
      qa-scheduler show noe-2018-autumn autumn.json --review review-141726
      qa-scheduler show challenge-the-gap-2018 clusters.json --by group
    """
    if (programme := programmes.programme_named(instance)) is not None:
        programmes.refuse(review=review, **wanted)
        programmes.show(programme, schedule, by, only, as_json=as_json)
        return
    if by == "group":
        raise click.UsageError("--by group is for programmes; INSTANCE is of a term.")
    if by is not None and review is not None:
        raise click.UsageError("Ask for one thing: --by or --review.")
    if only is not None and by is None:
        raise click.UsageError("--only chooses rows of one table: add --by.")
    asked = {name: value for name, value in wanted.items() if value is not None}
    if asked and by not in _FINDS:
        raise click.UsageError(f"--{next(iter(asked))} chooses rows of a table: add --by {either(_FINDS)}.")
    from scheduler.changes.places import review_named
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.looking.finding import chosen
    from scheduler.plan import Plan
    from scheduler.showing.figures import how_journeys_count
    from scheduler.showing.one_review import one_review
    from scheduler.showing.summary import overview
    from scheduler.showing.table import only as rows_with
    from scheduler.showing.views import VIEWS
    from scheduler.storage import load_plan

    facts, contacts = load_with_contacts(instance)
    plan = Plan(*load_plan(schedule, facts))
    if review is not None:
        print_parts(one_review(plan, review_named(plan.instance, review)), as_json=as_json)
    elif by is None:
        print_parts(overview(plan), as_json=as_json)
    else:
        if by in _FINDS and (asked or only is not None or by not in VIEWS):
            tables = chosen(plan, contacts, by, {**asked, "text": only or ""})
        else:
            tables = tuple(VIEWS[by](plan) if only is None else rows_with(VIEWS[by](plan), only))
        print_parts([*tables, *how_journeys_count(plan)], as_json=as_json)
