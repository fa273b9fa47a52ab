"""What was found in a workbook, as a table and in a sentence."""

from scheduler.desk.workbook.grids import letters
from scheduler.desk.workbook.importing import Imported
from scheduler.showing.table import Table
from scheduler.words import count


def remarks_table(found: Imported) -> Table:
    """Every remark, a row each; errors and warnings in the order of the sheets."""
    return Table(
        key="remarks",
        title="What to mend, and what to look at",
        columns=("Sheet", "Row", "Column", "What", "Found", "Expected", "What to do"),
        rows=tuple(
            (
                remark.place.sheet,
                remark.place.row or None,
                " ".join(filter(None, (letters(remark.place.column), remark.place.heading))),
                "look at" if remark.is_warning else "mend",
                remark.problem.value,
                remark.problem.expected,
                remark.problem.remedy,
            )
            for remark in found.remarks
        ),
    )


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
