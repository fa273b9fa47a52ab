"""A calendar file of a schedule: calendar."""

from datetime import datetime
from pathlib import Path

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.folder import FolderOption
from scheduler.cli.options import contacts_option, force_option, instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_text


@click.command("calendar", short_help="Write a calendar of the term, a hub, a host or a person.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    cls=FolderOption,
    says=lambda _: "term.ics",
    metavar="FILE",
    help="A file to write.",
)
@click.option("--hub", metavar="HUB", help="Only reviews at schools of this hub.")
@click.option("--host", metavar="SCHOOL", help="Only the review at this school, as its letters say it.")
@click.option("--person", metavar="PERSON", help="Only what concerns this reviewer or lead, as their letters say it.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that stamps it.  [default: the notice of the last change]",
)
@contacts_option
@force_option
@json_option
def calendar(
    instance: str,
    schedule: Path,
    output: Path,
    hub: str | None,
    host: str | None,
    person: str | None,
    on: datetime | None,
    contacts: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write a calendar file (ICS) of SCHEDULE: of the whole term, of a hub, of one host, or of one person.

    That of a host or person holds only what concerns them, and nothing that is a draft. Nobody is told by it: what
    `publish` writes changes the same events later.

    \b
    Examples:
      qa-scheduler calendar noe-2018-autumn autumn.json --on 2018-09-03 -o term.ics
      qa-scheduler calendar noe-2018-autumn autumn.json --on 2018-09-03 --person L07 -o L07.ics
      qa-scheduler calendar challenge-the-gap-2018 g.json --on 2018-09-03 --host 142685 -o alton-park.ics
    """
    if [hub, host, person].count(None) < 2:
        raise click.UsageError("Say of what the calendar is in one way: --hub, --host or --person.")
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.letters.calendars import Binder
    from scheduler.desk.letters.naming import Naming
    from scheduler.desk.letters.publishing import day_of
    from scheduler.desk.letters.whole_calendars import Of
    from scheduler.desk.letters.whole_calendars import calendar as made
    from scheduler.plan import Plan
    from scheduler.storage import load_plan, save
    from scheduler.storage.overwriting import refuse_replacing
    from scheduler.words import count

    refuse_replacing(output, [instance, schedule, contacts], (".ics",), force=force)
    if (programme := programmes.programme_named(instance)) is not None:
        programmes.refuse(hub=hub, contacts=contacts)
        if on is None:
            raise click.UsageError("Of a programme, say the day that stamps the calendar: --on DATE.")
        programmes.calendar(programme, schedule, output, host or person, on.date(), as_json=as_json)
        return
    facts, known = load_with_contacts(instance, contacts)
    plan = Plan(*load_plan(schedule, facts))
    day = day_of(plan.schedule, on.date() if on else None)
    found = made(plan, Of(hub, host, person), Binder(Naming(plan.instance, known), day))
    save(output, found.content)
    if as_json:
        print_json({"written": str(output), "reviews": found.reviews, "untold": found.untold})
        return
    untold = f"; they were not told yet of {found.untold} of them: publish first" if found.untold else ""
    print_text(f"Written to {output}: {count(found.reviews, 'review')}{untold}.")
