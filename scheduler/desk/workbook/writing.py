"""The workbook as a file: headings that explain themselves, drop-downs, frozen panes, ready to print.

No text ever becomes a formula, a link or a number; the same instance gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.instance import Instance
from models.problem import InvalidInput, Problem
from scheduler.desk.contacts import Contacts
from scheduler.desk.workbook.contents import Row, headings_of, mondays, rows_of
from scheduler.desk.workbook.files.grids import letters
from scheduler.desk.workbook.sheets import CHOICES, POLICY, SHEETS, START, TERM, WEEKS, Column, Kind, Sheet

STEPS = (
    "1. Fill in the sheets from left to right. Every heading has a note; rows that begin with e.g. are not read.",
    "2. Sheet Term: the term's days, and holidays. Sheets Hubs and Schools: the whole network.",
    "3. Sheets Reviewers and Leads: ids of your own, such as R0001. Names and addresses are for your letters only.",
    "4. Sheet Reviews due: this term's hosts and the slots that suit them, best first; or their forms on Choices.",
    "5. Sheet Weeks: an x where somebody is busy. Single days, and days on which a school is closed: sheet Away.",
    "6. Sheets Conflicts, Past visits, Ledger: whom nobody sends where, who was where before, what schools owe.",
    "7. Sheet Policy: the rules, with their numbers. Leave it as it is if you are not sure.",
    "8. See what is wrong:  qa-scheduler import THIS.xlsx --check --marked-copy marked.xlsx",
    "9. Make the schedule:  qa-scheduler solve THIS.xlsx -o plan.json",
    "10. Look at it, and edit it in Excel:  qa-scheduler export THIS.xlsx plan.json -o plan.xlsx",
)
_LISTS = "Lists"
_ROOM = 400  # so many rows have drop-downs and formats below what is there
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  the same instance, the same bytes
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
"""Of every workbook that is written: a text stays a text."""
_DAY = "ddd d mmm yyyy"
_MOST_CHARACTERS = 32_767
_WIDE = 60  # columns so wide have whole sentences


class Formats:
    """How cells look."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )
        self.needed = book.add_format(
            {"bold": True, "bg_color": "#1F3864", "font_color": "#FFE699", "text_wrap": True, "valign": "top"}
        )
        self.week = book.add_format(
            {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "num_format": "d mmm yyyy", "rotation": 90}
        )
        self.day = book.add_format({"num_format": _DAY, "align": "left"})
        self.plain = book.add_format({})
        self.strong = book.add_format({"bold": True})
        self.example = book.add_format({"italic": True, "font_color": "#7F7F7F"})
        self.example_day = book.add_format(
            {"italic": True, "font_color": "#7F7F7F", "num_format": _DAY, "align": "left"}
        )
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.busy = book.add_format({"bg_color": "#F4B183", "align": "center"})


@dataclass(frozen=True)
class Written:
    """One sheet as it is written. steps: what to do, which stands above the headings, below a title.

    is_example: its rows are examples, which nobody reads.
    """

    sheet: Sheet
    headings: Sequence[str | date]
    rows: Sequence[Row]
    steps: Sequence[str] = ()
    is_example: bool = False

    @property
    def top(self) -> int:
        """The row of its headings, from 0."""
        return len(self.steps) + 1 if self.steps else 0


def workbook_of(instance: Instance, contacts: Contacts | None = None, blank: bool = False) -> bytes:
    """The workbook of an instance, as the bytes of its file.

    contacts: names and addresses that go with it. blank: the instance is the example that a template shows; its
    entries are written as examples, which nobody reads.
    """
    pages = []
    for sheet in SHEETS:
        headings = headings_of(instance, sheet)
        if sheet == CHOICES:
            headings += [*mondays(instance)]
        steps = ("QA Reviews: what goes into a term", *STEPS) if sheet == START else ()
        is_example = blank and sheet not in (START, POLICY, TERM)
        pages.append(Written(sheet, headings, rows_of(instance, sheet, contacts), steps, is_example))
    return book_of(pages, "A term's reviews")


