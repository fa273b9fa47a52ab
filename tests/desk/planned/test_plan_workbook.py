"""What is typed over in a plan's workbook is read as just those edits, judged at their cells, and repaired."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from models.instance import Instance
from models.planned import ReviewStates, State
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.edits import Edit, typed
from scheduler.changes.effective_instance import effective
from scheduler.checking import check
from scheduler.cli import main
from scheduler.desk.contacts import Contact
from scheduler.desk.planned.answering import SHEET, answered
from scheduler.desk.planned.form import PLAN
from scheduler.desk.planned.judging import Desk, opened
from scheduler.desk.planned.writing import plan_workbook
from scheduler.plan import Plan
from scheduler.storage import dumps, load_instance, parse_schedule
from scheduler.storage.versions import commit, text_sha256
from tests.drawing import draw_instance
from tests.drawing_changes import draw_states
from tests.drawing_edits import draw_edits
from tests.in_process import in_this_process
from tests.solving import outcome, without_fairness

COLUMNS = {column.field or column.heading: n for n, column in enumerate(PLAN.columns, 1)}
NOTICE = date(2018, 9, 20)
AUTUMN = Path(__file__).parents[3] / "solutions" / "three-hubs-24.json"


def exported(folder: Path, facts: Instance, schedule: Schedule, contacts: dict[str, Contact] | None = None) -> Path:
    """The plan's file and its workbook beside it."""
    text = dumps(schedule)
    (folder / "plan.json").write_text(text)
    plan = Plan(effective(facts, schedule), schedule)
    path = folder / "plan.xlsx"
    path.write_bytes(plan_workbook(plan, contacts or {}, text_sha256(text), "plan.json"))
    return path


def type_over(path: Path, edits: tuple[Edit, ...]) -> None:
    """Type edits into sheet Plan as somebody does in Excel."""
    book = load_workbook(path)
    page = book[PLAN.name]
    for edit in edits:
        row = row_of(page, edit)
        page.cell(row, COLUMNS["slot" if edit.what == "slot" else "person"]).value = edit.now
        if edit.because:
            page.cell(row, COLUMNS["because"]).value = edit.because
    book.save(path)


def row_of(page: Any, edit: Edit) -> int:
    """The row in which an edit is typed; of a seat more, a new one."""
    for row in range(2, page.max_row + 1):
        review, place, person = (page.cell(row, COLUMNS[name]).value for name in ("review", "place", "person"))
        is_lead = place == "lead"
        if (
            review == edit.review
            and ((edit.what == "slot") or (is_lead and edit.what == "lead") or (not is_lead and person == edit.was))
            and is_lead == (edit.what != "seat")
        ):
            return row
    row = int(page.max_row) + 1
    page.cell(row, COLUMNS["review"]).value = edit.review
    page.cell(row, COLUMNS["place"]).value = f"seat {row}"
    planned = next(r for r in range(2, row) if page.cell(r, COLUMNS["review"]).value == edit.review)
    page.cell(row, COLUMNS["slot"]).value = page.cell(planned, COLUMNS["slot"]).value
    return row


def stored(name: str = "three-hubs-24") -> tuple[Instance, Schedule]:
    facts = load_instance(name)
    return facts, parse_schedule((AUTUMN.parent / f"{name}.json").read_text(), facts)


def test_a_workbook_that_nobody_typed_over_says_nothing(tmp_path: Path) -> None:
    facts, schedule = stored()
    desk = opened(exported(tmp_path, facts, schedule), facts, {}, None)
    assert not desk.edits
    assert not desk.typed.marks
    assert not desk.typed.remarks


def drawn(seed: int) -> tuple[Instance, Schedule, tuple[Edit, ...]] | None:
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    if found is None or not instance.leads or not any(planned.slot for planned in found.reviews):
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    return instance, schedule, draw_edits(rng, instance, schedule, 10)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_typed_is_what_is_read(seed: int, tmp_path: Path) -> None:
    what = drawn(seed)
    if what is None:
        return
    facts, schedule, edits = what
    one_a_place = {(edit.review, edit.what): edit for edit in edits}
    path = exported(tmp_path, facts, schedule)
    type_over(path, tuple(one_a_place.values()))
    desk = opened(path, facts, {}, None)
    assert typed(schedule, desk.edits).reviews == typed(schedule, one_a_place.values()).reviews


