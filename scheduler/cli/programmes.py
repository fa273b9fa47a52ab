"""What commands do where INSTANCE is of a programme: the same words, asked of `scheduler.desk.programmes`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import Exit, say_notices
from scheduler.showing.printing import print_json, print_parts, print_text
from scheduler.words import count, either

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from models.programmes.instance import ProgrammeInstance
    from scheduler.desk.programmes.calendars import Beside
    from scheduler.desk.programmes.publishing import PublishedGroups
    from scheduler.solvers.options import Options


def programme_named(instance: str, without: tuple[str, ...] = (), beside: "Beside" = ()) -> "ProgrammeInstance | None":
    """The programme's instance of that name, some of its rules switched off; None where it is of a term.

    beside: the terms and programmes around which it is planned.

    Raises:
        InvalidInput: with every problem found.
    """
    from scheduler.cli.reading import look_at
    from scheduler.desk.programmes.instances import is_of_a_programme, load_programme

    if not is_of_a_programme(instance):
        return None
    facts = load_programme(instance, look_at)
    if beside:
        from scheduler.desk.programmes.calendars import engaged_in
        from scheduler.programmes.beside import around

        facts = around(facts, (engaged for one in beside for engaged in engaged_in(*one)))
    if not without:
        return facts
    from scheduler.programmes import programme_of

    known = programme_of(facts).switchable
    for rule in without:
        if rule not in known:
            raise click.BadParameter(f"{rule!r} is none of {either(known)}.", param_hint="--without")
    policy = facts.policy.model_copy(update={"without": tuple(dict.fromkeys((*facts.policy.without, *without)))})
    return facts.model_copy(update={"policy": policy})


def is_of_one(instance: str) -> bool:
    """Whether INSTANCE is of a programme."""
    from scheduler.desk.programmes.instances import is_of_a_programme

    return is_of_a_programme(instance)


def refuse(**given: object) -> None:
    """Refuse options that make no sense for programmes."""
    for option, value in given.items():
        if value not in (None, (), False, ""):
            raise click.UsageError(f"--{option.replace('_', '-')} is for terms; INSTANCE is of a programme.")


def solve(facts: "ProgrammeInstance", source: str, output: Path, options: "Options", *, as_json: bool) -> None:
    """Make groups."""
    from scheduler.desk.programmes.making import solve as made
    from scheduler.programmes import programme_of
    from scheduler.showing.progress import progress

    goals = {goal.id: goal for goal in programme_of(facts).goals}
    with progress(goals=goals) as report:
        found = made(facts, output, options, report, source=source)
    say_notices(found.notices)
    if as_json:
        print_json(found.as_data())
    else:
        print_parts(found.parts)
        print_text(f"Written to {output}. Every rule was checked and every goal recounted before.")
    raise click.exceptions.Exit(Exit.INTERRUPTED if found.interrupted else Exit.DONE)


def write_template(workbook: Path, facts: "ProgrammeInstance | None", programme: str | None, *, as_json: bool) -> None:
    """Write an instance as a workbook, or one of the programme of that name to fill in."""
    from scheduler.desk.programmes.workbook.writing import blank_of, workbook_of
    from scheduler.storage import save

    save(workbook, workbook_of(facts) if facts is not None else blank_of(programme or ""))
    if as_json:
        print_json({"written": str(workbook), "instance": facts.name if facts else None})
    elif facts is None:
        print_text(f"Written to {workbook}: open it in Excel; sheet Programme says what to do.")
    else:
        print_text(f"{facts.name} is written to {workbook}.")


def check(facts: "ProgrammeInstance", groups: Path | None, *, as_json: bool) -> None:
    """Check every rule and recount every goal."""
    from scheduler.desk.programmes.judging import judged
    from scheduler.storage.programmes import load_plan

    if groups is None:
        raise click.UsageError("Of a programme, check needs its groups: the file that solve has written.")
    judgement = judged(*load_plan(groups, facts))
    if as_json:
        print_json(judgement.as_data())
    else:
        print_parts(judgement.parts)
    raise click.exceptions.Exit(Exit.DONE if judgement.passes else Exit.BREACHES)


def show(facts: "ProgrammeInstance", groups: Path, by: str | None, only: str | None, *, as_json: bool) -> None:
    """Show groups as tables."""
    from scheduler.desk.programmes.showing import VIEWS, overview
    from scheduler.programmes.joined import Joined
    from scheduler.showing.table import only as rows_with
    from scheduler.storage.programmes import load_plan

    facts, made = load_plan(groups, facts)
    if by is None:
        print_parts(overview(facts, made), as_json=as_json)
        return
    if by not in VIEWS:
        raise click.UsageError(f"--by {by} is for terms; groups are shown by {either(list(VIEWS))}.")
    table = VIEWS[by](Joined(facts, made))
    print_parts([table] if only is None else rows_with([table], only), as_json=as_json)


def rules(facts: "ProgrammeInstance", *, as_json: bool) -> None:
    """List rules and goals with the numbers in force."""
    from scheduler.desk.programmes.showing import goals_in_order, rules_table

    print_parts([rules_table(facts), goals_in_order(facts)], as_json=as_json)


def reschedule(
    facts: "ProgrammeInstance",
    groups: Path,
    changes: tuple[str, ...],
    output: Path | None,
    options: "Options",
    *,
    reads: "Sequence[str | Path]",
    as_json: bool,
) -> None:
    """Repair groups after changes."""
    from scheduler.desk.programmes.repairing import reschedule as repaired
    from scheduler.programmes import programme_of
    from scheduler.programmes.telling import CHANGE
    from scheduler.showing.progress import progress
    from scheduler.storage import load_changes
    from scheduler.storage.programmes import load_groups

    if output is None:
        raise click.UsageError("Of a programme, name the file for the repaired groups: -o FILE.")
    if not changes:
        raise click.UsageError("Name at least one CHANGE.")
    made = load_groups(groups, facts)
    goals = {goal.id: goal for goal in (*programme_of(facts).goals, CHANGE)}
    with progress(goals=goals) as report:
        found = repaired(facts, made, load_changes(changes), output, options, report, reads=reads)
    say_notices(found.notices)
    if as_json:
        print_json(found.as_data())
    else:
        print_parts(found.parts)
        print_text(f"Written to {output}. {groups} is as it was.")
    raise click.exceptions.Exit(Exit.INTERRUPTED if found.interrupted else Exit.DONE)


def explain(
    facts: "ProgrammeInstance",
    groups: Path | None,
    at: str | None,
    who: str | None,
    options: "Options | None",
    *,
    as_json: bool,
) -> None:
    """Say why not somebody else. options: of the search for the price; None where it is not asked."""
    from scheduler.desk.programmes import asking
    from scheduler.programmes import programme_of
    from scheduler.showing.progress import progress
    from scheduler.storage.programmes import load_plan

    if groups is None or at is None:
        raise click.UsageError("Of a programme, ask about a group: name its groups' file, and --at GROUP.")
    if options is not None and who is None:
        raise click.UsageError("--prices asks about somebody: add --why-not.")
    facts, made = load_plan(groups, facts)
    group = asking.named(facts, made, at)
    if who is None:
        print_parts(asking.who_could(facts, made, group), as_json=as_json)
        return
    member = asking.member_named(facts, who)
    parts = list(asking.why_not(facts, made, group, member))
    if options is not None and member not in group.members:
        goals = {goal.id: goal for goal in programme_of(facts).goals}
        with progress(goals=goals) as report:
            parts += asking.price(facts, made, group, member, options, report)
    print_parts(parts, as_json=as_json)


def export(facts: "ProgrammeInstance", groups: Path, output: Path, *, as_json: bool) -> None:
    """Write groups as a workbook."""
    from scheduler.desk.programmes.exporting import workbook
    from scheduler.storage import save
    from scheduler.storage.programmes import load_plan

    facts, made = load_plan(groups, facts)
    content = workbook(facts, made)
    save(output, content)
    if as_json:
        print_json({"written": str(output), "bytes": len(content), "groups": len(made.groups)})
    else:
        print_text(f"Written to {output}, to read and to print: what is typed into it is not read back.")


def calendar(
    facts: "ProgrammeInstance", groups: Path, output: Path, who: str | None, on: "date", *, as_json: bool
) -> None:
    """Write a calendar file of groups, of all days or of those that somebody is asked for."""
    from scheduler.desk.programmes.exporting import calendar as made_calendar
    from scheduler.storage import save
    from scheduler.storage.programmes import load_plan

    content = made_calendar(*load_plan(groups, facts), on, who)
    save(output, content)
    days = content.count(b"BEGIN:VEVENT")
    if as_json:
        print_json({"written": str(output), "days": days})
    else:
        print_text(f"Written to {output}: {count(days, 'day')}.")


def report(facts: "ProgrammeInstance", groups: Path, output: Path, others: Path | None, *, as_json: bool) -> None:
    """Write groups as one HTML file. others: a file of groups that are shown beside them."""
    from scheduler.desk.programmes.reporting import report as page
    from scheduler.storage import save
    from scheduler.storage.programmes import load_groups, load_plan

    effective, made = load_plan(groups, facts)
    names = {**effective.name_by_id, **facts.name_by_id}
    content = page(effective, made, names, None if others is None else load_groups(others, effective)).encode()
    save(output, content)
    if as_json:
        print_json({"written": str(output), "bytes": len(content), "groups": len(made.groups)})
    else:
        print_text(f"Written to {output} ({len(content) / 1_000_000:.1f} MB). Open it in a browser.")


def publisher(instance: str, contacts: Path | None) -> "Callable[..., PublishedGroups]":
    """What writes letters of a programme: see `desk.programmes.publishing`."""
    from scheduler.cli.reading import look_at
    from scheduler.desk.letters.contacts_file import load_contacts
    from scheduler.desk.programmes.instances import load_with_contacts
    from scheduler.desk.programmes.publishing import publish

    facts, known = load_with_contacts(instance, look_at)
    return partial(publish, facts, known if contacts is None else load_contacts(contacts))
