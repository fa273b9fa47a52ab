"""How long large workbooks take to read, and how much memory: each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from scheduler.desk.workbook.contents import headings_of, rows_of
from scheduler.desk.workbook.sheets import SCHOOLS, SHEETS
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance

_CHILD = """
import json, re, sys, time
from pathlib import Path
from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.marking import marked_workbook
path, begun, worked = Path(sys.argv[1]), time.perf_counter(), time.process_time()
found = imported(path)
read, work = time.perf_counter() - begun, time.process_time() - worked
memory = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
if found.errors:
    marked_workbook(path, found.remarks)
print(json.dumps([len(found.errors), read, work, memory, time.perf_counter() - begun - read]))
"""


@dataclass(frozen=True)
class Reading:
    """How a workbook was read. work_seconds: of the processor, which other work on the machine does not lengthen."""

    name: str
    problems: int
    seconds: float
    work_seconds: float
    mb: int
    marking_seconds: float

    def __str__(self) -> str:
        marked = f", marked in {self.marking_seconds:.1f} s more" if self.problems else ""
        return (
            f"{self.name}: {self.problems:,} problems, {self.seconds:.1f} s ({self.work_seconds:.1f} s of work), "
            f"{self.mb} MB{marked}"
        )


def measured() -> Iterator[Reading]:
    """The full network; 25,000 schools in 20 columns; 10,000 rows with two mistakes each."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "term.xlsx"
        path.write_bytes(workbook_of(load_instance("noe-2018-19")))
        yield _read("the full network", path)
        _write_schools(path, 25_000, {})
        yield _read("25,000 rows of 20 columns", path)
        _write_schools(path, 10_000, {"Pupils": "many", "Phase": "college"})
        yield _read("10,000 wrong rows", path)


def _read(name: str, path: Path) -> Reading:
    done = subprocess.run([sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True)
    return Reading(name, *json.loads(done.stdout))


def _write_schools(path: Path, count: int, wrong: dict[str, str]) -> None:
    """The workbook of a small instance with so many schools more, in 20 columns. wrong: what stands in some of them."""
    facts = load_instance("three-hubs-24")
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day = book.add_format({"num_format": "d mmm yyyy"})
    for sheet in SHEETS:
        headings: list[Any] = list(headings_of(facts, sheet))
        rows = rows_of(facts, sheet)
        if sheet == SCHOOLS:
            ours = [f"Ours {n}" for n in range(len(headings), 20)]
            rows += [_school(rows[0], headings, n, wrong) + [f"{name}: {n}" for name in ours] for n in range(count)]
            headings += ours
        page = book.add_worksheet(sheet.name)
        for n, row in enumerate([headings, *rows]):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(n, at, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif value is not None:
                    page.write(n, at, value)
    book.close()


def _school(like: list[Any], headings: list[Any], number: int, wrong: dict[str, str]) -> list[Any]:
    said = dict(zip(headings, like, strict=True)) | {"Id": f"S{number}", "Name": f"School {number}"} | wrong
    return [said[heading] for heading in headings]
