"""What was typed into a plan's workbook, judged, or kept with the rest repaired around it. See `check` and `repair`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.edits import Verdict
from scheduler.changes.kinds import kind_of, reason
from scheduler.changes.situation import asked_on
from scheduler.changes.who_is_told import news
from scheduler.desk.contacts import Contacts
from scheduler.desk.doing.ends import NotFound
from scheduler.desk.doing.plans import certify
from scheduler.desk.folder import Settings, called
from scheduler.desk.letters.publishing import day_of
from scheduler.desk.planned.answering import answered
from scheduler.desk.planned.judging import Desk, opened
from scheduler.explaining.in_child import edits_in_child
from scheduler.showing.changed.edits import kept_in_words, verdicts_table
from scheduler.showing.changed.repairs import proof, who_to_tell
from scheduler.showing.table import Table
from scheduler.solvers.options import Options
from scheduler.solving import Report
from scheduler.storage import dumps
from scheduler.storage.versions import commit, troubles
from scheduler.words import count

if TYPE_CHECKING:
    from scheduler.explaining.edits import Kept

HINT = "Ctrl-C ends it; nothing is changed then."


def known_on(desk: Desk, on: date | None) -> date:
    """The day on which what was typed became known: the one given, else the last notice; any where none is needed.

    Raises:
        InvalidInput: there is neither, or somebody is said to be absent who cannot have been by then.
    """
    day = day_of(desk.schedule, on) if desk.needs_day else date.min
    desk.refuse_untrue(day)
    return day


@dataclass(frozen=True)
class Judged:
    """The verdicts on what was typed. passes: whether all of it may stand."""

    desk: Desk
    verdicts: tuple[Verdict, ...]
    parts: tuple[Table | str, ...]
    passes: bool

    @property
    def workbook(self) -> bytes:
        """The workbook back, with the verdict at each cell."""
        return answered(self.desk, self.verdicts)


def judge(desk: Desk, day: date, by: str = "") -> Judged:
    """Say of each cell that was typed over whether it may stand. day: on which it became known.

    Raises:
        InvalidInput: reasons set rules aside, and it is not said who does so.
    """
    verdicts, others = desk.edited(day, by).verdicts() if desk.edits else ((), ())
    passes = not others and all(verdict.is_allowed for verdict in verdicts)
    return Judged(desk, verdicts, tuple(verdicts_table(verdicts, others)), passes)


@dataclass(frozen=True)
class Waiting:
    """What waits for an answer in a plan's workbook. breaking: how many of the edits break a rule.

    parts: the verdicts, as `check` says them. wrong: why it cannot be read; then nothing is known of its edits.
    """

    edits: int = 0
    breaking: int = 0
    parts: tuple[Table | str, ...] = ()
    wrong: tuple[Problem, ...] = ()


def waiting(workbook: Path, facts: Instance, contacts: Contacts, plan: Path) -> Waiting:
    """What was typed into the workbook of a plan, judged as of the day on which something is asked where none is named.

    Reasons set rules aside as they would by whoever answers.
    """
    try:
        desk = opened(workbook, facts, contacts, plan)
        if not desk.edits:
            return Waiting()
        judged = judge(desk, asked_on(facts, desk.schedule), "whoever answers")
    except InvalidInput as error:
        return Waiting(wrong=tuple(error.problems))
    return Waiting(len(desk.edits), sum(not one.is_allowed for one in judged.verdicts), judged.parts)


@dataclass(frozen=True)
class Repaired:
    """What became of what was typed. told: how many must be told; None where only marks were typed.

    written: whether the plan's file has it now.
    """

    desk: Desk
    parts: tuple[Table | str, ...]
    told: int | None
    written: bool
    notices: tuple[str, ...]

    def following(self, settings: Settings | None) -> str:
        """What was done and how it is taken back, in words; nothing where only marks were typed."""
        if self.told is None:
            return ""
        if not self.written:
            return "Nothing is changed yet."
        undo = called(settings, "undo", str(self.desk.plan))
        return f"Written to {self.desk.plan}: {self.told} to tell. To take it back: {undo}"


def repair(
    desk: Desk, day: date, by: str, options: Options, report: Report = lambda _: None, *, dry_run: bool = False
) -> Repaired:
    """Keep as many edits as can be kept, and repair the rest, as the next version of the plan.

    The desk has the text of the plan from which this was made: where it is another by now, nothing is written. day: on
    which it became known. dry_run: only say what would be kept.

    Raises:
        InvalidInput: reasons set rules aside, and it is not said who does so; or the plan is another by now.
        NotFound: no repair was found.
        Untrue: it does not pass the checks.
    """
    if not desk.edits:
        return _only_marks(desk, by, dry_run=dry_run)
    ended = edits_in_child(desk.edited(day, by), options, report)
    kept = ended.found
    if kept is None or kept.schedule is None:
        said = "No repair was found. Nothing was changed."
        raise NotFound(said, notices=ended.notices, interrupted=ended.interrupted)
    judged, schedule = kept.edited.instance, kept.schedule
    around = f"The repair around them: {proof(schedule)}."
    parts = (*kept_in_words(kept), around, who_to_tell(judged, schedule))
    notices = ended.notices if dry_run else (*ended.notices, *_write(desk, kept, schedule, day, by, ended.notices))
    return Repaired(desk, parts, len(news(judged, schedule)), not dry_run, notices)


def _only_marks(desk: Desk, by: str, *, dry_run: bool) -> Repaired:
    """States, pins and travel alone need no repair."""
    marks = desk.typed.marks
    said = f"No date, lead or reviewer was typed over; {count(len(marks), 'mark')} typed."
    if marks and not dry_run:
        commit(desk.plan, desk.text, dumps(desk.marked(desk.schedule)), f"typed: {len(marks)} marks", by=by)
    return Repaired(desk, (said,), None, bool(marks) and not dry_run, ())


def _write(
    desk: Desk, kept: "Kept", schedule: Schedule, notice: date, by: str, notices: tuple[str, ...]
) -> tuple[str, ...]:
    made = desk.marked(schedule)
    said = "The repair does not pass the checks, so it is not written:"
    certify(kept.edited.instance, made, said, notices)
    why = "; ".join(reason(change) for change in kept.edited.changes if kind_of(change).is_reason)
    what = f"typed over: {len(kept.kept)} of {len(kept.kept) + len(kept.dropped)} edits kept"
    commit(desk.plan, desk.text, dumps(made), what, notice, why, kept.edited.changes, by=by)
    return troubles(desk.plan)
