"""A schedule's workbook as a file: sheet Plan to type over, then what it comes to, table by table, to read."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import count

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from scheduler.desk.contacts import Contacts
from scheduler.desk.planned.form import ABOUT, PLAN, cells, lines
from scheduler.desk.workbook.sheets import Kind
from scheduler.desk.workbook.writing import CREATED, OPTIONS, Formats, write_cell
from scheduler.explaining.shortages import shortages
from scheduler.plan import Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.figures import indicators, travel, vacant_seats, waivers
from scheduler.showing.happened import otherwise
from scheduler.showing.ledger import by_account
from scheduler.showing.shortages import ahead
from scheduler.showing.summary import achieved, proven, size
from scheduler.showing.table import Slot, Table, readable
from scheduler.showing.vacancies import explained
from scheduler.showing.views import by_hub, by_lead, by_reviewer, by_school, by_week

_EXPLAINED = 20  # of the reviews that lack somebody, so many are explained
_WIDEST = 60
_ROOM = 50  # so many rows below the last have drop-downs, too

Part = Table | str


def plan_workbook(plan: Plan, contacts: Contacts, plan_sha256: str, plan_name: str) -> bytes:
    """The workbook of a plan, as the bytes of its file. plan_sha256, plan_name: to know the plan's file again."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, OPTIONS)
    title = f"Reviews of {plan.instance.name}"
    book.set_properties({"title": title, "comments": "For qa-scheduler", "created": CREATED})
    formats = Formats(book)
    _write_plan(book, formats, plan, contacts)
    for name, parts in _sheets(plan):
        _write_parts(book.add_worksheet(name), formats, parts)
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
    _print_set_up(page, 0)
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


def _write_parts(page: Worksheet, formats: Formats, parts: Iterable[Part]) -> None:
    """Sentences and tables, one below the other."""
    rows, widths = count(), dict[int, int]()
    for part in parts:
        if isinstance(part, str):
            write_cell(page, next(rows), 0, part, formats.plain)
            continue
        next(rows)
        if part.title:
            write_cell(page, next(rows), 0, part.title, formats.strong)
        if part.rows:
            row = next(rows)
            for at, heading in enumerate(part.columns):
                write_cell(page, row, at, heading, formats.heading)
        for cells_ in part.rows:
            row = next(rows)
            for at, cell in enumerate(cells_):
                value = _value(cell)
                if value is not None:
                    write_cell(page, row, at, value, formats.day if isinstance(value, date) else formats.plain)
                    widths[at] = max(widths.get(at, 8), len(str(value)) + 2)
        if part.note:
            write_cell(page, next(rows), 0, part.note, formats.example)
    for at, width in widths.items():
        page.set_column(at, at, min(width, _WIDEST))
    _print_set_up(page, None)


def _value(cell: object) -> str | int | float | date | None:
    if isinstance(cell, Slot):
        return cell.first
    if cell is None or isinstance(cell, int | float | date):
        return cell
    return readable(cell)  # type: ignore[arg-type]


def _print_set_up(page: Worksheet, heading: int | None) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    if heading is not None:
        page.repeat_rows(heading)
