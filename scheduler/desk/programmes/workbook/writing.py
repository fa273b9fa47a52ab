"""A programme's instance as the bytes of a workbook, and a workbook of a programme to fill in."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from models.base import Fact
from models.problem import InvalidInput, Problem
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.programmes.workbook.form import START, Form, Part, form_of, units_of
from scheduler.desk.programmes.workbook.reading import instance_from
from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.contents import Row, cell_of, policy_rows
from scheduler.desk.workbook.files.grids import Grid
from scheduler.desk.workbook.sheets import Column, Kind
from scheduler.desk.workbook.terms import VERSION
from scheduler.desk.workbook.writing import Written, book_of
from scheduler.programmes import programme_of
from scheduler.storage.instances import bundled_programmes
from scheduler.storage.programmes import load_programme

_EXAMPLES = 1  # rows that a blank sheet shows
_STAY = ("calendars", "terms")


def workbook_of(instance: ProgrammeInstance) -> bytes:
    """The workbook of an instance. What reading it gives back is the same instance.

    Raises:
        InvalidInput: it has a text that no cell can hold as it is, such as an id with a semicolon in it.
    """
    form = form_of(programme_of(instance))
    pages = _pages(instance, form)
    _refuse_other(instance, pages)
    return book_of(pages, f"{programme_of(instance).title}: {instance.name}")


def blank_of(programme: str) -> bytes:
    """A workbook to fill in, of the programme of that id. A bundled instance of it is the example.

    Raises:
        InvalidInput: there is no such programme.
    """
    examples = {one.programme: one for one in map(load_programme, reversed(bundled_programmes()))}
    if programme not in examples:
        near = get_close_matches(programme, examples, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "Name one of them."
        expected = f"one of {', '.join(sorted(examples))}"
        raise InvalidInput([Problem(where="--programme", value=repr(programme), expected=expected, remedy=remedy)])
    return blank_workbook(examples[programme])


def blank_workbook(example: ProgrammeInstance) -> bytes:
    """A workbook of a programme to fill in.

    example: an instance; of each of its lists the first entry is shown as an example, which nobody reads. Its calendars
    and terms stand as they are, to be replaced.
    """
    unit = programme_of(example)
    usual = unit.facts.model_fields["policy"].default
    shown = example.model_copy(update={"policy": usual, "name": f"our-{unit.id}"})
    return book_of(_pages(shown, form_of(unit), is_blank=True), f"{unit.title}: to fill in")


def _pages(instance: ProgrammeInstance, form: Form, *, is_blank: bool = False) -> list[Written]:
    of = {part.sheet: part for part in form.parts}
    pages = []
    for sheet in form.book.sheets:
        headings: list[Any] = [column.heading for column in sheet.columns]
        if sheet in of:
            rows, is_example = list(rows_of(instance, of[sheet])), is_blank and of[sheet].collection not in _STAY
            pages.append(Written(sheet, headings, rows[:_EXAMPLES] if is_example else rows, is_example=is_example))
        elif sheet == START:
            pages.append(Written(sheet, headings, list(_facts(instance, form, is_blank)), _steps(instance)))
        else:
            pages.append(Written(sheet, headings, list(policy_rows(instance.policy, units_of(programme_of(instance))))))
    return pages


def _steps(instance: ProgrammeInstance) -> Sequence[str]:
    unit = programme_of(instance)
    return (
        f"{unit.title}: what goes into it",
        f"1. {unit.says}",
        "2. Fill in the sheets from left to right. Every heading has a note; rows that begin with e.g. are not read.",
        "3. Sheet Policy: the rules and goals, with their numbers. Leave it as it is if you are not sure.",
        "4. See what is wrong:  qa-scheduler import THIS.xlsx --check --marked-copy marked.xlsx",
        "5. Make the groups:  qa-scheduler solve THIS.xlsx -o groups.json",
    )


def _facts(instance: ProgrammeInstance, form: Form, is_blank: bool) -> Iterator[Row]:
    for fact in form.book.facts:
        origin, _, field = fact.field.partition(".")
        value = getattr(instance.origin, field) if field else getattr(instance, origin) if origin else VERSION
        is_left_out = is_blank and bool(field)
        yield [fact.heading, None if value == "" or is_left_out else value, fact.note or None]


def rows_of(instance: ProgrammeInstance, part: Part) -> Iterator[Row]:
    """The rows of a sheet, below its headings."""
    entries = getattr(instance, part.collection)
    columns = part.sheet.columns
    if part.inner:
        for entry in entries:
            yield from ([entry.id, *_cells(one, columns[1:])] for one in getattr(entry, part.inner))
    elif part.model is None:
        yield from ([*entry] if part.is_pair else [entry] for entry in entries)
    else:
        yield from (_cells(entry, columns) for entry in entries)


def _cells(entry: Fact, columns: Sequence[Column]) -> Row:
    return [_cell(entry, column) if column.field else None for column in columns]


def _cell(entry: Fact, column: Column) -> Any:
    """A field's value as a cell: empty where it is what is read from an empty one."""
    info, value = type(entry).model_fields[column.field], getattr(entry, column.field)
    is_usual = value in ((), "") if info.is_required() else value == info.default
    if column.kind == Kind.SOME and isinstance(value, tuple) and len(value) == 1 and "," in value[0]:
        return f"{value[0]};"  # or the comma would part it
    return cell_of(column.kind, value, is_usual)


def _refuse_other(instance: ProgrammeInstance, pages: Sequence[Written]) -> None:
    """Refuse what would not be read back as it is."""
    remarks = Remarks()
    read = instance_from([_grid(page) for page in pages], instance.name, remarks).instance
    first = next(iter(remarks.errors), None)
    if read is not None and as_a_set(read) == as_a_set(instance):
        return
    field = next((name for name in type(instance).model_fields if _differs(instance, read, name)), "policy")
    raise InvalidInput(
        [
            Problem(
                where=f"$.{field}",
                value="something that a workbook would not keep" + (f": {first.problem.value}" if first else ""),
                expected="texts without semicolons, line breaks, and spaces at their ends, shorter than a cell",
                remedy="Correct it in the file; a workbook can then be written.",
            )
        ],
        instance.name,
    )


def _differs(instance: ProgrammeInstance, read: ProgrammeInstance | None, name: str) -> bool:
    return read is not None and getattr(instance, name) != getattr(read, name)


def as_a_set(instance: ProgrammeInstance) -> ProgrammeInstance:
    """Which rules are off has no order."""
    policy = instance.policy.model_copy(update={"without": tuple(sorted(set(instance.policy.without)))})
    return instance.model_copy(update={"policy": policy})


def _grid(page: Written) -> Grid:
    """The sheet as it will be found."""
    rows = [tuple(page.headings), *map(tuple, page.rows)]
    return Grid(
        page.sheet.name, tuple((n, row) for n, row in enumerate(rows, 1) if any(cell is not None for cell in row))
    )