def test_each_breach_stands_at_its_cell(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    of_its_hub = {
        one.id for one in facts.schools if one.hub == facts.school_by_id[facts.review_by_id[planned.review].host].hub
    }
    wrong = next(one.id for one in facts.reviewers if one.school in of_its_hub)
    edit = Edit(planned.review, "seat", planned.reviewers[0], wrong)
    path = exported(tmp_path, facts, schedule)
    type_over(path, (edit,))
    desk = opened(path, facts, {}, None)
    verdicts, _ = desk.edited(NOTICE, "").verdicts()
    assert "outside-hub" in {finding.rule for finding in verdicts[0].breaks}
    book = load_workbook_bytes(answered(desk, verdicts), tmp_path)
    place = next(iter(desk.typed.edits.values()))
    cell = book[PLAN.name].cell(place.row, place.column)
    assert cell.value == wrong
    assert "Breaks outside-hub" in cell.comment.text
    assert book[SHEET].max_row == 2


def load_workbook_bytes(content: bytes, folder: Path) -> Any:
    (folder / "answer.xlsx").write_bytes(content)
    return load_workbook(folder / "answer.xlsx")


def test_what_is_the_coordinators_own_is_kept(tmp_path: Path) -> None:
    facts, schedule = stored()
    path = exported(tmp_path, facts, schedule)
    book = load_workbook(path)
    page = book[PLAN.name]
    page.cell(1, 20).value, page.cell(2, 20).value = "My sum", "=1+1"
    page.column_dimensions["A"].width = 33
    book.create_sheet("Mine")["A1"] = "notes"
    book.save(path)
    desk = opened(path, facts, {}, None)
    answer = load_workbook_bytes(answered(desk, ()), tmp_path)
    assert answer[PLAN.name].cell(2, 20).value == "=1+1"
    assert answer[PLAN.name].column_dimensions["A"].width == 33
    assert answer["Mine"]["A1"].value == "notes"


def test_a_person_may_be_typed_by_name(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    other = next(one.id for one in facts.reviewers if one.id not in planned.reviewers)
    contacts = {other: Contact("Ann Example")}
    path = exported(tmp_path, facts, schedule, contacts)
    type_over(path, (Edit(planned.review, "seat", planned.reviewers[0], "ann  EXAMPLE"),))
    desk = opened(path, facts, contacts, None)
    assert [edit.now for edit in desk.edits] == [other]


STATES = "draft, offered, accepted, published, done"
WRONG = {
    "two dates": (("slot", 2, date(2018, 10, 2)), ("slot", 3, date(2018, 10, 9)), "one date for a review"),
    "no slot's day": (
        ("slot", 2, date(2018, 10, 4)),
        ("slot", 2, date(2018, 10, 4)),
        "a Monday, Tuesday or Wednesday from 3 Sep 2018 to 21 Dec 2018",
    ),
    "no date": (("slot", 2, None), ("slot", 2, None), "a date"),
    "a lead in a seat": (("person", 3, "L01"), ("person", 3, "L01"), "a reviewer"),
    "nobody of that id": (("person", 3, "R9999"), ("person", 3, "R9999"), "the id or name of a reviewer or lead"),
    "no such state": (
        ("state", 3, "perhaps"),
        ("state", 3, "perhaps"),
        f"one of {STATES}",
    ),
    "a place twice": (("place", 3, "lead"), ("place", 3, "lead"), "each place of a review once"),
}


@pytest.mark.parametrize("edits", WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_said_at_its_cell(edits: tuple[Any, ...], tmp_path: Path) -> None:
    facts, schedule = stored()
    path = exported(tmp_path, facts, schedule)
    book = load_workbook(path)
    for field, row, value in edits[:-1]:
        book[PLAN.name].cell(row, COLUMNS[field]).value = value
    book.save(path)
    with pytest.raises(InvalidInput) as refused:
        opened(path, facts, {}, None)
    problem = refused.value.problems[0]
    assert problem.expected == edits[-1]
    assert problem.where.startswith(f"sheet {PLAN.name}, row {edits[0][1]}, column ")


def test_a_workbook_of_an_older_version_is_made_on_the_plan_of_now(tmp_path: Path) -> None:
    facts, schedule = stored()
    held = [one for one in schedule.reviews if one.slot]
    path = exported(tmp_path, facts, schedule)
    other = next(one.id for one in facts.reviewers if all(one.id not in each.reviewers for each in held))
    type_over(path, (Edit(held[0].review, "seat", held[0].reviewers[0], other),))
    fewer = tuple(
        one.model_copy(update={"reviewers": one.reviewers[1:]}) if one.review == held[1].review else one
        for one in schedule.reviews
    )
    now = schedule.model_copy(update={"reviews": fewer, "certificate": None})
    commit(tmp_path / "plan.json", dumps(schedule), dumps(now), "somebody else was here")
    desk = opened(path, facts, {}, None)
    assert desk.edits == (Edit(held[0].review, "seat", held[0].reviewers[0], other),)
    assert desk.schedule.reviews == fewer


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_the_commands_check_repair_and_undo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    path = exported(tmp_path, facts, schedule)
    type_over(path, (Edit(planned.review, "seat", planned.reviewers[0], None),))
    before = (tmp_path / "plan.json").read_text()
    checked = run("check", "three-hubs-24", str(path), "--on", "2018-09-20", "--json")
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["verdicts"][0]["verdict"] == "allowed"
    repaired = run("repair", "three-hubs-24", str(path), "--on", "2018-09-20", "--json")
    assert repaired.exit_code == 0, repaired.output
    made = parse_schedule((tmp_path / "plan.json").read_text(), facts)
    assert planned.reviewers[0] not in next(one for one in made.reviews if one.review == planned.review).reviewers
    assert not check(effective(facts, made), made).breaches
    assert run("undo", str(tmp_path / "plan.json")).exit_code == 0
    assert (tmp_path / "plan.json").read_text() == before


def test_a_reason_needs_somebody_who_sets_rules_aside(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    host = facts.school_by_id[facts.review_by_id[planned.review].host]
    wrong = next(one.id for one in facts.reviewers if facts.school_by_id[one.school].hub == host.hub)
    edit = Edit(planned.review, "seat", planned.reviewers[0], wrong, "nobody else could")
    path = exported(tmp_path, facts, schedule)
    type_over(path, (edit,))
    desk: Desk = opened(path, facts, {}, None)
    with pytest.raises(InvalidInput, match="who sets rules aside"):
        desk.edited(NOTICE, "")
    assert any(change.kind == "waive-rule" for change in desk.edited(NOTICE, "the QA lead").changes)


@pytest.mark.parametrize(
    "gone", ["pinned", "booked", "state", "date_state", "date_pinned", "slot", "person", "because"]
)
def test_a_column_that_is_gone_changes_nothing(gone: str, tmp_path: Path) -> None:
    """Whoever took column Pinned out of their copy has unpinned nobody; without column Person, all still come."""
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    who = planned.reviewers[0]
    marks = ReviewStates(review=planned.review, pins=("slot", who), booked=(who,), reviewers={who: State.ACCEPTED})
    path = exported(tmp_path, facts, schedule.model_copy(update={"states": (marks,)}))
    book = load_workbook(path)
    book[PLAN.name].delete_cols(COLUMNS[gone])
    book.save(path)
    desk = opened(path, facts, {}, None)
    assert not desk.edits and not desk.typed.marks
    heading = next(column.heading for column in PLAN.columns if column.field == gone)
    said = f"sheet Plan: found no column {heading}; expected every column of the plan. "
    said += "What it said stays as it was; export anew to get it back."
    assert list(desk.notices) == ([] if gone == "because" else [said])


def test_what_else_is_typed_is_read_where_a_column_is_gone(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    path = exported(tmp_path, facts, schedule)
    edit = Edit(planned.review, "seat", planned.reviewers[0], None)
    type_over(path, (edit,))
    book = load_workbook(path)
    book[PLAN.name].delete_cols(COLUMNS["pinned"])
    book.save(path)
    assert opened(path, facts, {}, None).edits == (edit,)


def test_days_stand_in_verdicts_as_in_the_workbook(tmp_path: Path) -> None:
    facts, schedule = stored()
    planned = next(one for one in schedule.reviews if one.slot)
    path = exported(tmp_path, facts, schedule)
    type_over(path, (Edit(planned.review, "slot", planned.slot, date(2018, 12, 17)),))
    desk = opened(path, facts, {}, None)
    verdicts, _ = desk.edited(NOTICE, "the QA lead").verdicts()
    (tmp_path / "answer.xlsx").write_bytes(answered(desk, verdicts))
    texts = [str(cell.value) for row in load_workbook(tmp_path / "answer.xlsx")[SHEET].iter_rows() for cell in row]
    assert any("begins on 17 Dec 2018 instead of " in text for text in texts)
    assert not any("2018-" in text for text in texts)
