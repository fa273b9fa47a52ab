"""Makes docs/first-hour.md: the tour of a term's first hour, run for real, with what it printed and how long it took.

python docs/make_first_hour.py > docs/first-hour.md

The text is in docs/first-hour.md.j2. With --keep FOLDER the tour's files stay there, to be looked at.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openpyxl import load_workbook

from models.instance import Instance
from scheduler.desk.contacts import Contact
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance, parse_schedule

ROOT = Path(__file__).parents[1]
RECIPE = ("generate", "autumn", "--draw", "20", "--hubs", "4", "--term", "autumn", "--leads", "4", "--seed", "7")
LONGEST = 34  # so many lines of an answer are shown


@dataclass(frozen=True)
class Cancelled:
    """The review that is cancelled, and its host."""

    review: str
    name: str


class Tour:
    """The tour: a folder for the term, the commands that are run in it, and what the coordinator types meanwhile."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder = place, place / "autumn"
        self._seconds = 0.0
        self._called(0, place, *RECIPE, "-o", "drawn.json")
        self.instance = load_instance(place / "drawn.json")

    def outside(self, *words: str) -> str:
        """A command beside the term's folder, as the page shows it."""
        return self._called(0, self.place, *words)

    def run(self, *words: str) -> str:
        """A command in the term's folder."""
        return self._called(0, self.folder, *words)

    def fails(self, code: int, *words: str) -> str:
        """A command that ends with this exit code."""
        return self._called(code, self.folder, *words)

    def _called(self, code: int, folder: Path, *words: str) -> str:
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "scheduler.cli", *words],
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        )
        seconds = time.monotonic() - begun
        self._seconds += seconds
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        said = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
        if len(said) > LONGEST:
            said = [*said[:LONGEST], f"... ({len(said) - LONGEST} more lines)"]
        typed = " ".join(f'"{word}"' if re.search(r"[ {]", word) else word for word in words)
        return "\n".join(["```", f"$ qa-scheduler {typed}", *said, "```", f"({seconds:.1f} s)"])

    def seconds(self) -> float:
        """What all commands took so far."""
        return self._seconds

    def fill_in(self) -> str:
        """The workbook as the coordinator has filled it in, with three slips."""
        path = self.folder / "term.xlsx"
        path.write_bytes(workbook_of(self.instance, people(self.instance)))
        book = load_workbook(path)
        cell(book["Schools"], 5, "Hub").value = "Hub Too"
        cell(book["Reviewers"], 9, "Completed reviews").value = "two"
        cell(book["Reviews due"], 3, "Slot 1").value = "03/10/2018"
        book.save(path)
        return ""

    def mend(self) -> str:
        """The three slips mended in the marked copy, which is saved as the workbook."""
        book = load_workbook(self.folder / "marked.xlsx")
        cell(book["Schools"], 5, "Hub").value = self.instance.schools[3].hub
        cell(book["Reviewers"], 9, "Completed reviews").value = self.instance.reviewers[7].completed_reviews
        cell(book["Reviews due"], 3, "Slot 1").value = at_midnight(self.instance.reviews[1].slots[0])
        book.save(self.folder / "term.xlsx")
        return ""

    def type_over(self) -> str:
        """Two dates and one person typed over: a slot that the host offered, one that it did not, and somebody new."""
        path = self.folder / "plan.xlsx"
        book = load_workbook(path)
        page = book["Plan"]
        rows = [row for row in range(2, page.max_row + 1) if cell(page, row, "First day").value]
        reviews = list(dict.fromkeys(cell(page, row, "Review").value for row in rows))
        first = {review: next(row for row in rows if cell(page, row, "Review").value == review) for review in reviews}
        now = cell(page, first[reviews[0]], "First day").value.date()
        offered = next(slot for slot in self.instance.review_by_id[reviews[0]].slots if slot > now)
        cell(page, first[reviews[0]], "First day").value = at_midnight(offered)
        cell(page, first[reviews[1]], "First day").value += timedelta(days=7)
        seat = first[reviews[2]] + 1
        there = {cell(page, row, "Person").value for row in rows}
        cell(page, seat, "Person").value = next(one.id for one in self.instance.reviewers if one.id not in there)
        book.save(path)
        return ""

    def cancelled(self, plan: Path | None = None) -> Cancelled:
        """The first review that is still far off when it is cancelled. plan: None for that of the folder."""
        schedule = parse_schedule((plan or self.folder / "plan.json").read_text("utf-8"), self.instance)
        later = next(one for one in schedule.reviews if one.slot is not None and one.slot > date(2018, 10, 8))
        host = self.instance.school_by_id[self.instance.review_by_id[later.review].host]
        return Cancelled(later.review, host.name)


def people(instance: Instance) -> dict[str, Contact]:
    """Names and addresses as a coordinator would have them; nobody's."""
    ids = [one.id for one in (*instance.schools, *instance.reviewers, *instance.leads)]
    return {who: Contact(f"Person {who}", f"{who.lower()}@example.org", "01632 960000") for who in ids}


def cell(page: Any, row: int, heading: str) -> Any:
    """A cell by its row and heading."""
    return page.cell(row, next(one.column for one in page[1] if one.value == heading))


def at_midnight(day: date) -> datetime:
    """A date as the library writes it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a date without a zone


def tour(place: Path) -> str:
    """The page."""
    made = Tour(place)
    environment = Environment(
        loader=FileSystemLoader(ROOT / "docs"), undefined=StrictUndefined, keep_trailing_newline=True
    )
    names = ("outside", "run", "fails", "fill_in", "mend", "type_over", "cancelled", "seconds", "instance")
    return environment.get_template("first-hour.md.j2").render({name: getattr(made, name) for name in names})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--keep"]:
        sys.stdout.write(tour(Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            sys.stdout.write(tour(Path(scratch)))
