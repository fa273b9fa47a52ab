"""A schedule's workbook as a file: sheet Plan to type over, then what it comes to, table by table, to read."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from scheduler.desk.contacts import Contacts
from scheduler.desk.planned.form import ABOUT, PLAN, cells, lines
from scheduler.desk.workbook.parts import Part, print_set_up, write_parts
from scheduler.desk.workbook.sheets import Kind
from scheduler.desk.workbook.writing import CREATED, OPTIONS, Formats, write_cell
from scheduler.explaining.shortages import shortages
from scheduler.plan import Plan
from scheduler.showing.answers.shortages import ahead
from scheduler.showing.answers.vacancies import explained
from scheduler.showing.burdens import by_fairness
from scheduler.showing.figures import indicators, travel, vacant_seats, waivers
from scheduler.showing.happened import otherwise
from scheduler.showing.ledger import by_account
from scheduler.showing.summary import achieved, proven, size
from scheduler.showing.views import by_hub, by_lead, by_reviewer, by_school, by_week

_EXPLAINED = 20  # of the reviews that lack somebody, so many are explained
_ROOM = 50  # so many rows below the last have drop-downs, too


def plan_workbook(plan: Plan, contacts: Contacts, plan_sha256: str, plan_name: str) -> bytes:
    """The workbook of a plan, as the bytes of its file. plan_sha256, plan_name: to know the plan's file again."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, OPTIONS)
    title = f"Reviews of {plan.instance.name}"
    book.set_properties({"title": title, "comments": "For qa-scheduler", "created": CREATED})
    formats = Formats(book)
    _write_plan(book, formats, plan, contacts)
    for name, parts in _sheets(plan):
        write_parts(book.add_worksheet(name), formats, parts)
    about = (
        ("Instance", plan.instance.name),
        ("Plan", plan_name),
        ("Plan's hash", plan_sha256),
        ("Workbook version", "1"),
    )
    page = book.add_worksheet(ABOUT)
    for row, pair in enumerate(about):
        for column, text in enumerate(pair):
            write_cell(page, row, column, text, formats.plain)
    page.set_column(0, 1, 24)
    book.close()
    return memory.getvalue()


def _sheets(plan: Plan) -> Iterator[tuple[str, list[Part]]]:
    """What stands on each sheet besides the plan."""
    missing: list[Part] = [*vacant_seats(plan), *ahead(plan.instance, shortages(plan.instance))]
    for review, parts in explained(plan, _EXPLAINED):
        missing += [review, *parts]
    yield (
        "Summary",
        [
            size(plan),
            *achieved(plan),
            indicators(plan),
            *proven(plan),
            travel(plan),
            *otherwise(plan),
            *waivers(plan.instance),
        ],
    )
    yield "By week", list(by_week(plan))
    yield "Shortfalls", missing
    yield "Schools", list(by_school(plan))
    yield "Ledger", [by_account(plan)]
    yield "Reviewers", list(by_reviewer(plan))
    yield "Leads", list(by_lead(plan))
    yield "Hubs", list(by_hub(plan))
    yield "Fairness", list(by_fairness(plan))


def _write_plan(book: xlsxwriter.Workbook, formats: Formats, plan: Plan, contacts: Contacts) -> None:
    page = book.add_worksheet(PLAN.name)
    for at, column in enumerate(PLAN.columns):
        write_cell(page, 0, at, column.heading, formats.needed if column.field else formats.heading)
        page.write_comment(0, at, column.note, {"author": "qa-scheduler", "x_scale": 1.6})
        page.set_column(at, at, column.width)
    last = 0
    for row, line in enumerate(lines(plan), 1):
        last = row
        for at, cell in enumerate(cells(plan, line, contacts)):
            if cell is not None:
                write_cell(page, row, at, cell, formats.day if isinstance(cell, date) else formats.plain)
    _drop_downs(book, page, plan, last + _ROOM)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(last, 1), len(PLAN.columns) - 1)
    print_set_up(page, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _drop_downs(book: xlsxwriter.Workbook, page: Worksheet, plan: Plan, last: int) -> None:
    """Lists to choose from; people's ids stand on a sheet of their own, for there are many."""
    people = book.add_worksheet("Lists")
    ids = [*(one.id for one in plan.instance.leads), *(one.id for one in plan.instance.reviewers)]
    for row, person in enumerate(ids):
        people.write_string(row, 0, person)
    book.define_name("People", f"=Lists!$A$1:$A${max(len(ids), 1)}")
    people.hide()
    for at, column in enumerate(PLAN.columns):
        source: str | list[str] | None = None
        if column.kind == Kind.YES:
            source = ["yes", "no"]
        elif column.kind == Kind.WORD:
            source = [str(word) for word in column.words]
        elif column.field in ("person", "instead"):
            source = "=People"
        if source is not None:
            page.data_validation(1, at, last, at, {"validate": "list", "source": source, "error_type": "warning"})
