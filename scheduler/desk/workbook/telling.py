"""What was found in a workbook, as tables and in a sentence."""

from collections.abc import Iterable, Iterator

from models.instance import Instance
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.workbook.cells.remarks import Remark
from scheduler.desk.workbook.files.grids import letters
from scheduler.desk.workbook.importing import Heard
from scheduler.showing.table import Cell, Table
from scheduler.words import count


def remarks_tables(found: Heard) -> tuple[Table, ...]:
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


def summary(found: Heard, instance: Instance | ProgrammeInstance | None) -> str:
    """How many are wrong, or what the instance has."""
    odd = f"; {count(len(found.warnings), 'cell')} to look at" if found.warnings else ""
    if instance is None:
        return f"{count(len(found.errors), 'problem')} to mend{odd}. Nothing was imported."
    if isinstance(instance, ProgrammeInstance):
        return f"{instance.name}, {instance.programme}: {', '.join(_lists(instance))}{odd}."
    parts = (
        count(len(instance.reviews), "review"),
        count(len(instance.schools), "school"),
        count(len(instance.reviewers), "reviewer"),
        count(len(instance.leads), "lead"),
    )
    return f"{instance.name}: {', '.join(parts)}{odd}."


def _lists(instance: ProgrammeInstance) -> Iterator[str]:
    """How long each of its lists is."""
    for name in type(instance).model_fields:
        entries = getattr(instance, name)
        if isinstance(entries, tuple) and entries:
            yield f"{name.replace('_', ' ')} {len(entries):,}"
