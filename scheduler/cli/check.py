"""Judging a schedule, or looking ahead: check."""

from datetime import datetime
from pathlib import Path

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import (
    beside_option,
    by_option,
    contacts_option,
    force_option,
    instance_argument,
    json_option,
    on_option,
    plan_argument,
    plan_option,
    without_option,
)
from scheduler.cli.switching import switched_off
from scheduler.showing.printing import print_json, print_message, print_parts


@click.command("check", short_help="Check every rule and recount every goal; or look ahead.", epilog=EXIT_CODES)
@instance_argument
@plan_argument
@without_option
@beside_option
@on_option
@plan_option
@by_option
@click.option(
    "--answer", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write the workbook back with its verdicts."
)
@contacts_option
@force_option
@json_option
def check(
    instance: str,
    schedule: Path | None,
    without: tuple[str, ...],
    beside: tuple[tuple[str, Path], ...],
    on: datetime | None,
    plan: Path | None,
    by: str,
    answer: Path | None,
    contacts: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Check every rule and recount every goal of SCHEDULE, also one edited by hand.

    SCHEDULE may be a plan's workbook (see `export`): then each cell that was typed over gets its verdict. --answer
    writes the workbook back with them.

    A claim of its certificate that the recount contradicts counts as a breach.

    Without SCHEDULE, look ahead before solving: which seats must stay vacant, and which reviews cannot be held,
    whatever the schedule. Only what is proven is said.

    \b
    Examples:
      qa-scheduler check noe-2018-autumn autumn.json
      qa-scheduler check noe-2018-autumn
      qa-scheduler check noe-2018-autumn autumn.json --beside challenge-the-gap-2018 clusters.json
      qa-scheduler check noe-2018-autumn plan.xlsx --on 2018-09-03 --answer answered.xlsx
    """
    from scheduler.cli.reading import load_instance
    from scheduler.storage import load_plan

    if schedule is not None and schedule.suffix.casefold() == ".xlsx":
        _check_workbook(instance, schedule, on, plan, by, answer, contacts, force=force, as_json=as_json)
        return
    if (programme := programmes.programme_named(instance, without, beside)) is not None:
        programmes.refuse(on=on, plan=plan, answer=answer)
        programmes.check(programme, schedule, as_json=as_json)
        return
    facts = switched_off(load_instance(instance), without)
    if schedule is None:
        from scheduler.explaining.shortages import shortages
        from scheduler.showing.answers.shortages import ahead

        print_parts(ahead(facts, shortages(facts)), as_json=as_json)
        return
    from scheduler.desk.programmes.calendars import as_table, asked_twice
    from scheduler.showing.reports import judge

    clashes = asked_twice(facts, schedule, beside)
    facts, made = load_plan(schedule, facts)
    judgement = judge(facts, made)
    if as_json:
        clashing = {"asked_twice": [one.model_dump(mode="json") for one in clashes]} if beside else {}
        print_json({**judgement.as_data(), **clashing})
    else:
        print_parts([*judgement.parts(facts), *([as_table(clashes)] if beside else [])])
    raise click.exceptions.Exit(Exit.DONE if judgement.passes and not clashes else Exit.BREACHES)


def _check_workbook(
    instance: str,
    workbook: Path,
    on: datetime | None,
    plan: Path | None,
    by: str,
    answer: Path | None,
    contacts: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Say of each cell that was typed over whether it may stand."""
    from scheduler.cli.reading import open_desk
    from scheduler.desk.doing.typing_over import judge
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing

    if answer is not None:
        refuse_replacing(answer, [instance, workbook, plan, contacts], (".xlsx",), force=force)
    judged = judge(*open_desk(instance, workbook, plan, contacts, on), by)
    print_parts(judged.parts, as_json=as_json)
    if answer is not None:
        save(answer, judged.workbook)
        print_message(f"The answer is {answer}.")
    raise click.exceptions.Exit(Exit.DONE if judged.passes else Exit.BREACHES)
