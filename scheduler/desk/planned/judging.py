"""A plan's workbook judged and repaired: the same for the command line and for whoever else asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from models.instance import Instance
from models.planned import PlannedReview
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.edits import Edit, Edited, Verdict
from scheduler.changes.effective_instance import effective
from scheduler.changes.happened import not_begun, untrue
from scheduler.changes.kinds.type_over import SEAT, SLOT
from scheduler.changes.marking import Place, marked
from scheduler.desk.contacts import Contacts
from scheduler.desk.planned.reading import Origin, Typed, origin_of, typed_over
from scheduler.plan import Plan
from scheduler.storage.files import read_exactly
from scheduler.storage.schedules import parse_schedule
from scheduler.storage.versions import history, text_sha256


@dataclass(frozen=True)
class Desk:
    """A plan's workbook with the plan that it is of. text: of the plan's file, as it is now."""

    workbook: Path
    plan: Path
    text: str
    facts: Instance
    schedule: Schedule
    typed: Typed
    edits: tuple[Edit, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """What is odd in the workbook, and was read all the same."""
        return tuple(str(remark.problem) for remark in self.typed.remarks if remark.is_warning)

    def edited(self, notice: date, allowed_by: str) -> Edited:
        """The edits on the plan as it is now.

        Raises:
            InvalidInput: reasons set rules aside, and it is not said who does so.
        """
        edited = Edited(self.facts, self.schedule, self.edits, notice, allowed_by or "nobody")
        if not allowed_by and any(change.kind == "waive-rule" for change in edited.changes):
            raise _refusal("--by", "nobody", "who sets rules aside", "Add --by and a name or an office.")
        return edited

    @property
    def needs_day(self) -> bool:
        """Whether anything was typed that depends on the day on which it became known."""
        return bool(self.edits or self.typed.absences)

    def refuse_untrue(self, day: date) -> None:
        """Refuse absences that cannot be so, each at its cell.

        Raises:
            InvalidInput: a review begins after the day, or who came instead cannot have.
        """
        planned = {one.review: one for one in self.schedule.reviews}
        absences = self.typed.absences.items()
        wrong = [
            problem for (place, _), cell in absences for problem in not_begun(planned[place.review], day, str(cell))
        ]
        if wrong:
            raise InvalidInput(wrong, str(self.workbook))
        self.marked(self.schedule)

    def marked(self, schedule: Schedule) -> Schedule:
        """The schedule with the states, pins, travel and absences that were typed, of whoever is there.

        Raises:
            InvalidInput: an absence cannot be so.
        """
        there = {planned.review: {"slot", "lead", *planned.reviewers} for planned in schedule.reviews if planned.slot}
        for place, marks in self.typed.marks:
            if place.what in there.get(place.review, ()):
                schedule, _ = marked(schedule, [place], marks)
        wrong = tuple(self._untrue(Plan(effective(self.facts, schedule), schedule)))
        if wrong:
            raise InvalidInput(wrong, str(self.workbook))
        return schedule

    def _untrue(self, plan: Plan) -> Iterator[Problem]:
        cells = {place: str(cell) for (place, _), cell in self.typed.absences.items()}
        for review in dict.fromkeys(place.review for place in cells):
            yield from untrue(plan, review, partial(_cell, cells, plan.planned(review)))


def _cell(cells: Mapping[Place, str], planned: PlannedReview, person: str) -> str:
    """Where it was typed of somebody who was planned; their place, where it was not."""
    what = "lead" if person == planned.lead else person
    return cells.get(Place(planned.review, what), f"{planned.review}/{person}")


def opened(workbook: Path, facts: Instance, contacts: Contacts, plan: Path | None) -> Desk:
    """The workbook with its plan. plan: its file; None: it lies beside the workbook, under the name it had.

    A workbook of an older version is read against that version, and its edits are made on the plan as it is now.

    Raises:
        InvalidInput: with everything that is wrong in the workbook, or it is none of this plan.
    """
    origin = origin_of(workbook)
    if origin is None:
        raise _refusal(str(workbook), "a workbook of no plan", "one that qa-scheduler export wrote", "Export the plan.")
    if origin.instance != facts.name:
        raise _refusal(str(workbook), f"a plan of {origin.instance!r}", f"one of {facts.name!r}", "Name its instance.")
    path = plan or workbook.parent / origin.plan
    text = read_exactly(path)
    schedule = parse_schedule(text, facts, str(path))
    then = schedule if text_sha256(text) == origin.plan_sha256 else _older(path, origin, facts)
    typed = typed_over(workbook, Plan(effective(facts, then), then), contacts)
    if typed.errors:
        raise InvalidInput((remark.problem for remark in typed.errors), str(workbook))
    return Desk(workbook, path, text, facts, schedule, typed, tuple(rebased(tuple(typed.edits), schedule)))


def _older(path: Path, origin: Origin, facts: Instance) -> Schedule:
    """The version of which the workbook was made, from the plan's history."""
    for entry in reversed(history(path)):
        for text in (entry.after, entry.before):
            if text_sha256(text) == origin.plan_sha256:
                return parse_schedule(text, facts, f"step {entry.number} of {path}")
    raise _refusal(
        str(path),
        "another plan than the workbook was made of",
        "that plan, or one in whose history it is",
        "Export the plan anew, and type your edits into that.",
    )


def rebased(edits: Sequence[Edit], schedule: Schedule) -> Sequence[Edit]:
    """The edits as edits of this schedule: what is as they want it already is left out."""
    planned = {one.review: one for one in schedule.reviews}
    found: list[Edit] = []
    for edit in edits:
        now = planned.get(edit.review)
        if now is None:
            continue
        if edit.what == SEAT:
            was = edit.was if edit.was in now.reviewers else None
            comes = edit.now if edit.now not in now.reviewers else None
            moved = replace(edit, was=was, now=comes)
        else:
            moved = replace(edit, was=now.slot if edit.what == SLOT else now.lead)
        if moved.was != moved.now:
            found.append(moved)
    return found


def places(desk: Desk, verdicts: Sequence[Verdict]) -> Mapping[int, Verdict]:
    """Of each edit's position among the typed ones, its verdict."""
    by_key = {(one.edit.review, one.edit.what, one.edit.now): one for one in verdicts}
    return {
        n: found
        for n, edit in enumerate(desk.typed.edits)
        if (found := by_key.get((edit.review, edit.what, edit.now))) is not None
    }


def _refusal(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)])
