"""Write the page of the workbook: `python docs/make_workbook.py > docs/desk-workbook.md`."""

import sys
from collections.abc import Iterator

from scheduler.desk.workbook.sheets import SHEETS, START, Column, Kind, Sheet
from scheduler.desk.workbook.terms import FACTS

PAGE = """# The workbook

```
qa-scheduler template spring.xlsx
qa-scheduler import spring.xlsx --check --marked-copy marked.xlsx
qa-scheduler solve spring.xlsx -o plan.json
```

A term is a workbook. `template` writes a blank one, with examples in rows that nobody reads; with `--from INSTANCE`
it writes any instance. Wherever a command takes an INSTANCE it takes the workbook, or a folder with a CSV file a
sheet. What was written and is read back is the same instance.

Names, e-mail and telephone of people stay in the workbook: they come back in your letters and exports, and are in no
instance, schedule or log.

## How it is read

Sheets and columns are found by their names, in any order, whatever their case, spaces and punctuation; by the names of
the public register, too. Titles may stand above the headings, within the first 20 rows. Columns and sheets of your own
may stay: they are named, and not read. Rows that begin with e.g. are examples. A school, a hub or a person with a name
may be called by it in place of the id.

| you type | is read as |
|---|---|
| 22 Oct 2018, Mon 22 October 2018, 22/10/2018, 2018-10-22, a date of Excel's | that day |
| 4/3/2027 | nothing: it may be 4 March or 3 April, and both are said |
| 10/22/2018 | 22 October, with a warning: the month is in front |
| 46450 in a column of dates | nothing: the day that Excel keeps so is said |
| yes, y, x, TRUE, 1; no, n, FALSE, 0; empty | yes; no; no |
| 1,420, also where Excel keeps it as a text | the number |
| 52,6 | nothing: write a point |
| H01; H02, or one a line | a list; commas part it where there is no semicolon |
| 2026-27, 2026/27, 2026-2027 | the school year |
| -, n/a, none, tbc in a column that may be empty | nothing known |

An id is a text. Where Excel has made a date, a TRUE or a number of more than 15 digits of it, that is said: format the
column as text.

## How problems are told

All problems of all sheets are told at once, each with its sheet, row, column, what stands there, what was expected, and
how to mend it:

```
sheet Schools, row 2, column C (Hub): found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant.
```

What must be mended comes with exit code 2, and nothing is imported. What is only odd is a warning, and the workbook
is read: cells that are merged, hidden or right of the 200th column, headings and sheets that nobody knows, a place
outside the British Isles or with latitude and longitude swapped, a date with the month in front, a row that says the
same as another, a reviewer's own school among conflicts or visits.
`--json` gives the same to programs. `import --check` changes nothing.

`--marked-copy FILE.xlsx` gives your own workbook back, with the problems as coloured cells and notes, and listed on a
sheet Problems in front. Formats, formulas, notes, widths and lists to choose from stay as they are. What the copy
cannot hold, such as pictures or pivot tables, is said: mend your own workbook then. You may go on in the copy: the
next one takes the old marks away.

## Sheets

A sheet that is marked * is needed, and so is a column. The others may be empty or missing.

{sheets}

## The form for hosts

In place of slots on sheet Reviews due, a host may fill in a row of sheet Choices. A heading that is a Monday is its
week, and stands for each of the week's slots on which the host is open; "Mon-Wed 8 Oct 2018", a Tuesday or a
Wednesday is one slot.

| the host writes | means |
|---|---|
| 1, 2, 3 and so on | how good it is; equal numbers are equally good |
| yes | as good as 1 |
| if need be, maybe | behind all numbers |
| no, or nothing | not possible |

Ash writes 1 under 8 Oct 2018 and "if need be" under Tue-Thu 16 Oct 2018, and is closed on 12 Oct. Its slots are 8 and 9
Oct, equally good, then 16 Oct.

## A folder of CSV files

Each file is named as its sheet: `Schools.csv`, `Reviews due.csv`. UTF-8 with or without a mark, UTF-16 with one, and
Windows-1252 are understood; commas, semicolons, tabs and bars between cells, or a first line such as `sep=;`. A row
whose only cell begins with # is a remark. An apostrophe in front of what a spreadsheet would take for a formula, as
exports write it, is taken away. A file has at most 20 MB.

## What is not read

- Workbooks of other kinds (.xls, .xlsb, .ods, .numbers), with a password, or damaged: each is called what it is.
- More than 50,000 rows or 200 columns on a sheet. Behind 200 empty rows nothing is read; if something stands there,
  that is said.
- Formulas: the value that Excel kept is read. Where there is none, that is said.
- What refers elsewhere: links to other workbooks, macros and commands are never followed or run.
- Files that are packed to overwhelm a reader: more than 100 MB unpacked, more than 100 times their size, more than
  300 parts, or XML with entities.
"""


def sheets() -> Iterator[str]:
    """Every sheet with its columns."""
    for sheet in SHEETS:
        yield f"### {sheet.name}{' *' if sheet.needed else ''}\n\n{sheet.about}\n\n{table(sheet)}"


def table(sheet: Sheet) -> str:
    """The sheet's columns; of sheet Start, its rows."""
    columns = FACTS if sheet == START else sheet.columns
    rows = [f"| {name(column)} | {kind(column)} | {column.note} | {', '.join(column.also)} |" for column in columns]
    first = "row" if sheet == START else "column"
    return "\n".join([f"| {first} | holds | means | also called |", "|---|---|---|---|", *rows])


def name(column: Column) -> str:
    many = f" 1 to {column.many}, and more" if column.many > 1 else ""
    return f"{column.heading}{many}{' *' if column.needed else ''}"


def kind(column: Column) -> str:
    return f"one of {', '.join(column.words)}" if column.kind == Kind.WORD else str(column.kind.value)


def page() -> str:
    return PAGE.format(sheets="\n\n".join(sheets()))


if __name__ == "__main__":
    sys.stdout.write(page())