def book_of(pages: Sequence[Written], title: str) -> bytes:
    """A workbook of these sheets, as the bytes of its file."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, OPTIONS)
    book.set_properties({"title": title, "comments": "For qa-scheduler", "created": CREATED})
    formats = Formats(book)
    made = [(written, book.add_worksheet(written.sheet.name)) for written in pages]
    lists = {written.sheet.collection: _list_name(written.sheet) for written in pages if "Id" in written.headings}
    for written, page in made:
        _write_sheet(book, page, formats, written, lists)
    _write_lists(book, formats, [written.sheet for written in pages])
    made[0][1].activate()
    book.close()
    return memory.getvalue()


def _write_sheet(
    book: xlsxwriter.Workbook, page: Worksheet, formats: Formats, written: Written, lists: Mapping[str, str]
) -> None:
    sheet, headings, top = written.sheet, written.headings, written.top
    for n, step in enumerate(written.steps):
        write_cell(page, n, 0, step, formats.plain if n else formats.title)
    _write_headings(page, formats, sheet, headings, top)
    _write_rows(page, formats, written)
    last = top + len(written.rows)
    _set_up(page, formats, sheet, headings, top, last)
    _drop_downs(page, sheet, headings, top + 1, last + _ROOM, lists)
    if lists.get(sheet.collection) == _list_name(sheet):
        where = letters(headings.index("Id") + 1)
        book.define_name(_list_name(sheet), f"='{sheet.name}'!${where}${top + 2}:${where}${last + _ROOM}")


def _write_rows(page: Worksheet, formats: Formats, written: Written) -> None:
    """The rows, as examples that nobody reads or as they are."""
    is_example = written.is_example
    of_day = formats.example_day if is_example else formats.day
    has_sentences = any(column.width >= _WIDE for column in written.sheet.columns)
    usual = formats.example if is_example else formats.words if has_sentences else formats.plain
    for n, row in enumerate(written.rows, written.top + 1):
        for column, cell in enumerate(row):
            if cell is not None:
                said = f"e.g. {cell}" if is_example and column == 0 else cell
                write_cell(page, n, column, said, of_day if isinstance(cell, date) else usual)


def _write_headings(page: Worksheet, formats: Formats, sheet: Sheet, headings: Sequence[str | date], top: int) -> None:
    of = {heading: column for column in sheet.columns for heading in column.headings}
    for at, heading in enumerate(headings):
        column = of.get(heading) if isinstance(heading, str) else None
        if isinstance(heading, date):
            write_cell(page, top, at, heading, formats.week)
            continue
        write_cell(page, top, at, heading, formats.needed if column and column.needed else formats.heading)
        if column and column.note:
            must = " It must not be empty." if column.needed else ""
            page.write_comment(
                top, at, f"{column.note}{must}", {"x_scale": 1.6, "y_scale": 0.9, "author": "qa-scheduler"}
            )


def _set_up(
    page: Worksheet, formats: Formats, sheet: Sheet, headings: Sequence[str | date], top: int, last: int
) -> None:
    """Widths, frozen headings and first column, filter, print."""
    widths = [column.width for column in sheet.columns for _ in column.headings]
    for at, heading in enumerate(headings):
        page.set_column(at, at, 4 if isinstance(heading, date) else widths[at] if at < len(widths) else 14)
    page.freeze_panes(top + 1, 0 if top else 1)
    page.autofilter(top, 0, max(last, top + 1), len(headings) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    page.ignore_errors({"number_stored_as_text": f"A1:{letters(max(len(headings), 1))}1048576"})
    if sheet == WEEKS:
        page.set_row(top, 72)
        page.conditional_format(
            top + 1,
            2,
            last + _ROOM,
            len(headings),
            {"type": "cell", "criteria": "==", "value": '"x"', "format": formats.busy},
        )


def _drop_downs(
    page: Worksheet, sheet: Sheet, headings: Sequence[str | date], first: int, last: int, lists: Mapping[str, str]
) -> None:
    """Lists to choose from. What is not in one may be typed all the same: names are understood, too."""
    of = {heading: column for column in sheet.columns for heading in column.headings}
    for at, heading in enumerate(headings):
        column = of.get(heading) if isinstance(heading, str) else None
        if column is None:
            continue
        source = _source(column, lists)
        if source:
            strict = column.kind in (Kind.WORD, Kind.YES)
            page.data_validation(
                first, at, last, at,
                {"validate": "list", "source": source, "error_type": "stop" if strict else "information",
                 "error_title": column.heading[:32], "error_message": "Not in the list. Names are understood, too.",
                 "show_error": strict},
            )  # fmt: skip
        elif column.kind == Kind.DAY:
            rule: dict[str, Any] = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1990, 1, 1),
                "maximum": date(2199, 1, 1),
            }
            page.data_validation(
                first, at, last, at, {**rule, "error_type": "warning", "error_message": "A date, such as 22 Oct 2018."}
            )  # fmt: skip


def _source(column: Column, lists: Mapping[str, str]) -> str:
    if column.kind == Kind.YES:
        return "=List_yes"
    if column.kind == Kind.WORD:
        return f"=List_{column.field}_{len(column.words)}"
    if column.kind == Kind.ONE:
        return f"={lists[column.of[0]]}" if len(column.of) == 1 and column.of[0] in lists else ""
    return ""


def _list_name(sheet: Sheet) -> str:
    return f"Ids_{sheet.name.replace(' ', '_')}"


def _write_lists(book: xlsxwriter.Workbook, formats: Formats, sheets: Iterable[Sheet]) -> None:
    """The words to choose from, on a sheet of their own."""
    page = book.add_worksheet(_LISTS)
    for at, (name, words) in enumerate(_lists(sheets)):
        for n, word in enumerate([name.removeprefix("List_"), *words]):
            write_cell(page, n, at, word, formats.plain)
        column = letters(at + 1)
        book.define_name(name, f"={_LISTS}!${column}$2:${column}${len(words) + 1}")
    page.hide()


def _lists(sheets: Iterable[Sheet]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "List_yes", ("yes", "no")
    listed = {
        f"List_{column.field}_{len(column.words)}": column.words
        for sheet in sheets
        for column in sheet.columns
        if column.words
    }
    yield from listed.items()


def write_cell(page: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """One cell. A number that Excel's sixteen digits would change is written as a text.

    Raises:
        InvalidInput: the text is longer than a cell can hold.
    """
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, date):
        done = page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
        done = page.write_number(row, column, value, style)
    else:
        done = page.write_string(row, column, str(value), style)
    if done:
        raise InvalidInput(
            [
                Problem(
                    where=f"sheet {page.get_name()}, row {row + 1}, column {letters(column + 1)}",
                    value=f"a text of {len(str(value)):,} characters",
                    expected=f"at most {_MOST_CHARACTERS:,}, which is all that a cell can hold",
                    remedy="Shorten it.",
                )
            ]
        )
