"""Repairing a schedule after changes: reschedule."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.folder import called
from scheduler.cli.history import say_troubles
from scheduler.cli.options import (
    by_option,
    instance_argument,
    json_option,
    on_option,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    workers_option,
)
from scheduler.processes.cores import cores
from scheduler.showing.printing import print_message, print_parts, print_text

if TYPE_CHECKING:
    from models.instance import Instance
    from scheduler.repairs.in_child import Repairs
    from scheduler.repairs.rescheduling import Rescheduled
    from scheduler.solvers.options import Options


@click.command("reschedule", short_help="Repair a schedule after changes.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("changes", nargs=-1, metavar="CHANGE...")
@click.option("--apply", "number", type=click.IntRange(min=1), metavar="N", help="Make repair N of the last run.")
@by_option
@on_option
@repair_time_option()
@workers_option
@repair_deterministic_option
@json_option
def reschedule(
    instance: str,
    schedule: Path,
    changes: tuple[str, ...],
    number: int | None,
    by: str,
    on: datetime | None,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
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
      qa-scheduler reschedule noe-2018-autumn s.json ofsted.json
      qa-scheduler reschedule noe-2018-autumn s.json --apply 2
    """
    from scheduler.cli.reading import load_instance
    from scheduler.storage.histories import history_path
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting, refuse_same
    from scheduler.storage.proposals import proposals_path
    from scheduler.storage.worded_changes import sources_of

    changes = sources_of(changes, on.date() if on else None)
    facts = load_instance(instance)
    if number is not None:
        if changes:
            raise click.UsageError("--apply makes a repair of the last run: leave the changes out.")
        refuse_same(history_path(schedule), [instance])
        _apply(facts, schedule, number, by, as_json)
        return
    if not changes:
        raise click.UsageError("Name at least one CHANGE, or --apply N.")
    refuse_overwriting(proposals_path(schedule), Kind.REPAIRS, [instance, schedule, *changes])
    options = _repair_options(time_limit_seconds, workers, deterministic)
    ended = _propose(facts, schedule, changes, options, as_json)
    if ended.interrupted:
        print_message("Interrupted: these repairs were found so far, and others were not sought.")
    if not as_json:
        again = called("reschedule", instance, str(schedule), "--apply", "1")
        print_text(f"Nothing is changed yet. Next: {again}  (or another number)")
    raise click.exceptions.Exit(Exit.INTERRUPTED if ended.interrupted else Exit.DONE)


def _repair_options(time_limit_seconds: float, workers: int | None, deterministic: bool) -> "Options":
    from scheduler.solvers.options import Options

    return Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers or cores(),
        deterministic=deterministic,
    )


def _propose(facts: "Instance", path: Path, sources: tuple[str, ...], options: "Options", as_json: bool) -> "Repairs":
    from models.history import Proposal, Proposals
    from models.problem import InvalidInput
    from scheduler.changes.refusals import problems
    from scheduler.repairs.in_child import reschedule_in_child
    from scheduler.showing.progress import progress
    from scheduler.showing.repairs import listed_options, side_by_side, who_to_tell
    from scheduler.storage import dumps, load_changes, load_plan, save
    from scheduler.storage.files import read_exactly
    from scheduler.storage.proposals import proposals_path, withdraw_proposals
    from scheduler.storage.versions import text_sha256

    text = read_exactly(path)
    _, schedule = load_plan(path, facts)
    changes = load_changes(sources)
    wrong = problems(facts, schedule, changes)
    if wrong:
        raise InvalidInput(wrong)
    withdraw_proposals(path, text)
    with progress("Ctrl-C keeps the repairs found so far.") as report:
        ended = reschedule_in_child(facts, schedule, changes, options, report)
    for notice in ended.notices:
        print_message(notice)
    done = ended.found
    if done is None or done.repairs[0].schedule is None:
        _no_repair(ended)
    refuse_untrue(done)
    repairs = tuple(Proposal(kind=one.kind, status=one.status, schedule=one.schedule) for one in done.repairs)
    proposals = Proposals(instance=facts.name, schedule_sha256=text_sha256(text), changes=done.changes, repairs=repairs)
    save(proposals_path(path), dumps(proposals))
    best = done.repairs[0].schedule
    assert best is not None
    shown = (listed_options if as_json else side_by_side)(done.instance, repairs)
    print_parts([shown, who_to_tell(done.instance, best)], as_json=as_json)
    return ended


def _no_repair(ended: "Repairs") -> NoReturn:
    from models.schedule import Status

    first = None if ended.found is None else ended.found.repairs[0]
    is_impossible = first is not None and first.status == Status.INFEASIBLE
    print_text("No repair is possible." if is_impossible else "No repair was found. Nothing was changed.")
    for words in first.clashes if first is not None else ():
        print_message(f"- {words}")
    if ended.interrupted:
        raise click.exceptions.Exit(Exit.INTERRUPTED)
    raise click.exceptions.Exit(Exit.IMPOSSIBLE if is_impossible else Exit.NOT_FOUND)


def refuse_untrue(done: "Rescheduled") -> None:
    """No repair is shown that the checks do not accept."""
    from scheduler.checking import NotTrue, certify

    for repair in done.repairs:
        if repair.schedule is None:
            continue
        try:
            certify(done.instance, repair.schedule)
        except NotTrue as error:
            print_message("A repair found does not pass the checks, so none is shown:")
            print_message("\n".join(f"- {reason}" for reason in error.reasons))
            raise click.exceptions.Exit(Exit.BREACHES) from None


def _apply(facts: "Instance", path: Path, number: int, by: str, as_json: bool) -> None:
    from scheduler.changes.effective_instance import effective
    from scheduler.changes.kinds import reason
    from scheduler.checking import NotTrue, certify
    from scheduler.showing.repairs import who_to_tell
    from scheduler.storage import dumps, load_plan
    from scheduler.storage.files import read_exactly
    from scheduler.storage.proposals import proposals_for
    from scheduler.storage.versions import commit

    text = read_exactly(path)
    load_plan(path, facts)
    proposals = proposals_for(path, text, facts.name)
    if number > len(proposals.repairs) or proposals.repairs[number - 1].schedule is None:
        there = [str(n) for n, one in enumerate(proposals.repairs, 1) if one.schedule is not None]
        raise click.UsageError(f"There is no repair {number} to apply. There are: {', '.join(there)}.")
    chosen = proposals.repairs[number - 1]
    assert chosen.schedule is not None
    judged = effective(facts, chosen.schedule)
    try:
        certify(judged, chosen.schedule)
    except NotTrue as error:
        print_message("\n".join(["The repair does not pass the checks:", *error.reasons]))
        raise click.exceptions.Exit(Exit.BREACHES) from None
    assert judged.before is not None
    why = "; ".join(reason(change) for change in proposals.changes)
    what, notice = f"repaired: {chosen.kind}", judged.before.notice
    commit(path, text, dumps(chosen.schedule), what, notice, why, proposals.changes, by=by)
    say_troubles(path)
    print_parts([who_to_tell(judged, chosen.schedule)], as_json=as_json)
    if not as_json:
        undo = called("undo", str(path))
        print_text(f"Written to {path}; its history keeps the version before. To take it back: {undo}")
