"""A planner's work from end to end in a real Chromium, by the mouse and by the keyboard alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.desk.folder import SETTINGS
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance
from scheduler.storage.versions import history
from tests.chromium import axe_finds, chromium
from tests.page.browsing import plan_folder
from tests.page.chromium import Browser, Hands, Keyboard, Mouse, Tab, served

pytestmark = pytest.mark.browser

SMALL = "three-hubs-24"
LONG_MS = 120_000


@dataclass
class Work:
    """Somebody at a folder's page."""

    tab: Tab
    hands: Hands
    folder: Path

    @property
    def title(self) -> str:
        return str(self.tab.page.inner_text("h1"))

    def sees(self, words: str) -> None:
        """Wait for words on the page, as long as a small search takes."""
        self.tab.page.get_by_text(words).first.wait_for(timeout=LONG_MS)

    def ends_well(self, name: str = "") -> None:
        """name: of a page that is looked at at each width, in light and dark; whoever uses the mouse does."""
        if name and isinstance(self.hands, Mouse):
            assert self.tab.faults(f"journey-{name}") == []
        else:
            assert axe_finds(self.tab.page) == []
        assert (self.tab.complaints, self.tab.elsewhere) == ([], [])


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def begun(request: pytest.FixtureRequest, running: Any, tmp_path: Path) -> Iterator[Any]:
    """A function that begins work in a folder."""
    servers = []

    def begin(folder: Path) -> Work:
        server = served(folder)
        servers.append(server)
        tab = Browser(running, server.__enter__()).tab()
        return Work(tab, request.param(tab), folder)

    yield begin
    for server in servers:
        server.__exit__(None, None, None)


def workbooks(place: Path) -> tuple[Path, Path]:
    """A term's workbook with a mistake, and without."""
    good, wrong = place / "term.xlsx", place / "wrong.xlsx"
    good.write_bytes(workbook_of(load_instance(SMALL)))
    book = openpyxl.load_workbook(BytesIO(good.read_bytes()))
    sheet = book["Schools"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Pupils")
    sheet.cell(row=2, column=column).value = "many"
    book["Reviewers"].append(["R99", "<img src=x onerror=alert(1)>"])
    book.save(wrong)
    return good, wrong


def test_a_term_is_brought_in_with_errors_mended_and_solved(begun: Any, tmp_path: Path) -> None:
    good, wrong = workbooks(tmp_path)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / SETTINGS).write_text('instance = "term.xlsx"\nplan = "plan.json"\nby = "QA"\n', "utf-8")
    work = begun(folder)
    work.hands.give("A term's workbook", wrong)
    work.hands.press("Read it")
    assert work.title == "wrong.xlsx"
    work.sees("many")
    work.ends_well("wrong")
    with work.tab.page.expect_download() as kept:
        work.hands.press("The workbook with marks")
    assert "Problems" in openpyxl.load_workbook(BytesIO(Path(kept.value.path()).read_bytes())).sheetnames
    work.hands.give("The workbook, mended", good)
    work.hands.press("Read it")
    work.ends_well("right")
    work.hands.press("Save")
    assert (folder / "term.xlsx").read_bytes() == good.read_bytes()
    work.hands.press("Solve")
    work.ends_well("solve-form")
    work.hands.fill("Seconds at most", "20")
    work.hands.press("Solve")
    work.sees("What was found")
    work.ends_well("solved")
    work.hands.press("Save")
    assert work.title == "Overview"
    assert (folder / "plan.json").exists()
    work.ends_well()


def test_a_search_is_stopped_and_keeps_the_best(begun: Any, tmp_path: Path) -> None:
    work = begun(plan_folder(tmp_path / "folder", "noe-2018-autumn"))
    work.hands.press("plan.json")
    work.hands.press("Solve")
    work.hands.fill("Seconds at most", "600")
    work.hands.press("Solve")
    work.sees("The solid line is the best so far")
    work.ends_well("solving")
    work.hands.press("Stop, and keep the best")
    work.sees("Stopped.")
    work.sees("What was found")
    work.ends_well("stopped")


def test_a_review_is_cancelled_repaired_applied_told_and_taken_back(begun: Any, tmp_path: Path) -> None:
    work = begun(plan_folder(tmp_path / "folder", SMALL))
    before = (work.folder / "plan.json").read_bytes()
    work.hands.press("plan.json")
    work.hands.press("Letters")
    work.hands.fill("The day of the letters", "2018-09-03")
    work.hands.press("Show who would be told what")
    work.hands.press("Write these letters")
    work.sees("Written to")
    work.ends_well()
    work.hands.press("Changes")
    work.hands.press("A review")
    change(work, "2018-10-01")
    work.sees("Side by side")
    work.tab.snap("journey-repairs")
    work.ends_well()
    told = (work.folder / "plan.json").read_bytes()
    work.hands.press("Apply repair 1")
    work.sees("Who would be told")
    assert (work.folder / "plan.json").read_bytes() != told
    work.ends_well()
    work.hands.press("History")
    work.tab.snap("journey-history")
    work.hands.press("Take step")
    work.sees("is taken back")
    work.ends_well()
    assert (work.folder / "plan.json").read_bytes() == told != before
    assert [step.letters for step in history(work.folder / "plan.json")] == [True, False, False]


def change(work: Work, known: str) -> None:
    work.hands.fill("Known on", known)
    work.hands.fill("Review", "review-S00001")
    work.hands.choose("Reason", "ofsted")
    work.hands.press("Seek repairs")


def test_a_report_is_taken_along(begun: Any, tmp_path: Path) -> None:
    work = begun(plan_folder(tmp_path / "folder", SMALL))
    work.hands.press("Files to keep")
    with work.tab.page.expect_download() as kept:
        work.hands.press("Download the report")
    assert "<!DOCTYPE html>" in Path(kept.value.path()).read_text("utf-8")[:200]
    work.ends_well()


def test_two_browsers_never_lose_an_edit(begun: Any, running: Any, tmp_path: Path) -> None:
    """Who comes second is told so, and is shown what has become of the plan."""
    work = begun(plan_folder(tmp_path / "folder", SMALL))
    other = work.tab.page.context.new_page()
    work.hands.press("plan.json")
    work.hands.press("Letters")
    work.hands.fill("The day of the letters", "2018-09-03")
    work.hands.press("Show who would be told what")
    other.goto(work.tab.page.url)
    other.get_by_role("button", name="Write these letters").click()
    other.get_by_text("Written to").first.wait_for()
    then = (work.folder / "plan.json").read_bytes()
    work.hands.press("Write these letters")
    assert work.title == "Somebody was first"
    work.sees("Step 1")
    assert (work.folder / "plan.json").read_bytes() == then
    work.tab.snap("journey-second")
    assert axe_finds(work.tab.page) == []


def test_a_review_is_moved_to_a_slot_of_its_strip(begun: Any, tmp_path: Path) -> None:
    work = begun(plan_folder(tmp_path / "folder", SMALL))
    before = (work.folder / "plan.json").read_bytes()
    work.hands.press("plan.json")
    work.hands.press("Calendar")
    work.hands.press("Mon-Wed, L03")
    work.sees("Where else it could be")
    work.tab.snap("journey-strip")
    work.ends_well()
    work.hands.press("Look at it")
    work.sees("Beside the plan as it is")
    work.ends_well()
    work.hands.press("Take this repair")
    work.sees("Side by side")
    assert (work.folder / "plan.json").read_bytes() == before
    work.hands.press("Apply repair")
    work.sees("Who would be told")
    assert [step.what for step in history(work.folder / "plan.json")] != []
    work.ends_well()
