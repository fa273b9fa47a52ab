"""Makes the page's pictures, in a real Chromium: every step that docs/first-hour.md tells is done, and the README's.

python docs/make_page_hour.py [FOLDER]

FOLDER gets the pictures (by default docs/pictures). It wants the extras `page` and `browser`, and Debian's Chromium.
"""

import sys
import tempfile
from pathlib import Path
from shutil import copyfile
from typing import Any

from make_first_hour import ROOT, Tour

from tests.chromium import chromium
from tests.page.chromium import Browser, Tab, served

WAIT = 240_000  # milliseconds for what takes longest
REVIEW = "review-101339"
NAMES = ("problems", "solved", "review", "repairs", "letters")


class Hour:
    """The hour: a folder that is empty at first, the page on it, and a coordinator with a mouse."""

    def __init__(self, tour: Tour, tab: Tab, pictures: Path) -> None:
        self._tour, self._tab, self._page, self._pictures = tour, tab, tab.page, pictures
        self._page.set_default_timeout(WAIT)

    def run(self) -> None:
        self._bring_in()
        self._solve()
        self._publish("2018-09-03")
        self._look()
        self._cancel()
        self._publish("2018-09-20", "letters")
        self._page.click("nav >> text=History")
        self._page.wait_for_selector("text=by the QA office")
        assert (self._tab.complaints, self._tab.elsewhere) == ([], [])

    def _bring_in(self) -> None:
        """The workbook with its slips, then the one in which they are mended."""
        page, folder = self._page, self._tour.folder
        self._tour.fill_in()
        self._read(folder / "term.xlsx")
        self._snap("problems")
        with page.expect_download() as download:
            page.click("text=The workbook with marks at its cells")
        download.value.save_as(folder / "marked.xlsx")
        self._tour.mend()
        self._read(folder / "term.xlsx")
        page.click("button:text-is('Save')")

    def _read(self, workbook: Path) -> None:
        self._tab.go("/")
        self._page.set_input_files("input[name=workbook]", workbook)
        self._page.click("text=Read it")

    def _solve(self) -> None:
        page = self._page
        self._tab.go("/solve?instance=term.xlsx")
        page.click("button:text-is('Solve')")
        page.wait_for_selector("text=Keep it")
        self._snap("solved")
        page.click("button:text-is('Save')")

    def _look(self) -> None:
        """The calendar, and beside it the panel of the review that will be cancelled."""
        page = self._page
        page.click("nav >> text=Calendar")
        page.click(f"a[data-review='{self._tour.cancelled(self._plan).review}']")
        page.wait_for_selector("#panel h2")
        self._snap("review")

    def _cancel(self) -> None:
        """A review is cancelled: its repairs, and one applied."""
        page, review = self._page, self._tour.cancelled(self._plan).review
        page.click("nav >> text=Changes")
        page.click("text=A review was cancelled")
        page.fill("input[name=notice]", "2018-09-20")
        page.fill("input[name=review]", review)
        page.select_option("select[name=reason]", "ofsted")
        page.click("text=Seek repairs")
        page.wait_for_selector("text=Counting 5 more")
        self._snap("repairs")
        page.fill("input[name=by]", "the QA office")
        page.click("text=Apply repair 1")
        page.wait_for_selector("text=Write these letters")

    def _publish(self, on: str, snap: str = "") -> None:
        """Letters to those whose line differs from what they were told."""
        page = self._page
        page.click("nav >> text=Letters")
        page.fill("input[name=on]", on)
        page.click("text=Show who would be told what")
        page.wait_for_selector("text=Write these letters")
        if snap:
            self._snap(snap)
        page.click("text=Write these letters")
        page.wait_for_selector("text=Written to")

    @property
    def _plan(self) -> Path:
        return self._tour.place / "page" / "plan.json"

    def _snap(self, name: str) -> None:
        assert name in NAMES
        self._page.screenshot(path=str(self._pictures / f"page-{name}.png"))


def hour(place: Path, pictures: Path) -> None:
    """All of it."""
    tour = Tour(place)
    for folder in (tour.folder, place / "page", pictures):
        folder.mkdir(exist_ok=True)
    with chromium() as running, served(place / "page") as address:
        browser = Browser(running, address)
        tab: Any = browser.tab(width=1200)
        tab.page.set_viewport_size({"width": 1200, "height": 800})
        Hour(tour, tab, pictures).run()


def real_term(place: Path, pictures: Path) -> None:
    """The README's picture: the real autumn term, and where else one of its reviews could be, all of it exact."""
    home = place / "real"
    home.mkdir()
    copyfile(ROOT / "solutions/noe-2018-autumn.json", home / "plan.json")
    with chromium() as running, served(home) as address:
        page: Any = Browser(running, address).tab(width=1400).page
        page.set_default_timeout(WAIT)
        page.click("main >> text=plan.json")
        page.click("nav >> text=Calendar")
        page.click(f"a[data-review='{REVIEW}']")
        page.click("text=All of them exactly")
        page.wait_for_selector("text=All slots are being looked at")
        page.wait_for_selector("text=All slots are being looked at", state="detached")
        page.screenshot(path=str(pictures / "page.png"))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/pictures"
        hour(Path(scratch), folder)
        real_term(Path(scratch), folder)
