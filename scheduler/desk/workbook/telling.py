"""What was found in a workbook, as tables and in a sentence."""

from collections.abc import Iterable

from scheduler.desk.workbook.grids import letters
from scheduler.desk.workbook.importing import Imported
from scheduler.desk.workbook.remarks import Remark
from scheduler.showing.table import Cell, Table
from scheduler.words import count


def remarks_tables(found: Imported) -> tuple[Table, ...]:
    """Every remark, a row each, in the order of the sheets: what must be mended, and apart from it what is only odd."""
    wrong = _table("errors", "What to mend", found.errors)
    odd = _table("warnings", "What to look at: it is read all the same", found.warnings)
    return tuple(table for table in (wrong, odd) if table.rows)


def _table(key: str, title: str, remarks: Iterable[Remark]) -> Table:
    columns = ("Sheet", "Row", "Column", "Found", "Expected", "What to do")
    return Table(key, title, columns, tuple(_row(remark) for remark in remarks))


def _row(remark: Remark) -> tuple[Cell, ...]:
    place, problem = remark.place, remark.problem
    column = " ".join(filter(None, (letters(place.column), place.heading)))
    return place.sheet, place.row or None, column, problem.value, problem.expected, problem.remedy


def summary(found: Imported) -> str:
    """How many are wrong, or what the instance has."""
    odd = f"; {count(len(found.warnings), 'cell')} to look at" if found.warnings else ""
    if found.instance is None:
        return f"{count(len(found.errors), 'problem')} to mend{odd}. Nothing was imported."
    parts = (
        count(len(found.instance.reviews), "review"),
        count(len(found.instance.schools), "school"),
        count(len(found.instance.reviewers), "reviewer"),
        count(len(found.instance.leads), "lead"),
    )
    return f"{found.instance.name}: {', '.join(parts)}{odd}."
